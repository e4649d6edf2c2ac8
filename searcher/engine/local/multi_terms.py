"""The words of an index: the dictionaries of all its segments, merged as they are asked."""

from collections.abc import Callable, Iterable, Sequence, Set
from functools import cached_property
from itertools import chain

import numpy as np

from searcher.engine.local.acronyms import Acronyms
from searcher.engine.local.merged_terms import Counted, MergedTerms, Places
from searcher.engine.local.nearest_sounds import NearestSounds
from searcher.entities.inflect import has_ending
from searcher.query.vocabulary import SOUNDS_ALIKE
from searcher.text.acronyms import Explained
from searcher.text.fold import fold
from searcher.text.phonetics import alike
from searcher.text.stems import has_stems, stem
from searcher.text.term_keys import PAIR, STEM, checksum, syllable_pairs
from searcher.text.terms import Entry

# To search for a fold takes as long as to read so many.
_SEARCHED = 40
# Folds in memory at the same time where all of a beginning are looked at; some 80 bytes each.
_FOLDS = 50_000
# Scripts with case have letters before this one, once they are folded: Latin, Greek, Cyrillic, Armenian.
_WITHOUT_CASE = "\u0590"


class MultiTerms(MergedTerms):
    """What the words of a query stand for in the index.

    Deleted documents count nowhere, and a word that only they have is none: what is found, and what is chosen of much,
    depends on the documents that are there and not on how the index came to be.
    """

    def __init__(self, segments: Sequence[Counted]) -> None:
        super().__init__(segments)
        self._sounds = NearestSounds(segments)

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
        places: dict[tuple[str, str], Places] = {}
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

    def fitting(
        self, prefix: str, fits: Callable[[str], object], limit: int, holding: str = ""
    ) -> tuple[list[Entry], bool]:
        """The words whose fold begins with `prefix` and `fits`, and whether that is all of them; see `Vocabulary`.

        If there are more than `limit`, they are those in most documents; of equal ones the first by fold and language.
        """
        found = []
        for segment in self._segments:
            first, last = segment.dictionary.starting(prefix)
            if holding:
                likely = segment.dictionary.holding(holding, first, last)
                fitting = [at for at in likely if fits(segment.dictionary.fold(at))]
            else:
                fitting = []
                for start in range(first, last, _FOLDS):
                    folds = segment.dictionary.folds_between(start, min(last, start + _FOLDS))
                    fitting += [at for at, fold in enumerate(folds, start) if fits(fold)]
            found.append(segment.dictionary.terms_with(fitting))
        return self._most(found, limit)

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

    def with_endings(self, stems: Sequence[tuple[str, Set[str]]]) -> list[str]:
        """The folds that are one of the stems with one of its endings, sorted; see `Vocabulary`."""
        if not stems:
            return []
        begun = [segment.dictionary.starting(min(stem for stem, _ in stems)) for segment in self._segments]
        if sum(last - first for first, last in begun) > sum(len(endings) for _, endings in stems):
            return self.among({stem + ending for stem, endings in stems for ending in endings})
        # Most names begin fewer words than there are endings.
        folds = chain.from_iterable(
            segment.dictionary.folds_between(*run) for segment, run in zip(self._segments, begun, strict=True)
        )
        return sorted({each for each in folds if has_ending(each, stems)})

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
        wanted = {(lang, stemmed): None for lang, stemmed in stems if has_stems(lang)}
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
        return self._sounds.of(word, least, limit)

    def sounding_each(self, asked: Sequence[tuple[str, float]], limit: int) -> list[list[tuple[str, float]]]:
        """The same of several words."""
        return self._sounds.of_each(asked, limit)

    def cosines(self, word: str, others: Sequence[str]) -> dict[str, float]:
        """How alike each of some words sounds to one."""
        return self._sounds.cosines(word, others)

    def capitalised(self, limit: int) -> list[Entry]:
        """The words that begin with a capital somewhere; see `Vocabulary`."""
        found = []
        for segment in self._segments:
            _, last = segment.dictionary.terms_of(0, segment.dictionary.before(_WITHOUT_CASE))
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


def _common_beginning(words: Set[str]) -> str:
    """The letters with which all of some words begin."""
    first, last = min(words), max(words)
    length = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    return first[:length]
