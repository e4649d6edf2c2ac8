"""Whether spans read as they were asked for: in upper and lower case, and with what stands between their words.

Columns tell most of it: the letter case of a word, and whether white space alone parts it from the next. The text is
read only where these do not tell. It reads as asked if both are equal in the form NFKC but for white space; the
columns are believed only where that follows from them.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from searcher.bounded import Bounded
from searcher.engine.local.documents import Documents
from searcher.engine.local.raw_document import RawDocument
from searcher.engine.local.reading import Reading, reading_of
from searcher.index.segment.columns import Integers, first_of_each
from searcher.query.plan import Variant
from searcher.text.letter_case import OTHERWISE
from searcher.text.numbers import BEFORE, BEHIND, SIGN


def verdicts(
    reading: Reading,
    cases: Sequence[npt.NDArray[np.int32]],
    spaced: Sequence[npt.NDArray[np.bool_]],
    joints: Sequence[npt.NDArray[np.int32]],
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """(which spans read so for sure, which for sure do not).

    `cases`: by word of the reading, which has some, the letter cases there in all spans; `spaced`: by word but the
    last, whether white space parts it from the next; `joints`: by such word, how its figures are joined.

    What is known of a word is that it has no other letters than its normal form, so that words that stand one below
    the other in both texts must be equal.
    """
    differs = np.zeros(len(cases[0]), bool)
    known = []
    for own, wanted, is_cased in zip(cases, reading.cases, reading.cased, strict=True):
        known.append(own != OTHERWISE)
        if wanted != OTHERWISE:
            # A letter without case counts as a capital in the columns.
            equal = (own == wanted) if is_cased or wanted else (own == 0) | (own == 1)
            differs |= known[-1] & ~equal
    sure = np.full(len(differs), reading.is_plain)
    gaps = zip(reading.spaced[1:-1], reading.signs[1:-1], spaced, joints, pairwise(known), strict=True)
    for is_spaced, sign, is_there, joint, (before, behind) in gaps:
        own = np.where(joint == OTHERWISE, 0, joint >> SIGN)
        sure &= (own == sign) if sign else is_there
        if sign:
            differs |= (own != sign) & before & behind
        elif not is_spaced:
            differs |= (is_there | (own > 0)) & before & behind
    if not reading.spaced[0]:
        differs |= known[0]
    if not reading.spaced[-1]:
        differs |= known[-1]
    for each in known:
        sure &= each
    return sure & ~differs, differs


class Writing:
    """Tells how the words of a snapshot are written."""

    def __init__(self, snapshot: Documents) -> None:
        self._snapshot = snapshot
        # Kept for the next query: words with a sign between them are in the same documents.
        self._raw: Bounded[int, RawDocument] = Bounded(snapshot.budget, lambda raw: raw.most_bytes)

    def reads_so(
        self, variant: Variant, documents: Integers, starts: Integers, ends: Integers, is_all: bool
    ) -> npt.NDArray[np.bool_]:
        """By span of the variant, half open positions of a document: whether it reads as the variant is written.

        The spans are in the order of the documents. `is_all`: whether they are all that a document has.
        """
        reading = reading_of(variant)
        reads, left = np.zeros(len(documents), bool), np.arange(len(documents))
        if reading.cases:
            words = [starts + at for at in range(len(reading.cases))]
            cases = [self._snapshot.letter_cases(documents, own) for own in words]
            spaced = [self._snapshot.is_spaced(documents, own) for own in words[:-1]]
            # Between words that white space parts nobody asks for a sign.
            none = np.zeros(len(documents), np.int32)
            gaps = zip(words[:-1], reading.spaced[1:-1], strict=True)
            joints = [none if is_spaced else self._snapshot.joints(documents, own) for own, is_spaced in gaps]
            reads, differs = verdicts(reading, cases, spaced, joints)
            left = (~(reads | differs)).nonzero()[0]
        in_text = starts >= self._snapshot.title_tokens[documents]
        sure = documents[reads & in_text]
        for document, some in _by_document(documents, left):
            raw = self._document(document)
            if in_text[some].all():
                begin, end = sure.searchsorted((document, document + 1)).tolist()
                least, is_most = raw.count(reading)
                more = least - (end - begin)
                if (is_most and not more) or (is_all and more == len(some)):
                    reads[some] = more > 0
                    continue
            reads[some] = raw.read(starts[some].tolist(), ends[some].tolist(), reading)
        return reads

    def stand_apart(self, documents: Integers, starts: Integers, ends: Integers) -> npt.NDArray[np.bool_]:
        """By span, half open positions of a document: whether its figures are no part of a longer number.

        The spans are in the order of the documents.
        """
        first, last = self._snapshot.joints(documents, starts), self._snapshot.joints(documents, ends - 1)
        apart: npt.NDArray[np.bool_] = (first & BEFORE == 0) & (last & BEHIND == 0)
        (left,) = ((first == OTHERWISE) | (last == OTHERWISE)).nonzero()
        for document, some in _by_document(documents, left):
            apart[some] = self._document(document).are_apart(starts[some].tolist(), ends[some].tolist())
        return apart

    def are_joined(self, signs: str, documents: Integers, starts: Integers, ends: Integers) -> npt.NDArray[np.bool_]:
        """By span, half open positions of a document: whether one of the signs joins each of its words to the next.

        The spans are in the order of the documents.
        """
        # The columns tell white space, and the text is read for all else.
        joined = np.ones(len(documents), bool)
        for at in range(int((ends - starts).max(initial=1)) - 1):
            (own,) = (starts + at + 1 < ends).nonzero()
            joined[own] &= ~self._snapshot.is_spaced(documents[own], starts[own] + at)
        for document, some in _by_document(documents, joined.nonzero()[0]):
            joined[some] = self._document(document).are_joined(starts[some].tolist(), ends[some].tolist(), signs)
        return joined

    def _document(self, document: int) -> RawDocument:
        return self._raw.of(document, partial(RawDocument, self._snapshot, document))


def _by_document(documents: Integers, places: Integers) -> Iterator[tuple[int, Integers]]:
    """(document, those of the places that are of it); the documents are in order."""
    for first, last in pairwise((*first_of_each(documents[places]).tolist(), len(places))):
        some = places[first:last]
        yield int(documents[some[0]]), some
