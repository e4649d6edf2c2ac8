"""How well a query fits each language of an index: a unigram language model, made of the index's own counts.

The query is not identified as one language: every language is asked, and each is weighted by the mean log
probability that its model gives the words (Dirichlet smoothing; Zhai and Lafferty 2004).
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from searcher.query import weights


class Fit:
    """The weights of the languages for one query, found when they are asked for: words as written need none."""

    def __init__(
        self, counts: Callable[[], Sequence[Mapping[str, int]]], languages: Mapping[str, tuple[int, int]]
    ) -> None:
        """`counts` gives what `language_weights` takes."""
        self._counts = counts
        self._languages = languages

    @cached_property
    def weights(self) -> dict[str, float]:
        """As `language_weights` gives them."""
        # A library in one language needs no look at how often its words occur.
        return language_weights(self._counts() if len(self._languages) > 1 else [], self._languages)


def language_weights(counts: Sequence[Mapping[str, int]], languages: Mapping[str, tuple[int, int]]) -> dict[str, float]:
    """Language → weight, 1 for the best fit and at least LEAST_LANGUAGE_WEIGHT.

    `counts`: for each word of the query, language → occurrences in the index. `languages`: language →
    (documents, tokens).
    """
    if not languages:
        return {}
    if not counts:
        return dict.fromkeys(languages, 1.0)
    all_tokens = max(1, sum(tokens for _, tokens in languages.values()))
    background = [weights.SMOOTHING * max(0.1, sum(found.values())) / all_tokens for found in counts]
    fits = {}
    for lang, (_, tokens) in languages.items():
        whole = math.log(tokens + weights.SMOOTHING)
        logs = (math.log(found.get(lang, 0) + part) for found, part in zip(counts, background, strict=True))
        fits[lang] = sum(logs) / len(counts) - whole
    best = max(fits.values())
    strength = min(weights.MOST_FIT, weights.FIT_PER_WORD * len(counts))
    return {lang: max(weights.LEAST_LANGUAGE_WEIGHT, math.exp(strength * (fit - best))) for lang, fit in fits.items()}
