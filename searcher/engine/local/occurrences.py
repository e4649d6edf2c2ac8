"""Where the variants of a tier occur in documents: spans of token positions, phrase-true.

Within a tier spans do not overlap: of those that begin first the longest wins, and of equal ones the variant with
more weight, so that "Kim Jong-un" is one occurrence and not three. Everything is done on whole posting lists.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searcher.engine.local.documents import Documents
from searcher.engine.local.multi_postings import SHIFT
from searcher.engine.local.positions import Kept, Place
from searcher.engine.local.written import Writing
from searcher.index.segment.columns import Integers, first_of_each
from searcher.query.plan import Variant
from searcher.records import dataclass
from searcher.text.terms import Term
from searcher.text.tokens import tokenize

# Numbers that are looked for one by one; and what parts the positions of one document from those of the next.
_MANY = 1_000
# So many variants that are single words are looked up one by one.
_FEW = 4
_FACTOR = 40_503
_NONE: Integers = np.empty(0, np.int64)

Span = tuple[int, int, Variant]
"""(start, end, variant): positions of one document, half open."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Occurrences in the order of documents and starts; `variants` are places in the sequence that was asked for."""

    documents: Integers
    starts: Integers
    ends: Integers
    variants: Integers

    def __len__(self) -> int:
        return len(self.documents)

    def taken(self, kept: "npt.NDArray[np.bool_] | Integers") -> "Spans":
        """The spans at the places `kept`, or where it is True."""
        return Spans(self.documents[kept], self.starts[kept], self.ends[kept], self.variants[kept])


class Occurrences:
    """Finds variants in the documents of one snapshot."""

    def __init__(self, snapshot: Documents) -> None:
        self._snapshot = snapshot
        self._writing = Writing(snapshot)
        self._kept = Kept(snapshot.budget)

    def of(self, variants: Sequence[Variant], title_only: bool = False, document: int = -1) -> Spans:
        """The spans of the variants in all documents, or in one."""
        parts = []
        for own in self._of_each(variants, document):
            if title_only:
                # At once: a beginning stands for a thousand words, few of whose places are in titles.
                own = own.taken(own.ends <= self._title_ends_of(own.documents))
            if len(own):
                parts.append(own)
        if not parts:
            return Spans(_NONE, _NONE, _NONE, _NONE)
        spans = _joined(parts)
        spans = self._checked(variants, spans, title_only)
        spans = _resolved(variants, spans)
        return _gated(variants, spans) if any(variant.weak for variant in variants) else spans

    def in_document(self, variants: Sequence[Variant], document: int, title_only: bool = False) -> list[Span]:
        """The spans of the variants in one document, in order."""
        found = self.of(variants, title_only, document)
        rows = zip(found.starts.tolist(), found.ends.tolist(), found.variants.tolist(), strict=True)
        return [(start, end, variants[number]) for start, end, number in rows]

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

    def _of_each(self, variants: Sequence[Variant], document: int) -> Iterator[Spans]:
        """The spans of each variant, whatever others there are; of many single words those of all at once."""
        words = [at for at, variant in enumerate(variants) if len(variant.places) == 1 and not variant.whole]
        together = words if len(words) > _FEW and document < 0 else []
        if together:
            yield self._of_words(variants, together)
        places: dict[tuple[Term, ...], Place] = {}
        for number in sorted(set(range(len(variants))).difference(together)):
            documents, starts, ends = self._of_variant(variants[number], document, places)
            yield Spans(documents, starts, ends, np.full(len(documents), number))

    def _of_words(self, variants: Sequence[Variant], together: Sequence[int]) -> Spans:
        terms = [(term, number) for number in together for term in variants[number].places[0]]
        own, documents, starts = self._snapshot.positions_of_all([term for term, _ in terms])
        return Spans(documents, starts, starts + 1, np.array([number for _, number in terms])[own])

    def _of_variant(
        self, variant: Variant, document: int, known: dict[tuple[Term, ...], Place]
    ) -> tuple[Integers, Integers, Integers]:
        """(documents, starts, ends) of a variant; `known`: the places of other variants, to which its own are added."""
        # Near each other, a word that is asked for several times has to be there as often.
        wanted = variant.places if variant.slop is None else tuple(dict.fromkeys(variant.places))
        for terms in wanted:
            if terms not in known:
                known[terms] = Place(self._snapshot, terms, self._kept)
        places = [known[terms] for terms in wanted]
        if len(variant.places) > 1:
            for place in places:
                place.ask()
        within = np.array([document]) if document >= 0 else None
        if len(variant.places) == 1:
            starts = places[0].keys(within)
            ends = starts + 1
        elif variant.slop is None:
            starts = _adjacent(places, within)
            ends = starts + len(places)
        else:
            if within is None:
                within = _holding_all(places)
            times = [variant.places.count(terms) for terms in wanted]
            keys = [place.keys(within) for place in places]
            starts, ends = _near(keys, times, variant.slop, self._snapshot.title_tokens)
        mask = (1 << SHIFT) - 1
        documents, starts, ends = starts >> SHIFT, starts & mask, ends & mask
        if not variant.whole or not len(documents):
            return documents, starts, ends
        # Inside a run of katakana no token has the mark of a capital.
        kept = self._snapshot.is_capital(documents, starts) & self._snapshot.is_capital(documents, ends - 1)
        for at in range(1, len(places) - 1):
            kept &= ~self._snapshot.is_capital(documents, starts + at)
        return documents[kept], starts[kept], ends[kept]

    def _checked(self, variants: Sequence[Variant], spans: Spans, title_only: bool) -> Spans:
        """Those of `spans` that have the capital and read as asked, where that matters."""
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


def _rarest_first(places: Sequence[Place]) -> list[int]:
    return sorted(range(len(places)), key=lambda at: places[at].postings)


def _holding_all(places: Sequence[Place]) -> Integers:
    """The documents that hold a term of each place."""
    first, *others = _rarest_first(places)
    documents = places[first].documents()
    for at in others:
        documents = places[at].held(documents)
    return documents


def _distinct(ordered: Integers) -> Integers:
    """Numbers in order, each once."""
    return ordered[first_of_each(ordered)]


def _adjacent(places: Sequence[Place], documents: Integers | None) -> Integers:
    """Where the places follow one another, in `documents` or in all: the first positions, with their documents.

    The rarest two places leave so few documents that the positions of the others are looked at in these alone, but for
    places that are kept whole.
    """
    first, *others = _rarest_first(places)
    if places[first].whole is None and documents is None:
        second = others.pop(0)
        there = places[second].keys(places[first].documents())
        found = places[first].keys(_distinct(there >> SHIFT)) - first
        found = found[_among(found + second, there)]
    else:
        found = places[first].keys(documents) - first
    for at in others:
        if not len(found):
            return _NONE
        whole = places[at].whole
        there = places[at].keys(_distinct(found >> SHIFT)) if whole is None else whole
        found = found[_among(found + at, there)]
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
        weights = np.array([variant.weight for variant in variants])[spans.variants]
        spans = spans.taken(np.lexsort((-weights, -spans.ends, spans.starts, spans.documents)))
    clash = (spans.documents[1:] == spans.documents[:-1]) & (spans.starts[1:] < spans.ends[:-1])
    if not clash.any():
        return spans
    # Only documents in which spans do overlap are walked one by one.
    doubtful = _among(spans.documents, spans.documents[1:][clash])
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
    return spans.taken(~weak | _among(keys, np.sort(keys[~weak])))


def _among(values: Integers, wanted: Integers) -> npt.NDArray[np.bool_]:
    """Which of `values` are among `wanted`, which ascend. (NumPy's own would import its masked arrays: 25 ms.)"""
    if not len(wanted):
        return np.zeros(len(values), bool)
    if len(values) < _MANY:
        return _equal(values, wanted)
    # A look at a table of marks leaves out most of what is not there, which is quicker than to search for each.
    size = 1 << (4 * len(wanted)).bit_length()
    marks = np.zeros(size, bool)
    marks[_mixed(wanted, size)] = True
    found = marks[_mixed(values, size)]
    likely = found.nonzero()[0]
    found[likely] = _equal(values[likely], wanted)
    return found


def _mixed(values: Integers, size: int) -> Integers:
    """A number below `size`, a power of two, for each; those of neighbouring positions differ."""
    mixed = values >> SHIFT
    mixed *= _FACTOR
    mixed += values
    mixed &= size - 1
    return mixed


def _equal(values: Integers, wanted: Integers) -> npt.NDArray[np.bool_]:
    places = wanted.searchsorted(values)
    places[places == len(wanted)] = 0
    return np.asarray(wanted[places] == values, bool)


def _near(places: Sequence[Integers], times: Sequence[int], slop: int, titles: Integers) -> tuple[Integers, Integers]:
    """The shortest spans with as many positions of each place as `times` says, in any order, and at most `slop` others.

    No two places have a position in common. `titles`: how many tokens of each document are its title's; no span is in
    the title and in the text.
    """
    common = _distinct(places[0] >> SHIFT)
    for place in places[1:]:
        common = common[_among(common, place >> SHIFT)]
    if not len(common):
        return _NONE, _NONE
    if max(times) > 1:
        pairs = [
            pair
            for document in common.tolist()
            for pair in _near_in(document, places, times, slop, int(titles[document]))
        ]
        found = np.array(pairs, np.int64).reshape(-1, 2)
        return found[:, 0], found[:, 1]
    own = [place[_among(place >> SHIFT, common)] for place in places]
    positions = np.concatenate(own)
    order = np.argsort(positions, kind="stable")
    positions = positions[order]
    owners = np.arange(len(own)).repeat([len(place) for place in own])[order]
    starts = positions.copy()
    for at in range(len(own)):
        # The last position of each place up to here; none in the document before is near enough.
        last = np.maximum.accumulate(np.where(owners == at, positions, -1))
        np.minimum(starts, last, out=starts)
    ends = positions + 1
    near = (starts >= 0) & (ends - starts <= len(own) + slop)
    # A document's first position, and that behind its title.
    first = ends - 1 >> SHIFT << SHIFT
    border = first + titles[first >> SHIFT]
    near &= (starts > border) | (ends <= border) | (border == first)
    starts, ends = starts[near], ends[near]
    if len(starts) > 1 and (starts[1:] < ends[:-1]).any():
        kept, end = [], -1
        for at, (start, own_end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
            if start >= end:
                kept.append(at)
                end = own_end
        starts, ends = starts[kept], ends[kept]
    return starts, ends


def _near_in(
    document: int, places: Sequence[Integers], times: Sequence[int], slop: int, title: int
) -> Iterator[tuple[int, int]]:
    low, high = document << SHIFT, (document + 1) << SHIFT
    border = low + title
    events = sorted(
        (int(position), at)
        for at, place in enumerate(places)
        for position in place[np.searchsorted(place, low) : np.searchsorted(place, high)]
    )
    latest: list[deque[int]] = [deque(maxlen=count) for count in times]
    missing, longest = sum(times), sum(times) + slop
    end = -1
    for position, at in events:
        missing -= len(latest[at]) < times[at]
        latest[at].append(position)
        if missing:
            continue
        start = min(own[0] for own in latest)
        is_one_side = not title or start > border or position < border
        if is_one_side and position + 1 - start <= longest and start >= end:
            end = position + 1
            yield start, end
