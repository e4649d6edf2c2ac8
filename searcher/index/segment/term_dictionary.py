"""The words of a segment in columns: found by fold, beginning, stem and syllable pair.

A term is a word of one language. Terms are numbered in the order of their folds, then languages, then words, so the
words that begin alike are one run of numbers, and their postings lie together.

What shares a stem or a pair of Hangul syllables is found by the checksum of the key: pairs of a checksum
and a term, sorted. The few strangers among them are told apart by making the key of each again.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import cast

import numpy as np

from searcher.index.segment.columns import ColumnFile, Integers, places_in, ranges
from searcher.index.segment.packed import Split, edges_in
from searcher.text.fold import fold
from searcher.text.term_keys import PAIR, STEM
from searcher.text.utf8 import utf8

# Ends every fold in the column, so that a run of them is cut into words at once. No word holds it.
END = b"\n"
# Folds in memory that the search for one begins with.
_HEADS = 1024
# To cut a run of folds into words takes as long for so many of them as for one to be read by itself.
_SCATTERED = 16


class TermDictionary:
    """What a TermDictionaryWriter wrote."""

    def __init__(self, file: ColumnFile) -> None:
        self._file = file
        self.langs = [lang for lang in bytes(file.bytes_of("langs")).decode().split("\n") if lang]
        self.term_langs = cast(Integers, file.array("term_langs"))
        self._folds = file.bytes_of("folds")
        self._data, self._base = file.raw("folds")
        self.folds = file.length("fold_sizes")
        # Where each fold begins, and the first term of each; one more for the end. As memory they are quicker to be
        # read one after another.
        self._all_ends, self._all_fold_terms = edges_in(file, "fold_sizes"), edges_in(file, "fold_terms")
        self._ends, self._fold_terms = self._all_ends.data, self._all_fold_terms.data
        self._all_spelt_terms = edges_in(file, "spelt_terms")[1:]
        self._spelt_terms, self._spelt_ends = self._all_spelt_terms.data, edges_in(file, "spelt_sizes").data
        self._spelt_words = file.parts("spelt_words")
        self._keys: dict[str, Integers] = {}

    def __len__(self) -> int:
        return len(self.term_langs)

    def lang(self, term: int) -> str:
        """The language of a term."""
        return self.langs[int(self.term_langs[term])]

    def word(self, term: int, folded: str = "") -> str:
        """The word of a term; quicker when its fold is told."""
        at = bisect_left(self._spelt_terms, term)
        if at < len(self._spelt_terms) and self._spelt_terms[at] == term:
            return self._spelling(self._spelt_ends[at], self._spelt_ends[at + 1])
        return folded or self.fold(self.fold_of(term))

    def _spelling(self, start: int, end: int) -> str:
        return self._spelt_words.run(start, end).tobytes().decode()

    def fold_numbers(self, first: int, last: int) -> Integers:
        """The numbers, from 0 on, of the folds `first` to `last` (half open), one for each of their terms."""
        terms = self._all_fold_terms[first : last + 1].astype(np.int64)
        return np.arange(last - first).repeat(terms[1:] - terms[:-1])

    def spellings(self, first: int, last: int) -> tuple[Integers, list[str]]:
        """Of the terms `first` to `last` (half open), those whose word is not its own fold, and these words."""
        start, end = bisect_left(self._spelt_terms, first), bisect_left(self._spelt_terms, last)
        ends = self._spelt_ends[start : end + 1]
        data = self._spelt_words.run(ends[0], ends[-1]).tobytes()
        words = [data[begin - ends[0] : stop - ends[0]].decode() for begin, stop in pairwise(ends)]
        return self._all_spelt_terms[start:end].astype(np.int64), words

    def words(self) -> list[str]:
        """The words of all terms."""
        folds = self.folds_between(0, self.folds)
        words = [folds[number] for number in self.fold_numbers(0, self.folds).tolist()]
        for term, word in zip(*self.spellings(0, len(self)), strict=True):
            words[term] = word
        return words

    def words_of(self, terms: Integers) -> list[str]:
        """The words of terms, ascending; quicker than one by one."""
        if not len(terms):
            return []
        numbers = self.folds_of(terms)
        first, last = int(numbers[0]), int(numbers[-1]) + 1
        if last - first > _SCATTERED * len(numbers):
            words = [self.fold(number) for number in numbers.tolist()]
        else:
            folds = self.folds_between(first, last)
            words = [folds[number] for number in (numbers - first).tolist()]
        spelt_terms = self._all_spelt_terms
        found = places_in(spelt_terms, terms)
        found[found == len(spelt_terms)] = 0
        if len(spelt_terms):
            for at in np.flatnonzero(spelt_terms[found] == terms).tolist():
                words[at] = self.word(int(terms[at]), words[at])
        return words

    def fold_of(self, term: int) -> int:
        """The number of the fold of a term."""
        return bisect_left(self._fold_terms, term + 1) - 1

    def folds_of(self, terms: Integers) -> Integers:
        """The numbers of the folds of terms."""
        return places_in(self._all_fold_terms, terms, "right") - 1

    def fold(self, number: int) -> str:
        """A fold by its number."""
        return str(self._folds[self._ends[number] : self._ends[number + 1] - 1], "utf-8")

    def folds_between(self, first: int, last: int) -> list[str]:
        """The folds with the numbers from `first` to `last`, half open."""
        if first >= last:
            return []
        return str(self._folds[self._ends[first] : self._ends[last] - 1], "utf-8").split("\n")

    def holding(self, text: str, first: int, last: int) -> list[int]:
        """Of the folds with the numbers from `first` to `last` those that hold a text, with "\\n" for a fold's end."""
        if first >= last:
            return []
        start = self._ends[first]
        found = re.finditer(re.escape(utf8(text)), self._folds[start : self._ends[last]])
        places = np.fromiter((match.start() for match in found), np.int64) + start
        numbers = places_in(self._all_ends, places, "right") - 1
        return list(dict.fromkeys(numbers.tolist()))

    def terms_of(self, first: int, last: int) -> tuple[int, int]:
        """The terms, half open, of the folds with the numbers from `first` to `last`."""
        start, end = self._fold_terms[first], self._fold_terms[last]
        if not start <= end <= len(self.term_langs):
            raise ValueError("folds have terms that there are not")
        return start, end

    def terms_with(self, folds: Sequence[int]) -> Integers:
        """The terms, ascending, of the folds with these numbers, ascending."""
        numbers = np.array(folds, np.int64)
        column = self._all_fold_terms
        starts, ends = column[numbers].astype(np.int64), column[numbers + 1].astype(np.int64)
        return ranges(starts, ends - starts, len(self))

    def starting(self, prefix: str) -> tuple[int, int]:
        """The numbers, half open, of the folds that begin with `prefix`."""
        sought = utf8(prefix)
        first = self._first(sought, 0)
        # No UTF-8 text has this byte, which sorts after all that do.
        return first, self._first(sought + b"\xff", first)

    def before(self, folded: str) -> int:
        """How many folds sort before this one."""
        return self._first(utf8(folded), 0)

    def find(self, folded: str) -> int:
        """The number of a fold, or -1."""
        sought = utf8(folded)
        at = self._first(sought, 0)
        found = at < self.folds and self._folds[self._ends[at] : self._ends[at + 1] - 1] == sought
        return at if found else -1

    def number(self, lang: str, word: str) -> int:
        """The number of a term, or -1."""
        folded = fold(word)
        at = self.find(folded)
        if at >= 0:
            for term in range(self._fold_terms[at], self._fold_terms[at + 1]):
                if self.lang(term) == lang and self.word(term, folded) == word:
                    return term
        return -1

    def keys(self) -> dict[str, Integers]:
        """Kind → pairs of the checksum of a key and a term that has it."""
        columns = {kind: (self._checksums(kind), self._file.array(f"{kind}_terms")) for kind in (STEM, PAIR)}
        return {kind: np.stack(pair, axis=1).astype(np.int64) for kind, pair in columns.items()}

    def _checksums(self, kind: str) -> Integers:
        """Those of all keys of a kind, ascending."""
        known = self._keys.get(kind)
        if known is None:
            distances = Split(self._file, f"{kind}_keys")
            known = self._keys[kind] = cast(Integers, distances.slice(0, len(distances)).cumsum().astype(np.uint32))
        return known

    def keyed(self, kind: str, checksums: Sequence[int]) -> list[list[int]]:
        """For each checksum, the terms of a kind of key that have it."""
        keys, terms = self._checksums(kind), self._file.array(f"{kind}_terms")
        sought = np.array(checksums, np.uint32)
        starts, ends = keys.searchsorted(sought).tolist(), keys.searchsorted(sought, "right").tolist()
        return [terms[start:end].tolist() for start, end in zip(starts, ends, strict=True)]

    def _first(self, sought: bytes, low: int) -> int:
        """The number of the first fold from `low` on that is not below `sought`."""
        stride, heads = self._heads
        head = bisect_left(heads, sought)
        low, high = max(low, (head - 1) * stride), min(head * stride, self.folds)
        data, base, ends = self._data, self._base, self._ends
        while low < high:
            middle = (low + high) >> 1
            if data[base + ends[middle] : base + ends[middle + 1] - 1] < sought:
                low = middle + 1
            else:
                high = middle
        return low

    @cached_property
    def _heads(self) -> tuple[int, list[bytes]]:
        """Every so many-th fold, in memory: where to look between."""
        stride = max(1, self.folds // _HEADS)
        data, base, ends = self._data, self._base, self._ends
        return stride, [data[base + ends[at] : base + ends[at + 1] - 1] for at in range(0, self.folds, stride)]
