"""What was read: each file as it was then, and everything that is not searchable with its reason.

Beside the rows of each table lies the sum of their CRC-32s, for SQLite's own check does not look at what a row says.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from searcher.errors import DamagedError, SearcherError
from searcher.ingest.document import Problem
from searcher.ingest.parts import Parts

_VERSION = 3
_READABLE = (1, 2, 3)  # versions in which a person's told languages can be read
_MODULUS = 1 << 32
_SCHEMA = """
CREATE TABLE file (
    key TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, device INTEGER NOT NULL,
    hash TEXT NOT NULL, reading TEXT NOT NULL, documents INTEGER NOT NULL, lang TEXT NOT NULL,
    ctime_ns INTEGER NOT NULL, inode INTEGER NOT NULL, reader TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX file_inode ON file (inode);
CREATE TABLE problem (
    file TEXT NOT NULL, number INTEGER NOT NULL, reason TEXT NOT NULL, is_note INTEGER NOT NULL,
    of_walk INTEGER NOT NULL
);
CREATE INDEX problem_file ON problem (file);
CREATE TABLE run (
    finished TEXT NOT NULL, milliseconds INTEGER NOT NULL, added INTEGER NOT NULL, updated INTEGER NOT NULL,
    removed INTEGER NOT NULL, renamed INTEGER NOT NULL, unchanged INTEGER NOT NULL, stopped INTEGER NOT NULL
);
CREATE TABLE checksum (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO checksum VALUES ('file', 0), ('problem', 0), ('run', 0);
PRAGMA user_version = 3;
"""
_WAIT = 5.0  # seconds that a reader waits while a commit is written
# Files asked for one after another mostly follow each other: so many rows are read at once, if they are then wanted.
_LEAST_AHEAD, _MOST_AHEAD = 8, 1024
_LAST_KEY = "\U0010ffff"
_COLUMNS = "key, size, mtime_ns, hash, documents, reading, device, lang, ctime_ns, inode, reader"
_PROBLEM_COLUMNS = "file, number, reason, is_note, of_walk"
_RUN_COLUMNS = "finished, milliseconds, added, updated, removed, renamed, unchanged, stopped"
_COLUMNS_OF = {"file": _COLUMNS, "problem": _PROBLEM_COLUMNS, "run": _RUN_COLUMNS}


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file as it was read: `hash` of its content, "" when it was not read; `documents` that it gave.

    `reading` tells the rules it was read by (see `changes.reading_of`), `device` its file system then.
    `lang` is the ISO 639 code that a person told for this file, "" for none. `reader` tells what read it, in which
    version (see `extract.reader_key`); `inode` is 0 for one that is not known.
    """

    key: str
    size: int
    mtime_ns: int
    hash: str
    documents: int
    reading: str = ""
    device: int = 0
    lang: str = ""
    ctime_ns: int = 0
    inode: int = 0
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of indexing: when it `finished` (ISO 8601, UTC), what it took, and files by what became of them.

    `stopped`: it was asked to end before it had seen all.
    """

    finished: str
    milliseconds: int
    added: int
    updated: int
    removed: int
    renamed: int
    unchanged: int
    stopped: bool


@dataclass(slots=True)
class _Ahead:
    """All `entries` with keys from `first` to `last`; `size` were looked for, and `wanted` have been asked for."""

    entries: dict[str, FileEntry]
    first: str
    last: str
    size: int = _LEAST_AHEAD
    wanted: int = 0

    def set(self, key: str, entry: FileEntry | None) -> None:
        """Keep in step with what is written."""
        if entry is None:
            self.entries.pop(key, None)
        elif self.first <= key <= self.last:
            self.entries[key] = entry


class Manifest:
    """The file entries and problems of one library. Nothing is kept before `commit`; close it or use `with`.

    All methods raise SearcherError when the file is damaged or cannot be written.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._kept_sums: dict[str, int] = {}
        self._sums: dict[str, int] = {}
        self._ahead = _Ahead({}, "", "")

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, verify: bool = True) -> "Manifest":
        """Open the file, or make it in a folder that exists; read-only it must exist.

        `verify`: what is to be written to is compared with its checksums first, which reads all of it.
        """
        if read_only and not path.is_file():
            raise SearcherError(f"{path}: nothing is indexed yet: run `searcher index`")
        try:
            if read_only:
                # Not "mode=ro": what a killed run left half written must be taken back before it is read.
                connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", _WAIT, uri=True)
                connection.execute("PRAGMA query_only = ON")
            else:
                connection = sqlite3.connect(path, _WAIT)
        except sqlite3.Error as error:
            if path.is_dir():
                raise DamagedError(path, "is a folder") from error
            raise SearcherError(f"{path}: cannot be opened ({error}); is its folder writable?") from error
        manifest = cls(path, connection)
        try:
            manifest._prepare(read_only, verify and not read_only)
        except SearcherError:
            connection.close()
            raise
        return manifest

    def __enter__(self) -> "Manifest":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close without keeping what was not committed."""
        self._connection.close()

    def commit(self) -> None:
        with self._told():
            if self._sums != self._kept_sums:
                sums = ((value, name) for name, value in self._sums.items())
                self._connection.executemany("UPDATE checksum SET value = ? WHERE name = ?", sums)
            self._connection.commit()
            self._kept_sums = dict(self._sums)

    def get(self, key: str) -> FileEntry | None:
        """The entry of a file. Quick for keys in their order: the next ones are read along with it."""
        if not self._ahead.first <= key <= self._ahead.last:
            self._look_ahead(key)
        ahead = self._ahead
        ahead.wanted += 1
        return ahead.entries.get(key)

    def _look_ahead(self, key: str) -> None:
        before = self._ahead
        wanted = before.wanted * 2 >= before.size
        size = min(before.size * 2, _MOST_AHEAD) if wanted else max(before.size // 2, _LEAST_AHEAD)
        query = f"SELECT {_COLUMNS} FROM file WHERE key >= ? ORDER BY key LIMIT ?"
        with self._told():
            entries = [FileEntry(*row) for row in self._connection.execute(query, (key, size))]
        # Behind the last row of all there is nothing to be asked for: a first run asks once.
        last = entries[-1].key if len(entries) == size else _LAST_KEY
        self._ahead = _Ahead({entry.key: entry for entry in entries}, key, last, size)

    def files(self) -> Iterator[FileEntry]:
        """All entries by key. Do not write to the manifest while they are read."""
        with self._told():
            for row in self._connection.execute(f"SELECT {_COLUMNS} FROM file ORDER BY key"):
                yield FileEntry(*row)

    def of_inode(self, inode: int) -> list[FileEntry]:
        """The entries of files that had this number in their file system."""
        with self._told():
            rows = self._connection.execute(f"SELECT {_COLUMNS} FROM file WHERE inode = ?", (inode,)).fetchall()
        return [FileEntry(*row) for row in rows]

    def all_keys(self) -> list[str]:
        with self._told():
            return [key for (key,) in self._connection.execute("SELECT key FROM file ORDER BY key")]

    def keys_within(self, parts: Parts) -> list[str]:
        """The keys of the files in these parts, each once."""
        # "0" follows "/": between the two lies all that begins with a folder.
        query = "SELECT key FROM file WHERE key = ? OR (key > ? AND key < ?)"
        found: set[str] = set()
        with self._told():
            for part in parts.keys:
                folder = part.rstrip("/")
                found.update(key for (key,) in self._connection.execute(query, (part, f"{folder}/", f"{folder}0")))
        return sorted(found)

    def has_files(self) -> bool:
        """Whether there is any entry."""
        with self._told():
            return self._connection.execute("SELECT 1 FROM file LIMIT 1").fetchone() is not None

    def documents(self) -> int:
        """How many documents all files together gave."""
        with self._told():
            (total,) = self._connection.execute("SELECT coalesce(sum(documents), 0) FROM file").fetchone()
        return int(total)

    def told_languages(self) -> dict[str, str]:
        """Key → language of the files that a person told one for."""
        with self._told():
            return dict(self._connection.execute("SELECT key, lang FROM file WHERE lang != ''"))

    def put(self, entry: FileEntry, problems: Iterable[Problem] = ()) -> None:
        """Add or replace a file and all its problems."""
        with self._told():
            self._replace(entry)
            self._delete("problem", "file = ? AND NOT of_walk", entry.key)
            self._add(problems, of_walk=False)

    def touch(self, entry: FileEntry) -> None:
        """Replace a file's entry and keep its problems: its content is the same."""
        with self._told():
            self._replace(entry)

    def doubt(self, keys: Iterable[str]) -> None:
        """Forget what these files held, so that they count as changed until they are put again."""
        for key in keys:
            entry = self.get(key)
            if entry is not None:
                self.touch(replace(entry, hash=""))

    def remove(self, key: str) -> None:
        with self._told():
            self._delete("file", "key = ?", key)
            self._delete("problem", "file = ? AND NOT of_walk", key)
        self._ahead.set(key, None)

    def put_walk_problems(self, problems: Iterable[Problem], within: Parts | None = None) -> None:
        """Replace what the last walk named: missing sources, links, pipes, folders that may not be read.

        `within`: what it named in these parts, for it has looked at no others.
        """
        with self._told():
            if within is None:
                self._delete("problem", "of_walk")
            for part in within.keys if within is not None else ():
                folder = part.rstrip("/")
                where = "of_walk AND (file = ? OR (file > ? AND file < ?))"
                self._delete("problem", where, part, f"{folder}/", f"{folder}0")
            self._add(problems, of_walk=True)

    def put_run(self, run: Run) -> None:
        """Keep what the last run did."""
        with self._told():
            self._delete("run", "TRUE")
            self._insert("run", [(*astuple(run)[:-1], int(run.stopped))])

    def last_run(self) -> Run | None:
        """What the last run did that was not killed."""
        with self._told():
            row = self._connection.execute(f"SELECT {_RUN_COLUMNS} FROM run").fetchone()
        return None if row is None else replace(Run(*row), stopped=bool(row[-1]))

    def problems_of(self, key: str) -> list[Problem]:
        """What is not searchable in a file."""
        query = "SELECT number, reason, is_note FROM problem WHERE file = ? AND NOT of_walk ORDER BY number, rowid"
        with self._told():
            rows = self._connection.execute(query, (key,)).fetchall()
        return [Problem(key, reason, number, bool(is_note)) for number, reason, is_note in rows]

    def problems(self) -> Iterator[Problem]:
        """All problems by file and line. Do not write to the manifest while they are read."""
        query = "SELECT file, reason, number, is_note FROM problem ORDER BY file, number, rowid"
        with self._told():
            for file, reason, number, is_note in self._connection.execute(query):
                yield Problem(file, reason, number, bool(is_note))

    def damage(self) -> str:
        """What is wrong with the file, "" if it is whole; reads all of it.

        A byte in a page that is free, or in the counters of the file's header, says nothing and is not looked at.
        """
        try:
            with self._told():
                return self._damage()
        except DamagedError as error:
            return error.reason

    def _damage(self) -> str:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        (page,) = self._connection.execute("PRAGMA page_size").fetchone()
        if self._path.stat().st_size % page:
            return "is cut"
        with closing(sqlite3.connect(":memory:")) as other:
            other.executescript(_SCHEMA)
            if version != _VERSION or _layout(other) != _layout(self._connection):
                return "is damaged (its tables are not those of a manifest)"
        (found,) = self._connection.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            return f"is damaged ({' '.join(str(found).split())})"
        table = self._wrong_table()
        return f"is damaged (the checksum of the table {table} is wrong)" if table else ""

    def _wrong_table(self) -> str:
        """A table whose rows are not those that were written, "" if there is none; reads all of them."""
        for table, columns in _COLUMNS_OF.items():
            rows = self._connection.execute(f"SELECT {columns} FROM {table}")
            if sum(map(_checksum, rows)) % _MODULUS != self._sums.get(table):
                return table
        return ""

    def _replace(self, entry: FileEntry) -> None:
        row = (
            entry.key,
            entry.size,
            entry.mtime_ns,
            entry.hash,
            entry.documents,
            entry.reading,
            entry.device,
            entry.lang,
            entry.ctime_ns,
            entry.inode,
            entry.reader,
        )
        self._delete("file", "key = ?", entry.key)
        self._insert("file", [row])
        self._ahead.set(entry.key, entry)
        if len(self._ahead.entries) > 2 * _MOST_AHEAD:
            self._ahead = _Ahead({}, "", "", self._ahead.size)

    def _add(self, problems: Iterable[Problem], *, of_walk: bool) -> None:
        self._insert("problem", [(p.file, p.number, p.reason, int(p.is_note), int(of_walk)) for p in problems])

    def _insert(self, table: str, rows: list[tuple[object, ...]]) -> None:
        columns = _COLUMNS_OF[table]
        places = ", ".join("?" * len(columns.split()))
        self._connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)
        self._sums[table] = (self._sums[table] + sum(map(_checksum, rows))) % _MODULUS

    def _delete(self, table: str, where: str, *values: str) -> None:
        rows = self._connection.execute(f"SELECT {_COLUMNS_OF[table]} FROM {table} WHERE {where}", values).fetchall()
        if rows:
            self._connection.execute(f"DELETE FROM {table} WHERE {where}", values)
            self._sums[table] = (self._sums[table] - sum(map(_checksum, rows))) % _MODULUS

    def _prepare(self, read_only: bool, verify: bool) -> None:
        with self._told():
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not tables and not read_only:
                self._connection.executescript(_SCHEMA)
            elif version != _VERSION and not (read_only and version in _READABLE):
                raise DamagedError(self._path, "was made by another version")
            if version == _VERSION or not tables:
                sums = self._connection.execute("SELECT name, value FROM checksum").fetchall()
                self._kept_sums = {name: value for name, value in sums if isinstance(value, int)}
                self._sums = dict.fromkeys(_COLUMNS_OF, 0) | self._kept_sums
                if verify and (table := self._wrong_table()):
                    # Read on, a file might be in the index twice, or be taken for unchanged.
                    raise DamagedError(self._path, f"is damaged (the checksum of the table {table} is wrong)")
            # Pages written out early would lock readers out before the commit.
            self._connection.execute("PRAGMA cache_spill = OFF")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._line(error) from error

    def _line(self, error: sqlite3.DatabaseError) -> SearcherError:
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_FULL":
            kept = "what was committed is kept: free some space and run `searcher index` again"
            return SearcherError(f"{self._path}: the disk is full; {kept}")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return SearcherError(f"{self._path}: {error}; is another `searcher index` running?")
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR")):
            return SearcherError(f"{self._path}: cannot be used ({error}); is its folder writable?")
        return DamagedError(self._path, f"is damaged ({error})")


def _checksum(row: Iterable[object]) -> int:
    return zlib.crc32("\x1f".join(map(str, row)).encode())


def _layout(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master ORDER BY name").fetchall()
