"""A document as it stands, by positions: for words that have to read exactly as they were asked for."""

from collections.abc import Sequence
from unicodedata import is_normalized, normalize

import numpy as np

from searcher.engine.local.snapshot import Metadata, Snapshot
from searcher.text.numbers import is_apart
from searcher.text.tokens import WORD_CHECKPOINT, bounds

# What a character takes at most, with the places of its words.
_CHARACTER_BYTES = 12


class RawDocument:
    """The title and the text of a document of a snapshot, cut into words as far as that is needed."""

    def __init__(self, snapshot: Snapshot, document: int, known: Metadata, text: str) -> None:
        self._snapshot = snapshot
        self._document = document
        self._known = known
        self._text = text
        self._bounds: memoryview | None = None
        self._is_plain: bool | None = None

    @property
    def most_bytes(self) -> int:
        """The memory that it may come to take."""
        return _CHARACTER_BYTES * len(self._text)

    def reads(self, start: int, end: int, pieces: Sequence[str]) -> bool:
        """Whether the positions from `start` to `end`, half open, read so, but for compatibility forms.

        `pieces` are what white space parts, in the form NFKC.
        """
        in_title = start < self._known.title_tokens
        if not in_title and self._is_nowhere(pieces):
            return False
        text = self._known.title if in_title else self._text
        there = text[self._offsets(start)[0] : self._offsets(end - 1)[1]]
        return normalize("NFKC", there).split() == list(pieces)

    def is_apart(self, start: int, end: int) -> bool:
        """Whether the figures at the positions from `start` to `end`, half open, are no part of a longer number."""
        text = self._known.title if start < self._known.title_tokens else self._text
        return is_apart(text, self._offsets(start)[0], self._offsets(end - 1)[1])

    def _is_nowhere(self, pieces: Sequence[str]) -> bool:
        """Whether a piece cannot be in the text, whose words need not be cut then, which takes ten times as long."""
        if all(piece in self._text for piece in pieces):
            return False
        if self._is_plain is None:
            # Any part of such a text is in that form too, and reads as it stands.
            self._is_plain = is_normalized("NFKC", self._text)
        return self._is_plain

    def _offsets(self, position: int) -> tuple[int, int]:
        titles = self._known.title_tokens
        if position < titles or len(self._text) > WORD_CHECKPOINT:
            return self._snapshot.offsets(self._document, self._known, self._text, (position,))[position]
        if self._bounds is None:
            # A list of pairs would take fifteen times the memory, and rows of an array three times as long.
            self._bounds = np.array(list(bounds(self._text)), np.int32).data
        at = position - (titles + 1 if titles else 0)
        return self._bounds[at, 0], self._bounds[at, 1]
