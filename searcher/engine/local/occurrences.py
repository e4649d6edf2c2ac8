"""Where the variants of a tier occur in documents: spans of token positions, phrase-true.

Within a tier spans do not overlap: of those that begin first the longest wins, and of equal ones the variant with
more weight, so that "Kim Jong-un" is one occurrence and not three. Everything is done on whole posting lists.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searcher.engine.local.documents import Documents
from searcher.engine.local.keys import among, distinct
from searcher.engine.local.multi_postings import SHIFT
from searcher.engine.local.near import NearWords
from searcher.engine.local.positions import Kept, Place
from searcher.engine.local.written import Writing
from searcher.index.segment.columns import Integers
from searcher.query.plan import Variant
from searcher.records import dataclass
from searcher.text.terms import Term
from searcher.text.tokens import tokenize

# So many spans of documents in which some overlap are walked at once.
_MANY = 1_000
# So many variants that are single words are looked up one by one.
_FEW = 4
_NONE: Integers = np.empty(0, np.int64)

Span = tuple[int, int, Variant]
"""(start, end, variant): positions of one document, half open."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Occurrences; `variants` are their numbers in the sequence that was asked for."""

    documents: Integers
    starts: Integers
    ends: Integers
    variants: Integers

    def __len__(self) -> int:
        return len(self.documents)

    def taken(self, kept: "npt.NDArray[np.bool_] | Integers") -> "Spans":
        """The spans at the places `kept`, or where it is True."""
        return Spans(self.documents[kept], self.starts[kept], self.ends[kept], self.variants[kept])


NO_SPANS = Spans(_NONE, _NONE, _NONE, _NONE)


class Occurrences:
    """Finds variants in the documents of one snapshot."""

    def __init__(self, snapshot: Documents) -> None:
        self._snapshot = snapshot
        self._writing = Writing(snapshot)
        self._kept = Kept(snapshot.budget)

    def of(self, variants: Sequence[Variant], title_only: bool = False) -> Spans:
        """The spans of the variants in all documents."""
        parts = []
        for own in self._of_each(variants, range(len(variants))):
            if title_only:
                # At once: a beginning stands for a thousand words, few of whose places are in titles.
                own = own.taken(own.ends <= self._title_ends_of(own.documents))
            if len(own):
                parts.append(own)
        return self.settled(variants, _joined(parts), title_only) if parts else NO_SPANS

    def with_others(self, variants: Sequence[Variant], words: Sequence[int]) -> tuple[Spans, Integers]:
        """(the spans of the variants in documents where other ones than `words` may stand; these documents, in order).

        `words`: the numbers of variants that are single words, of which nothing more is asked, and no two alike. In all
        other documents each of them stands wherever it is, which need not be looked at.
        """
        parts = list(self._of_each(variants, sorted(set(range(len(variants))).difference(words))))
        held = np.zeros(self._snapshot.documents, bool)
        for own in parts:
            held[own.documents] = True
        documents = held.nonzero()[0]
        if not len(documents):
            return NO_SPANS, documents
        return self.settled(variants, _joined([*parts, self._of_words(variants, words, documents)])), documents

    def settled(self, variants: Sequence[Variant], spans: Spans, title_only: bool = False) -> Spans:
        """Those that remain of all places where the words of each variant stand, in order of documents and starts.

        They are all of each document, or with `title_only` all of its title, those of a variant in order of documents.
        """
        spans = self._checked(variants, spans, title_only)
        spans = _resolved(variants, spans)
        return _gated(variants, spans) if any(variant.weak for variant in variants) else spans

    def title_end(self, document: int) -> int:
        """The position behind the last token of the document's title, which begins at position 0."""
        end = int(self._title_ends[document])
        if end < 0:
            known = self._snapshot.metadata(document)
            # A title that the text repeats is not indexed twice: it is the text's beginning.
            end = self._title_ends[document] = known.title_tokens or len(tokenize(known.title))
        return end

    @cached_property
    def _title_ends(self) -> npt.NDArray[np.int32]:
        """By document what `title_end` gives; -1 where the title has to be read, and nobody asked yet."""
        titles = self._snapshot.title_tokens.astype(np.int32)
        return np.where(titles > 0, titles, np.int32(-1))

    def _of_each(self, variants: Sequence[Variant], numbers: Sequence[int]) -> Iterator[Spans]:
        """The spans of those of the variants with these numbers, whatever others there are."""
        words = [at for at in numbers if len(variants[at].places) == 1 and not variants[at].whole]
        together = words if len(words) > _FEW else []
        if together:
            yield self._of_words(variants, together)
        near = [at for at in numbers if variants[at].slop is not None and len(variants[at].places) > 1]
        if near:
            spans = NearWords(self._snapshot, [variants[at] for at in near]).of()
            for number, (starts, ends) in zip(near, spans, strict=True):
                yield _of_keys(starts, ends, number)
        places: dict[tuple[Term, ...], Place] = {}
        for number in sorted(set(numbers).difference(together, near)):
            yield self._of_variant(variants[number], number, places)

    def _of_words(
        self, variants: Sequence[Variant], together: Sequence[int], documents: Integers | None = None
    ) -> Spans:
        """The spans of many single words at once, in `documents` or in all."""
        terms = [(term, number) for number in together for term in variants[number].places[0]]
        own, found, starts = self._snapshot.positions_of_all([term for term, _ in terms], documents)
        return Spans(found, starts, starts + 1, np.array([number for _, number in terms])[own])

    def _of_variant(self, variant: Variant, number: int, known: dict[tuple[Term, ...], Place]) -> Spans:
        """The spans of a variant, side by side; `known`: the places of other variants, to which its own are added."""
        for terms in variant.places:
            if terms not in known:
                known[terms] = Place(self._snapshot, terms, self._kept)
        places = [known[terms] for terms in variant.places]
        if len(places) == 1:
            starts = places[0].keys(None)
        else:
            for place in places:
                place.ask()
            starts = _adjacent(places)
        return _of_keys(starts, starts + len(places), number)

    def _checked(self, variants: Sequence[Variant], spans: Spans, title_only: bool) -> Spans:
        """Those of `spans` that are all that is asked of their variants."""
        if any(variant.whole for variant in variants):
            spans = spans.taken(self._are_whole(variants, spans))
        capital = np.array([variant.capital for variant in variants])
        if capital.any():
            good = ~capital[spans.variants] | self._snapshot.is_capital(spans.documents, spans.starts)
            spans = spans.taken(good)
        if any(variant.written for variant in variants):
            spans = spans.taken(self._reads_so(variants, spans, not title_only))
        if any(variant.apart for variant in variants):
            spans = spans.taken(self._stand_apart(variants, spans))
        if any(variant.joined for variant in variants):
            spans = spans.taken(self._are_joined(variants, spans))
        return spans

    def _are_whole(self, variants: Sequence[Variant], spans: Spans) -> npt.NDArray[np.bool_]:
        """By span: whether it is a whole run of katakana, where that matters."""
        whole = np.array([variant.whole for variant in variants])[spans.variants]
        good = np.ones(len(spans), bool)
        for shift in range(int((spans.ends - spans.starts)[whole].max(initial=0))):
            (own,) = (whole & (spans.starts + shift < spans.ends)).nonzero()
            documents, starts, ends = spans.documents[own], spans.starts[own] + shift, spans.ends[own]
            # Inside a run no token has the mark of a capital.
            is_edge = (starts == spans.starts[own]) | (starts == ends - 1)
            good[own] &= self._snapshot.is_capital(documents, starts) == is_edge
        return good

    def _title_ends_of(self, documents: Integers) -> Integers:
        """`title_end` of each of the documents."""
        for document in set(documents[self._title_ends[documents] < 0].tolist()):
            self.title_end(document)
        return self._title_ends[documents].astype(np.int64)

    def _reads_so(self, variants: Sequence[Variant], spans: Spans, is_all: bool) -> npt.NDArray[np.bool_]:
        """By span: whether it reads as its variant is written, where that matters."""
        reads = np.ones(len(spans), bool)
        for number, variant in enumerate(variants):
            if variant.written:
                own = (spans.variants == number).nonzero()[0]
                columns = (spans.documents[own], spans.starts[own], spans.ends[own])
                reads[own] = self._writing.reads_so(variant, *columns, is_all)
        return reads

    def _stand_apart(self, variants: Sequence[Variant], spans: Spans) -> npt.NDArray[np.bool_]:
        """By span: whether its figures are no part of a longer number, where that matters."""
        good = np.ones(len(spans), bool)
        (places,) = np.array([variant.apart for variant in variants])[spans.variants].nonzero()
        own = spans.taken(places)
        good[places] = self._writing.stand_apart(own.documents, own.starts, own.ends)
        return good

    def _are_joined(self, variants: Sequence[Variant], spans: Spans) -> npt.NDArray[np.bool_]:
        """By span: whether signs join its words, where that matters."""
        good = np.ones(len(spans), bool)
        for signs in {variant.joined for variant in variants} - {""}:
            (places,) = np.array([variant.joined == signs for variant in variants])[spans.variants].nonzero()
            own = spans.taken(places)
            good[places] = self._writing.are_joined(signs, own.documents, own.starts, own.ends)
        return good


def _of_keys(starts: Integers, ends: Integers, variant: int) -> Spans:
    """Those of a variant that have these keys."""
    mask = (1 << SHIFT) - 1
    return Spans(starts >> SHIFT, starts & mask, ends & mask, np.full(len(starts), variant))


def _rarest_first(places: Sequence[Place]) -> list[int]:
    return sorted(range(len(places)), key=lambda at: places[at].postings)


def _adjacent(places: Sequence[Place]) -> Integers:
    """Where the places follow one another: the first positions, with their documents.

    The rarest two places leave so few documents that the positions of the others are looked at in these alone, but for
    places that are kept whole.
    """
    first, *others = _rarest_first(places)
    if places[first].whole is None:
        second = others.pop(0)
        there = places[second].keys(places[first].documents())
        found = places[first].keys(distinct(there >> SHIFT)) - first
        found = found[among(found + second, there)]
    else:
        found = places[first].keys(None) - first
    for at in others:
        if not len(found):
            return _NONE
        whole = places[at].whole
        there = places[at].keys(distinct(found >> SHIFT)) if whole is None else whole
        found = found[among(found + at, there)]
    # A start below the document's first position would be another document's.
    return found[(found & ((1 << SHIFT) - 1)) + len(places) <= (1 << SHIFT) - 1]


def _joined(parts: Sequence[Spans]) -> Spans:
    if len(parts) == 1:
        return parts[0]
    columns = ("documents", "starts", "ends", "variants")
    return Spans(*(np.concatenate([getattr(part, column) for part in parts]) for column in columns))


def _resolved(variants: Sequence[Variant], spans: Spans) -> Spans:
    """The spans that remain when the longest of those that begin first wins, and the heavier of equal ones."""
    if len(variants) == 1 and variants[0].slop is None and len(variants[0].places) == 1:
        return spans
    if len(variants) > 1:
        # The longer first, of equal ones the heavier, and of these the first that was asked for.
        order = sorted(range(len(variants)), key=lambda at: -variants[at].weight)
        ranks = np.argsort(order)[spans.variants] + (spans.starts - spans.ends) * len(variants)
        spans = spans.taken(np.lexsort((ranks, (spans.documents << SHIFT) + spans.starts)))
    clash = (spans.documents[1:] == spans.documents[:-1]) & (spans.starts[1:] < spans.ends[:-1])
    if not clash.any():
        return spans
    # Only documents in which spans do overlap are walked one by one.
    doubtful = among(spans.documents, spans.documents[1:][clash])
    kept = ~doubtful
    places = np.flatnonzero(doubtful)
    last_document, last_end = -1, 0
    for at in range(0, len(places), _MANY):
        some = places[at : at + _MANY]
        own = (some, spans.documents[some], spans.starts[some], spans.ends[some])
        rows = zip(*(column.tolist() for column in own), strict=True)
        for place, document, start, end in rows:
            if document != last_document or start >= last_end:
                kept[place] = True
                last_document, last_end = document, end
    return spans.taken(kept)


def _gated(variants: Sequence[Variant], spans: Spans) -> Spans:
    """`spans` without the weak variants of entities that no strong variant vouches for in the document."""
    entities = {name: at for at, name in enumerate(dict.fromkeys(variant.entity for variant in variants))}
    entity = np.array([entities[variant.entity] for variant in variants])[spans.variants]
    weak = np.array([variant.weak for variant in variants])[spans.variants]
    keys = spans.documents * len(entities) + entity
    return spans.taken(~weak | among(keys, np.sort(keys[~weak])))
