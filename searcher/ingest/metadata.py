"""Metadata as they are searched and stored: fields behind the text of their document, places beside it.

The words of fields are tokens like others, in a language of their own that no text has (`METADATA`), so that a query
can weigh them less and none of them is taken for the document's own words.
"""

from collections.abc import Iterable, Iterator, Sequence

from searcher.ingest.document import FIELDS, Document, Place

FIELD_MARK = "\U00012000"
"""Stands before each field: a cuneiform sign, a word of its own that nobody types, so that no phrase runs across it."""
_BEFORE = f"\n{FIELD_MARK} "
_ITEM, _PART = "\x1e", "\x1d"


def tail_of(document: Document) -> str:
    """What is stored behind the document's text: all of its fields."""
    return "".join(f"{_BEFORE}{value}" for _, value in document.fields)


def fields_in(text: str, body: int, names: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """(name, start, value) of the fields in a stored text whose own part ends at code point `body`."""
    at = body
    for name in names:
        start = at + len(_BEFORE)
        end = text.find(_BEFORE, start)
        at = end if end >= 0 else len(text)
        yield name, start, text[start:at]


def asked_fields(document: Document) -> str:
    """The fields of a document that a query can ask for, as one text; `values_of` reads it."""
    return _ITEM.join(f"{name}{_PART}{value}" for name, value in document.fields if name in FIELDS)


def values_of(fields: str, name: str) -> list[str]:
    """The values of one field in what `asked_fields` gives."""
    start = name + _PART
    return [each[len(start) :] for each in fields.split(_ITEM) if each.startswith(start)] if fields else []


def pack_places(places: Iterable[Place]) -> str:
    """Places as they are stored."""
    return _ITEM.join(f"{place.start}{_PART}{place.line}{_PART}{place.label}" for place in places)


def unpack_places(packed: str) -> tuple[Place, ...]:
    """The places that were packed. Raises ValueError for what `pack_places` does not make."""
    if not packed:
        return ()
    rows = (row.split(_PART, 2) for row in packed.split(_ITEM))
    return tuple(Place(int(start), label, int(line)) for start, line, label in rows)
