"""Terms: the words of an index, each of one language."""

from typing import NamedTuple

METADATA = "zxx"
"""The language of words that are a document's metadata and not its text (ISO 639-2: no linguistic content)."""

UNDETERMINED = "und"
"""The language of texts that show none."""

Term = tuple[str, str]
"""A term of the index: (language, word)."""


class Entry(NamedTuple):
    """A term of the index with its document frequency.

    A tuple, because a query makes thousands of them.
    """

    word: str
    lang: str
    documents: int
