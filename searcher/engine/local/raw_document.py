"""A document as it stands, by positions: for words that have to read exactly as they were asked for."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from unicodedata import is_normalized, normalize

from searcher.engine.local.documents import Documents
from searcher.engine.local.reading import Reading
from searcher.engine.local.snapshot import Metadata
from searcher.text.joined import is_joined
from searcher.text.numbers import is_apart

# What a character takes at most.
_CHARACTER_BYTES = 4


class RawDocument:
    """The title and the text of a document of a snapshot. Spans are half open positions, starts and ends."""

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

    def read(self, starts: Sequence[int], ends: Sequence[int], reading: Reading) -> list[bool]:
        """By span: whether it reads so, but for compatibility forms."""
        return [
            tuple(normalize("NFKC", text[start:end]).split()) == reading.pieces
            for text, start, end in self._stretches(starts, ends)
        ]

    def are_apart(self, starts: Sequence[int], ends: Sequence[int]) -> list[bool]:
        """By span: whether its figures are no part of a longer number."""
        return [is_apart(*stretch) for stretch in self._stretches(starts, ends)]

    def are_joined(self, starts: Sequence[int], ends: Sequence[int], signs: str) -> list[bool]:
        """By span: whether one of the signs joins each of its words to the next."""
        wanted = {at for start, end in zip(starts, ends, strict=True) for at in range(start, end)}
        offsets = self._snapshot.offsets(self._document, self._known, self._text, wanted)
        return [
            all(is_joined(self._at(start)[offsets[at][1] : offsets[at + 1][0]], signs) for at in range(start, end - 1))
            for start, end in zip(starts, ends, strict=True)
        ]

    def _at(self, position: int) -> str:
        """The title or the text, whichever a position is in."""
        return self._known.title if position < self._titles else self._text

    @cached_property
    def _known(self) -> Metadata:
        return self._snapshot.metadata(self._document)

    @cached_property
    def _is_plain(self) -> bool:
        """Whether any part of the text is in the form NFKC, and reads as it stands."""
        return is_normalized("NFKC", self._text)

    def _stretches(self, starts: Sequence[int], ends: Sequence[int]) -> Iterator[tuple[str, int, int]]:
        """By span: (the title or the text, where it begins in that, where it ends)."""
        wanted = {*starts, *(end - 1 for end in ends)}
        offsets = self._snapshot.offsets(self._document, self._known, self._text, wanted)
        for start, end in zip(starts, ends, strict=True):
            yield self._at(start), offsets[start][0], offsets[end - 1][1]
