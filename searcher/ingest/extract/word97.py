"""Word 97 to 2003 (doc): the text by its piece table ([MS-DOC] 2.4.1), with notes, headers and comments."""

from collections.abc import Iterator
from struct import Struct, error
from typing import TYPE_CHECKING, BinaryIO

from searcher.expressions import expression
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.compound import BROKEN, about, read_objects, stream_of
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

if TYPE_CHECKING:
    from olefile import OleFileIO

_SHORT, _LONG = Struct("<H"), Struct("<I")
_MAGIC = 0xA5EC
_FLAGS_AT, _ENCRYPTED, _SECOND_TABLE = 0x0A, 0x0100, 0x0200
# Offsets in the file information block: the counts of characters of each part of the text, and the piece table.
_COUNTS_AT = 0x4C
_LABELS = ("", "footnotes", "headers and footers", "", "comments", "endnotes", "text boxes", "text boxes")
_PIECES_AT = 0x1A2
_FIRST_97 = 0xC0  # versions before Word 97 lay their text out otherwise
_OLD_TEXT_AT = 0x18
# A field is 0x13 code 0x14 result 0x15; only its result is seen. Cells end with 0x07, paragraphs with 0x0D.
_FIELD_CODE = expression("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
# Readings beside characters stand in the code of a field, and the characters with them.
_RUBY = expression(
    r"\x13\s*EQ\b[^\x13-\x15]*?\\s\\up\s*[\d.]*\s*\([^()]*\)\s*[,;]\s*([^()\x13-\x15]*)\)[^\x13-\x15]*(?:\x14[^\x15]*)?\x15"
)
_MARKS = str.maketrans({
    "\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\r": "\n", "\x1e": "-", "\x1f": "\xad", "\xa0": "\xa0",
    **dict.fromkeys("\x00\x01\x02\x03\x04\x05\x06\x08\x13\x14\x15", ""),
})  # fmt: skip


def read_compound(
    found: FoundFile, file: "OleFileIO", stream: BinaryIO, settings: Settings
) -> Iterator[Document | Problem]:
    """One document, and those that it embeds."""
    parts = Parts(settings)
    try:
        data = stream_of(file, "WordDocument")
        if _SHORT.unpack_from(data, _FLAGS_AT)[0] & _ENCRYPTED:
            yield Problem(found.key, "is encrypted: save it without a password to search it")
            return
        for label, text in _texts(file, data):
            parts.add(_readable(text), label)
    except (*BROKEN, error) as problem:
        if not parts.text():
            yield Problem(found.key, f"is a damaged Word document ({problem})")
            return
        parts.note(f"is damaged ({problem})")
    known = about(file)
    yield from of_parts(
        found, parts, type="doc", title=known.title, lang=known.lang, date=known.date, fields=known.fields
    )
    yield from read_objects(found, file, settings)


def _texts(file: "OleFileIO", data: bytes) -> Iterator[tuple[str, str]]:
    """(label, text) of the parts of the document."""
    (magic, version), (flags,) = _two(data, 0), _SHORT.unpack_from(data, _FLAGS_AT)
    if magic != _MAGIC or version < _FIRST_97:
        start, end = _LONG.unpack_from(data, _OLD_TEXT_AT)[0], _LONG.unpack_from(data, _OLD_TEXT_AT + 4)[0]
        yield "", data[start:end].decode("cp1252", "replace")
        return
    table = stream_of(file, "1Table" if flags & _SECOND_TABLE else "0Table")
    at, size = _LONG.unpack_from(data, _PIECES_AT)[0], _LONG.unpack_from(data, _PIECES_AT + 4)[0]
    text = "".join(_pieces(data, table[at : at + size]))
    start = 0
    for number, label in enumerate(_LABELS):
        (count,) = _LONG.unpack_from(data, _COUNTS_AT + 4 * number)
        yield label, text[start : start + count]
        start += count


def _two(data: bytes, at: int) -> tuple[int, int]:
    return _SHORT.unpack_from(data, at)[0], _SHORT.unpack_from(data, at + 2)[0]


def _pieces(data: bytes, table: bytes) -> Iterator[str]:
    """The pieces of the text in their order ([MS-DOC] 2.9.38, Clx)."""
    at = 0
    while at < len(table) and table[at] == 1:
        at += 3 + _SHORT.unpack_from(table, at + 1)[0]
    (size,) = _LONG.unpack_from(table, at + 1)
    plan = table[at + 5 : at + 5 + size]
    count = (len(plan) - 4) // 12
    for number in range(count):
        first, last = _LONG.unpack_from(plan, 4 * number)[0], _LONG.unpack_from(plan, 4 * number + 4)[0]
        (place,) = _LONG.unpack_from(plan, 4 * (count + 1) + 8 * number + 2)
        if last < first:
            raise ValueError("its piece table is damaged")
        if place & 0x40000000:
            start = (place & 0x3FFFFFFF) // 2
            yield data[start : start + last - first].decode("cp1252", "replace")
        else:
            yield data[place : place + 2 * (last - first)].decode("utf-16-le", "replace")


def _readable(text: str) -> str:
    text = _RUBY.sub(r"\1", text)
    while (without := _FIELD_CODE.sub("", text)) != text:
        text = without
    return text.translate(_MARKS)
