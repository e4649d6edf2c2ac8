"""The words of an index: the dictionaries of all its segments, merged as they are asked."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from searcher.entities.keys import name_keys
from searcher.index.columns import Integers
from searcher.index.segment import Segment
from searcher.index.word_keys import NAME, PAIR, STEM, checksum, syllable_pairs
from searcher.text.fold import fold
from searcher.text.stems import has_stemmer, stem

# Of more terms the words are read all at once.
_FEW = 8
# For each word that is wanted, so many of each segment are looked at, the most frequent ones.
_CANDIDATES = 5
# Words whose terms are kept for the next query.
CACHED_TERMS = 200_000


class Entry(NamedTuple):
    """One word of one language in the index, with its document frequency.

    A tuple, because a query makes thousands of them.
    """

    word: str
    lang: str
    documents: int


_Terms = tuple[tuple[int, int], ...]
"""Pairs of a segment's place and the number that a term has there."""


class Lexicon:
    """What the words of a query stand for in the index. Deleted documents count until they are merged."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._terms: dict[tuple[str, str], _Terms] = {}

    def forget(self) -> None:
        """Give back the words whose terms are kept for the next query."""
        self._terms.clear()

    def terms(self, lang: str, word: str) -> _Terms:
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
        return sum(self._segments[at].lists.count(term) for at, term in self.terms(lang, word))

    def occurrences(self, folded: str) -> dict[str, int]:
        """Language → how often the words with this fold occur in it."""
        found: dict[str, int] = {}
        for segment, (first, last) in zip(self._segments, self._with_fold(folded), strict=True):
            if first < last:
                langs = segment.dictionary.term_langs[first:last].tolist()
                for lang, count in zip(langs, segment.lists.occurrences(first, last).tolist(), strict=True):
                    name = segment.dictionary.langs[lang]
                    found[name] = found.get(name, 0) + count
        return found

    def by_fold(self, folded: str) -> list[Entry]:
        """The words whose fold is `folded`, of all languages."""
        return self._merged([range(first, last) for first, last in self._with_fold(folded)])

    def _with_fold(self, folded: str) -> list[tuple[int, int]]:
        """The terms, half open, that have this fold, of each segment."""
        found = []
        for segment in self._segments:
            at = segment.dictionary.find(folded)
            found.append(segment.dictionary.terms_of(at, at + 1) if at >= 0 else (0, 0))
        return found

    def by_prefix(self, prefix: str, limit: int) -> list[Entry]:
        """The words whose fold begins with `prefix`; if there are more than `limit`, those in most documents.

        Of many words in several segments these are chosen from the most frequent of each.
        """
        found = [range(first, last) for first, last in self._ranges(prefix)]
        if sum(map(len, found)) <= limit:
            return self._merged(found)
        candidates = [
            _most_frequent(segment, terms, limit if len(found) == 1 else _CANDIDATES * limit)
            for segment, terms in zip(self._segments, found, strict=True)
        ]
        entries = self._added_up(candidates, limit, whole=candidates == found)
        entries.sort()
        entries.sort(key=itemgetter(2), reverse=True)
        return entries[:limit]

    def _added_up(self, found: Sequence[Sequence[int]], limit: int, whole: bool) -> list[Entry]:
        """The entries of thousands of terms of each segment that are in most documents, at least `limit` of them.

        `whole`: the segments have these words nowhere else.
        """
        totals: dict[tuple[str, str], int] = {}
        places: dict[tuple[str, str], _Terms] = {}
        for at, (segment, terms) in enumerate(zip(self._segments, found, strict=True)):
            self._add(at, segment, np.sort(np.asarray(terms, np.int64)), totals, places)
        least = int(np.partition(list(totals.values()), -limit)[-limit]) if len(totals) > limit else 0
        best = [(word, lang, count) for (lang, word), count in totals.items() if count >= least]
        if whole or len(self._segments) == 1:
            self._keep({(lang, word): places[lang, word] for word, lang, _ in best})
        return list(map(Entry._make, best))

    def count_prefix(self, prefix: str) -> int:
        """How many words begin with `prefix`; those of several segments are counted in each."""
        return sum(last - first for first, last in self._ranges(prefix))

    def folds(self, prefix: str) -> list[str]:
        """The folds of words that begin with `prefix`, sorted."""
        found = [segment.dictionary.folds_between(*segment.dictionary.starting(prefix)) for segment in self._segments]
        return found[0] if len(found) == 1 else sorted(set().union(*found))

    def by_stems(self, stems: Iterable[tuple[str, str]]) -> list[Entry]:
        """The words with any of these pairs of a language and a stem; none of languages without a stemmer."""
        wanted = {(lang, stemmed): None for lang, stemmed in stems if has_stemmer(lang)}
        entries = self._keyed(STEM, [checksum(lang, stemmed) for lang, stemmed in wanted])
        # A word that is its own stem has no key: its fold finds it.
        for stemmed in dict.fromkeys(stemmed for _, stemmed in wanted):
            entries.extend(self.by_fold(stemmed))
        found = (entry for entry in entries if (entry.lang, stem(entry.lang, entry.word)) in wanted)
        return list(dict.fromkeys(found))

    def by_pair(self, lang: str, pair: str) -> list[Entry]:
        """The words of `lang` that hold the two Hangul syllables `pair`."""
        entries = self._keyed(PAIR, [checksum(lang, pair)])
        return [entry for entry in entries if entry.lang == lang and pair in syllable_pairs(fold(entry.word))]

    def by_name_keys(self, keys: Iterable[str]) -> list[Entry]:
        """The words whose name key is one of `keys`, of all languages."""
        wanted = dict.fromkeys(keys)
        entries = self._keyed(NAME, [checksum("", key) for key in wanted])
        made = name_keys([fold(entry.word) for entry in entries])
        return [entry for entry, key in zip(entries, made, strict=True) if key in wanted]

    def _ranges(self, prefix: str) -> list[tuple[int, int]]:
        """The terms, half open, that begin with `prefix`, of each segment."""
        return [segment.dictionary.terms_of(*segment.dictionary.starting(prefix)) for segment in self._segments]

    def _keyed(self, kind: str, checksums: Sequence[int]) -> list[Entry]:
        found = [
            [term for terms in segment.dictionary.keyed(kind, checksums) for term in terms]
            for segment in self._segments
        ]
        # What may be a name is told segment by segment, so that others may have the same words.
        return self._merged(found, whole=kind != NAME)

    def _merged(self, found: Sequence[Sequence[int]], whole: bool = True) -> list[Entry]:
        """The entries of some words, given as terms of each segment, with the counts of a word added up.

        `whole`: the segments have these words nowhere else.
        """
        totals: dict[tuple[str, str], int] = {}
        places: dict[tuple[str, str], _Terms] = {}
        for at, (segment, terms) in enumerate(zip(self._segments, found, strict=True)):
            if len(terms) > _FEW:
                self._add(at, segment, np.sort(np.asarray(terms, np.int64)), totals, places)
                continue
            dictionary, lists = segment.dictionary, segment.lists
            for term in terms:
                key = dictionary.lang(term), dictionary.word(term)
                known = totals.get(key)
                count = lists.count(term)
                totals[key] = count if known is None else known + count
                places[key] = ((at, term),) if known is None else (*places[key], (at, term))
        if whole:
            self._keep(places)
        return [Entry(word, lang, count) for (lang, word), count in totals.items()]

    @staticmethod
    def _add(
        at: int,
        segment: Segment,
        terms: Integers,
        totals: dict[tuple[str, str], int],
        places: dict[tuple[str, str], _Terms],
    ) -> None:
        """Add the terms of a segment, ascending, to the document counts and the places of words."""
        langs = map(segment.dictionary.langs.__getitem__, segment.dictionary.term_langs[terms].tolist())
        keys = list(zip(langs, segment.dictionary.words_of(terms), strict=True))
        counts, numbers = segment.lists.counts(terms).tolist(), terms.tolist()
        if not totals:
            totals.update(zip(keys, counts, strict=True))
            places.update(zip(keys, zip(zip(repeat(at), numbers)), strict=True))
            return
        for key, count, term in zip(keys, counts, numbers, strict=True):
            known = totals.get(key)
            totals[key] = count if known is None else known + count
            places[key] = ((at, term),) if known is None else (*places[key], (at, term))

    def _keep(self, places: Mapping[tuple[str, str], _Terms]) -> None:
        if len(self._terms) >= CACHED_TERMS:
            self._terms.clear()
        self._terms.update(places)


def _most_frequent(segment: Segment, terms: range, limit: int) -> Sequence[int]:
    """The terms of a run that are in most documents, in the order of their documents and then of terms."""
    if len(terms) <= limit:
        return terms
    counts = segment.lists.document_counts(terms.start, terms.stop)
    least = np.partition(counts, len(counts) - limit)[len(counts) - limit]
    places = np.flatnonzero(counts >= least)
    places = places[np.argsort(-counts[places], kind="stable")][:limit]
    best: list[int] = (places + terms.start).tolist()
    return best
