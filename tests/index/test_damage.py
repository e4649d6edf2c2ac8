"""Damaged bytes and crafted columns: the same answer as before or one line, never an error of the program.

SEARCHER_LONG=1 looks at hundreds, SEARCHER_SEED at others.
"""

import random
import zlib
from pathlib import Path

import pytest
from building import library_over, update, version_of
from damaging import (
    LONG,
    SEED,
    Answer,
    Column,
    Kept,
    ask,
    change,
    crafted,
    make,
    outcome,
    read_columns,
    write_columns,
)

from searcher.engine.local.snapshot import Snapshot
from searcher.errors import DamagedError
from searcher.index import merge_policy
from searcher.index.segment import texts
from searcher.indexing.doctor import examine
from searcher.library import Library

FLIPS = 300 if LONG else 25
CRAFTED = 400 if LONG else 40


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    library = make(tmp_path_factory.mktemp("made") / "place")
    ask(library)  # makes the compiled names
    return Kept(library)


@pytest.fixture
def library(kept: Kept) -> Library:
    return kept.put_back()


def told(what: dict[str, list[str]]) -> None:
    """What came of each, for who runs the long form with -s."""
    print(f"seed {SEED}:", {name: len(cases) for name, cases in what.items()})


def flipped(library: Library, source: random.Random) -> str:
    """Damage one byte of any file; which it was."""
    files = sorted(path for path in library.data.rglob("*") if path.is_file() and path.stat().st_size)
    path = source.choice([*files, *(path for path in files if path.suffix == ".columns")])
    data = bytearray(path.read_bytes())
    place = source.randrange(len(data))
    data[place] ^= source.randrange(1, 256)
    path.write_bytes(data)
    return f"{path.name} at {place}"


def test_a_damaged_byte(kept: Kept) -> None:
    """What a query or a run reads is refused, and what it does not read changes nothing."""
    source, whole = random.Random(SEED), ask(kept.put_back())
    answers: dict[str, list[str]] = {"same": [], "refused": [], "other": []}
    runs: dict[str, list[str]] = {"same": [], "refused": [], "other": []}
    expected = change(kept.library)
    for _ in range(FLIPS):
        library = kept.put_back()
        where = flipped(library, source)
        answers[kind(outcome(ask, library), whole)].append(where)
        runs[kind(outcome(change, library), expected)].append(where)
    told(answers)
    told(runs)
    assert runs["other"] == []
    assert answers["other"] == []


def kind(found: Answer | str, expected: Answer) -> str:
    return "refused" if isinstance(found, str) else "same" if found == expected else "other"


def test_a_crafted_column(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checksums are all right. Where it is not refused, queries and runs that merge give something."""
    monkeypatch.setattr(merge_policy, "MOST_SEGMENTS", 2)
    source = random.Random(SEED)
    paths = sorted(version_of(kept.put_back()).whoosh.glob("*.columns"), key=lambda path: path.stat().st_size)
    columns = read_columns(paths[-1])
    refused: dict[str, list[str]] = {"query": [], "run": [], "doctor": [], "none": []}
    for number in range(CRAFTED):
        library = kept.put_back()
        content, where = crafted(columns, source)
        write_columns(version_of(library).whoosh / paths[-1].name, content)
        print(number, where)
        lines = [name for name, step in (("query", ask), ("run", change)) if isinstance(outcome(step, library), str)]
        if not lines and examine(library).damaged:
            lines = ["doctor"]
        for name in lines or ["none"]:
            refused[name].append(where)
    told(refused)
    assert len(refused["query"]) > CRAFTED // 2


@pytest.mark.parametrize("deleted", [[5, 3], [1000], [3, 3]])
def test_deleted_documents_that_there_are_not(library: Library, deleted: list[int]) -> None:
    (path,) = version_of(library).whoosh.glob("*.deleted")
    data = b"".join(number.to_bytes(4, "little") for number in deleted)
    write_columns(path, [Column("deleted", "<u4", data)])
    with pytest.raises(DamagedError) as error:
        ask(library)
    assert error.value.path == path


def test_a_text_that_unpacks_to_a_gigabyte(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    update(library)
    (path,) = version_of(library).whoosh.glob("*.columns")
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()
    size = Column("text_ends", "<u4", len(bomb).to_bytes(4, "little"))
    others = [column for column in read_columns(path) if column.name not in ("texts", "text_ends")]
    write_columns(path, [*others, size, Column("texts", "bytes", bomb)])
    snapshot = Snapshot(version_of(library))
    with pytest.raises(ValueError, match="unpacks to more"):
        snapshot.text(0)


def test_texts_that_pack_very_well_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("", "a", "Été", "a" * 300_000, "ab\n" * 100_000, "".join(map(chr, range(1000, 9000)))):
        for always in (1 << 26, 0):
            monkeypatch.setattr(texts, "ALWAYS_UNPACKED", always)
            assert texts.unpack_text(texts.pack_text(text)) == text


def test_an_error_of_the_program_is_not_called_damage(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def overflow(*_: object) -> object:
        raise OverflowError("a number of ours")

    with monkeypatch.context() as during:
        during.setattr("searcher.engine.local.scorer.Scorer.counts", overflow)
        with pytest.raises(OverflowError):
            ask(library)


def test_an_error_of_a_merge_is_not_called_damage(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def overflow(*_: object) -> object:
        raise OverflowError("a number of ours")

    expected = change(kept.put_back())
    library = kept.put_back()
    monkeypatch.setattr(merge_policy, "MOST_SEGMENTS", 1)
    with monkeypatch.context() as during:
        during.setattr("searcher.index.workers.merge", overflow)
        with pytest.raises(OverflowError):
            change(library)
    assert examine(library).damaged == ()
    assert change(library) == expected
