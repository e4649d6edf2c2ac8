"""A library that is watched: what happens to its files is in the index without a command, and looked at no more than it needs."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from building import library_over, texts, update, version_of, write

from searcher.index.commit import read_commit
from searcher.index.lock import WriteLock
from searcher.indexing import watching
from searcher.indexing.update import Report
from searcher.indexing.update import update as bring_up_to_date
from searcher.indexing.watching import Watch, key_of
from searcher.library import Library

Step = Callable[[], Iterable[Path]]


def _nothing() -> Iterable[Path]:
    return ()


class Watched:
    """Runs a watch over steps, each of which does something and gives the paths that the system would tell of."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.reports: list[Report] = []
        self.failures: list[str] = []
        self.waited: list[str] = []
        self.roots: list[list[Path]] = []
        self._ended = False

    def run(self, *steps: Step, quiet: int = 0) -> None:
        """`quiet` ticks follow, in which nothing is told of."""
        waiting = [*steps, *([_nothing] * quiet)]

        def events(paths: Sequence[Path], stop: Callable[[], bool]) -> Iterator[Iterable[str]]:
            self.roots.append(list(paths))
            yield []
            while waiting:
                yield [str(path) for path in waiting.pop(0)()]
            self._ended = True

        watch = Watch(
            self.library.folder,
            told=self.reports.append,
            failed=self.failures.append,
            stop=lambda: self._ended,
            waiting=self.waited.append,
        )
        watch.run(events)


@pytest.fixture
def looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders of documents that are looked into from now on, by their names."""
    folders: list[str] = []
    real = os.scandir

    def noted(place: str) -> object:
        if Path(place).is_relative_to(tmp_path / "docs"):
            folders.append(Path(place).name)
        return real(place)

    monkeypatch.setattr(os, "scandir", noted)
    return folders


def test_each_change_is_in_the_index_and_only_its_folder_is_looked_into(tmp_path: Path, looked_into: list[str]) -> None:
    docs = tmp_path / "docs"
    library = library_over(tmp_path, {"a/b.txt": "beta", "a/c/d.txt": "delta", "e/f.txt": "phi"})
    watched = Watched(library)

    def new() -> list[Path]:
        looked_into.clear()
        write(docs / "a" / "c" / "new.txt", "new")
        return [docs / "a" / "c" / "new.txt"]

    def removed() -> list[Path]:
        assert (texts(library)["a/c/new.txt"], looked_into) == (["new"], ["docs", "a", "c"])
        (docs / "e" / "f.txt").unlink()
        return [docs / "e" / "f.txt"]

    def saved_by_an_editor() -> list[Path]:
        assert "e/f.txt" not in texts(library)
        write(docs / "a" / ".b.txt.swp", "half")
        write(docs / "a" / "b.txt~", "beta two")
        (docs / "a" / "b.txt~").replace(docs / "a" / "b.txt")
        return [docs / "a" / name for name in (".b.txt.swp", "b.txt~", "b.txt")]

    def renamed() -> list[Path]:
        assert texts(library)["a/b.txt"] == ["beta two"]
        (docs / "a").rename(docs / "z")
        return [docs / "a", docs / "z"]

    watched.run(new, removed, saved_by_an_editor, renamed)
    assert set(texts(library)) == {"z/b.txt", "z/c/d.txt", "z/c/new.txt"}
    assert [(each.added, each.updated, each.removed, each.renamed) for each in watched.reports] == [
        (3, 0, 0, 0), (1, 0, 0, 0), (0, 0, 1, 0), (0, 1, 0, 0), (0, 0, 0, 3)
    ]  # fmt: skip
    assert update(library).unchanged == 3


def test_what_says_nothing_writes_nothing(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha", "b.txt": "beta"})
    seen: list[object] = []

    def state() -> object:
        version = version_of(library)
        return read_commit(version.whoosh), version.manifest.stat().st_mtime_ns

    def nothing() -> list[Path]:
        seen.append(state())
        return [tmp_path / "docs" / name for name in ("a.txt", "gone.txt", ".git/index", "../docs")]

    watched = Watched(library)
    watched.run(nothing, nothing, nothing, nothing, nothing)
    assert len(set(seen)) == 1
    assert len(watched.reports) == 1


def test_its_own_data_are_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "all" / "docs" / "a.txt", "alpha")
    library = library_over(tmp_path / "all", {})
    write(library.folder / "searcher.toml", "sources = ['..']\n")
    passes: list[object] = []

    def noted(*arguments: object, **more: object) -> Report:
        passes.append(more.get("within"))
        return update(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(watching, "update", noted)
    Watched(library).run(lambda: [library.data / "current", library.data / "g1" / "files.sqlite"])
    assert passes == [None]


def test_more_than_a_few_parts_are_a_look_at_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MOST_PARTS", 3)
    library = library_over(tmp_path, {"0.txt": "moskau"})

    def burst() -> list[Path]:
        for at in range(9):
            write(tmp_path / "docs" / f"{at}.txt", f"text {at}")
        # Of so many the system may have lost some.
        return [tmp_path / "docs" / f"{at}.txt" for at in range(5)]

    watched = Watched(library)
    watched.run(burst)
    assert len(texts(library)) == 9


def test_another_writer_is_waited_for(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    lock = WriteLock(library.data)

    def locked() -> list[Path]:
        lock.__enter__()
        write(tmp_path / "docs" / "b.txt", "beta")
        return [tmp_path / "docs" / "b.txt"]

    def free() -> list[Path]:
        assert set(texts(library)) == {"a.txt"}
        lock.__exit__()
        return []

    watched = Watched(library)
    watched.run(locked, free)
    assert (set(texts(library)), watched.failures) == ({"a.txt", "b.txt"}, [])


def test_what_fails_is_told_once_and_tried_again(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})

    def broken() -> list[Path]:
        (library.data / "current").rename(library.data / "aside")
        (library.data / "current").mkdir()
        write(tmp_path / "docs" / "b.txt", "beta")
        return [tmp_path / "docs" / "b.txt"]

    def mended() -> list[Path]:
        (library.data / "current").rmdir()
        (library.data / "aside").rename(library.data / "current")
        return []

    watched = Watched(library)
    watched.run(broken, *([_nothing] * 90), mended, quiet=90)
    assert (set(texts(library)), len(watched.failures)) == ({"a.txt", "b.txt"}, 1)


def test_another_source_and_one_that_comes_back_are_watched(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    write(tmp_path / "more" / "b.txt", "beta")
    write(tmp_path / "one.txt", "one")
    docs, aside = tmp_path / "docs", tmp_path / "aside"

    def configured() -> list[Path]:
        write(library.folder / "searcher.toml", "sources = ['../docs', '../more', '../one.txt']\n")
        return []

    def gone() -> list[Path]:
        assert set(texts(library)) == {"a.txt", "b.txt", "one.txt"}
        docs.rename(aside)
        return []

    def back() -> list[Path]:
        assert set(texts(library)) == {"a.txt", "b.txt", "one.txt"}
        write(aside / "c.txt", "gamma")
        aside.rename(docs)
        return []

    def saved() -> list[Path]:
        write(tmp_path / "half", "one anew")
        (tmp_path / "half").replace(tmp_path / "one.txt")
        return []

    watched = Watched(library)
    watched.run(configured, _nothing, gone, _nothing, back, _nothing, saved)
    assert texts(library) == {"a.txt": ["alpha"], "b.txt": ["beta"], "c.txt": ["gamma"], "one.txt": ["one anew"]}
    assert watched.roots == [[docs], [docs, tmp_path / "more"], [tmp_path / "more"], [docs, tmp_path / "more"]]


def test_keys_of_paths(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": ""})
    (tmp_path / "link").symlink_to(tmp_path / "docs")
    (source,) = library.sources
    assert key_of(source, str(tmp_path / "docs" / "x" / "y")) == "../docs/x/y"
    assert key_of(source, str(tmp_path / "docs")) == "../docs"
    assert key_of(source, str(tmp_path / "docs2")) is None


def test_whom_it_waits_for_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where another machine writes the part of a library in a cluster."""
    line = "process 7 on there is indexing; waiting for it until 12:00"

    def slow(library: Library, *, say: Callable[[str], object], **more: Any) -> Report:
        say(line)
        return bring_up_to_date(library, **more)

    monkeypatch.setattr(watching, "update", slow)
    watched = Watched(library_over(tmp_path, {"a.txt": "alpha"}))
    watched.run()
    assert (watched.waited, watched.failures) == ([line], [])
    assert texts(watched.library) == {"a.txt": ["alpha"]}
