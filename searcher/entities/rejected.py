"""Names that a person does not take for one: a library's rejected.tsv, of which `equivalents` are not offered again.

A line has two names with a tab between; lines that begin with "#" are remarks.
"""

from collections.abc import Iterable
from pathlib import Path

from searcher.entities.data import key_of
from searcher.entities.overlay import clean
from searcher.errors import SearcherError
from searcher.files import replace_file

REJECTED_NAME = "rejected.tsv"


class Rejected:
    """The pairs of a file. `problems`: lines on what was left out of it."""

    def __init__(self, pairs: Iterable[tuple[str, str]], problems: tuple[str, ...] = ()) -> None:
        self._pairs = {frozenset(map(key_of, pair)) for pair in pairs}
        self.problems = problems

    def holds(self, name: str, other: str) -> bool:
        """Whether these two are rejected, whatever their case and accents."""
        return frozenset((key_of(name), key_of(other))) in self._pairs


def rejected_file(folder: Path) -> Path:
    """The file of the library at `folder`."""
    return folder / REJECTED_NAME


def read_rejected(path: Path) -> Rejected:
    """What the file says; nothing of one that is missing."""
    try:
        text = _text(path)
    except SearcherError as error:
        return Rejected((), (f"{error}: none of it is used",))
    pairs: list[tuple[str, str]] = []
    problems = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell for cell in line.rstrip("\r").split("\t") if key_of(cell)]
        if len(cells) == 2:
            pairs.append((cells[0], cells[1]))
        else:
            problems.append(f"{path}:{number}: a line has two names with a tab between; this one is left out")
    return Rejected(pairs, tuple(problems))


def reject(path: Path, name: str, other: str) -> bool:
    """Write a pair into the file, whose text is kept; whether it is new. Raises SearcherError."""
    for form in (name, other):
        if not key_of(clean(form)):
            raise SearcherError(f"{form!r} has no letter or digit, so it cannot be a name")
    if key_of(name) == key_of(other):
        raise SearcherError(f"{name!r} and {other!r} are the same but for case and accents")
    text = _text(path)
    if read_rejected(path).holds(name, other):
        return False
    if text and not text.endswith("\n"):
        text += "\n"
    try:
        replace_file(path, f"{text}{clean(name)}\t{clean(other)}\n".encode())
    except (OSError, UnicodeEncodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the names are not valid Unicode text"
        raise SearcherError(f"{path}: cannot be written ({reason})") from error
    return True


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SearcherError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SearcherError(f"{path}:{line}: not UTF-8; convert the file first") from error
