"""What is kept of expansions from one query to the next, and about how many bytes each kind of it takes."""

from collections.abc import Iterable, Sequence, Sized

from searcher.query.plan import SingleWords, Tier, Variant

EXPANDED_BYTES = 32_000_000
"""Of all that the expansion of queries keeps."""
# A term with its word, a variant with its place and reason: measured, with the lists and tuples that hold them.
_TERM, _VARIANT = 120, 400
NUMBER = 24
"""Bytes of a float."""


def of_words(words: Sized) -> int:
    """Bytes of entries, or of whatever else has a word or a language each."""
    return _TERM * len(words)


def of_variants(variants: Sequence[Variant]) -> int:
    """Bytes of variants with their terms."""
    if isinstance(variants, SingleWords):
        return _TERM * len(variants)
    return sum(_VARIANT + _TERM * (sum(map(len, variant.places)) - 1) for variant in variants)


def of_tiers(tiers: Iterable[Tier | None]) -> int:
    """Bytes of tiers; None is nothing."""
    return sum(_VARIANT + of_variants(tier.variants) for tier in tiers if tier is not None)
