"""Terms of several segments as words: their document counts added up, and where each of them is."""

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Protocol

import numpy as np
import numpy.typing as npt

from searcher.index.segment.columns import Integers
from searcher.index.segment.sounds import Sounds
from searcher.index.segment.term_dictionary import TermDictionary
from searcher.text.fold import fold
from searcher.text.terms import Entry

# Of more terms the words are read all at once.
_FEW = 8
# For each word that is wanted, so many of each segment are looked at first, the most frequent ones; and so many times
# as many where these leave a doubt.
_CANDIDATES = 5
# Words whose terms are kept for the next query; some 300 bytes each.
CACHED_TERMS = 50_000


Places = tuple[tuple[int, int], ...]
"""Pairs of a segment's place and the number that a term has there."""


class Counted(Protocol):
    """Words with their counts, in documents that are not deleted; see `Segment`."""

    @property
    def dictionary(self) -> TermDictionary: ...

    @property
    def sounds(self) -> Sounds: ...

    @property
    def languages(self) -> dict[str, tuple[int, int]]: ...

    @property
    def acronyms(self) -> Mapping[str, int]: ...

    def count(self, term: int) -> int: ...

    def counts(self, terms: Integers) -> Integers: ...

    def occurrences(self, first: int, last: int) -> Integers: ...

    def may_be_name(self, term: int) -> bool: ...

    def still_named(self) -> npt.NDArray[np.bool_]: ...

    def holds_run(self, number: int, run: str) -> bool: ...

    def capitals_and_occurrences(self, terms: Integers) -> tuple[Integers, Integers]: ...


class MergedTerms:
    """The terms of all segments; where words are is kept for the next query."""

    def __init__(self, segments: Sequence[Counted]) -> None:
        self._segments = segments
        self._terms: dict[tuple[str, str], Places] = {}

    def forget(self) -> None:
        """Give back the words whose terms are kept for the next query."""
        self._terms.clear()

    def terms(self, lang: str, word: str) -> Places:
        """Where `word` of `lang` is: the places of segments, each with the number of the term there."""
        known = self._terms.get((lang, word))
        if known is None:
            numbers = ((at, segment.dictionary.number(lang, word)) for at, segment in enumerate(self._segments))
            known = tuple((at, number) for at, number in numbers if number >= 0)
            self._keep({(lang, word): known})
        return known

    def numbers(self, terms: Sequence[tuple[str, str]]) -> list[tuple[list[int], list[int]]]:
        """For each segment: the numbers there of those of `terms` that it has, and which of them they are."""
        found: list[tuple[list[int], list[int]]] = [([], []) for _ in self._segments]
        known = self._terms.get
        for number, key in enumerate(terms):
            places = known(key)
            for at, term in self.terms(*key) if places is None else places:
                numbers, owners = found[at]
                numbers.append(term)
                owners.append(number)
        return found

    def documents(self, lang: str, word: str) -> int:
        """In how many documents `word` of `lang` is."""
        return sum(self._segments[at].count(term) for at, term in self.terms(lang, word))

    def _most(self, found: Sequence[Integers], limit: int) -> tuple[list[Entry], bool]:
        """The entries of the terms of each segment, ascending, that are in most documents, and whether that is all."""
        if sum(map(len, found)) <= limit:
            return self._merged(found), True
        counts = [segment.counts(terms) for segment, terms in zip(self._segments, found, strict=True)]
        size = limit if len(found) == 1 else _CANDIDATES * limit
        while True:
            kept = [_largest(count, size) for count in counts]
            rest = [_most_left(count, own) for count, own in zip(counts, kept, strict=True)]
            totals, places = self._added_up([terms[own] for terms, own in zip(found, kept, strict=True)], rest, limit)
            ranked = sorted(totals.values(), reverse=True)
            # A word that is a candidate nowhere may be in as many documents of each segment as its next one.
            if len(found) == 1 or not any(rest) or (len(ranked) >= limit and sum(rest) < ranked[limit - 1]):
                break
            size *= _CANDIDATES
        is_all = not any(rest) and len(totals) <= limit
        least = ranked[limit - 1] if len(ranked) > limit else 0
        best = [Entry(word, lang, count) for (lang, word), count in totals.items() if count >= least]
        if len(best) > limit:
            # The words of one segment come as its dictionary has them.
            best.sort(key=_in_order if len(found) > 1 else _most_documents)
        self._keep({(entry.lang, entry.word): places[entry.lang, entry.word] for entry in best[:limit]})
        return sorted(sorted(best[:limit]), key=_most_documents), is_all

    def _added_up(
        self, found: Sequence[Integers], rest: Sequence[int], limit: int
    ) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], Places]]:
        """The document counts and places of thousands of words; exact for the `limit` most frequent.

        `rest`: in how many documents of each segment a word may be that is not `found` there.
        """
        totals: dict[tuple[str, str], int] = {}
        places: dict[tuple[str, str], Places] = {}
        for at, (segment, terms) in enumerate(zip(self._segments, found, strict=True)):
            self._add(at, segment, terms, totals, places)
        if any(rest) and len(found) > 1:
            least = sorted(totals.values(), reverse=True)[:limit][-1]
            for key, count in totals.items():
                there = {at for at, _ in places[key]}
                open_ = [at for at, most in enumerate(rest) if most and at not in there]
                if open_ and count + sum(rest[at] for at in open_) >= least:
                    places[key] = self.terms(*key)
                    totals[key] = sum(self._segments[at].count(term) for at, term in places[key])
        return {key: count for key, count in totals.items() if count}, places

    def _merged(self, found: Sequence[Sequence[int] | Integers]) -> list[Entry]:
        """The entries of some words, given as terms of each segment, with the counts of a word added up; sorted.

        The segments have these words nowhere else.
        """
        totals: dict[tuple[str, str], int] = {}
        places: dict[tuple[str, str], Places] = {}
        for at, (segment, terms) in enumerate(zip(self._segments, found, strict=True)):
            if len(terms) > _FEW:
                self._add(at, segment, np.sort(np.asarray(terms, np.int64)), totals, places)
                continue
            dictionary = segment.dictionary
            for term in terms:
                key = dictionary.lang(term), dictionary.word(term)
                known = totals.get(key)
                count = segment.count(term)
                totals[key] = count if known is None else known + count
                places[key] = ((at, term),) if known is None else (*places[key], (at, term))
        self._keep(places)
        return sorted(Entry(word, lang, count) for (lang, word), count in totals.items() if count)

    @staticmethod
    def _add(
        at: int,
        segment: Counted,
        terms: Integers,
        totals: dict[tuple[str, str], int],
        places: dict[tuple[str, str], Places],
    ) -> None:
        """Add the terms of a segment, ascending, to the document counts and the places of words."""
        langs = map(segment.dictionary.langs.__getitem__, segment.dictionary.term_langs[terms].tolist())
        keys = list(zip(langs, segment.dictionary.words_of(terms), strict=True))
        counts, numbers = segment.counts(terms).tolist(), terms.tolist()
        if not totals:
            totals.update(zip(keys, counts, strict=True))
            places.update(zip(keys, zip(zip(repeat(at), numbers)), strict=True))
            return
        for key, count, term in zip(keys, counts, numbers, strict=True):
            known = totals.get(key)
            totals[key] = count if known is None else known + count
            places[key] = ((at, term),) if known is None else (*places[key], (at, term))

    def _keep(self, places: Mapping[tuple[str, str], Places]) -> None:
        if len(self._terms) >= CACHED_TERMS:
            self._terms.clear()
        self._terms.update(places)


def _largest(counts: Integers, size: int) -> Integers:
    """The places of the `size` largest counts, and of all that are equal to the least of them; ascending."""
    if len(counts) <= size:
        return np.arange(len(counts))
    places: Integers = (counts >= np.partition(counts, len(counts) - size)[len(counts) - size]).nonzero()[0]
    return places


def _most_left(counts: Integers, kept: Integers) -> int:
    """The largest of the counts that are not at the places `kept`; 0 if there are none."""
    left = np.ones(len(counts), bool)
    left[kept] = False
    return int(counts[left].max(initial=0))


def _most_documents(entry: Entry) -> int:
    return -entry.documents


def _in_order(entry: Entry) -> tuple[int, str, str, bool, str]:
    """Sorts entries as a dictionary has them, those in most documents first."""
    folded = fold(entry.word)
    return -entry.documents, folded, entry.lang, entry.word != folded, entry.word
