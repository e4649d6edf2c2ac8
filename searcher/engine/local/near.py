"""Words near one another, in any order: the shortest spans that hold all of them."""

from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from searcher.engine.local.documents import Documents
from searcher.engine.local.keys import distinct, within
from searcher.engine.local.multi_postings import SHIFT
from searcher.index.segment.columns import Integers
from searcher.query.plan import Variant
from searcher.text.terms import Term

_NONE: Integers = np.empty(0, np.int64)


class NearWords:
    """Finds variants with a slop, several at once: those of a name have most of their terms in common."""

    def __init__(self, snapshot: Documents, variants: Sequence[Variant]) -> None:
        self._snapshot = snapshot
        self._variants = variants
        # A word that is asked for several times has to be there as often.
        self._places = [tuple(dict.fromkeys(variant.places)) for variant in variants]
        terms = dict.fromkeys(term for places in self._places for place in places for term in place)
        self._terms = {term: at for at, term in enumerate(terms)}

    def of(self) -> Iterator[tuple[Integers, Integers]]:
        """(starts, ends) of the spans of each variant in all documents, as keys (see `MultiPostings.keys`)."""
        documents = self._holding_all()
        owners, keys = _NONE, _NONE
        if len(documents):
            owners, found, positions = self._snapshot.positions_of_all(list(self._terms), documents)
            keys = found << SHIFT
            keys |= positions
            order = keys.argsort()
            owners, keys = owners[order], keys[order]
        for variant, places in zip(self._variants, self._places, strict=True):
            times = [variant.places.count(place) for place in places]
            own = [keys[self._is_any_of(place)[owners]] for place in places]
            yield _shortest(own, times, variant.slop or 0, self._snapshot.title_tokens)

    def _holding_all(self) -> Integers:
        """The documents that hold a term of each place of any of the variants."""
        of_place = {
            place: (self._is_any_of(place), np.zeros(self._snapshot.documents, bool))
            for places in self._places
            for place in places
        }
        for documents, _, owners in self._snapshot.postings_of_all(list(self._terms), in_order=True):
            for is_own, held in of_place.values():
                held[documents[is_own[owners]]] = True
        found = np.zeros(self._snapshot.documents, bool)
        for places in self._places:
            found |= np.logical_and.reduce([of_place[place][1] for place in places])
        return found.nonzero()[0]

    def _is_any_of(self, place: tuple[Term, ...]) -> npt.NDArray[np.bool_]:
        """By term: whether it may stand at a place."""
        own = np.zeros(len(self._terms), bool)
        own[[self._terms[term] for term in place]] = True
        return own


def _shortest(
    places: Sequence[Integers], times: Sequence[int], slop: int, titles: Integers
) -> tuple[Integers, Integers]:
    """The shortest spans with as many keys of each place as `times` says, in any order, and at most `slop` others.

    No two places have a position in common. `titles`: how many tokens of each document are its title's; no span is in
    the title and in the text.
    """
    rarest = min(places, key=len)
    # The others may be all over the text, and no span is without the rarest.
    near = [own if own is rarest else within(own, rarest, sum(times) + slop - 1) for own in places]
    if max(times) == 1:
        return _of_single(near, slop, titles)
    pairs = [
        pair
        for document in distinct(rarest >> SHIFT).tolist()
        for pair in _spans_in(document, near, times, slop, int(titles[document]))
    ]
    found = np.array(pairs, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _of_single(places: Sequence[Integers], slop: int, titles: Integers) -> tuple[Integers, Integers]:
    """The spans of places that are asked for once."""
    positions = np.concatenate(places)
    order = np.argsort(positions, kind="stable")
    positions = positions[order]
    owners = np.arange(len(places)).repeat([len(place) for place in places])[order]
    starts = positions.copy()
    for at in range(len(places)):
        # The last position of each place up to here; none in the document before is near enough.
        last = np.maximum.accumulate(np.where(owners == at, positions, -1))
        np.minimum(starts, last, out=starts)
    ends = positions + 1
    near = (starts >= 0) & (ends - starts <= len(places) + slop)
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


def _spans_in(
    document: int, places: Sequence[Integers], times: Sequence[int], slop: int, title: int
) -> Iterator[tuple[int, int]]:
    """Those of one document, with places that are asked for several times."""
    low, high = document << SHIFT, (document + 1) << SHIFT
    own = [place[place.searchsorted(low) : place.searchsorted(high)].tolist() for place in places]
    return spans_among(own, times, slop, low + title + 1 if title else low)


def spans_among(
    places: Sequence[Sequence[int]], times: Sequence[int], slop: int, border: int
) -> Iterator[tuple[int, int]]:
    """The spans in one document, whose text begins at the position `border`, as `NearWords` has them.

    `places`: the positions of each place, in any order; `times`: how often it is asked for.
    """
    events = sorted((position, at) for at, place in enumerate(places) for position in place)
    latest: list[deque[int]] = [deque(maxlen=count) for count in times]
    missing, longest = sum(times), sum(times) + slop
    end = -1
    for position, at in events:
        missing -= len(latest[at]) < times[at]
        latest[at].append(position)
        if missing:
            continue
        start = min(own[0] for own in latest)
        is_one_side = start >= border or position < border
        if is_one_side and position + 1 - start <= longest and start >= end:
            end = position + 1
            yield start, end
