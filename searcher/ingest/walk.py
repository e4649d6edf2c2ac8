"""From sources to the files in them: every file is yielded once, or named with the reason why not."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import closing
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.ingest.document import Problem, reason_of
from searcher.ingest.files import open_file
from searcher.ingest.ignore import Ignore, ignore_rules
from searcher.ingest.parts import Parts, Relation
from searcher.records import dataclass
from searcher.wording import counted

if TYPE_CHECKING:
    from searcher.library import Library, Source

_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_SETTINGS_NAME = "searcher.toml"
_OWN_IGNORE_FILE = ".searcherignore"
_OWN_NAMES = frozenset(
    [_SETTINGS_NAME, "entities.toml", "data", "history.txt", "marks.jsonl", "searches.toml", "watchlists"]
)
_MOST_IGNORE_BYTES = 1_000_000
MOST_NUMBER = (1 << 63) - 1
"""Numbers of file systems and files may take 64 bits without a sign; the manifest keeps them with one."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to index: `key` is Document.file, `id` the path below its source.

    `device` is its file system and `inode` its number there, which stays when it gets another name; `ctime_ns` is when
    the file system last changed what it knows of it, which no program can set.
    """

    key: str
    id: str
    # A Path is made where it is wanted: of most files only the time and size are looked at.
    place: str | Path
    size: int
    mtime_ns: int
    device: int = 0
    ctime_ns: int = 0
    inode: int = 0

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.place)


@dataclass(frozen=True, slots=True)
class Missing(Problem):
    """A place that could not be looked into: nothing below it is known to be gone."""


def walk(library: "Library", within: Parts | None = None) -> Iterator[FoundFile | Problem]:
    """The files of all sources, sources in their order and names sorted; a file in two sources counts once.

    Links are followed inside the sources, and out of them if `follow_links` is set; else they are told. To what the
    walk comes to anyway they add nothing, and one that leads back to a folder above itself is a Problem. Nothing is
    opened but folders and files of patterns (`ignore_files`). What those of other programs leave out of a source is
    counted in a note.

    `within`: only what is in these parts is given, and only folders on the way to them are looked into.
    """
    yield from _Walk(library, within).run()


class _Walk:
    def __init__(self, library: "Library", within: Parts | None) -> None:
        self._within = within
        self._sources = library.sources
        self._rules = ignore_rules(library.settings.ignore)
        self._ignore_files = library.settings.ignore_files
        self._left_out = 0
        self._follows = library.settings.follow_links
        self._real = [os.path.realpath(source.path) for source in self._sources]
        self._folders: set[tuple[int, int]] = set()
        self._single_files: set[tuple[int, int]] = set()

    def run(self) -> Iterator[FoundFile | Problem]:
        for source in self._sources:
            relation = self._relation(source.key)
            if relation is Relation.OUTSIDE:
                continue
            try:
                status = source.path.stat()
            except OSError as error:
                gone = isinstance(error, FileNotFoundError | NotADirectoryError)
                reason = "source is missing" if gone else f"source {reason_of(error)}"
                kept = "kept as indexed; remove it from searcher.toml to drop it"
                yield Missing(source.key, f"{reason}: {kept}")
                continue
            if stat.S_ISDIR(status.st_mode):
                yield from self._tree(source, status, relation)
                if self._left_out and relation is Relation.WITHIN:
                    what = counted(self._left_out, "file or folder", "files and folders")
                    reason = f"{what} left out as files of patterns say (ignore_files in searcher.toml)"
                    yield Problem(source.key, reason, is_note=True)
                self._left_out = 0
            elif not self._comes_to(os.path.realpath(source.path), is_folder=False):
                item = self._file(source.key, source.path.name, str(source.path), status, single=True)
                if item is not None:
                    yield item

    def _relation(self, key: str) -> Relation:
        return Relation.WITHIN if self._within is None else self._within.relation(key)

    def _tree(self, source: "Source", status: os.stat_result, relation: Relation) -> Iterator[FoundFile | Problem]:
        # A stack of iterators, not recursion: a tree may be deeper than Python's limit.
        stack = [self._folder(source, _Below(str(source.path), "", status, self._rules, relation))]
        while stack:
            for item in stack[-1]:
                if isinstance(item, _Below):
                    stack.append(self._folder(source, item))
                    break
                if item is not None:
                    yield item
            else:
                stack.pop()

    def _folder(self, source: "Source", folder: "_Below") -> "Iterator[FoundFile | Problem | _Below | None]":
        identity = (folder.status.st_dev, folder.status.st_ino)
        if identity in self._folders:
            return
        self._folders.add(identity)
        below, rules = folder.below, folder.rules
        key = f"{source.prefix}{below}"
        try:
            with os.scandir(folder.place) as scan:
                entries = sorted(scan, key=_name)
        except OSError as error:
            yield Missing(
                printable(key.rstrip("/")) or "/", f"folder {reason_of(error)}: what was indexed of it is kept"
            )
            return
        special = (*self._ignore_files, _SETTINGS_NAME)
        names = {entry.name for entry in entries if entry.name in special}
        for name in self._ignore_files if names else ():
            if name not in names:
                continue
            try:
                rules = rules.with_lines(below, _ignore_lines(folder.place, name), name)
            except OSError as error:
                yield Problem(f"{key}{name}", f"{reason_of(error)}: its patterns are not applied")
        own = _OWN_NAMES if _SETTINGS_NAME in names else frozenset()
        for entry in entries:
            if entry.name in own:
                continue
            path = f"{key}{entry.name}"
            relation = folder.relation if folder.relation is Relation.WITHIN else self._relation(path)
            if relation is not Relation.OUTSIDE:
                yield self._entry(path, f"{below}{entry.name}", entry, rules, relation)

    def _entry(
        self, key: str, below: str, entry: "os.DirEntry[str]", rules: Ignore, relation: Relation
    ) -> "FoundFile | Problem | _Below | None":
        try:
            linked = entry.is_symlink()
            status = entry.stat()
        except OSError as error:
            if self._is_left_out(rules, below, is_folder=False):
                return None
            broken = isinstance(error, FileNotFoundError) and Path(entry.path).is_symlink()
            return Problem(printable(key), "link to nothing" if broken else reason_of(error))
        is_folder = stat.S_ISDIR(status.st_mode)
        if self._is_left_out(rules, below, is_folder=is_folder):
            return None
        if printable(key) != key:
            return Problem(printable(key), "its name is not valid UTF-8: rename it")
        if linked:
            target = os.path.realpath(entry.path)
            if is_folder and _is_above(target, os.path.realpath(Path(entry.path).parent)):
                return Problem(key, f"link loop: leads back to {printable(target)}")
            if self._comes_to(target, is_folder=is_folder):
                return None
            if not self._follows and not any(_is_above(real, target) for real in self._real):
                reason = f"link to {printable(target)} leads out of the source and is not followed"
                return Problem(key, f"{reason} (follow_links in searcher.toml)", is_note=True)
        if is_folder:
            return _Below(entry.path, f"{below}/", status, rules, relation)
        if relation is Relation.ABOVE:
            return None  # a file now, where the way was
        return self._file(key, below, entry.path, status, single=linked)

    def _is_left_out(self, rules: Ignore, below: str, *, is_folder: bool) -> bool:
        pattern = rules.pattern_against(below, is_folder=is_folder)
        if pattern is None:
            return False
        # What is in a file for this program is as meant as what is in the settings.
        self._left_out += pattern.origin not in ("", _OWN_IGNORE_FILE)
        return True

    def _file(
        self, key: str, below: str, place: str, status: os.stat_result, *, single: bool
    ) -> FoundFile | Problem | None:
        if not stat.S_ISREG(status.st_mode):
            kind = _KINDS.get(stat.S_IFMT(status.st_mode), "a special file")
            return Problem(key, f"is {kind}, not a file")
        if single or self._single_files:
            # Only files reached by a link or named as a source can come twice: a folder is walked once.
            identity = (status.st_dev, status.st_ino)
            if identity in self._single_files:
                return None
            if single:
                self._single_files.add(identity)
        return FoundFile(
            key, below, place, status.st_size, status.st_mtime_ns,
            status.st_dev & MOST_NUMBER, status.st_ctime_ns, status.st_ino & MOST_NUMBER,
        )  # fmt: skip

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
    """A folder at `place`, which is `below` its source ("" or ending in "/")."""

    place: str
    below: str
    status: os.stat_result
    rules: Ignore
    relation: Relation


_name = attrgetter("name")


def _ignore_lines(folder: str, name: str) -> list[str]:
    with closing(open_file(Path(folder) / name)) as file:
        data = file.read(_MOST_IGNORE_BYTES + 1)
    if len(data) > _MOST_IGNORE_BYTES:
        raise OSError(errno.EFBIG, "is too large to be patterns")
    return data.decode("utf-8", "replace").splitlines()


def printable(text: str) -> str:
    """`text` with bytes of a file name that are no UTF-8 shown as escapes."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_above(folder: str, path: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
