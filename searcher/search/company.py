"""The company that a name keeps: the other names, and the numbers, of the documents that it is in, to be compared.

What stands near a name in a text is another question; see `searcher.query.neighbours`.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from searcher.query.told import Told
from searcher.records import dataclass
from searcher.text.sounds import SCALE, Floats, vectors

# Names of a company that are compared, those that say most. All count where it is asked which of them sounds like
# another name.
MOST_COMPARED = 60
# From this cosine on a name of one company is taken for one of the other.
_SAME = 0.8
# What sounds so much like the two names themselves vouches for neither.
_TOO_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Gist:
    """What is kept of a document: its names, folded and as written first, and its numbers of more digits than one."""

    names: dict[str, str]
    numbers: tuple[str, ...]

    @classmethod
    def of(cls, told: Told) -> "Gist":
        names = {mention.folded: mention.raw for mention in told.names()}
        return cls(names, tuple(number for number in told.numbers if len(number) > 1))


@dataclass(frozen=True, slots=True)
class Company:
    """Names as written with their sounds (rows of length one) and weights, 0 for those that are not compared.

    `numbers`: each with its weight.
    """

    names: tuple[str, ...]
    sounds: Floats
    weights: Floats
    numbers: dict[str, float]


@dataclass(frozen=True, slots=True)
class Common:
    """What two companies have in common: its share of the smaller one, 0 to 1, and the names and numbers."""

    share: float
    shared: tuple[str, ...]


def company_of(documents: Sequence[Gist], rarity: Callable[[str], float]) -> Company:
    """The company that documents make. `rarity` says how much it tells that something is in a document, 0 for what
    says nothing."""
    names: dict[str, str] = {}
    for document in documents:
        for folded, raw in document.names.items():
            names.setdefault(folded, raw)
    counts = Counter(folded for document in documents for folded in (*document.names, *document.numbers))
    weighed = {folded: rarity(folded) * math.log1p(count) for folded, count in counts.items()}
    ranked = sorted(names, key=lambda folded: (-weighed[folded], folded))
    weights = [weighed[folded] if at < MOST_COMPARED else 0.0 for at, folded in enumerate(ranked)]
    return Company(
        tuple(names[folded] for folded in ranked),
        vectors(ranked).astype(np.float32) / np.float32(SCALE),
        np.array(weights, np.float32),
        {number: weighed[number] for number in sorted(set().union(*(each.numbers for each in documents)))},
    )


def common(first: Company, second: Company, sounds: tuple[Floats, Floats]) -> Common | None:
    """What the companies of two names have in common, whose sounds are these.

    None if a name of either company sounds more like the other name than its own does: then that is its counterpart.
    """
    likeness = float(sounds[0] @ sounds[1])
    # Sums of 48 products in another order differ in the last bits.
    nearest = max(float((second.sounds @ sounds[0]).max(initial=0)), float((first.sounds @ sounds[1]).max(initial=0)))
    if nearest > likeness + 1e-4:
        return None
    weights = [_apart(company, sounds) for company in (first, second)]
    # The names that are compared come first.
    own, their = (np.flatnonzero(each)[-1] + 1 if each.any() else 0 for each in weights)
    total = 0.0
    found: list[tuple[float, str]] = []
    if own and their:
        likenesses = first.sounds[:own] @ second.sounds[:their].T
        best, back = likenesses.argmax(axis=1), likenesses.argmax(axis=0)
        for at in range(own):
            other = int(best[at])
            worth = float(min(weights[0][at], weights[1][other]))
            if back[other] == at and likenesses[at, other] >= _SAME and worth > 0:
                found.append((worth, first.names[at]))
    for number in first.numbers.keys() & second.numbers.keys():
        worth = min(first.numbers[number], second.numbers[number])
        if worth > 0:
            found.append((worth, number))
    found.sort(key=lambda item: (-item[0], item[1]))
    total = min(
        float(each.sum()) + sum(company.numbers.values())
        for each, company in zip(weights, (first, second), strict=True)
    )
    return Common(sum(worth for worth, _ in found) / total if found else 0.0, tuple(name for _, name in found))


def _apart(company: Company, sounds: tuple[Floats, Floats]) -> Floats:
    """The weights of a company without those that sound like the names whose company it is."""
    alike = np.maximum(company.sounds @ sounds[0], company.sounds @ sounds[1])
    return np.where(alike > _TOO_ALIKE, np.float32(0), company.weights)
