"""Which documents of an index the person's marks mean."""

from collections.abc import Callable
from pathlib import Path

from searcher.engine.engine import Engine
from searcher.marks import Mark, Marks, Name
from searcher.query.tree import Among, Filter
from searcher.text.fold import fold
from searcher.text.tokens import words_of

_KINDS: dict[str, Callable[[Mark], bool]] = {
    "starred": lambda mark: mark.starred,
    "read": lambda mark: bool(mark.read),
    "unread": lambda mark: bool(mark.read),
    "noted": lambda mark: bool(mark.note),
}
NONE_YET = {
    "starred": "nothing is starred yet: * in the live search, or searcher marks star ID",
    "read": "nothing was read yet: what was opened, or stood in the preview of the live search for a while",
    "noted": "nothing has a note yet: a in the live search, or searcher marks note ID TEXT",
}


class Marked:
    """The marks of the library at `folder` over one state of the index."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self._engine = engine
        self._marks = Marks(folder)
        self._files: dict[str, tuple[str, ...]] = {}
        self._made: dict[tuple[str, str], tuple[object, Among]] = {}

    def among(self, asked: Filter, tell: Callable[[str], None]) -> Among:
        """The documents that a filter on marks means, as they are marked now; `tell` gets what there is to say."""
        self._marks.refresh()
        for problem in self._marks.problems:
            tell(problem)
        key = (asked.field, asked.low)
        version, made = self._made.get(key, (None, None))
        if made is None or version is not self._marks.version:
            # Another one for other marks alone: who sees the same again knows what it finds.
            made = self._find(asked)
            self._made[key] = self._marks.version, made
        if not made.documents and asked.field == "is" and asked.low in NONE_YET and not self._any(asked):
            tell(NONE_YET[asked.low])
        return made

    def has_any(self) -> bool:
        """Whether anything is marked."""
        self._marks.refresh()
        return len(self._marks) > 0

    def _any(self, asked: Filter) -> bool:
        return any(_fits(asked, mark) for _, mark in self._marks)

    def _find(self, asked: Filter) -> Among:
        names = [name for name, mark in self._marks if _fits(asked, mark)]
        unknown = {identifier for identifier, _ in names} - self._files.keys()
        if unknown:
            told = self._engine.files_of(unknown)
            self._files.update((identifier, tuple(told.get(identifier, ()))) for identifier in unknown)
        there = [found for name in names if (found := self._there(name)) is not None]
        shared = frozenset(identifier for identifier, _ in there if len(self._files[identifier]) > 1)
        return Among(frozenset(there), shared, others=asked.low == "unread" and asked.field == "is")

    def _there(self, name: Name) -> Name | None:
        """The document as the index has it: one whose file has another name by now is known by its id."""
        identifier, file = name
        files = self._files[identifier]
        if file in files:
            return name
        return (identifier, files[0]) if len(files) == 1 else None


def _fits(asked: Filter, mark: Mark) -> bool:
    if asked.field == "is":
        return _KINDS[asked.low](mark)
    words = _words(asked.low)
    return bool(mark.note) and words in _words(mark.note)


def _words(text: str) -> str:
    """The words of a text, in any case and accents or not, between blanks."""
    return f" {' '.join(map(fold, words_of(text)))} "
