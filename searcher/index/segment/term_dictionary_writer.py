"""The words of a segment on their way to its dictionary: terms in order, and the keys that they are found by."""

import zlib
from collections.abc import Sequence
from itertools import compress
from operator import ne

import numpy as np
import numpy.typing as npt

from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.columns import AnyIntegers, Integers, first_of_each, joined, smallest
from searcher.index.segment.packed_writer import NarrowWriter, SplitWriter, write_narrow
from searcher.index.segment.term_dictionary import END
from searcher.records import dataclass
from searcher.text.stems import has_stems, stem_each
from searcher.text.term_keys import PAIR, PAIRS, STEM, checksum, syllable_pairs

_HALF, _LOWER = np.uint64(32), np.uint64((1 << 32) - 1)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a segment in order: by fold, then by language; the fold itself before its other spellings.

    `folds`, `langs` and `spellings` are distinct and sorted; a spelling is a word that is not its own fold. By term:
    `fold_of`, `lang_of`, and `spelling_of`, which is 0 for the fold itself and 1 for the first of the spellings.
    """

    folds: list[str]
    langs: list[str]
    spellings: list[str]
    fold_of: Integers
    lang_of: Integers
    spelling_of: Integers

    def __len__(self) -> int:
        return len(self.fold_of)

    def words(self, places: Integers) -> list[str]:
        """The words of the terms at `places`."""
        spellings = self.spelling_of[places].tolist()
        folds = self.fold_of[places].tolist()
        return [
            self.spellings[spelling - 1] if spelling else self.folds[folded]
            for folded, spelling in zip(folds, spellings, strict=True)
        ]

    def taken(self, kept: npt.NDArray[np.bool_]) -> "Terms":
        """The terms where `kept`."""
        columns = (self.fold_of[kept], self.lang_of[kept], self.spelling_of[kept])
        return Terms(self.folds, self.langs, self.spellings, *columns)


def in_order(terms: Terms) -> tuple[Terms, Integers]:
    """`terms`, which may come in any order and several times, in order and each once; and the place there of each."""
    width = len(terms.spellings) + 1
    keys = (terms.fold_of * len(terms.langs) + terms.lang_of) * width + terms.spelling_of
    distinct, places = np.unique(keys, return_inverse=True)
    rest, spelling = np.divmod(distinct, width)
    fold, lang = np.divmod(rest, max(1, len(terms.langs)))
    return Terms(terms.folds, terms.langs, terms.spellings, fold, lang, spelling), places.reshape(-1)


Keys = dict[str, Integers]
"""Kind → pairs of the checksum of a key and a term that has it, by both ascending."""


def keys_of(terms: Terms) -> Keys:
    """The keys of all terms."""
    return {STEM: _stems(terms), PAIR: _pairs(terms)}


def merged(pairs: Sequence[Integers]) -> Integers:
    """Pairs of a checksum and a term, ascending and each once."""
    together = joined(pairs).reshape(-1, 2).astype(np.uint64)
    # Both have 32 bits at most, and to order single numbers takes a third of the memory.
    ordered = np.sort(together[:, 0] << _HALF | together[:, 1])
    ordered = ordered[first_of_each(ordered)]
    return np.stack((ordered >> _HALF, ordered & _LOWER), axis=1).astype(np.int64)


def _stems(terms: Terms) -> Integers:
    """A stem that is the word's own fold is left out: the fold finds it."""
    found: list[Integers] = []
    for number, lang in enumerate(terms.langs):
        if not has_stems(lang):
            continue
        own = np.flatnonzero(terms.lang_of == number)
        start = zlib.crc32(f"{lang}:".encode())
        folds = map(terms.folds.__getitem__, terms.fold_of[own].tolist())
        stems = stem_each(lang, terms.words(own))
        others = np.fromiter(map(ne, stems, folds), bool, len(stems))
        sums = [zlib.crc32(stemmed.encode(), start) for stemmed in compress(stems, others.tolist())]
        found.append(np.stack((np.array(sums, np.int64), own[others]), axis=1))
    return merged(found)


def _pairs(terms: Terms) -> Integers:
    found: list[tuple[int, int]] = []
    starts = np.searchsorted(terms.fold_of, np.arange(len(terms.folds) + 1)).tolist()
    # Few folds have any: looking through all at once tells which.
    text = "\n".join(terms.folds)
    ends = np.cumsum(np.fromiter(map(len, terms.folds), np.int64, len(terms.folds)) + 1)
    places = np.fromiter((match.start() for match in PAIRS.finditer(text)), np.int64)
    for number in np.unique(np.searchsorted(ends, places, "right")).tolist():
        pairs = set(syllable_pairs(terms.folds[number]))
        for at in range(starts[number], starts[number + 1]):
            lang = terms.langs[int(terms.lang_of[at])]
            found += [(checksum(lang, pair), at) for pair in pairs]
    return merged([np.array(found, np.int64).reshape(-1, 2)])


class TermDictionaryWriter:
    """Writes the dictionary of a segment, block of terms by block, all of which have these `langs`, sorted."""

    def __init__(self, out: ColumnWriter, langs: Sequence[str]) -> None:
        self._out = out
        self._langs = langs
        self._tokens = np.zeros(len(langs), np.int64)
        self._lang_of: list[AnyIntegers] = []
        self._folds: list[bytes] = []
        self._fold_sizes = NarrowWriter(out, "fold_sizes", 8)
        self._fold_terms = NarrowWriter(out, "fold_terms", 8)
        self._terms_of_folds: list[AnyIntegers] = []
        self._spelt_terms = NarrowWriter(out, "spelt_terms", 8)
        self._last_spelt = 0
        self._spelt_words: list[bytes] = []
        self._terms = 0

    def add(self, terms: Terms, occurrences: Integers) -> None:
        """Add the terms that follow, in order; `occurrences` says how often each of them occurs.

        Of the folds and spellings of `terms`, those that no term has are left out.
        """
        self._tokens += np.bincount(terms.lang_of, occurrences, len(self._langs)).astype(np.int64)
        self._lang_of.append(terms.lang_of.astype(np.uint16))
        folds, first = np.unique(terms.fold_of, return_index=True)
        # No word holds what ends one: all are encoded at once, and parted by that.
        encoded = "".join([f"{terms.folds[number]}\n" for number in folds.tolist()]).encode()
        ends = np.flatnonzero(np.frombuffer(encoded, np.uint8) == END[0]) + 1
        self._folds.append(encoded)
        self._fold_sizes.append(np.diff(ends, prepend=0))
        of_folds = np.diff(first, append=len(terms))
        self._fold_terms.append(of_folds)
        self._terms_of_folds.append(smallest(of_folds))
        spelt = np.flatnonzero(terms.spelling_of)
        if len(spelt):
            self._spelt_terms.append(np.diff(spelt + self._terms, prepend=self._last_spelt))
            self._last_spelt = int(spelt[-1]) + self._terms
        self._spelt_words += [terms.spellings[number - 1].encode() for number in terms.spelling_of[spelt].tolist()]
        self._terms += len(terms)

    def fold_of(self) -> Integers:
        """By term of those added: the number of its fold."""
        of_folds = joined(self._terms_of_folds)
        return np.arange(len(of_folds)).repeat(of_folds)

    def close(self, keys: Keys) -> None:
        """Write the columns, with the keys of all terms."""
        out, words = self._out, self._spelt_words
        present = np.flatnonzero(self._tokens)
        ranks = smallest(np.cumsum(self._tokens > 0) - 1)
        out.add("langs", "\n".join(self._langs[lang] for lang in present.tolist()).encode())
        out.add("term_langs", ranks[joined(self._lang_of)])
        out.add("lang_tokens", self._tokens[present])
        out.add_parts("folds", self._folds)
        out.add_parts("spelt_words", words)
        write_narrow(out, "spelt_sizes", np.fromiter(map(len, words), np.int64, len(words)))
        for column in (self._fold_sizes, self._fold_terms, self._spelt_terms):
            column.close()
        for kind, pairs in keys.items():
            checksums = SplitWriter(out, f"{kind}_keys")
            checksums.append(np.diff(pairs[:, 0], prepend=0))
            checksums.close()
            out.add(f"{kind}_terms", smallest(pairs[:, 1]))
