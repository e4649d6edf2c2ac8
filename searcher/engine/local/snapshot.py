"""One state of the index, as search sees it: the segments of a commit as one row of documents.

Those of several libraries are one row too: a word is as rare as it is in the documents of all.

A document is a number from 0 below `Snapshot.documents`, valid for this snapshot only.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from searcher.bounded import Bounded, Budget, mapped_bytes
from searcher.engine.engine import Key, StoredDocument
from searcher.engine.local.multi_postings import MultiPostings, SegmentPostings
from searcher.engine.local.multi_terms import MultiTerms
from searcher.engine.local.offsets import offsets_of
from searcher.index.commit import open_segment, read_commit
from searcher.index.damage import damage
from searcher.index.segment.columns import Integers, blocks, joined
from searcher.index.segment.marks import Marks
from searcher.index.segment.reader import Segment
from searcher.index.version import Version
from searcher.ingest.metadata import unpack_places
from searcher.records import dataclass
from searcher.text.terms import Term

# What is kept for the next query of one state of the index: posting lists, counts of tiers and texts, in bytes.
CACHED_BYTES = 48_000_000
# Pages of files that stay in a process from one query to the next. The system keeps them anyway as long as it has room,
# and to map one again takes less than a microsecond.
MAPPED_BYTES = 72_000_000
# Postings of several words that are looked at together, some 60 bytes each: those of a beginning are most of the index.
AT_ONCE = 250_000
_Mark = TypeVar("_Mark", np.bool_, np.int32)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document besides its text. `langs`: most text first. `number`: as in `Document`.

    `places` and `fields` are as they are stored, `body` as in `StoredDocument`.
    """

    id: str
    file: str
    number: int
    title: str
    title_tokens: int
    lang: str
    langs: tuple[str, ...]
    type: str
    date: str
    url: str
    within: str = ""
    places: str = ""
    body: int = -1
    fields: str = ""

    def with_text(self, key: Key, text: str) -> StoredDocument:
        """The document as the seam has it."""
        return StoredDocument(
            key, self.id, self.file, self.number, self.title, self.lang, self.langs, self.type, self.date, self.url,
            text, self.within, unpack_places(self.places), self.body, tuple(self.fields.split()),
        )  # fmt: skip


class Snapshot:
    """The committed documents of a version at the moment of opening, or of one version of each of several libraries.

    Raises DamagedError, and SearcherError where a person may not read the files.
    """

    def __init__(self, *versions: Version) -> None:
        self.origins = versions
        self.segments: list[Segment] = []
        generations, ends = [], []
        for version in versions:
            with damage(version):
                commit = read_commit(version.whoosh)
                self.segments += [open_segment(version.whoosh, entry) for entry in commit.segments]
            generations.append(commit.generation)
            ends.append(sum(segment.documents for segment in self.segments))
        with damage(*versions):
            self.vocabulary = MultiTerms(self.segments)
        self.generations = generations
        self._ends = ends
        sizes = [segment.documents for segment in self.segments]
        self.bases = [sum(sizes[:at]) for at in range(len(sizes))]
        self.documents = sum(sizes)
        self.live_documents = self.documents - sum(len(segment.deleted) for segment in self.segments)
        self.budget = Budget(CACHED_BYTES)
        self._postings = self._no_postings()

    def _no_postings(self) -> Bounded[Term, MultiPostings]:
        return Bounded(self.budget, lambda found: found.most_bytes)

    def is_current(self) -> bool:
        """Whether nothing was committed since."""
        with damage(*self.origins):
            return [read_commit(origin.whoosh).generation for origin in self.origins] == self.generations

    def part(self, document: int) -> int:
        """Which of the versions has a document, from 0."""
        return bisect_right(self._ends, document)

    def forget(self) -> None:
        """Give back what is kept for the next query within the budget, which who goes on joins anew."""
        self.budget.clear()
        self._postings = self._no_postings()
        self.vocabulary.forget()

    def release(self) -> None:
        """Give the pages of the files back that were read, if they have become many."""
        if mapped_bytes() > MAPPED_BYTES:
            for segment in self.segments:
                segment.columns.release()

    def close(self) -> None:
        """Give the memory back; the files follow when nothing refers to them."""
        self.forget()
        self.segments = []

    @property
    def languages(self) -> dict[str, tuple[int, int]]:
        """Language → (documents that hold some of it, tokens in it); like all counts, without deleted documents."""
        return self.vocabulary.languages

    @cached_property
    def tokens(self) -> Integers:
        """The count of tokens of each document."""
        return joined([segment.tokens for segment in self.segments])

    @cached_property
    def lengths(self) -> npt.NDArray[np.float64]:
        """The count of tokens of each document, to reckon with."""
        return self.tokens.astype(np.float64)

    @cached_property
    def title_tokens(self) -> Integers:
        """How many tokens of each document are its title's, where the text does not repeat it."""
        return joined([segment.title_tokens for segment in self.segments])

    @cached_property
    def live(self) -> npt.NDArray[np.bool_]:
        """By document: whether it is not deleted."""
        return np.concatenate([segment.live for segment in self.segments] or [np.empty(0, bool)])

    @cached_property
    def average_tokens(self) -> float:
        """The mean count of tokens of a document that is not deleted, at least 1."""
        tokens = self.tokens if self.live_documents == self.documents else self.tokens[self.live]
        return max(1.0, float(tokens.mean())) if len(tokens) else 1.0

    def languages_of(self, documents: Integers) -> set[str]:
        """The languages that any of the documents, ascending, holds."""
        found: set[str] = set()
        for segment, base in zip(self.segments, self.bases, strict=True):
            own = documents[documents.searchsorted(base) : documents.searchsorted(base + segment.documents)] - base
            found |= segment.languages_of(own)
        return found

    def postings(self, lang: str, word: str) -> MultiPostings:
        """Where `word` of `lang` occurs in documents that are not deleted."""
        return self._postings.of((lang, word), lambda: self._open(lang, word))

    def _open(self, lang: str, word: str) -> MultiPostings:
        terms = self.vocabulary.terms(lang, word)
        return MultiPostings([SegmentPostings(self.segments[at], self.bases[at], term) for at, term in terms])

    def postings_of_all(
        self, terms: Sequence[tuple[str, str]], in_order: bool = False
    ) -> Iterator[tuple[Integers, Integers, Integers]]:
        """(documents, frequencies, terms) of the postings of several terms: which of `terms` each belongs to.

        Some terms after the others, about AT_ONCE postings; a document may come several times, and in any order.
        `in_order`: the terms as dictionaries have them, which is quicker where they are neighbours there.
        """
        for at, numbers, owners in self._blocks(terms, in_order):
            documents, frequencies, counts = self.segments[at].postings_of_all(numbers)
            yield documents + self.bases[at], frequencies, np.repeat(owners, counts)

    def _blocks(
        self, terms: Sequence[tuple[str, str]], in_order: bool = False
    ) -> Iterator[tuple[int, Integers, Integers]]:
        """(segment, numbers of terms there, which of `terms` they are), of about AT_ONCE postings each time."""
        for at, (found, places) in enumerate(self.vocabulary.numbers(terms)):
            numbers, owners = np.array(found, np.int64), np.array(places, np.int64)
            if in_order:
                order = numbers.argsort()
                numbers, owners = numbers[order], owners[order]
            for first, last in blocks(self.segments[at].lists.counts(numbers), AT_ONCE):
                yield at, numbers[first:last], owners[first:last]

    def positions_of_all(
        self, terms: Sequence[tuple[str, str]], documents: Integers | None = None
    ) -> tuple[Integers, Integers, Integers]:
        """(which of `terms`, document, position) of every occurrence, in `documents` or in all; in no order."""
        held = self.live
        if documents is not None:
            held = np.zeros(self.documents, bool)
            held[documents] = True
            held &= self.live
        parts = []
        for at, numbers, places in self._blocks(terms, in_order=True):
            base, segment = self.bases[at], self.segments[at]
            own, found, positions = segment.lists.occurrences_in(numbers, held[base : base + segment.documents])
            parts.append((places[own], found + base, positions))
        if not parts:
            return _NONE, _NONE, _NONE
        owners, found, positions = (joined(list(column)) for column in zip(*parts, strict=True))
        return owners, found, positions

    @cached_property
    def dates(self) -> npt.NDArray[np.bytes_]:
        """By document: its ISO date, or nothing."""
        dates = [segment.dates for segment in self.segments]
        return np.concatenate(dates) if dates else np.empty(0, "S1")

    def among_all(self, found: Callable[[Segment], Iterable[int]]) -> list[int]:
        """What is found in each segment, as documents of the snapshot, without those that are deleted."""
        return [
            base + at
            for segment, base in zip(self.segments, self.bases, strict=True)
            for at in map(int, found(segment))
            if self.live[base + at]
        ]

    def metadata(self, document: int) -> Metadata:
        """The stored metadata of a document."""
        segment, number = self._at(document)
        identifier, line, title, url, langs, within, places, body, fields = segment.record(number)
        of_text = tuple(langs.split())
        return Metadata(
            identifier, segment.name_of("file", number), int(line), title,
            segment.columns.numbers("title_tokens")[number], of_text[0], of_text, segment.name_of("type", number),
            bytes(segment.dates[number]).decode(), url, within, places, int(body), fields,
        )  # fmt: skip

    def stored(self, document: int, with_text: bool) -> StoredDocument:
        """A document for what lies above the engine."""
        return self.metadata(document).with_text(document, self.text(document) if with_text else "")

    def text(self, document: int) -> str:
        """The text of a document, as it was extracted, and its metadata behind it."""
        segment, number = self._at(document)
        return segment.text(number)

    def offsets(
        self, document: int, known: Metadata, text: str, positions: Iterable[int]
    ) -> dict[int, tuple[int, int]]:
        """Position → (start, end) in code points: of the title for a title's tokens, of the text for the others.

        The words are told again as they were for the index, from the last checkpoint on.
        """
        segment, number = self._at(document)
        return offsets_of(known.title, known.title_tokens, text, positions, segment.checkpoints(number))

    def is_capital(self, documents: Integers, positions: Integers) -> npt.NDArray[np.bool_]:
        """For pairs of a document and a position: whether the token there begins with a capital."""
        return self._told(documents, positions, np.bool_, Marks.is_capital)

    def is_spaced(self, documents: Integers, positions: Integers) -> npt.NDArray[np.bool_]:
        """For such pairs: whether white space alone parts the token there from the next for sure."""
        return self._told(documents, positions, np.bool_, Marks.is_spaced)

    def letter_cases(self, documents: Integers, positions: Integers) -> npt.NDArray[np.int32]:
        """For such pairs: the letter case of the token there, as `Marks` has it."""
        return self._told(documents, positions, np.int32, Marks.letter_cases)

    def joints(self, documents: Integers, positions: Integers) -> npt.NDArray[np.int32]:
        """For such pairs: the joint of the token there, as `Marks` has it."""
        return self._told(documents, positions, np.int32, Marks.joints)

    def _told(
        self,
        documents: Integers,
        positions: Integers,
        kind: type[_Mark],
        tell: Callable[[Marks, Integers], npt.NDArray[_Mark]],
    ) -> npt.NDArray[_Mark]:
        """What the marks of each segment tell of the pairs that are in it."""
        result = np.empty(len(documents), kind)
        for segment, own, places in self._places(documents, positions):
            result[own] = tell(segment.marks, places)
        return result

    def _places(
        self, documents: Integers, positions: Integers
    ) -> "Iterator[tuple[Segment, npt.NDArray[np.bool_], Integers]]":
        """(segment, which of the pairs are in it, the numbers of their places there)."""
        for segment, base in zip(self.segments, self.bases, strict=True):
            own = (documents >= base) & (documents < base + segment.documents)
            if own.any():
                yield segment, own, segment.places(documents[own] - base, positions[own])

    def _at(self, document: int) -> tuple[Segment, int]:
        at = bisect_right(self.bases, document) - 1
        return self.segments[at], document - self.bases[at]


_NONE: Integers = np.empty(0, np.int64)
