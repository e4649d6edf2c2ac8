"""The deleted documents of a segment, and what they take from its counts."""

import numpy as np

from searcher.index.segment.columns import Integers
from searcher.index.segment.postings import PostingLists
from searcher.records import dataclass


@dataclass(frozen=True, slots=True)
class Deletions:
    """`documents` are the numbers that do not count any more, ascending.

    `terms`, ascending, are those that any of them holds; by term of these: how many of the deleted `holders` it has,
    and how many `occurrences` in all of them. Counted once, when the documents are deleted, because it takes a look
    at every posting.
    """

    documents: Integers
    terms: Integers
    holders: Integers
    occurrences: Integers

    def __len__(self) -> int:
        return len(self.documents)


_NONE: Integers = np.empty(0, np.int64)
NO_DELETIONS = Deletions(_NONE, _NONE, _NONE, _NONE)


def deletions_of(lists: PostingLists, documents: Integers, count: int) -> Deletions:
    """What the deletion of `documents`, of `count` in all, takes from the counts of a segment's terms."""
    deleted = np.zeros(count, bool)
    deleted[documents] = True
    holders, occurrences = lists.in_documents(deleted)
    terms = holders.nonzero()[0]
    return Deletions(documents, terms, holders[terms], occurrences[terms])
