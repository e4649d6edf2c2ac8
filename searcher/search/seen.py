"""What was told of a list of names before: which documents of each name, so that the next time only others are new.

It lies in the library's folder, beside the history: the generated data can be deleted at any time, and then not
everything would be news. One file for each list, replaced whole once all of the news has been told.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from searcher.engine.engine import StoredDocument
from searcher.errors import SearcherError
from searcher.files import Replacing
from searcher.index.lock import LockedError, WriteLock

FOLDER_NAME = "watchlists"
_VERSION = 1
# Bytes of a document's mark, and of that of a list in its file's name.
_MARK, _NAME = 8, 4


def mark_of(document: StoredDocument) -> str:
    """What stands for a document, also after the index is made anew: its file and its id in sixteen hex digits."""
    name = f"{document.file}\0{document.id}".encode(errors="surrogatepass")
    return blake2b(name, digest_size=_MARK).hexdigest()


class Seen:
    """The documents of each name of one list that were told: key of the name → marks. `list_file`: as it was given."""

    def __init__(self, path: Path, list_file: str) -> None:
        self._path = path
        self._list = list_file
        self._marks: dict[str, set[str]] = {}

    def of(self, key: str) -> frozenset[str]:
        """The marks of the documents that were told of a name."""
        return frozenset(self._marks.get(key, ()))

    def add(self, key: str, mark: str) -> None:
        """Count a document as told of a name, once it is written."""
        self._marks.setdefault(key, set()).add(mark)

    def read(self) -> "Seen":
        """Take in what the file says; nothing is known where there is none. Raises SearcherError."""
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return self
        except (OSError, ValueError) as error:
            raise SearcherError(f"{self._path}: cannot be read ({error})") from None
        try:
            if json.loads(lines[0])["version"] != _VERSION:
                raise ValueError
            for line in lines[1:]:
                key, marks = json.loads(line)
                size = 2 * _MARK
                self._marks[key] = {marks[at : at + size] for at in range(0, len(marks), size)}
        except (ValueError, LookupError, TypeError):
            raise SearcherError(f"{self._path}: damaged; without it everything is new again: delete it") from None
        return self

    def write(self) -> None:
        """Replace the file, whole or not at all. Raises SearcherError."""
        head = {"version": _VERSION, "list": self._list, "told": datetime.now(UTC).isoformat(timespec="seconds")}
        try:
            # Whom a person watches is nobody else's business.
            with Replacing(self._path, private=True) as out:
                out.write(json.dumps(head, ensure_ascii=True).encode() + b"\n")
                for key, marks in self._marks.items():
                    out.write(json.dumps([key, "".join(sorted(marks))]).encode() + b"\n")
        except OSError as error:
            raise SearcherError(f"{self._path}: cannot be written ({error.strerror}): all stays new") from None


def seen_file(folder: Path, list_file: str) -> Path:
    """Where the library at `folder` keeps what was told of a list."""
    whole = str(Path(list_file).absolute()) if list_file != "-" else list_file
    mark = blake2b(whole.encode(errors="surrogateescape"), digest_size=_NAME).hexdigest()
    stem = "".join(letter if letter.isalnum() else "-" for letter in Path(list_file).stem)[:40]
    return folder / FOLDER_NAME / f"{stem or 'list'}-{mark}.jsonl"


def read_seen(folder: Path, list_file: str) -> Seen:
    """What was told of a list. Raises SearcherError where the file is damaged."""
    return Seen(seen_file(folder, list_file), list_file).read()


@contextmanager
def telling(folder: Path, list_file: str) -> Iterator[Seen]:
    """What was told of a list, while nobody else may tell of any; `write` it at the end.

    Raises SearcherError if another process does, or the library's folder cannot be written.
    """
    place = folder / FOLDER_NAME
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        with WriteLock(place, "is telling what is new in a list of this library"):
            yield read_seen(folder, list_file)
    except LockedError:
        raise
    except OSError as error:
        raise SearcherError(f"{place}: cannot be written ({error.strerror}), so that nothing can be new") from None


def known_lists(folder: Path) -> list[str]:
    """The files of the lists of which anything was told, the newest first."""
    found: list[tuple[str, str]] = []
    for path in (folder / FOLDER_NAME).glob("*.jsonl"):
        try:
            with path.open(encoding="utf-8") as lines:
                head = json.loads(lines.readline())
            found.append((head["told"], head["list"]))
        except (OSError, ValueError, LookupError, TypeError):
            continue
    return [file for _, file in sorted(found, reverse=True) if file != "-"]
