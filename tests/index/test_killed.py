"""Killed at any step that changes the disk: a query answers as of some commit, and the next run completes.

SEARCHER_LONG=1 tries every step of every run, SEARCHER_SEED others of them.
"""

import os
import random
import shutil
from pathlib import Path

import pytest
from building import entries, texts
from damaging import LONG, SEED
from killing import SCENARIOS, SMALL, Scenario, bring_up_to_date, end_at, library_at, processes, steps_of

from searcher.entities.table import COMPILED_NAME, EntityTable
from searcher.files import remove_leftovers, replace_file
from searcher.index import batch as writing
from searcher.index import merge_policy
from searcher.indexing.doctor import examine
from searcher.library import Library, entities_file

POINTS = 6

State = dict[str, list[str]]


def state(library: Library) -> State:
    """The documents that are searchable; none before the first commit."""
    return texts(library) if (library.data / "current").exists() else {}


def own_files(library: Library) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in library.folder.iterdir() if path.is_file()}


def kinds_of(library: Library) -> list[str]:
    """All that lies there, but for made-up parts of names and the copy of the names that a query makes."""
    found = []
    for path in library.folder.rglob("*"):
        if path.name == COMPILED_NAME:
            continue
        parts = path.relative_to(library.folder).parts
        found.append("/".join("*" if part.startswith(("MAIN_", "_MAIN_", "g")) else part for part in parts))
    return sorted(set(found))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario.name for scenario in SCENARIOS])
def test_at_every_step(tmp_path: Path, scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ((writing, "BATCH_DOCUMENTS"), (merge_policy, "MOST_SEGMENTS"), (merge_policy, "MERGED"))
    for (module, name), value in zip(names, SMALL, strict=True):
        monkeypatch.setattr(module, name, value)
    context, source, place = processes(), random.Random(SEED), tmp_path / "place"
    scenario.prepare(place)
    kept = tmp_path / "kept"
    shutil.copytree(place, kept)

    def put_back() -> Library:
        shutil.rmtree(place)
        shutil.copytree(kept, place)
        return library_at(place)

    library = library_at(place)
    before, own_before = state(library), own_files(library)
    scenario.run(place)
    own_after = own_files(library)
    bring_up_to_date(place)
    expected, expected_files, expected_entries = state(library), kinds_of(library), entries(library)
    put_back()
    steps = steps_of(context, scenario, place)
    points = [(step, after) for step in range(steps) for after in (False, True)]
    chosen = points if LONG else source.sample(points, min(POINTS, len(points)))
    print(f"seed {SEED}: {scenario.name}: {len(chosen)} of {len(points)} points")
    for step, after in chosen:
        library = put_back()
        end_at(context, scenario, place, step, after)
        where = (scenario.name, step, after, SEED)
        assert examine(library).damaged == (), where
        # Beside them lies perhaps what the next run removes.
        assert any(own_files(library).items() >= own.items() for own in (own_before, own_after)), where
        for name, same in state(library).items():
            assert same in (before.get(name), expected.get(name)), (where, name)
        bring_up_to_date(place)
        if own_files(library) != own_after:
            scenario.run(place)
            bring_up_to_date(place)
        if (library.data / COMPILED_NAME).exists():
            # It is brought up to date by what reads it.
            EntityTable.open(library.data, entities_file(library.folder))
        assert state(library) == expected, where
        assert entries(library) == expected_entries, where
        found = examine(library)
        assert (found.damaged, found.harmless) == ((), ()), where
        assert kinds_of(library) == expected_files, where


def test_what_a_killed_process_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    ended = processes().Process(target=int)
    ended.start()
    ended.join()
    own = {f"file.{ended.pid}.0123abcd.tmp", f"other.file.{ended.pid}.ffffffff.tmp", f"file.{os.getpid()}.0123abcd.tmp"}
    others = {"notes.tmp", f"notes.{ended.pid}.tmp", f"file.{os.getppid()}.0123abcd.tmp", "file.x.0123abcd.tmp", "file"}
    for name in own | others:
        (tmp_path / name).write_bytes(b"")
    remove_leftovers(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == others


def test_replacing_keeps_link_and_mode(tmp_path: Path) -> None:
    path, link = tmp_path / "file", tmp_path / "link"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    replace_file(link, b"new")
    assert (link.is_symlink(), path.read_bytes(), path.stat().st_mode & 0o777) == (True, b"new", 0o640)
