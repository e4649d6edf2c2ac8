"""Hangul Word Processor 5 (hwp): the text of the paragraphs of each section."""

import zlib
from collections.abc import Iterator
from struct import Struct, error
from typing import TYPE_CHECKING, BinaryIO

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.compound import BROKEN, about, stream_of
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

if TYPE_CHECKING:
    from olefile import OleFileIO

_LONG = Struct("<I")
_COMPRESSED, _ENCRYPTED = 1, 2
_PARAGRAPH_TEXT = 67
# Control characters that are one unit; all others take eight ("Hwp Document File Formats 5.0", table 6).
_SINGLE = frozenset([0, 10, 13, 24, 25, 26, 27, 28, 29, 30, 31])
_INLINE_UNITS = 8


def read_compound(
    found: FoundFile, file: "OleFileIO", stream: BinaryIO, settings: Settings
) -> Iterator[Document | Problem]:
    """One document with a place for each section."""
    parts = Parts(settings)
    try:
        (flags,) = _LONG.unpack_from(stream_of(file, "FileHeader"), 36)
        if flags & _ENCRYPTED:
            yield Problem(found.key, "is encrypted: save it without a password to search it")
            return
        names = sorted(
            (path[1] for path in file.listdir() if path[0] == "BodyText"), key=lambda name: (len(name), name)
        )
        for number, name in enumerate(names, 1):
            data = stream_of(file, "BodyText", name)
            if flags & _COMPRESSED:
                data = zlib.decompressobj(-15).decompress(data, settings.max_file_bytes)
            parts.add("\n".join(_paragraphs(data)), f"section {number}")
    except (*BROKEN, error, zlib.error) as problem:
        if not parts.text():
            yield Problem(found.key, f"is a damaged Hangul document ({problem})")
            return
        parts.note(f"is damaged ({problem})")
    known = about(file)
    yield from of_parts(found, parts, type="hwp", title=known.title, date=known.date, fields=known.fields)


def _paragraphs(data: bytes) -> Iterator[str]:
    at = 0
    while at + 4 <= len(data):
        (header,) = _LONG.unpack_from(data, at)
        at += 4
        kind, size = header & 0x3FF, header >> 20
        if size == 0xFFF:
            (size,) = _LONG.unpack_from(data, at)
            at += 4
        if kind == _PARAGRAPH_TEXT:
            yield _text(data[at : at + size])
        at += size


def _text(data: bytes) -> str:
    units = memoryview(data[: len(data) // 2 * 2]).cast("H")
    pieces, at = bytearray(), 0
    while at < len(units):
        unit = units[at]
        if unit < 32:
            pieces += b"\t\0" if unit == 9 else b"\n\0" if unit in (10, 13) else b""
            at += 1 if unit in _SINGLE else _INLINE_UNITS
        else:
            pieces += unit.to_bytes(2, "little")
            at += 1
    return pieces.decode("utf-16-le", "replace")
