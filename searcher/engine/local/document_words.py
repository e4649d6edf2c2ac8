"""The words of one document with their places, told from its text: quicker than to ask the index for each variant."""

from collections.abc import Iterator, Sequence
from operator import itemgetter

from searcher.engine.local.occurrences import Span
from searcher.engine.local.snapshot import Metadata
from searcher.query.plan import Leaf, SingleWords, Variant
from searcher.text.terms import METADATA, Term
from searcher.text.tokens import words_of

# To ask the index for a tier of one document takes as long as to read so many code points of its text.
_TIER_CHARACTERS = 500
# Code points of a text that is read for however few tiers.
_SHORT = 65_536
# Words that are looked for in the list of all, before a table of it is quicker.
_LOOKED_UP = 16


class Wanted:
    """The leaves of a plan, and their variants by the terms that they begin with."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self.leaves = leaves
        # Above this many code points it is quicker to ask the index for the tiers.
        self.longest = max(_SHORT, _TIER_CHARACTERS * sum(len(leaf.tiers) for leaf in leaves))
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
    if isinstance(variants, SingleWords):
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
        self._text_start = len(titles) + len(gap)
        self._body = len(self._words)
        if has_metadata:
            self._words += words_of(text[known.body :])
        self.distinct = frozenset(self._words)
        self._known_places: dict[str, list[int]] = {}
        self.langs = (*known.langs, METADATA) if has_metadata else known.langs
        # Which language a word of a document in several is in, only the index knows.
        self._lang = known.lang if len(known.langs) == 1 else ""

    def may_hold(self, variant: Variant) -> bool:
        """Whether every place of the variant has a word of the document."""
        there = self.distinct
        return len(variant.places) == 1 or all(any(word in there for _, word in place) for place in variant.places)

    def spans(self, variants: Sequence[Variant]) -> list[Span] | None:
        """The spans of variants in order, if they can be told from the words of a document in one language; else None.

        As `Occurrences.in_document` gives them.
        """
        if not self._lang:
            return None
        found: list[Span] = []
        words: list[Variant] = []
        for variant in variants:
            if _is_checked(variant) or len(variant.places) > 1:
                spans = self._of_several(variant)
                if spans is None:
                    return None
                found.extend((start, end, variant) for start, end in spans)
                continue
            words.append(variant)
        # A place has one word: of variants that are it the heaviest is there.
        heavier_last = words[::-1]
        heavier_last.sort(key=lambda variant: variant.weight)
        there = {at: variant for variant in heavier_last for at in self._positions(variant.places[0])}
        singles = [(at, at + 1, variant) for at, variant in there.items()]
        return _resolved([*found, *singles]) if found else sorted(singles, key=itemgetter(0))

    def _of_several(self, variant: Variant) -> list[tuple[int, int]] | None:
        """The spans of a variant of several words; None for one of which more is asked, which the index tells."""
        if _is_checked(variant):
            return None
        if variant.slop is None:
            return self._in_order(variant.places)
        if len(set(variant.places)) < len(variant.places):
            return None
        events = sorted((at, number) for number, place in enumerate(variant.places) for at in self._positions(place))
        latest = [-1] * len(variant.places)
        found: list[tuple[int, int]] = []
        for position, number in events:
            latest[number] = position
            start = min(latest)
            is_near = start >= 0 and position + 1 - start <= len(latest) + variant.slop
            # Near each other is not in the title and in the text.
            is_one_side = start >= self._text_start or position < self._text_start
            if is_near and is_one_side and (not found or start >= found[-1][1]):
                found.append((start, position + 1))
        return found

    def _in_order(self, places: Sequence[Sequence[Term]]) -> list[tuple[int, int]]:
        """Where the places follow one another; those that begin one inside another are all there."""
        where = [self._positions(place) for place in places]
        rarest = min(range(len(places)), key=lambda at: len(where[at]))
        others = [(at - rarest, frozenset(own)) for at, own in enumerate(where) if at != rarest]
        starts = [at - rarest for at in where[rarest] if all(at + shift in own for shift, own in others)]
        return [(start, start + len(places)) for start in starts]

    def _positions(self, terms: Sequence[Term]) -> list[int]:
        return [
            at
            for lang, word in terms
            if lang in (self._lang, METADATA)
            for at in self._places(word)
            if (at >= self._body) == (lang == METADATA)
        ]

    def _places(self, word: str) -> list[int]:
        """The positions of a word, ascending: of few of many words no table of all is made."""
        known = self._known_places
        places = known.get(word)
        if places is None:
            if word not in self.distinct:
                return []
            if len(known) == _LOOKED_UP:
                known.clear()
                for at, each in enumerate(self._words):
                    known.setdefault(each, []).append(at)
                return known[word]
            places = known[word] = []
            at = -1
            for _ in range(self._words.count(word)):
                at = self._words.index(word, at + 1)
                places.append(at)
        return places


def _is_checked(variant: Variant) -> bool:
    """Whether more than its words tell where a variant is."""
    return variant.capital or variant.whole or bool(variant.written) or variant.apart or variant.weak


def _resolved(spans: list[Span]) -> list[Span]:
    """Of spans that begin first the longest, of equal ones the heavier; none that overlaps with one before."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1], -span[2].weight)):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
