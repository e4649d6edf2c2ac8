"""The wanted words of documents with their places: one look at the index for a page of documents."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

import numpy as np

from searcher.engine.local.documents import Documents
from searcher.engine.local.near import spans_among
from searcher.engine.local.occurrences import Span, Spans
from searcher.engine.local.snapshot import Metadata
from searcher.query.plan import Leaf, SingleWords, Variant
from searcher.text.terms import METADATA, Term


class Wanted:
    """The leaves of a plan, and the variants by the terms that they begin with: of equal leaves those of the first."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self.leaves = leaves
        self._beginning: dict[Term, list[tuple[int, int, int]]] = {}
        self._terms: dict[str, dict[Term, None]] = {}
        seen: set[tuple[Hashable, ...]] = set()
        for number, leaf in enumerate(leaves):
            # What stands in a query many times is where it was found before.
            keys = (leaf.title_only, *(tier.key for tier in leaf.tiers))
            if keys in seen:
                continue
            if None not in keys:
                seen.add(keys)
            for at, tier in enumerate(leaf.tiers):
                for place, (first, others) in enumerate(_terms_of(tier.variants)):
                    for term in first:
                        self._beginning.setdefault(term, []).append((number, at, place))
                    for term in (*first, *others):
                        self._terms.setdefault(term[0], {})[term] = None

    def terms(self, langs: Iterable[str]) -> list[Term]:
        """The terms of these languages, each once."""
        return [term for lang in langs for term in self._terms.get(lang, ())]

    def within(self, words: "DocumentWords") -> dict[tuple[int, int], list[Variant]]:
        """(leaf, tier) → those of its variants of which every place has a word of the document."""
        found: dict[tuple[int, int], set[int]] = {}
        for term in words.places:
            for number, at, place in self._beginning.get(term, ()):
                found.setdefault((number, at), set()).add(place)
        likely = {}
        for (number, at), places in found.items():
            variants = self.leaves[number].tiers[at].variants
            likely[number, at] = [variant for place in sorted(places) if words.may_hold(variant := variants[place])]
        return likely


def _terms_of(variants: Sequence[Variant]) -> Iterator[tuple[Sequence[Term], Sequence[Term]]]:
    """(the terms of its first place, those of the others) of each variant."""
    if isinstance(variants, SingleWords):
        return (((term,), ()) for term in variants.terms)
    return ((variant.places[0], [term for place in variant.places[1:] for term in place]) for variant in variants)


def words_of_page(snapshot: Documents, wanted: Wanted, documents: Mapping[int, Metadata]) -> "list[DocumentWords]":
    """What is wanted of the words of each of the documents, in their order."""
    langs = dict.fromkeys(lang for known in documents.values() for lang in known.langs)
    if any(known.fields for known in documents.values()):
        langs[METADATA] = None
    terms = wanted.terms(langs)
    owners, own, positions = snapshot.positions_of_all(terms, np.array(sorted(documents), np.int64))
    order = np.lexsort((positions, owners, own))
    found: dict[int, dict[Term, list[int]]] = {document: {} for document in documents}
    rows = zip(own[order].tolist(), owners[order].tolist(), positions[order].tolist(), strict=True)
    for document, owner, position in rows:
        found[document].setdefault(terms[owner], []).append(position)
    return [DocumentWords(document, known, found[document]) for document, known in documents.items()]


class DocumentWords:
    """The wanted words of a document by their places."""

    def __init__(self, document: int, known: Metadata, places: Mapping[Term, Sequence[int]]) -> None:
        self.document = document
        self.known = known
        self.places = places

    @property
    def text_start(self) -> int:
        """The position of the text's first word: behind a title that the text does not repeat stands an empty place."""
        return self.known.title_tokens + 1 if self.known.title_tokens else 0

    def may_hold(self, variant: Variant) -> bool:
        """Whether every place of the variant has a word of the document."""
        there = self.places
        return len(variant.places) == 1 or all(any(term in there for term in place) for place in variant.places)

    def spans(self, variants: Sequence[Variant], end: int | None = None) -> list[Span] | None:
        """The spans of variants in order, of all places or those below `end`; None if more than words is asked of them.

        As `Occurrences.settled` gives them of `places_of`.
        """
        found: list[Span] = []
        words: list[Variant] = []
        for variant in variants:
            if not variant.is_plain:
                return None
            if len(variant.places) > 1:
                found.extend((first, last, variant) for first, last in self._of_several(variant))
            else:
                words.append(variant)
        # A place has one word: of variants that are it the heaviest is there.
        heavier_last = words[::-1]
        heavier_last.sort(key=lambda variant: variant.weight)
        there = {at: variant for variant in heavier_last for at in self._positions(variant.places[0])}
        found.extend((at, at + 1, variant) for at, variant in there.items())
        if end is not None:
            found = [span for span in found if span[1] <= end]
        return _resolved(found) if len(words) < len(variants) else sorted(found, key=itemgetter(0))

    def places_of(self, variants: Sequence[Variant], end: int | None = None) -> Spans:
        """Where the words of each variant stand, of all places or those below `end`, whatever else is asked of them."""
        found: list[tuple[int, int, int]] = []
        for number, variant in enumerate(variants):
            if len(variant.places) > 1:
                found.extend((first, last, number) for first, last in sorted(self._of_several(variant)))
            else:
                found.extend((at, at + 1, number) for at in sorted(self._positions(variant.places[0])))
        if end is not None:
            found = [span for span in found if span[1] <= end]
        starts, ends, numbers = np.array(found, np.int64).reshape(-1, 3).T
        return Spans(np.full(len(found), self.document), starts, ends, numbers)

    def _of_several(self, variant: Variant) -> Iterable[tuple[int, int]]:
        """The spans of a variant of several words."""
        if variant.slop is None:
            return self._in_order(variant.places)
        times = Counter(variant.places)
        places = [self._positions(place) for place in times]
        return spans_among(places, list(times.values()), variant.slop, self.text_start)

    def _in_order(self, places: Sequence[Sequence[Term]]) -> list[tuple[int, int]]:
        """Where the places follow one another; those that begin one inside another are all there."""
        where = [self._positions(place) for place in places]
        rarest = min(range(len(places)), key=lambda at: len(where[at]))
        others = [(at - rarest, frozenset(own)) for at, own in enumerate(where) if at != rarest]
        starts = [at - rarest for at in where[rarest] if all(at + shift in own for shift, own in others)]
        return [(start, start + len(places)) for start in starts]

    def _positions(self, terms: Sequence[Term]) -> Sequence[int]:
        known = [self.places[term] for term in terms if term in self.places]
        return known[0] if len(known) == 1 else [at for own in known for at in own]


def _resolved(spans: list[Span]) -> list[Span]:
    """Of spans that begin first the longest, of equal ones the heavier; none that overlaps with one before."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1], -span[2].weight)):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
