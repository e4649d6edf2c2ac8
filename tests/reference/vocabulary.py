"""The words of a stock index, all of them in memory and looked through for each question."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from functools import cached_property
from statistics import mean

import numpy as np
from rapidfuzz.distance import OSA

from reference.analyse import is_capital
from reference.reading import Snapshot
from searcher.index.whoosh.schema import WORDS
from searcher.query.vocabulary import SOUNDS_ALIKE
from searcher.text.acronyms import Explained, explained, name_key, words_of
from searcher.text.fold import fold, normalise
from searcher.text.name_runs import name_runs
from searcher.text.phonetics import similarity
from searcher.text.scripts import HANGUL, UNSPACED
from searcher.text.sound_search import probed_clusters
from searcher.text.sounds import SCALE, clusters, vectors
from searcher.text.stems import has_stems, stem
from searcher.text.term_keys import syllable_pairs
from searcher.text.terms import Entry, Term

_UNSPACED = re.compile(f"[{UNSPACED}]")
_HANGUL = re.compile(f"[{HANGUL}]")
# Latin, Greek, Cyrillic and Armenian come before it.
WITHOUT_CASE = "\u0590"


class StockVocabulary:
    """A vocabulary; see `searcher.query.vocabulary`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        terms = [
            (field[len(WORDS) :], text.decode())
            for field, text in snapshot.reader.all_terms()
            if field.startswith(WORDS)
        ]
        entries = (Entry(word, lang, len(snapshot.postings(lang, word).documents)) for lang, word in terms)
        self._entries = sorted(entry for entry in entries if entry.documents)
        self.languages = snapshot.languages

    def occurrences(self, folded: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for entry in self.by_fold(folded):
            positions = self._snapshot.postings(entry.lang, entry.word).positions
            found[entry.lang] = found.get(entry.lang, 0) + sum(map(len, positions))
        return found

    @cached_property
    def _by_fold(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self._entries:
            found.setdefault(fold(entry.word), []).append(entry)
        return found

    def by_fold(self, folded: str) -> list[Entry]:
        return list(self._by_fold.get(folded, ()))

    def by_folds(self, folds: Sequence[str]) -> list[list[Entry]]:
        return list(map(self.by_fold, folds))

    def by_prefix(self, prefix: str, limit: int, lang: str = "") -> tuple[list[Entry], bool]:
        return self._most(prefix, lambda entry: not lang or entry.lang == lang, limit)

    def fitting(
        self, prefix: str, fits: Callable[[str], object], limit: int, holding: str = ""
    ) -> tuple[list[Entry], bool]:
        return self._most(prefix, lambda entry: fits(fold(entry.word)), limit)

    def _most(self, prefix: str, fits: Callable[[Entry], object], limit: int) -> tuple[list[Entry], bool]:
        found = [
            entry for each in self._by_fold if each.startswith(prefix) for entry in self._by_fold[each] if fits(entry)
        ]
        return _most(found, limit)

    def among(self, folds: Set[str]) -> list[str]:
        return sorted(folds & self._by_fold.keys())

    def with_endings(self, stems: Sequence[tuple[str, Set[str]]]) -> list[str]:
        return self.among({stem + ending for stem, endings in stems for ending in endings})

    def near(self, folded: str, edits: int) -> dict[str, int]:
        found = {}
        for each in self._by_fold:
            if each == folded or each[0] not in folded[:2] or abs(len(each) - len(folded)) > edits + 1:
                continue
            distance = OSA.distance(folded, each)
            if distance <= edits:
                found[each] = int(distance)
            elif each[0] == folded[0] and similarity(folded, each) > 0:
                found[each] = SOUNDS_ALIKE
        return found

    def by_stems(self, stems: Iterable[tuple[str, str]]) -> list[Entry]:
        wanted = set(stems)
        return [e for e in self._entries if has_stems(e.lang) and (e.lang, stem(e.lang, e.word)) in wanted]

    def by_pairs(self, langs: Iterable[str], pairs: Sequence[str]) -> dict[tuple[str, str], list[Entry]]:
        found: dict[tuple[str, str], list[Entry]] = {}
        for lang in langs:
            for pair in pairs:
                of_lang = [e for e in self._entries if e.lang == lang and pair in syllable_pairs(fold(e.word))]
                if of_lang:
                    found[lang, pair] = of_lang
        return found

    def sounding(self, word: str, least: float, limit: int) -> list[tuple[str, float]]:
        vector = vectors([word])[0].astype(np.int64)
        probed = set(probed_clusters(vectors([word]))[0].tolist())
        folds = (
            each
            for each in self._by_fold
            if (len(each) > 1 or _HANGUL.match(each)) and not _UNSPACED.search(each) and self._may_be_name(each)
        )
        names = [*folds, *self._runs]
        there = vectors(names)
        products = there.astype(np.int64) @ vector
        found = {
            name: min(1.0, float(np.float32(product) / np.float32(SCALE**2)))
            for name, product, cluster in zip(names, products.tolist(), clusters(there).tolist(), strict=True)
            if cluster in probed and product >= np.float32(least * SCALE**2) and product
        }
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def sounding_each(self, asked: Sequence[tuple[str, float]], limit: int) -> list[list[tuple[str, float]]]:
        return [self.sounding(word, least, limit) for word, least in asked]

    def cosines(self, word: str, others: Sequence[str]) -> dict[str, float]:
        one = vectors([word])[0].astype(np.int64)
        return {other: float(vectors([other])[0].astype(np.int64) @ one / SCALE**2) for other in others}

    @cached_property
    def _runs(self) -> frozenset[str]:
        reading = self._snapshot
        live = (document for document in range(reading.documents) if not reading.reader.is_deleted(document))
        texts = [text for document in live for text in (reading.metadata(document).title, reading.text(document))]
        return frozenset(run for text in texts for run in name_runs(text))

    def capital_shares(self, terms: Sequence[Term]) -> list[float]:
        return [mean(self._capitals(term) or [0]) for term in terms]

    def capitalised(self, limit: int) -> list[Entry]:
        cased = [entry for entry in self._entries if fold(entry.word) < WITHOUT_CASE]
        return _most([entry for entry in cased if any(self._capitals((entry.lang, entry.word)))], limit)[0]

    def explained(self, acronym: str) -> list[Explained]:
        return [pair for pair in self._pairs if fold(normalise(pair.acronym)) == acronym]

    def acronyms(self, key: str) -> list[Explained]:
        return [pair for pair in self._pairs if name_key(words_of(pair.name)) == key]

    @cached_property
    def _pairs(self) -> list[Explained]:
        reading = self._snapshot
        live = (document for document in range(reading.documents) if not reading.reader.is_deleted(document))
        counts = Counter(pair for document in live for pair in set(explained(reading.text(document))))
        return [Explained(*pair, count) for pair, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]

    def _may_be_name(self, folded: str) -> bool:
        return any(any(self._capitals((entry.lang, entry.word))) for entry in self.by_fold(folded))

    def _capitals(self, term: Term) -> list[bool]:
        postings = self._snapshot.postings(*term)
        return [
            is_capital(self._snapshot.capitals(document), position)
            for document, positions in zip(postings.documents, postings.positions, strict=True)
            for position in positions
        ]


def _most(found: list[Entry], limit: int) -> tuple[list[Entry], bool]:
    if len(found) <= limit:
        return sorted(found), True
    found.sort(key=_in_order)
    return sorted(found[:limit], key=lambda entry: (-entry.documents, entry.word, entry.lang)), False


def _in_order(entry: Entry) -> tuple[int, str, str, bool, str]:
    """Those in most documents first; of equal ones as a dictionary has them."""
    folded = fold(entry.word)
    return -entry.documents, folded, entry.lang, entry.word != folded, entry.word
