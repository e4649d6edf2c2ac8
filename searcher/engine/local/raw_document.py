"""A document as it stands, by positions: for words that have to read exactly as they were asked for."""

from functools import cached_property
from unicodedata import is_normalized, normalize

import numpy as np

from searcher.engine.local.documents import Documents
from searcher.engine.local.reading import Reading
from searcher.engine.local.snapshot import Metadata
from searcher.text.numbers import is_apart
from searcher.text.tokens import WORD_CHECKPOINT, bounds

# What a character takes at most, with the places of its words.
_CHARACTER_BYTES = 12


class RawDocument:
    """The title and the text of a document of a snapshot, cut into words as far as that is needed."""

    def __init__(self, snapshot: Documents, document: int) -> None:
        self._snapshot = snapshot
        self._document = document
        self._titles = int(snapshot.title_tokens[document])
        self._text = snapshot.text(document)

    @property
    def most_bytes(self) -> int:
        """The memory that it may come to take."""
        return _CHARACTER_BYTES * len(self._text)

    def count(self, reading: Reading) -> tuple[int, bool]:
        """(how often the words of the text, without the title and the metadata, read so at least; whether at most).

        A tenth of the work of cutting the text into words.
        """
        if reading.pattern.search(self._text) is None:
            return 0, self._is_plain
        if not reading.is_countable:
            return 0, False
        found = reading.count(self._text, self._known.body if self._known.fields else len(self._text))
        return max(0, found), found >= 0 and self._is_plain

    def reads(self, start: int, end: int, reading: Reading) -> bool:
        """Whether the positions from `start` to `end`, half open, read so, but for compatibility forms."""
        in_title = start < self._titles
        text = self._known.title if in_title else self._text
        there = text[self._offsets(start)[0] : self._offsets(end - 1)[1]]
        return tuple(normalize("NFKC", there).split()) == reading.pieces

    def is_apart(self, start: int, end: int) -> bool:
        """Whether the figures at the positions from `start` to `end`, half open, are no part of a longer number."""
        text = self._known.title if start < self._titles else self._text
        return is_apart(text, self._offsets(start)[0], self._offsets(end - 1)[1])

    @cached_property
    def _known(self) -> Metadata:
        return self._snapshot.metadata(self._document)

    @cached_property
    def _is_plain(self) -> bool:
        """Whether any part of the text is in the form NFKC, and reads as it stands."""
        return is_normalized("NFKC", self._text)

    @cached_property
    def _bounds(self) -> memoryview:
        # A list of pairs would take fifteen times the memory, and rows of an array three times as long.
        return np.array(list(bounds(self._text)), np.int32).data

    def _offsets(self, position: int) -> tuple[int, int]:
        if position < self._titles or len(self._text) > WORD_CHECKPOINT:
            return self._snapshot.offsets(self._document, self._known, self._text, (position,))[position]
        at = position - (self._titles + 1 if self._titles else 0)
        return self._bounds[at, 0], self._bounds[at, 1]
