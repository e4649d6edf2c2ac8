"""What a person marked: documents that were read, starred or have a note, in the library's folder beside the history.

A file of lines that is only added to: each is a change, as JSON, and the last one about a thing counts. So two
processes lose nothing of each other, and a killed one at most the line that it was at. Once most lines are outdated
the file is replaced by one that holds what counts. The documents themselves are not touched.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from searcher.errors import SearcherError
from searcher.files import Replacing
from searcher.records import dataclass

MARKS_NAME = "marks.jsonl"
# Lines beyond the marks that there are, from which the file is written anew.
_OUTDATED = 1_000

Name = tuple[str, str]
"""A document: its id, and the key of its file (Document.file)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is marked of a document. `read` and `changed`: when, ISO 8601 in UTC; "" for never. `note`: "" for none."""

    starred: bool = False
    read: str = ""
    note: str = ""
    changed: str = ""

    def __bool__(self) -> bool:
        return self.starred or bool(self.read) or bool(self.note)


NO_MARK = Mark()


class Marks:
    """The marks of the library at `folder`, as they were when `refresh` was last called. For one thread.

    `problems` are lines on what of the file could not be read. What a machine that loses its power has not yet
    written to the disk is lost; what a killed process has written is not.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / MARKS_NAME
        self._begin()
        self.refresh()

    def _begin(self) -> None:
        self._marks: dict[Name, Mark] = {}
        self._read_to = self._lines = self._inode = 0
        self._problems: list[str] = []
        self.version = object()

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(self._problems)

    def __iter__(self) -> Iterator[tuple[Name, Mark]]:
        """Each document with any mark."""
        return iter(self._marks.items())

    def __len__(self) -> int:
        return len(self._marks)

    def of(self, name: Name) -> Mark:
        """What is marked of a document."""
        return self._marks.get(name, NO_MARK)

    def refresh(self) -> bool:
        """Take in what was marked since, by whatever process; whether there was anything.

        `version` is another object from then on. Raises SearcherError if the file cannot be read.
        """
        try:
            with self._path.open("rb") as file:
                state = os.fstat(file.fileno())
                if (state.st_ino, state.st_size) == (self._inode, self._read_to):
                    return False
                if state.st_ino != self._inode or state.st_size < self._read_to:
                    self._begin()
                    self._inode = state.st_ino
                file.seek(self._read_to)
                data = file.read()
        except FileNotFoundError:
            had = bool(self._marks)
            self._begin()
            return had
        except OSError as error:
            raise SearcherError(f"{self._path}: cannot be read ({error.strerror})") from None
        # A line without an end is being written, or never will be: the next change ends it.
        whole = data[: data.rfind(b"\n") + 1]
        for line in whole.splitlines():
            self._lines += 1
            if line.strip():
                self._take(line)
        self._read_to += len(whole)
        self.version = object()
        return bool(whole)

    def change(
        self,
        names: Iterable[Name],
        *,
        starred: bool | None = None,
        read: bool | None = None,
        note: str | None = None,
    ) -> None:
        """Mark documents, or take marks away; None leaves a mark as it is. Raises SearcherError."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        said: dict[str, object] = {}
        if starred is not None:
            said["starred"] = starred
        if read is not None:
            said["read"] = now if read else ""
        if note is not None:
            said["note"] = note.strip()
        self._append({"id": identifier, "file": file, "at": now, **said} for identifier, file in names)

    def clear(self, names: Iterable[Name]) -> None:
        """Take all marks of documents away. Raises SearcherError."""
        self.change(names, starred=False, read=False, note="")

    def move(self, moved: Iterable[tuple[Name, Name]]) -> None:
        """Let documents, before and now, that have another name keep their marks. Raises SearcherError."""
        rows = [(before, now) for before, now in moved if before in self._marks]
        self._append({"id": before[0], "file": before[1], "to": list(now)} for before, now in rows)

    def _take(self, line: bytes) -> None:
        """Take a change in."""
        try:
            said = json.loads(line)
            name = (_text(said["id"]), _text(said["file"]))
            if "to" in said:
                identifier, file = map(_text, said["to"])
                if name in self._marks:
                    self._marks[identifier, file] = self._marks.pop(name)
                return
            known = self._marks.get(name, NO_MARK)
            mark = Mark(
                bool(said.get("starred", known.starred)),
                _text(said.get("read", known.read)),
                _text(said.get("note", known.note)),
                _text(said.get("at", known.changed)),
            )
        except (ValueError, LookupError, TypeError, RecursionError):
            self._problems.append(f"{self._path}, line {self._lines}: damaged, and passed over")
            return
        if mark:
            self._marks[name] = mark
        else:
            self._marks.pop(name, None)

    def _append(self, changes: Iterable[Mapping[str, object]]) -> None:
        """Write changes, and take them in with whatever stands before them."""
        lines = b"".join(json.dumps(change).encode() + b"\n" for change in changes)
        if not lines:
            return
        try:
            descriptor = self._open()
            try:
                size = os.fstat(descriptor).st_size
                if size and os.lseek(descriptor, -1, os.SEEK_END) >= 0 and os.read(descriptor, 1) != b"\n":
                    lines = b"\n" + lines
                # In one go: what others append comes before it or behind it.
                os.write(descriptor, lines)
                self.refresh()
                if self._lines > 2 * len(self._marks) + _OUTDATED and not self._problems:
                    self._rewrite()
            finally:
                os.close(descriptor)
        except OSError as error:
            raise SearcherError(
                f"{self._path}: cannot be written ({error.strerror}), so that nothing is marked"
            ) from None

    def _open(self) -> int:
        """The file, open and locked: while it is, nobody replaces it."""
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
        while True:
            descriptor = os.open(self._path, flags, 0o600)
            if sys.platform == "win32":
                return descriptor
            import fcntl

            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                # What a person reads is nobody else's business, whoever made the file.
                os.fchmod(descriptor, 0o600)
                if os.fstat(descriptor).st_ino == self._path.stat().st_ino:
                    return descriptor
            except FileNotFoundError:
                pass  # it was deleted in this moment
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)

    def _rewrite(self) -> None:
        """Put a file with the marks alone in the place of this one, which is locked."""
        if sys.platform == "win32":
            return  # where an open file cannot be replaced
        with Replacing(self._path, private=True) as out:
            for (identifier, file), mark in self._marks.items():
                said = {"id": identifier, "file": file, "at": mark.changed}
                kept = {"starred": mark.starred, "read": mark.read, "note": mark.note}
                out.write(json.dumps({**said, **{key: value for key, value in kept.items() if value}}).encode() + b"\n")


def marks_exist(folder: Path) -> bool:
    """Whether anything was ever marked in the library at `folder`."""
    return (folder / MARKS_NAME).exists()


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
