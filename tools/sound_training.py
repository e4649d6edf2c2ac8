"""Learning the vectors of grams: two spellings of a name shall lie closer together than those of other names.

In-batch contrast (InfoNCE; van den Oord et al., Representation Learning with Contrastive Predictive Coding, 2018) in
both directions, by Adam (Kingma and Ba, 2015).
"""

from __future__ import annotations

import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from searcher.text.sounds import (
    BEGIN,
    END,
    MOST_LETTERS,
    MOST_SYMBOLS,
    Alphabet,
    Floats,
    Grams,
    Places,
    Vectors,
    at_length_one,
    gram_keys,
    row_numbers,
)

ROWS, DIMENSIONS = 25_000, 48  # 1.4 MB with all else; more of either was worth less than .01 of precision
CENTROIDS = 1024
_LEAST_WORDS_OF_A_LETTER = 30  # a letter seen less often has no sound that could be learned
_BATCH = 1024
_TEMPERATURE = 0.055
_RATE, _WARMING = 0.01, 100
_MOMENTUM, _MOMENTUM_OF_SQUARES = 0.9, 0.98
# Grams that a step does not see: what is learned leans less on any of them.
_UNSEEN = 0.1
# A group is drawn as often as it has spellings, those of rare scripts counting more, by the root of their rarity; but
# names in all languages shall not drown the others.
_MOST_WEIGHT = 12.0


def is_letter(character: str) -> bool:
    return character.isalpha() or unicodedata.category(character)[0] == "M" or character == "\u05f3"


def within_words(symbols: npt.NDArray[np.uint16]) -> tuple[npt.NDArray[np.bool_], ...]:
    """Which of `gram_keys` lie in one word; the marks of its ends alone do not count."""
    inner = symbols > 2
    not_end = symbols != 2
    return inner, not_end[:-1], not_end[:-2] & not_end[1:-1]


@dataclass(frozen=True)
class Features:
    """The words that the alphabet can write, and the grams of each: `grams[bounds[i]:bounds[i + 1]]` are rows."""

    words: dict[str, int]
    letters: str
    keys: Grams
    bounds: Places
    grams: npt.NDArray[np.int32]

    @classmethod
    def of(cls, words: Sequence[str]) -> Features:
        seen = Counter(letter for word in words for letter in set(word))
        common = [letter for letter, many in seen.items() if many >= _LEAST_WORDS_OF_A_LETTER and is_letter(letter)]
        common.sort(key=lambda letter: (-seen[letter], letter))
        letters = BEGIN + END + "".join(common[: MOST_SYMBOLS - 2])
        known = frozenset(letters)
        spelt = [word for word in words if len(word) <= MOST_LETTERS and known.issuperset(word)]
        symbols, starts = Alphabet(letters).symbols(spelt)
        places = np.concatenate([np.flatnonzero(inside) for inside in within_words(symbols)])
        all_keys = np.concatenate([k[i] for k, i in zip(gram_keys(symbols), within_words(symbols), strict=True)])
        keys, counts = np.unique(all_keys, return_counts=True)
        keys = np.sort(keys[np.argsort(-counts, kind="stable")[:ROWS]])
        rows = row_numbers(keys, all_keys)
        kept = rows < len(keys)
        of_word = np.searchsorted(starts, places[kept], "right") - 1
        order = np.argsort(of_word, kind="stable")
        bounds = np.concatenate(([0], np.cumsum(np.bincount(of_word, minlength=len(spelt)))))
        numbers = {word: number for number, word in enumerate(spelt)}
        return cls(numbers, letters, keys, bounds, rows[kept][order].astype(np.int32))

    @cached_property
    def rarities(self) -> Floats:
        """Of each word the root of how much rarer its script is than the first, by the block of its first letter."""
        blocks = np.array([ord(word[0]) // 128 for word in self.words])
        counts = np.bincount(blocks)
        return np.asarray(np.sqrt(counts.max() / counts[blocks]), np.float32)

    def matrix(self, words: Places) -> csr_matrix:
        """words × rows, one for each gram of a word."""
        lengths = self.bounds[words + 1] - self.bounds[words]
        bounds = np.concatenate(([0], np.cumsum(lengths)))
        places = np.arange(bounds[-1]) + np.repeat(self.bounds[words] - bounds[:-1], lengths)
        ones = np.ones(len(places), np.float32)
        return csr_matrix((ones, self.grams[places], bounds), shape=(len(words), len(self.keys)))

    def vectors(self, rows: Floats) -> Vectors:
        return at_length_one(self.matrix(np.arange(len(self.words))) @ rows)


@dataclass(frozen=True)
class Groups:
    """Groups of words by number: `words[bounds[i]:bounds[i + 1]]` are spellings of one name, two at least."""

    bounds: Places
    words: Places

    @classmethod
    def of(cls, groups: Sequence[tuple[str, ...]], features: Features) -> Groups:
        numbered = [[features.words[word] for word in group if word in features.words] for group in groups]
        return cls._joined([np.array(group) for group in numbered if len(group) > 1])

    @classmethod
    def _joined(cls, groups: list[Places]) -> Groups:
        return cls(np.cumsum([0, *map(len, groups)]), np.concatenate(groups))

    def each(self) -> list[Places]:
        return np.split(self.words, self.bounds[1:-1])

    def __add__(self, other: Groups) -> Groups:
        return self._joined(self.each() + other.each())


def plausible(groups: Groups, vectors: Vectors, least: float) -> Groups:
    """The groups without spellings whose cosine with the sum of the others is under `least`."""
    own = vectors[groups.words].astype(np.float32)
    sums = np.add.reduceat(own, groups.bounds[:-1], axis=0)
    lengths = np.diff(groups.bounds)
    others = np.repeat(sums, lengths, axis=0) - own
    cosines = (own * others).sum(axis=1) / (np.linalg.norm(own, axis=1) * np.linalg.norm(others, axis=1) + 1e-6)
    kept = [
        group[good] for group, good in zip(groups.each(), np.split(cosines >= least, groups.bounds[1:-1]), strict=True)
    ]
    return Groups._joined([group for group in kept if len(group) > 1])


class Training:
    """`rows` are the vectors of the grams so far."""

    def __init__(self, features: Features, seed: int) -> None:
        self._features = features
        self._chance = np.random.default_rng(seed)
        shape = (len(features.keys), DIMENSIONS)
        self.rows: Floats = (self._chance.standard_normal(shape) * 0.15).astype(np.float32)

    def run(self, groups: Groups, steps: int) -> None:
        """So many steps, with a rate that rises quickly and falls to nothing; says now and then how it goes."""
        mean, square = np.zeros_like(self.rows), np.zeros_like(self.rows)
        lengths = np.diff(groups.bounds)
        rarities = self._features.rarities[groups.words]
        weights = np.cumsum(np.minimum(np.add.reduceat(rarities, groups.bounds[:-1]), _MOST_WEIGHT))
        started, loss = time.monotonic(), 0.0
        for step in range(1, steps + 1):
            some = np.unique(np.searchsorted(weights, self._chance.random(_BATCH) * weights[-1], "right"))
            first = (self._chance.random(len(some)) * lengths[some]).astype(int)
            second = (first + 1 + (self._chance.random(len(some)) * (lengths[some] - 1)).astype(int)) % lengths[some]
            one, other = (groups.words[groups.bounds[some] + place] for place in (first, second))
            slope, here = self._slope(np.concatenate((one, other)))
            loss += here
            rate = _RATE * min(1.0, step / _WARMING) * (1 - (step - 1) / steps)
            mean += (1 - _MOMENTUM) * (slope - mean)
            square += (1 - _MOMENTUM_OF_SQUARES) * (slope * slope - square)
            root = np.sqrt(square / (1 - _MOMENTUM_OF_SQUARES**step)) + 1e-8
            self.rows -= (rate / (1 - _MOMENTUM**step)) * mean / root
            if step % 500 == 0:
                print(f"step {step}: loss {loss / 500:.3f}, {time.monotonic() - started:.0f} s", flush=True)
                loss = 0.0

    def _slope(self, words: Places) -> tuple[Floats, float]:
        """The slope of the loss over `rows`, and the loss, for words of which the second half pairs with the first."""
        grams = self._features.matrix(words)
        grams.data *= self._chance.random(len(grams.data)) >= _UNSEEN
        sums = grams @ self.rows
        lengths = np.sqrt((sums * sums).sum(axis=1, keepdims=True)) + 1e-6
        units = sums / lengths
        many = len(words) // 2
        left, right = units[:many], units[many:]
        likeness = np.exp((left @ right.T - 1) / _TEMPERATURE)
        of_left, of_right = likeness / likeness.sum(axis=1, keepdims=True), likeness / likeness.sum(axis=0)
        loss = -(np.log(np.diagonal(of_left)).mean() + np.log(np.diagonal(of_right)).mean()) / 2
        wrong = of_left + of_right
        wrong[np.arange(many), np.arange(many)] -= 2
        wrong /= 2 * many * _TEMPERATURE
        pull = np.concatenate((wrong @ right, wrong.T @ left))
        pull = (pull - units * (units * pull).sum(axis=1, keepdims=True)) / lengths
        return np.asarray(grams.T @ pull), float(loss)


def quantised(rows: Floats) -> Vectors:
    """The rows in 8 bits; a few in ten thousand components are cut off, so that the rest keep their places."""
    most = np.quantile(np.abs(rows), 0.9999)
    return np.asarray(np.rint(np.clip(rows / most, -1, 1) * 127), np.int8)


def centroids(vectors: Vectors, seed: int) -> Vectors:
    """CENTROIDS vectors that part the others in clusters: k-means by cosine over 100,000 of them."""
    chance = np.random.default_rng(seed)
    some = vectors[chance.choice(len(vectors), min(100_000, len(vectors)), replace=False)].astype(np.float32)
    found = some[chance.choice(len(some), CENTROIDS, replace=False)]
    for _ in range(8):
        nearest = np.concatenate([(part @ found.T).argmax(axis=1) for part in np.array_split(some, 20)])
        ones = np.ones(len(some), np.float32)
        sums = csr_matrix((ones, (nearest, np.arange(len(some)))), shape=(CENTROIDS, len(some))) @ some
        empty = np.bincount(nearest, minlength=CENTROIDS) == 0
        sums[empty] = some[chance.choice(len(some), int(empty.sum()), replace=False)]
        found = at_length_one(sums).astype(np.float32)
    return found.astype(np.int8)
