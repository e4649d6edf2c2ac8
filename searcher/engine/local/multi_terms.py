"""The words of an index: the dictionaries of all its segments, merged as they are asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from itertools import repeat
from typing import Protocol

import numpy as np
import numpy.typing as npt

from searcher.engine.local.acronyms import Acronyms
from searcher.index.segment.columns import Integers
from searcher.index.segment.sounds import Sounds
from searcher.index.segment.term_dictionary import TermDictionary
from searcher.query.vocabulary import SOUNDS_ALIKE
from searcher.text.acronyms import Explained
from searcher.text.fold import fold
from searcher.text.phonetics import alike
from searcher.text.sound_search import Neighbours, probed_clusters
from searcher.text.sounds import vectors
from searcher.text.stems import has_stemmer, stem
from searcher.text.term_keys import PAIR, STEM, checksum, syllable_pairs
from searcher.text.terms import Entry

# Of more terms the words are read all at once.
_FEW = 8
# To search for a fold takes as long as to read so many.
_SEARCHED = 40
# For each word that is wanted, so many of each segment are looked at first, the most frequent ones; and so many times
# as many where these leave a doubt.
_CANDIDATES = 5
# Folds in memory at the same time where all of a beginning are looked at; some 80 bytes each.
_FOLDS = 50_000
# Scripts with case have letters before this one, once they are folded: Latin, Greek, Cyrillic, Armenian.
WITHOUT_CASE = "\u0590"
# Words whose terms are kept for the next query; some 300 bytes each.
CACHED_TERMS = 50_000


_Terms = tuple[tuple[int, int], ...]
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


class MultiTerms:
    """What the words of a query stand for in the index.

    Deleted documents count nowhere, and a word that only they have is none: what is found, and what is chosen of much,
    depends on the documents that are there and not on how the index came to be.
    """

    def __init__(self, segments: Sequence[Counted]) -> None:
        self._segments = segments
        self._terms: dict[tuple[str, str], _Terms] = {}

    @cached_property
    def languages(self) -> dict[str, tuple[int, int]]:
        """Language → (documents that hold some of it, tokens in it)."""
        found: dict[str, tuple[int, int]] = {}
        for segment in self._segments:
            for lang, (documents, tokens) in segment.languages.items():
                before = found.get(lang, (0, 0))
                found[lang] = before[0] + documents, before[1] + tokens
        return dict(sorted(found.items()))

    @cached_property
    def _acronyms(self) -> Acronyms:
        return Acronyms(segment.acronyms for segment in self._segments)

    def explained(self, acronym: str) -> list[Explained]:
        """The full names by which documents explain an acronym, folded; those of most documents first."""
        return self._acronyms.of_acronym(acronym)

    def acronyms(self, key: str) -> list[Explained]:
        """The acronyms that documents explain by a full name with this key (`text.acronyms.name_key`)."""
        return self._acronyms.of_name(key)

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
        return sum(self._segments[at].count(term) for at, term in self.terms(lang, word))

    def occurrences(self, folded: str) -> dict[str, int]:
        """Language → how often the words with this fold occur in it."""
        found: dict[str, int] = {}
        for segment, (first, last) in zip(self._segments, self._with_fold(folded), strict=True):
            if first < last:
                langs = segment.dictionary.term_langs[first:last].tolist()
                for lang, count in zip(langs, segment.occurrences(first, last).tolist(), strict=True):
                    name = segment.dictionary.langs[lang]
                    if count:
                        found[name] = found.get(name, 0) + count
        return found

    def by_fold(self, folded: str) -> list[Entry]:
        """The words whose fold is `folded`, of all languages."""
        return self._merged([range(first, last) for first, last in self._with_fold(folded)])

    def by_folds(self, folds: Sequence[str]) -> list[list[Entry]]:
        """The same of each of several folds."""
        totals: dict[tuple[str, str], int] = {}
        places: dict[tuple[str, str], _Terms] = {}
        found: dict[str, list[Entry]] = {folded: [] for folded in folds}
        for at, segment in enumerate(self._segments):
            numbers = sorted(number for folded in found if (number := segment.dictionary.find(folded)) >= 0)
            if numbers:
                self._add(at, segment, segment.dictionary.terms_with(numbers), totals, places)
        self._keep(places)
        for (lang, word), count in totals.items():
            if count:
                found[fold(word)].append(Entry(word, lang, count))
        return [sorted(found[folded]) for folded in folds]

    def _with_fold(self, folded: str) -> list[tuple[int, int]]:
        """The terms, half open, that have this fold, of each segment."""
        found = []
        for segment in self._segments:
            at = segment.dictionary.find(folded)
            found.append(segment.dictionary.terms_of(at, at + 1) if at >= 0 else (0, 0))
        return found

    def by_prefix(self, prefix: str, limit: int, lang: str = "") -> tuple[list[Entry], bool]:
        """The words, of one language or of all, whose fold begins with `prefix`, and whether that is all of them.

        At most `limit`, as in `fitting`.
        """
        ranges = self._ranges(prefix)
        if not lang:
            return self._most([np.arange(first, last) for first, last in ranges], limit)
        found = []
        for segment, (first, last) in zip(self._segments, ranges, strict=True):
            langs = segment.dictionary.langs
            number = langs.index(lang) if lang in langs else -1
            found.append((segment.dictionary.term_langs[first:last] == number).nonzero()[0] + first)
        return self._most(found, limit)

    def fitting(self, prefix: str, fits: Callable[[str], object], limit: int) -> tuple[list[Entry], bool]:
        """The words whose fold begins with `prefix` and `fits`, and whether that is all of them.

        If there are more than `limit`, they are those in most documents; of equal ones the first by fold and language.
        """
        found = []
        for segment in self._segments:
            first, last = segment.dictionary.starting(prefix)
            fitting: list[int] = []
            for start in range(first, last, _FOLDS):
                folds = segment.dictionary.folds_between(start, min(last, start + _FOLDS))
                fitting += [at for at, fold in enumerate(folds, start) if fits(fold)]
            found.append(segment.dictionary.terms_with(fitting))
        return self._most(found, limit)

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
    ) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], _Terms]]:
        """The document counts and places of thousands of words; exact for the `limit` most frequent.

        `rest`: in how many documents of each segment a word may be that is not `found` there.
        """
        totals: dict[tuple[str, str], int] = {}
        places: dict[tuple[str, str], _Terms] = {}
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

    def folds(self, prefix: str) -> list[str]:
        """The folds of words that begin with `prefix`, sorted."""
        found = [segment.dictionary.folds_between(*segment.dictionary.starting(prefix)) for segment in self._segments]
        return found[0] if len(found) == 1 else sorted(set().union(*found))

    def among(self, folds: Set[str]) -> list[str]:
        """Those of the folds that the index has, sorted."""
        if not folds:
            return []
        found = set[str]()
        prefix = _common_beginning(folds)
        for segment in self._segments:
            first, last = segment.dictionary.starting(prefix)
            if last - first > _SEARCHED * len(folds):
                found.update(each for each in folds if segment.dictionary.find(each) >= 0)
            else:
                # They are forms of one word: a run of the dictionary is read once rather than searched for each.
                found |= folds & set(segment.dictionary.folds_between(first, last))
        return sorted(found)

    def near(self, folded: str, edits: int) -> dict[str, int]:
        """Fold → its distance from `folded`; see `Vocabulary`."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract_iter

        found: dict[str, int] = {}
        for initial in dict.fromkeys(folded[:2]):
            there = [each for each in self.folds(initial) if abs(len(each) - len(folded)) <= edits + 1]
            for each, distance, _ in extract_iter(folded, there, scorer=OSA.distance, score_cutoff=edits):
                if distance:
                    found[each] = int(distance)
            if initial == folded[0]:
                others = [each for each in there if each not in found and each != folded]
                found.update(dict.fromkeys(alike(folded, others), SOUNDS_ALIKE))
        return found

    def by_stems(self, stems: Iterable[tuple[str, str]]) -> list[Entry]:
        """The words with any of these pairs of a language and a stem; none of languages without a stemmer."""
        wanted = {(lang, stemmed): None for lang, stemmed in stems if has_stemmer(lang)}
        entries = self._keyed(STEM, [checksum(lang, stemmed) for lang, stemmed in wanted])
        # A word that is its own stem has no key: its fold finds it.
        for stemmed in dict.fromkeys(stemmed for _, stemmed in wanted):
            entries.extend(self.by_fold(stemmed))
        return sorted({entry for entry in entries if (entry.lang, stem(entry.lang, entry.word)) in wanted})

    def by_pairs(self, langs: Iterable[str], pairs: Sequence[str]) -> dict[tuple[str, str], list[Entry]]:
        """(language, pair of Hangul syllables) → the words of the language that hold the pair, where there are any."""
        wanted = {(lang, pair): None for lang in langs for pair in pairs}
        found: dict[tuple[str, str], list[Entry]] = {}
        for entry in self._keyed(PAIR, [checksum(lang, pair) for lang, pair in wanted]):
            for pair in dict.fromkeys(syllable_pairs(fold(entry.word))):
                if (entry.lang, pair) in wanted:
                    found.setdefault((entry.lang, pair), []).append(entry)
        return found

    def sounding(self, word: str, least: float, limit: int) -> list[tuple[str, float]]:
        """The folds and runs that sound like a word, best first; see `Vocabulary`."""
        vector = vectors([word])[0]
        probed = probed_clusters(vector)
        near = [segment.sounds.rows.near(vector, least, probed) for segment in self._segments]
        return self._nearest(near, limit)

    def sounding_each(self, asked: Sequence[tuple[str, float]], limit: int) -> list[list[tuple[str, float]]]:
        """The same of several words."""
        sounds = vectors([word for word, _ in asked])
        probed = probed_clusters(sounds)
        least = np.array([each for _, each in asked], np.float32)
        near = [segment.sounds.rows.near_each(sounds, least, probed) for segment in self._segments]
        return [self._nearest([of_segment[at] for of_segment in near], limit) for at in range(len(asked))]

    def _nearest(self, near: Sequence[Neighbours], limit: int) -> list[tuple[str, float]]:
        """The `limit` best of the neighbours in each segment."""
        found: dict[str, float] = {}
        for segment, own in zip(self._segments, near, strict=True):
            found.update(self._forms(segment, own, limit))
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def _forms(self, segment: Counted, near: Neighbours, limit: int) -> Iterator[tuple[str, float]]:
        """The nearest rows that documents have which are not deleted, `limit` of them and all that are as near."""
        kept, last = 0, 1.0
        for name, cosine in zip(segment.sounds.names[near.rows].tolist(), near.cosines.tolist(), strict=True):
            if kept >= limit and cosine < last:
                return
            if name >= segment.sounds.folds:
                form = segment.sounds.run(name - segment.sounds.folds)
                is_there = segment.holds_run(name - segment.sounds.folds, form)
            else:
                form = segment.dictionary.fold(name)
                terms = range(*segment.dictionary.terms_of(name, name + 1))
                is_there = any(segment.may_be_name(term) for term in terms)
            if is_there:
                kept, last = kept + 1, cosine
                yield form, cosine

    def capitalised(self, limit: int) -> list[Entry]:
        """The words that begin with a capital somewhere; see `Vocabulary`."""
        found = []
        for segment in self._segments:
            _, last = segment.dictionary.terms_of(0, segment.dictionary.before(WITHOUT_CASE))
            found.append(np.flatnonzero(segment.still_named()[:last]))
        return self._most(found, limit)[0]

    def capital_shares(self, terms: Sequence[tuple[str, str]]) -> list[float]:
        """How many of the occurrences of each word begin with a capital, 0 to 1; all in scripts without case."""
        capitals, occurrences = np.zeros(len(terms), np.int64), np.zeros(len(terms), np.int64)
        for segment, (numbers, owners) in zip(self._segments, self.numbers(terms), strict=True):
            if numbers:
                found = segment.capitals_and_occurrences(np.array(numbers, np.int64))
                capitals[owners] += found[0]
                occurrences[owners] += found[1]
        shares: list[float] = (capitals / np.maximum(occurrences, 1)).tolist()
        return shares

    def _ranges(self, prefix: str) -> list[tuple[int, int]]:
        """The terms, half open, that begin with `prefix`, of each segment."""
        return [segment.dictionary.terms_of(*segment.dictionary.starting(prefix)) for segment in self._segments]

    def _keyed(self, kind: str, checksums: Sequence[int]) -> list[Entry]:
        found = [
            list(dict.fromkeys(term for terms in segment.dictionary.keyed(kind, checksums) for term in terms))
            for segment in self._segments
        ]
        return self._merged(found)

    def _merged(self, found: Sequence[Sequence[int] | Integers]) -> list[Entry]:
        """The entries of some words, given as terms of each segment, with the counts of a word added up; sorted.

        The segments have these words nowhere else.
        """
        totals: dict[tuple[str, str], int] = {}
        places: dict[tuple[str, str], _Terms] = {}
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
        places: dict[tuple[str, str], _Terms],
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

    def _keep(self, places: Mapping[tuple[str, str], _Terms]) -> None:
        if len(self._terms) >= CACHED_TERMS:
            self._terms.clear()
        self._terms.update(places)


def _common_beginning(words: Set[str]) -> str:
    """The letters with which all of some words begin."""
    first, last = min(words), max(words)
    length = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    return first[:length]


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
