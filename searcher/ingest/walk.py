"""From sources to the files in them: every file is yielded once, or named with the reason why not."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.ingest.document import Problem, reason_of
from searcher.ingest.ignore import IGNORE_FILE, Ignore, ignore_rules

if TYPE_CHECKING:
    from searcher.library import Library, Source

_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_OWN_NAMES = frozenset(["searcher.toml", "entities.toml", "data"])


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to index: `key` is Document.file, `id` the path below its source, `device` its file system."""

    key: str
    id: str
    path: Path
    size: int
    mtime_ns: int
    device: int = 0


@dataclass(frozen=True, slots=True)
class Missing(Problem):
    """A place that could not be looked into: nothing below it is known to be gone."""


def walk(library: "Library") -> Iterator[FoundFile | Problem]:
    """The files of all sources, sources in their order and names sorted; a file in two sources counts once.

    Links are followed, but to what the walk comes to anyway they add nothing, and one that leads back to a
    folder above itself is a Problem. Nothing is opened but folders and `.searcherignore` files.
    """
    yield from _Walk(library).run()


class _Walk:
    def __init__(self, library: "Library") -> None:
        self._sources = library.sources
        self._rules = ignore_rules(library.settings.ignore)
        self._real = [os.path.realpath(source.path) for source in self._sources]
        self._folders: set[tuple[int, int]] = set()
        self._single_files: set[tuple[int, int]] = set()

    def run(self) -> Iterator[FoundFile | Problem]:
        for source in self._sources:
            try:
                status = source.path.stat()
            except OSError as error:
                gone = isinstance(error, FileNotFoundError | NotADirectoryError)
                reason = "source is missing" if gone else f"source {reason_of(error)}"
                kept = "kept as indexed; remove it from searcher.toml to drop it"
                yield Missing(source.key, f"{reason}: {kept}")
                continue
            if stat.S_ISDIR(status.st_mode):
                yield from self._tree(source, source.path, "", status, self._rules)
            elif not self._comes_to(os.path.realpath(source.path), is_folder=False):
                yield from self._file(source.key, source.path.name, source.path, status, single=True)

    def _tree(
        self, source: "Source", path: Path, below: str, status: os.stat_result, rules: Ignore
    ) -> Iterator[FoundFile | Problem]:
        # A stack of iterators, not recursion: a tree may be deeper than Python's limit.
        stack = [self._folder(source, path, below, status, rules)]
        while stack:
            item = next(stack[-1], None)
            if item is None:
                stack.pop()
            elif isinstance(item, _Below):
                stack.append(self._folder(source, item.path, item.below, item.status, item.rules))
            else:
                yield item

    def _folder(
        self, source: "Source", path: Path, below: str, status: os.stat_result, rules: Ignore
    ) -> "Iterator[FoundFile | Problem | _Below]":
        identity = (status.st_dev, status.st_ino)
        if identity in self._folders:
            return
        self._folders.add(identity)
        key = f"{source.prefix}{below}"
        try:
            with os.scandir(path) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError as error:
            yield Missing(key.rstrip("/") or "/", f"folder {reason_of(error)}: what was indexed of it is kept")
            return
        if IGNORE_FILE in names:
            try:
                lines = (path / IGNORE_FILE).read_text("utf-8", "replace").splitlines()
                rules = rules.with_lines(below, lines)
            except OSError as error:
                yield Problem(f"{key}{IGNORE_FILE}", f"{reason_of(error)}: its patterns are not applied")
        own = _OWN_NAMES if "searcher.toml" in names else frozenset()
        for name in names:
            if name in own:
                continue
            yield from self._entry(source, path / name, f"{below}{name}", rules)

    def _entry(
        self, source: "Source", path: Path, below: str, rules: Ignore
    ) -> "Iterator[FoundFile | Problem | _Below]":
        key = f"{source.prefix}{below}"
        try:
            status = path.lstat()
            linked = stat.S_ISLNK(status.st_mode)
            if linked:
                status = path.stat()
        except OSError as error:
            if not rules.ignores(below, is_folder=False):
                broken = isinstance(error, FileNotFoundError) and path.is_symlink()
                yield Problem(printable(key), "link to nothing" if broken else reason_of(error))
            return
        is_folder = stat.S_ISDIR(status.st_mode)
        if rules.ignores(below, is_folder=is_folder):
            return
        if printable(key) != key:
            yield Problem(printable(key), "its name is not valid UTF-8: rename it")
            return
        if linked:
            target = os.path.realpath(path)
            if is_folder and _is_above(target, os.path.realpath(path.parent)):
                yield Problem(key, f"link loop: leads back to {printable(target)}")
                return
            if self._comes_to(target, is_folder=is_folder):
                return
        if is_folder:
            yield _Below(path, f"{below}/", status, rules)
        else:
            yield from self._file(key, below, path, status, single=linked)

    def _file(
        self, key: str, below: str, path: Path, status: os.stat_result, *, single: bool
    ) -> Iterator[FoundFile | Problem]:
        if not stat.S_ISREG(status.st_mode):
            kind = _KINDS.get(stat.S_IFMT(status.st_mode), "a special file")
            yield Problem(key, f"is {kind}, not a file")
            return
        identity = (status.st_dev, status.st_ino)
        if identity in self._single_files:
            return
        if single:
            # Only files reached by a link or named as a source can come twice: a folder is walked once.
            self._single_files.add(identity)
        yield FoundFile(key, below, path, status.st_size, status.st_mtime_ns, status.st_dev)

    def _comes_to(self, target: str, *, is_folder: bool) -> bool:
        """Whether the walk comes to `target`, a real path, without a link."""
        for real in self._real:
            if target == real and is_folder:
                return True
            if target.startswith(real.rstrip(os.sep) + os.sep):
                below = target[len(real.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
                if self._rules.covers(below, is_folder=is_folder):
                    return True
        return False


@dataclass(frozen=True, slots=True)
class _Below:
    path: Path
    below: str
    status: os.stat_result
    rules: Ignore


def printable(text: str) -> str:
    """`text` with bytes of a file name that are no UTF-8 shown as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_above(folder: str, path: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
