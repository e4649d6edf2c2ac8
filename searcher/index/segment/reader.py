"""One segment as search reads it: the column file of `bulk`, memory-mapped, less the documents deleted since."""

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from searcher.index.segment.column_bytes import SUFFIX
from searcher.index.segment.columns import SEPARATOR, AnyIntegers, ColumnFile, Integers
from searcher.index.segment.deletions import NO_DELETIONS
from searcher.index.segment.layout import check_layout
from searcher.index.segment.marks import Marks
from searcher.index.segment.packed import Narrow, Split
from searcher.index.segment.postings import PostingLists, require_sum
from searcher.index.segment.sounds import Sounds
from searcher.index.segment.term_dictionary import TermDictionary
from searcher.index.segment.texts import unpack_text
from searcher.text.tokens import folds_of


class Segment:
    """Documents are numbered from 0 below `documents`; those of `deletions` do not count any more."""

    def __init__(self, path: Path, check: Callable[[ColumnFile], None] = check_layout) -> None:
        """`check` raises DamagedError for what is no segment; another may want words and postings alone."""
        self.columns = ColumnFile(path)
        check(self.columns)
        self.name = path.name.removesuffix(SUFFIX)
        self.documents = self.columns.length("tokens")
        self.deletions = NO_DELETIONS
        self._names: dict[str, list[str]] = {}
        # A segment of words and postings alone has none.
        blobs = [name for name in ("record", "text") if f"{name}s" in self.columns]
        self._blobs = {name: self.columns.parts(f"{name}s") for name in blobs}
        self.dictionary = TermDictionary(self.columns)
        self._capitals = Narrow(self.columns, "term_capitals")
        self.lists = PostingLists(self.columns, self.documents)
        self.sounds = Sounds(self.columns)

    @property
    def deleted(self) -> Integers:
        """The numbers of the deleted documents, ascending."""
        return self.deletions.documents

    def _integers(self, name: str) -> Integers:
        return cast(Integers, self.columns.array(name))

    @cached_property
    def live(self) -> npt.NDArray[np.bool_]:
        """By document: whether it is not deleted."""
        live = np.ones(self.documents, bool)
        live[self.deleted] = False
        return live

    def documents_of(self, term: int) -> Integers:
        """The documents that hold a term and are not deleted, ascending."""
        documents = self.lists.documents(term)
        return documents[self.live[documents]] if len(self.deleted) else documents

    def frequencies(self, term: int) -> Integers:
        """How often a term is in each of them."""
        frequencies = self.lists.frequencies(term)
        return frequencies[self.live[self.lists.documents(term)]] if len(self.deleted) else frequencies

    def postings_of_all(self, terms: Integers) -> tuple[Integers, Integers, Integers]:
        """(documents, frequencies, counts) of several terms, one term after another, without the deleted documents.

        `counts` says how many postings each of the terms has.
        """
        documents, frequencies, counts = self.lists.of_terms(terms)
        if len(self.deleted):
            kept = self.live[documents]
            if not kept.all():
                own = np.repeat(np.arange(len(terms)), counts)[kept]
                return documents[kept], frequencies[kept], np.bincount(own, minlength=len(terms))
        return documents, frequencies, counts

    def positions(self, term: int) -> Integers:
        """The positions of a term in the documents that are not deleted, by document."""
        positions = self.lists.positions(term)
        if len(self.deleted):
            kept = self.live[self.lists.documents(term)]
            if not kept.all():
                frequencies = self.lists.frequencies(term)
                require_sum(frequencies, len(positions))
                positions = positions[np.repeat(kept, frequencies)]
        return positions.astype(np.int64)

    @cached_property
    def _lost(self) -> tuple[Integers, Integers]:
        """By term: of how many documents, and of how many of its occurrences, the deleted ones take it away."""
        lost = np.zeros((2, len(self.dictionary)), np.int64)
        lost[:, self.deletions.terms] = self.deletions.holders, self.deletions.occurrences
        return lost[0], lost[1]

    def counts(self, terms: Integers) -> Integers:
        """In how many documents that are not deleted each of `terms` is."""
        counts = self.lists.counts(terms)
        return counts - self._lost[0][terms] if len(self.deleted) else counts

    def count(self, term: int) -> int:
        """In how many documents that are not deleted a term is."""
        count = self.lists.count(term)
        return count - int(self._lost[0][term]) if len(self.deleted) else count

    def occurrences(self, first: int, last: int) -> Integers:
        """How often each of the terms `first` to `last` (half open) is in documents that are not deleted."""
        occurrences = self.lists.occurrences(first, last)
        return occurrences - self._lost[1][first:last] if len(self.deleted) else occurrences

    def may_be_name(self, term: int) -> bool:
        """Whether a term begins with a capital somewhere in a document that is not deleted, or is of no case."""
        if not self.sounds.is_named(term):
            return False
        if not len(self.deleted) or not self._lost[0][term]:
            return True
        return bool(self.capitals(np.array([term]))[0] > 0)

    def still_named(self) -> npt.NDArray[np.bool_]:
        """The same of all terms."""
        named = self.sounds.named(len(self.dictionary))
        for term in self.deletions.terms.tolist():
            if named[term]:
                named[term] = self.may_be_name(term)
        return named

    def holds_run(self, number: int, run: str) -> bool:
        """Whether a document that is not deleted has all characters of a run, which has the number `number`."""
        if not len(self.deleted):
            return True
        left = self.live
        for character in folds_of(run):
            at = self.dictionary.find(character)
            held = np.zeros(self.documents, bool)
            for term in range(*self.dictionary.terms_of(at, at + 1)) if at >= 0 else ():
                held[self.documents_of(term)] = True
            left = left & held
        return bool(left.any())

    def capitals_and_occurrences(self, terms: Integers) -> tuple[Integers, Integers]:
        """(how often each of the terms begins with a capital or a letter of a script without case, how often it is).

        Without deleted documents.
        """
        occurrences = self.lists.occurrences_of(terms)
        return self.capitals(terms), occurrences - self._lost[1][terms] if len(self.deleted) else occurrences

    def capitals(self, terms: Integers) -> Integers:
        """How often each of the terms begins with a capital or a letter of a script without case, likewise."""
        capitals = self._capitals.taken(terms).astype(np.int64)
        if len(self.deleted):
            (fewer,) = self._lost[0][terms].nonzero()
            owners, documents, positions = self.lists.occurrences_in(terms[fewer], ~self.live)
            gone = fewer[owners[self.is_capital(documents, positions)]]
            capitals -= np.bincount(gone, minlength=len(terms))
        return capitals

    @cached_property
    def languages(self) -> dict[str, tuple[int, int]]:
        """Language → (documents that hold some of it, tokens in it), without deleted ones."""
        documents, tokens = self._integers("held_documents"), self._integers("lang_tokens")
        if len(self.deleted):
            held = np.asarray(self.columns.array("held")).reshape(self.documents, -1)[self.deleted]
            documents = documents - np.unpackbits(held, axis=1, count=len(documents)).sum(axis=0, dtype=np.int64)
            lost = np.bincount(self.dictionary.term_langs, self._lost[1], len(tokens))
            tokens = tokens - lost.astype(np.int64)
        of_words = dict(zip(self.dictionary.langs, tokens.tolist(), strict=True))
        rows = zip(self.held_langs, documents.tolist(), strict=True)
        return {lang: (count, of_words.get(lang, 0)) for lang, count in rows if count}

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
        return place_starts(self.tokens, self.title_tokens)

    @cached_property
    def marks(self) -> Marks:
        """How the word at each place is written."""
        return Marks(self.columns, int(self.place_starts[-1]))

    def is_capital(self, documents: Integers, positions: Integers) -> npt.NDArray[np.bool_]:
        """For pairs of a document and a position: whether the token there begins with a capital."""
        return self.marks.is_capital(self.places(documents, positions))

    def places(self, documents: Integers, positions: Integers) -> Integers:
        """For pairs of a document and a position: the number of the place among all of the segment."""
        return self.place_starts[documents] + positions

    def record(self, document: int) -> list[str]:
        """What is stored of a document as text.

        Id, number, title, url, languages, where in its file it is, its places, where its own text ends in the stored
        one, and the names of the fields behind that.
        """
        return self.record_bytes(document).decode().split(SEPARATOR)

    def record_bytes(self, document: int) -> bytes:
        """The stored record as it lies on the disk."""
        return self._blob("record", document)

    def with_id(self, identifier: str) -> list[int]:
        """The documents with this id, deleted ones too, ascending."""
        if SEPARATOR in identifier:
            return []
        records = self._blobs["record"].run(0, len(self._blobs["record"])).data if self.documents else memoryview(b"")
        ends = cast(Integers, self.columns.array("record_ends"))
        sought = f"{identifier}{SEPARATOR}".encode(errors="surrogateescape")
        found = []
        for place in re.finditer(re.escape(sought), records):
            at = int(ends.searchsorted(place.start(), "right"))
            if place.start() == (int(ends[at - 1]) if at else 0):
                found.append(at)
        return found

    def in_file(self, file: str) -> Integers:
        """The documents of the file with this key, deleted ones too, ascending."""
        names = self.names("file")
        at = bisect_left(names, file)
        if at == len(names) or names[at] != file:
            return np.empty(0, np.int64)
        documents: Integers = (self.numbers("file") == at).nonzero()[0]
        return documents

    def text(self, document: int) -> str:
        """The text of a document, as it was extracted, and its metadata behind it.

        Raises ValueError and zlib.error if it is damaged.
        """
        return unpack_text(self._blob("text", document))

    def _blob(self, name: str, document: int) -> bytes:
        ends = self.columns.numbers(f"{name}_ends")
        return self._blobs[name].run(ends[document - 1] if document else 0, ends[document]).tobytes()

    def names(self, name: str) -> list[str]:
        """The distinct `file`, `type`, `field` or `acronym` of the documents, sorted; `numbers` are places in it."""
        known = self._names.get(name)
        if known is None:
            known = self._names[name] = bytes(self.columns.bytes_of(f"{name}_names")).decode().split("\0")
        return known

    def name_of(self, name: str, document: int) -> str:
        """The `file`, `type`, `field` or `acronym` of a document."""
        return self.names(name)[self.columns.numbers(f"{name}_of")[document]]

    @property
    def acronyms(self) -> dict[str, int]:
        """Line "acronym, tab, full name" → how many documents that are not deleted explain the one by the other."""
        names, numbers = self.names("acronym"), self.numbers("acronym")
        held = np.bincount(numbers[self.live] if len(self.deleted) else numbers, minlength=len(names))
        found: dict[str, int] = {}
        for lines, documents in zip(names, held.tolist(), strict=True):
            for line in lines.split("\n") if lines and documents else ():
                found[line] = found.get(line, 0) + documents
        return found

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

    def languages_of(self, documents: Integers) -> set[str]:
        """The languages that any of the documents holds."""
        held = np.asarray(self.columns.array("held")).reshape(self.documents, -1)[documents]
        bits = np.unpackbits(np.bitwise_or.reduce(held, axis=0), count=len(self.held_langs))
        return {lang for lang, is_held in zip(self.held_langs, bits.tolist(), strict=True) if is_held}

    @cached_property
    def held_langs(self) -> list[str]:
        """The languages of the segment's documents."""
        return [lang for lang in bytes(self.columns.bytes_of("held_langs")).decode().split("\n") if lang]

    def checkpoints(self, document: int) -> Integers:
        """The offsets of every CHECKPOINT_TOKENS-th token of a text, but the first."""
        ends = self.columns.array("checkpoint_ends")
        start = int(ends[document - 1]) if document else 0
        return self._checkpoints.slice(start, int(ends[document])).cumsum()

    @cached_property
    def _checkpoints(self) -> Split:
        return Split(self.columns, "checkpoints")


def place_starts(counts: AnyIntegers, titles: AnyIntegers) -> Integers:
    """Where the positions of each document begin among all of a segment; one more for the end.

    A title that the text does not repeat is followed by an empty place.
    """
    return np.concatenate(([0], np.cumsum(counts + (titles > 0), dtype=np.int64)))
