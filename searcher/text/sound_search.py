"""Finding what sounds alike: the rows of a column of sound vectors near one, and how alike two full names are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from searcher.records import dataclass
from searcher.text.name_parts import is_particle
from searcher.text.sounds import SCALE, Floats, Places, Vectors, are_sounds, sound_model, vectors

# From this likeness on full names are one, by `name_similarity`.
LEAST_OF_NAMES = 0.60

# Up to so many rows it is quicker to look at all of them, and leave out those of other clusters.
_ROWS_WITHOUT_CLUSTERS = 60_000
_CLUSTERS_PROBED = 128  # of 1,024
_ROWS_AT_ONCE = 16_384  # as floats they fit the processor's cache

_WEIGHT_OF_PARTICLE = 0.3
_SURPLUS = 0.08  # for each part that only the longer name has, by its weight
_LONE = 0.1  # one part beside a name of several says which family, not who


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Rows of a column, nearest first, and the cosine of each (up to 1)."""

    rows: Places
    cosines: Floats


@dataclass(frozen=True, slots=True)
class ClusteredRows:
    """A column of vectors in the order of their clusters: cluster `c` has the rows `bounds[c]` to `bounds[c + 1]`.

    `between` gives the vectors of the rows from one to another, of `size` in all.
    """

    between: Callable[[int, int], Vectors]
    size: int
    bounds: Places

    def near(self, vector: Vectors, least: float, probed: Places) -> Neighbours:
        """The rows whose cosine with `vector` is at least so much, of the clusters `probed`; see `probed_clusters`.

        Which rows these are depends on nothing else in the column. None for a vector of zeros.
        """
        if not vector.any():
            return Neighbours(np.empty(0, np.int64), np.empty(0, np.float32))
        whole = self.size <= _ROWS_WITHOUT_CLUSTERS
        edges = ((0, self.size),) if whole else zip(self.bounds[probed], self.bounds[probed + 1], strict=True)
        rows, products = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        # Whole numbers below 2**24, which floats of 32 bits hold: the same in whatever order they are added.
        asked = vector.astype(np.float32)
        for start, end in edges:
            for first in range(int(start), int(end), _ROWS_AT_ONCE):
                some = self.between(first, min(first + _ROWS_AT_ONCE, int(end))).astype(np.float32)
                found: Floats = some @ asked
                near = np.flatnonzero(found >= np.float32(least * SCALE**2))
                rows.append(near + first)
                products.append(found[near])
        all_rows, all_products = np.concatenate(rows), np.concatenate(products)
        if whole:
            clusters = self.bounds.searchsorted(all_rows, "right") - 1
            kept = probed[np.minimum(probed.searchsorted(clusters), len(probed) - 1)] == clusters
            all_rows, all_products = all_rows[kept], all_products[kept]
        return _nearest_first(all_rows, all_products)

    def near_each(self, vectors: Vectors, least: Floats, probed: Places) -> list[Neighbours]:
        """`near` of several vectors, each with its own `least` and row of `probed`: every row is read once."""
        # Each cluster with the vectors that look at it.
        order = np.argsort(probed, axis=None, kind="stable")
        clusters, owners = probed.ravel()[order], order // probed.shape[1]
        edges = np.flatnonzero(np.diff(clusters, prepend=-1, append=len(self.bounds)))
        asked = vectors.astype(np.float32)
        limits = np.where(are_sounds(vectors), least * SCALE**2, np.inf).astype(np.float32)
        rows, products, of = [np.empty(0, np.int64)], [np.empty(0, np.float32)], [np.empty(0, np.int64)]
        for head, tail in pairwise(edges.tolist()):
            start, end = self.bounds[clusters[head]], self.bounds[clusters[head] + 1]
            own = owners[head:tail]
            for first in range(int(start), int(end), _ROWS_AT_ONCE):
                some = self.between(first, min(first + _ROWS_AT_ONCE, int(end))).astype(np.float32)
                found: Floats = asked[own] @ some.T
                places, near = np.nonzero(found >= limits[own, None])
                rows.append(near + first)
                products.append(found[places, near])
                of.append(own[places])
        all_rows, all_products, all_of = np.concatenate(rows), np.concatenate(products), np.concatenate(of)
        return [_nearest_first(all_rows[all_of == at], all_products[all_of == at]) for at in range(len(vectors))]


def _nearest_first(rows: Places, products: Floats) -> Neighbours:
    """The rows, ascending within each cluster, by the products of their vectors with the one that was asked for."""
    order = np.lexsort((rows, -products))
    return Neighbours(rows[order], np.minimum(products[order] / np.float32(SCALE**2), 1))


def probed_clusters(vectors: Vectors) -> Places:
    """The clusters that are looked at for the neighbours of a vector, ascending; of several vectors, a row for each."""
    return np.sort(sound_model().nearest_clusters(vectors, _CLUSTERS_PROBED))


def clustered(clusters: npt.NDArray[np.uint16]) -> tuple[Places, Places]:
    """(order, bounds) for ClusteredRows: the rows sorted by cluster, and where each cluster begins in them."""
    order = np.argsort(clusters, kind="stable")
    many = len(sound_model().centroids)
    return order, np.searchsorted(clusters[order], np.arange(many + 1))


def name_similarity(tokens: Sequence[str], others: Sequence[str]) -> float:
    """How alike two full names sound, 0 to 1, from their words in any order.

    Each word of the shorter name has a counterpart of its own in the longer one, the best pairs first; what counts is
    their mean and the worst of them, in equal parts. Initials and particles (van, bin) weigh little and are never the
    worst. Which name comes first makes no difference, unless a particle is known in one of the scripts alone. 0 if no
    word of one of the names has a sound.
    """
    if len(tokens) > len(others):
        tokens, others = others, tokens
    return similarity_of_names(tokens, vectors(tokens), others, vectors(others))


def similarity_of_names(tokens: Sequence[str], sounds: Vectors, others: Sequence[str], other_sounds: Vectors) -> float:
    """`name_similarity` of names whose words' vectors are known, the shorter name first."""
    left, right = are_sounds(sounds), are_sounds(other_sounds)
    if not (left.any() and right.any()):
        return 0.0
    cosines: Floats = sounds[left].astype(np.float32) @ other_sounds[right].astype(np.float32).T / np.float32(SCALE**2)
    weights = _weights([token for token, sound in zip(tokens, left, strict=True) if sound])
    best = _best_pairs(cosines)
    main = best[weights == 1] if (weights == 1).any() else best
    score = (np.average(best, weights=weights) + main.min()) / 2
    score -= _SURPLUS * max(_weights(others).sum() - _weights(tokens).sum(), 0)
    if len(tokens) == 1 < len(others):
        score -= _LONE
    return float(min(max(score, 0.0), 1.0))


def _best_pairs(cosines: Floats) -> Floats:
    """The cosine of each row's counterpart: the best pair first, and no column twice while there are others."""
    if len(cosines) == 1 or len(cosines) > cosines.shape[1]:
        best: Floats = cosines.max(axis=1)
        return best
    left, best = cosines.copy(), np.empty(len(cosines), np.float32)
    for _ in range(len(cosines)):
        row, column = divmod(int(left.argmax()), left.shape[1])
        best[row] = left[row, column]
        left[row], left[:, column] = -np.inf, -np.inf
    return best


def _weights(tokens: Sequence[str]) -> npt.NDArray[np.float64]:
    return np.array([_WEIGHT_OF_PARTICLE if len(t) == 1 or is_particle(t) else 1.0 for t in tokens])
