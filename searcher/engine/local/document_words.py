"""The words of one document with their places, told from its text: quicker than to ask the index for each variant."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from searcher.engine.local.occurrences import Span
from searcher.engine.local.snapshot import Metadata
from searcher.query.plan import Leaf, Variant, WordVariants
from searcher.text.terms import METADATA, Term
from searcher.text.tokens import words_of


class Wanted:
    """The leaves of a plan, and their variants by the terms that they begin with."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self.leaves = leaves
        self._beginning: dict[Term, list[tuple[int, int, int]]] = {}
        for number, leaf in enumerate(leaves):
            for at, tier in enumerate(leaf.tiers):
                for place, terms in enumerate(_first_terms(tier.variants)):
                    for term in terms:
                        self._beginning.setdefault(term, []).append((number, at, place))

    def within(self, words: "DocumentWords") -> dict[tuple[int, int], list[Variant]]:
        """(leaf, tier) → those of its variants of which every place has a word of the document."""
        found: dict[tuple[int, int], set[int]] = {}
        beginning = self._beginning
        for word in words.distinct:
            for lang in words.langs:
                for number, at, place in beginning.get((lang, word), ()):
                    found.setdefault((number, at), set()).add(place)
        likely = {}
        for (number, at), places in found.items():
            variants = self.leaves[number].tiers[at].variants
            likely[number, at] = [variant for place in sorted(places) if words.may_hold(variant := variants[place])]
        return likely


def _first_terms(variants: Sequence[Variant]) -> Iterator[Sequence[Term]]:
    if isinstance(variants, WordVariants):
        return ((term,) for term in variants.terms)
    return (variant.places[0] for variant in variants)


class DocumentWords:
    """The words of a document by position."""

    def __init__(self, known: Metadata, text: str) -> None:
        titles = words_of(known.title) if known.title_tokens else []
        # Behind a title that the text does not repeat stands an empty place.
        gap = [""] if titles else []
        has_metadata = bool(known.fields)
        body = words_of(text[: known.body] if has_metadata else text)
        self._words = [*titles, *gap, *body]
        self._body = len(self._words)
        if has_metadata:
            self._words += words_of(text[known.body :])
        self.distinct = frozenset(self._words)
        self.langs = (*known.langs, METADATA) if has_metadata else known.langs
        # Which language a word of a document in several is in, only the index knows.
        self._lang = known.lang if len(known.langs) == 1 else ""

    def may_hold(self, variant: Variant) -> bool:
        """Whether every place of the variant has a word of the document."""
        there = self.distinct
        return len(variant.places) == 1 or all(any(word in there for _, word in place) for place in variant.places)

    def spans(self, variants: Sequence[Variant]) -> list[Span] | None:
        """The spans of variants in order, if all are single words that only their language can keep apart; else None.

        As `Occurrences.in_document` gives them: of two variants in one place the heavier stays.
        """
        if not self._lang:
            return None
        found: dict[int, Variant] = {}
        for variant in variants:
            if len(variant.places) > 1 or variant.capital or variant.written or variant.weak:
                return None
            for lang, word in variant.places[0]:
                if lang not in (self._lang, METADATA) or word not in self.distinct:
                    continue
                start, end = (self._body, len(self._words)) if lang == METADATA else (0, self._body)
                for position in self._places(word, start, end):
                    known = found.get(position)
                    if known is None or variant.weight > known.weight:
                        found[position] = variant
        return [(position, position + 1, found[position]) for position in sorted(found)]

    def _places(self, word: str, start: int, end: int) -> Iterator[int]:
        """The positions of a word from `start` to `end`, half open."""
        with suppress(ValueError):
            while True:
                start = self._words.index(word, start, end)
                yield start
                start += 1
