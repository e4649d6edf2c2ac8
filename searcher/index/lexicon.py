"""The words of an index: the dictionaries of all its segments, merged as they are asked."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from searcher.entities.keys import name_key
from searcher.index.dictionary import NAME, PAIR, STEM, checksum, syllable_pairs
from searcher.index.segment import Segment
from searcher.text.fold import fold
from searcher.text.stems import has_stemmer, stem

# Words whose terms are kept for the next query.
CACHED_TERMS = 200_000


class Entry(NamedTuple):
    """One word of one language in the index, with its document and collection frequency.

    A tuple, because a query makes thousands of them.
    """

    word: str
    lang: str
    documents: int
    occurrences: int


_Terms = tuple[tuple[int, int], ...]
"""Pairs of a segment's place and the number that a term has there."""

# Candidates for a key are told from strangers by making their keys again.
_name_key = lru_cache(maxsize=100_000)(name_key)


class Lexicon:
    """What the words of a query stand for in the index. Deleted documents count until they are merged."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._terms: dict[tuple[str, str], _Terms] = {}

    def terms(self, lang: str, word: str) -> _Terms:
        """Where `word` of `lang` is: the places of segments, each with the number of the term there."""
        known = self._terms.get((lang, word))
        if known is None:
            numbers = ((at, segment.dictionary.number(lang, word)) for at, segment in enumerate(self._segments))
            known = tuple((at, number) for at, number in numbers if number >= 0)
            self._keep(lang, word, known)
        return known

    def by_fold(self, folded: str) -> list[Entry]:
        """The words whose fold is `folded`, of all languages."""
        found = []
        for segment in self._segments:
            at = segment.dictionary.find(folded)
            first, last = segment.dictionary.terms_of(at, at + 1) if at >= 0 else (0, 0)
            found.append(range(first, last))
        return self._merged(found, folded)

    def by_prefix(self, prefix: str, limit: int) -> list[Entry]:
        """The words whose fold begins with `prefix`; if there are more than `limit`, those in most documents.

        With several segments these are chosen from the most frequent words of each.
        """
        ranges = self._ranges(prefix)
        if sum(last - first for first, last in ranges) <= limit:
            return self._merged([range(first, last) for first, last in ranges])
        candidates = [
            _most_frequent(segment, *bounds, limit) for segment, bounds in zip(self._segments, ranges, strict=True)
        ]
        if len(candidates) == 1:
            return self._merged(candidates)
        whole: dict[tuple[str, str], Entry] = {}
        for at, terms in enumerate(candidates):
            for term in terms:
                dictionary = self._segments[at].dictionary
                lang, word = dictionary.lang(term), dictionary.word(term)
                if (lang, word) not in whole:
                    whole[lang, word] = self._entry(lang, word, self.terms(lang, word))
        return sorted(whole.values(), key=lambda entry: (-entry.documents, fold(entry.word), entry.lang))[:limit]

    def count_prefix(self, prefix: str) -> int:
        """How many words begin with `prefix`; those of several segments are counted in each."""
        return sum(last - first for first, last in self._ranges(prefix))

    def folds(self, prefix: str) -> list[str]:
        """The folds of words that begin with `prefix`, sorted."""
        found = [segment.dictionary.folds_between(*segment.dictionary.starting(prefix)) for segment in self._segments]
        return found[0] if len(found) == 1 else sorted(set().union(*found))

    def by_stem(self, lang: str, stemmed: str) -> list[Entry]:
        """The words of `lang` whose stem is `stemmed`; none if the language has no stemmer."""
        if not has_stemmer(lang):
            return []
        entries = self._keyed(STEM, [checksum(lang, stemmed)])
        # A word that is its own stem has no key: its fold finds it.
        entries.extend(entry for entry in self.by_fold(stemmed) if entry.lang == lang)
        found = (entry for entry in entries if entry.lang == lang and stem(lang, entry.word) == stemmed)
        return list(dict.fromkeys(found))

    def by_pair(self, lang: str, pair: str) -> list[Entry]:
        """The words of `lang` that hold the two Hangul syllables `pair`."""
        entries = self._keyed(PAIR, [checksum(lang, pair)])
        return [entry for entry in entries if entry.lang == lang and pair in syllable_pairs(fold(entry.word))]

    def by_name_keys(self, keys: Iterable[str]) -> list[Entry]:
        """The words whose name key is one of `keys`, of all languages."""
        wanted = dict.fromkeys(keys)
        entries = self._keyed(NAME, [checksum("", key) for key in wanted])
        return [entry for entry in entries if _name_key(fold(entry.word)) in wanted]

    def _ranges(self, prefix: str) -> list[tuple[int, int]]:
        """The terms, half open, that begin with `prefix`, of each segment."""
        return [segment.dictionary.terms_of(*segment.dictionary.starting(prefix)) for segment in self._segments]

    def _keyed(self, kind: str, checksums: Sequence[int]) -> list[Entry]:
        found = [
            [term for terms in segment.dictionary.keyed(kind, checksums) for term in terms]
            for segment in self._segments
        ]
        return self._merged(found)

    def _merged(self, found: Sequence[Sequence[int]], folded: str = "") -> list[Entry]:
        """The entries of terms of each segment, with the counts of a word added up; `folded`: the fold of all."""
        if len(found) == 1:
            return self._entries(0, found[0], folded)
        merged: dict[tuple[str, str], Entry] = {}
        for at, terms in enumerate(found):
            for entry in self._entries(at, terms, folded):
                key = entry.lang, entry.word
                known = merged.get(key)
                if known is not None:
                    entry = Entry(
                        entry.word, entry.lang, known.documents + entry.documents, known.occurrences + entry.occurrences
                    )
                merged[key] = entry
        return list(merged.values())

    def _entries(self, at: int, terms: Sequence[int], folded: str) -> list[Entry]:
        """The entries of terms of one segment, with its own counts."""
        if not len(terms):
            return []
        segment = self._segments[at]
        documents, occurrences = segment.lists.counts(np.asarray(terms))
        made = []
        for term, df, cf in zip(terms, documents.tolist(), occurrences.tolist(), strict=True):
            lang, word = segment.dictionary.lang(term), segment.dictionary.word(term, folded)
            made.append(Entry(word, lang, df, cf))
            if len(self._segments) == 1 and (lang, word) not in self._terms:
                self._keep(lang, word, ((0, term),))
        return made

    def _entry(self, lang: str, word: str, terms: _Terms) -> Entry:
        documents = occurrences = 0
        for at, term in terms:
            own_documents, own_occurrences = self._segments[at].lists.counts(np.array([term]))
            documents += int(own_documents[0])
            occurrences += int(own_occurrences[0])
        return Entry(word, lang, documents, occurrences)

    def _keep(self, lang: str, word: str, terms: _Terms) -> None:
        if len(self._terms) >= CACHED_TERMS:
            self._terms.clear()
        self._terms[lang, word] = terms


def _most_frequent(segment: Segment, first: int, last: int, limit: int) -> list[int]:
    """The terms of a run that are in most documents, in the order of their documents and then of terms."""
    counts = segment.lists.document_counts(first, last)
    if len(counts) > limit:
        least = np.partition(counts, len(counts) - limit)[len(counts) - limit]
        places = np.flatnonzero(counts >= least)
    else:
        places = np.arange(len(counts))
    places = places[np.argsort(-counts[places], kind="stable")][:limit]
    terms: list[int] = (places + first).tolist()
    return terms
