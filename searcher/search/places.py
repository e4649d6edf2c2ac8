"""Where in a document something stands: the place in words, and the metadata that match."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter

from searcher.engine.engine import Found, Match, StoredDocument
from searcher.ingest.document import Place
from searcher.ingest.metadata import fields_in
from searcher.records import replace
from searcher.search.hits import FieldMatch, Snippet


def own_text(document: StoredDocument) -> str:
    """The document's text without the metadata that are stored behind it."""
    return document.text[: document.body] if document.body >= 0 else document.text


def in_own_text(text: str, found: Sequence[Found]) -> list[Found]:
    """What of all that was found stands in the own text of a document, and neither in its title nor in its metadata."""
    return [item for item in found if not item.in_title and item.match.start < len(text)]


def with_place(document: StoredDocument, text: str, snippet: Snippet) -> Snippet:
    """A snippet of a document's own text with the place of its first match, in words."""
    start = (snippet.matches or (snippet,))[0].start
    return replace(snippet, place=place_at(document.within, document.places, text, start))


def place_at(within: str, places: Sequence[Place], text: str, offset: int) -> str:
    """Where in its file the code point at `offset` of a document is: "attachment a.pdf of mail from A, page 12".

    `within` and `places` are the document's, `text` is its text.
    """
    return ", ".join(filter(None, (within, _inside(places, text, offset))))


def field_matches(document: StoredDocument, matches: Sequence[Match]) -> tuple[FieldMatch, ...]:
    """The fields that hold any of the matches, which have offsets into the stored text."""
    if document.body < 0 or not matches or matches[-1].start < document.body:
        return ()
    return tuple(_field_matches(document, matches))


def _field_matches(document: StoredDocument, matches: Sequence[Match]) -> Iterator[FieldMatch]:
    for name, start, value in fields_in(document.text, document.body, document.fields):
        end = start + len(value)
        inside = tuple(
            replace(match, start=match.start - start, end=match.end - start)
            for match in matches
            if start <= match.start and match.end <= end
        )
        if inside:
            yield FieldMatch(name, value, inside)


def _inside(places: Sequence[Place], text: str, offset: int) -> str:
    at = bisect_right(places, offset, key=attrgetter("start")) - 1
    if at < 0:
        return ""
    place = places[at]
    if not place.line:
        return place.label
    return f"{place.label} {place.line + text.count(chr(10), place.start, offset)}"
