"""Reading in a document: a stretch of its text, and where that is."""

from searcher.engine.engine import StoredDocument
from searcher.records import dataclass
from searcher.search.hits import Hit
from searcher.search.places import own_text, place_at


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch `text` = document text[start:end] (code points, half open) of a text of `length` code points.

    `hit` is the document, without snippets and matches; `place` says in words where in its file the passage begins.
    """

    hit: Hit
    start: int
    end: int
    length: int
    text: str
    place: str


def passage_of(document: StoredDocument, hit: Hit, start: int, length: int) -> Passage:
    """At most `length` code points of the document from `start` on; an empty one behind its end."""
    text = own_text(document)
    start = min(max(0, start), len(text))
    end = min(len(text), start + max(0, length))
    place = place_at(document.within, document.places, text, start)
    return Passage(hit, start, end, len(text), text[start:end], place)
