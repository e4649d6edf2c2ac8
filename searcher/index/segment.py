"""One segment as search reads it: the column file of `bulk`, memory-mapped, less the documents deleted since."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from searcher.index.columns import SEPARATOR, ColumnFile, Integers

SUFFIX = ".columns"


@dataclass(frozen=True, slots=True)
class TermPostings:
    """Where a term occurs: `documents` ascending, `frequencies` beside them, `positions` of all by document."""

    documents: Integers
    frequencies: Integers
    positions: Integers


class Segment:
    """Documents are numbered from 0 below `documents`; `deleted` holds the numbers that do not count any more."""

    def __init__(self, path: Path, deleted: Integers | None = None) -> None:
        self.columns = ColumnFile(path)
        self.name = path.name.removesuffix(SUFFIX)
        self.documents = len(self.columns.array("tokens"))
        self.deleted = np.empty(0, np.int64) if deleted is None else deleted
        self._names: dict[str, list[str]] = {}
        self._words = self.columns.bytes_of("words")
        self._word_ends = self._integers("word_ends")
        self._starts = self._integers("starts")
        self._documents = self._integers("documents")
        self._frequencies = self._integers("frequencies")
        self._position_starts = self._integers("position_starts")
        self._positions = self._integers("positions")
        langs = bytes(self.columns.bytes_of("langs")).decode().split("\n")
        bounds: list[int] = self._integers("lang_terms").tolist()
        self.langs = {lang: (bounds[at], bounds[at + 1]) for at, lang in enumerate(langs) if lang}

    def _integers(self, name: str) -> Integers:
        return cast(Integers, self.columns.array(name))

    @cached_property
    def live(self) -> npt.NDArray[np.bool_]:
        """By document: whether it is not deleted."""
        live = np.ones(self.documents, bool)
        live[self.deleted] = False
        return live

    def word(self, term: int) -> bytes:
        """The UTF-8 of a term's word."""
        start = int(self._word_ends[term - 1]) if term else 0
        return bytes(self._words[start : int(self._word_ends[term])])

    def find(self, lang: str, word: str) -> int:
        """The number of a term, or -1."""
        sought = word.encode()
        term = self.first_from(lang, sought)
        return term if term < self.langs.get(lang, (0, 0))[1] and self.word(term) == sought else -1

    def first_from(self, lang: str, word: bytes) -> int:
        """The number of the first term of `lang` that is not below `word`; behind its last term if there is none."""
        start, end = self.langs.get(lang, (0, 0))
        return start + bisect_left(range(start, end), word, key=self.word)

    def postings(self, term: int) -> TermPostings:
        """The postings of a term in documents that are not deleted."""
        start, end = int(self._starts[term]), int(self._starts[term + 1])
        documents = self._documents[start:end].astype(np.int64)
        frequencies = self._frequencies[start:end].astype(np.int64)
        positions = self._positions[int(self._position_starts[term]) : int(self._position_starts[term + 1])]
        if len(self.deleted):
            kept = self.live[documents]
            if not kept.all():
                positions = positions[np.repeat(kept, frequencies)]
                documents, frequencies = documents[kept], frequencies[kept]
        return TermPostings(documents, frequencies, positions.astype(np.int64))

    def all_postings(self) -> tuple[Integers, Integers, Integers, Integers]:
        """All postings in the order of terms, deleted documents too: (documents, frequencies, positions, counts).

        `counts` holds the number of postings of each term.
        """
        return (
            self._documents.astype(np.int64),
            self._frequencies.astype(np.int64),
            self._positions.astype(np.int64),
            cast(Integers, np.diff(self._starts.astype(np.int64))),
        )

    def occurrences_in(self, lang: str) -> int:
        """How many tokens are in `lang`."""
        start, end = self.langs.get(lang, (0, 0))
        return int(self._position_starts[end]) - int(self._position_starts[start])

    @cached_property
    def tokens(self) -> Integers:
        """The count of tokens of each document."""
        return self._integers("tokens").astype(np.int64)

    @cached_property
    def title_tokens(self) -> Integers:
        """How many of them are the title's, where the text does not repeat it."""
        return self._integers("title_tokens").astype(np.int64)

    @cached_property
    def place_starts(self) -> Integers:
        """Where the positions of each document begin among all of the segment; one more for the end."""
        places = self.tokens + (self.title_tokens > 0)
        return np.concatenate(([0], np.cumsum(places)))

    @cached_property
    def capitals(self) -> npt.NDArray[np.uint8]:
        """Bits by place: 1 if the token begins with an upper-case letter."""
        return cast("npt.NDArray[np.uint8]", self.columns.array("capitals"))

    def is_capital(self, documents: Integers, positions: Integers) -> npt.NDArray[np.bool_]:
        """For pairs of a document and a position: whether the token there begins with a capital."""
        places = self.place_starts[documents] + positions
        bits = self.capitals[places >> 3] >> (7 - (places & 7)).astype(np.uint8) & 1
        return cast("npt.NDArray[np.bool_]", bits.astype(bool))

    def record(self, document: int) -> list[str]:
        """The stored id, number, title, url and languages of a document."""
        return self.record_bytes(document).decode().split(SEPARATOR)

    def record_bytes(self, document: int) -> bytes:
        """The stored record as it lies on the disk."""
        return self._blob("record", document)

    def compressed_text(self, document: int) -> bytes:
        """The text of a document, compressed with zlib."""
        return self._blob("text", document)

    def _blob(self, name: str, document: int) -> bytes:
        ends = self.columns.array(f"{name}_ends")
        start = int(ends[document - 1]) if document else 0
        return bytes(self.columns.bytes_of(f"{name}s")[start : int(ends[document])])

    def names(self, name: str) -> list[str]:
        """The distinct values of the documents' `file` or `type`, sorted; `numbers` are places in it."""
        known = self._names.get(name)
        if known is None:
            known = self._names[name] = bytes(self.columns.bytes_of(f"{name}_names")).decode().split("\n")
        return known

    def numbers(self, name: str) -> Integers:
        """By document: which of `names(name)` it has."""
        return self._integers(f"{name}_of")

    @property
    def dates(self) -> npt.NDArray[np.bytes_]:
        """By document: its ISO date, or nothing."""
        return cast("npt.NDArray[np.bytes_]", self.columns.array("dates"))

    def holds(self, lang: str) -> npt.NDArray[np.bool_]:
        """By document: whether some of it is in `lang`."""
        langs = self.held_langs
        if lang not in langs:
            return np.zeros(self.documents, bool)
        held = np.asarray(self.columns.array("held")).reshape(self.documents, -1)
        at = langs.index(lang)
        mask: npt.NDArray[np.bool_] = (held[:, at >> 3] >> (7 - (at & 7)) & 1).astype(bool)
        return mask

    @cached_property
    def held_langs(self) -> list[str]:
        """The languages of the segment's documents."""
        return [lang for lang in bytes(self.columns.bytes_of("held_langs")).decode().split("\n") if lang]

    def checkpoints(self, document: int) -> Integers:
        """The offsets of every CHECKPOINT_TOKENS-th token of a long text; empty for a short one."""
        ends = self.columns.array("checkpoint_ends")
        start = int(ends[document - 1]) if document else 0
        return self._integers("checkpoints")[start : int(ends[document])]
