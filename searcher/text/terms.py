"""Terms: the words of an index, each of one language."""

from typing import NamedTuple

Term = tuple[str, str]
"""A term of the index: (language, word)."""


class Entry(NamedTuple):
    """A term of the index with its document frequency.

    A tuple, because a query makes thousands of them.
    """

    word: str
    lang: str
    documents: int
