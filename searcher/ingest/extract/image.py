"""Pictures of text, such as scanned pages, with a program for OCR."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from searcher.ingest import extras
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import content, of_parts
from searcher.ingest.ocr import MARK, RecognitionError, Scans, is_there
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_KINDS = ((b"\x89PNG", "PNG", "png"), (b"\xff\xd8\xff", "JPEG", "jpeg"))
_TIFF = ("TIFF", "tiff")
_MOST_PAGES = 10_000


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One document with a place for each page, or a Problem."""
    beginning = stream.read(8)
    stream.seek(0)
    kind, type = next((names for mark, *names in _KINDS if beginning.startswith(mark)), _TIFF)
    if not settings.ocr or not is_there():
        yield Problem(found.key, f"is a {kind} image: {extras.ocr_hint(settings)}", lacks=extras.OCR)
        return
    data = content(found, stream, settings, binary=True)
    if isinstance(data, Problem):
        yield data
        return
    scans, parts, lacks = Scans(settings), Parts(settings), ""
    pages = _pages(data) if type == "tiff" else 1
    for page in range(pages):
        try:
            text = scans.text_of(data, page)
        except RecognitionError as error:
            parts.note(f"page {page + 1}: {error}" if pages > 1 else str(error))
            lacks = lacks or (f"{extras.OCR} {error.lang}" if error.lang else "")
            continue
        parts.add(text, f"page {page + 1}, {MARK}" if pages > 1 else MARK)
    if parts.places:
        yield from of_parts(found, parts, type=type, lacks=lacks)
    else:
        reason = "; ".join(parts.notes) or "OCR finds no text in it"
        yield Problem(found.key, f"is a {kind} image: {reason}", lacks=lacks)


def _pages(data: bytes) -> int:
    """How many pages a TIFF file has: its directories, each of which tells where the next one is."""
    order = "<" if data.startswith(b"II") else ">"
    seen: set[int] = set()
    at = _number(f"{order}I", data, 4)
    while at and at not in seen and len(seen) < _MOST_PAGES:
        seen.add(at)
        entries = _number(f"{order}H", data, at)
        at = _number(f"{order}I", data, at + 2 + 12 * entries)
    return max(1, len(seen))


def _number(form: str, data: bytes, at: int) -> int:
    try:
        number: int = struct.unpack_from(form, data, at)[0]
    except struct.error:
        return 0
    return number
