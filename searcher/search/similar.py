"""Documents that tell the same as one: which document is meant, what was copied, and what hits share with it."""

import os
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from searcher.engine.engine import Engine, Found, Key, StoredDocument
from searcher.expressions import expression
from searcher.query.plan import Leaf
from searcher.search.places import own_text
from searcher.text.tokens import words_of

# Words in a row that two texts seldom have in common unless one was made of the other.
RUN = 5
# From this share of such runs on a text is a copy of another, with changes.
LEAST_COPIED = 0.5
# A document that scores so much of what another has for its own story tells the same. In the project's own seeds and in
# other languages and scripts it is 0.3 and more, of other stories next to nothing.
LEAST_ALIKE = 0.3
# Things that hits share, as they are shown.
MOST_SHARED = 12
_RECORD = expression(r"(?P<path>.+):(?P<number>\d{1,9})", re.DOTALL)


def find_document(asked: str, folder: Path, engine: Engine, part: int = 0) -> Key | None:
    """The document with this id, or else that of this path, for a record of a file with ":" and its number behind it.

    Of several with one id the first. `folder` is that of the library, and `part` what the engine calls it. None if
    there is no such document.
    """
    found = _of_part(engine.with_id(asked), engine, part)
    if found:
        return found[0]
    whole = _in_file(asked, folder, engine, part)
    if whole:
        return whole[0] if len(whole) == 1 else None
    record = _RECORD.fullmatch(asked)
    if record is None:
        return None
    keys = _in_file(record["path"], folder, engine, part)
    numbers = zip(keys, engine.fetch(keys, with_text=False), strict=True)
    return next((key for key, known in numbers if known.number == int(record["number"])), None)


def _in_file(asked: str, folder: Path, engine: Engine, part: int) -> Sequence[Key]:
    # Unlike that of Path, this takes a name such as ~nobody as it is.
    path = Path(os.path.normpath(Path(os.path.expanduser(asked)).absolute()))  # noqa: PTH111
    for file in dict.fromkeys(_keys(path, folder)):
        if found := _of_part(engine.in_file(file), engine, part):
            return found
    return ()


def _of_part(keys: Sequence[Key], engine: Engine, part: int) -> Sequence[Key]:
    return [key for key in keys if engine.part(key) == part]


def _keys(path: Path, folder: Path) -> list[str]:
    """What the key of a file may be, by how its source is written in the library's settings."""
    keys = [path.as_posix(), Path(os.path.relpath(path, folder)).as_posix()]
    if path.is_relative_to(Path.home()):
        keys.append(f"~/{path.relative_to(Path.home()).as_posix()}")
    return keys


class Origin:
    """The document that others are to be like."""

    def __init__(self, document: StoredDocument) -> None:
        self._document = document

    @property
    def text(self) -> str:
        """What it says, its title first."""
        text = own_text(self._document)
        title = self._document.title
        return text if text.lstrip().startswith(title) else f"{title}\n{text}"

    @cached_property
    def _runs(self) -> frozenset[tuple[str, ...]]:
        return _runs_of(own_text(self._document))

    def copied(self, other: StoredDocument) -> float:
        """The share of the runs of words of the shorter text that the longer has too, if one is a copy; else 0."""
        if self._document.lang != other.lang:
            return 0.0
        theirs = _runs_of(own_text(other))
        fewer = min(len(self._runs), len(theirs))
        share = len(self._runs & theirs) / fewer if fewer else 0.0
        return share if share >= LEAST_COPIED else 0.0


def _runs_of(text: str) -> frozenset[tuple[str, ...]]:
    words = words_of(text)
    return frozenset(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def shared(found: Sequence[Found], leaves: Sequence[Leaf]) -> tuple[str, ...]:
    """What a hit shares with the document that it is like, as that writes it; what says most first."""
    numbers = {item.leaf for item in found if leaves[item.leaf].worth}
    ranked = sorted(numbers, key=lambda number: (-leaves[number].worth, number))
    return tuple(dict.fromkeys(leaves[number].text for number in ranked[:MOST_SHARED]))
