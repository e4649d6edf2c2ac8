"""Web archives (warc): each page that was fetched, by its address (ISO 28500)."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.clean import clean_date, clean_line
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.members import Member, TooMuchError, room_of, take
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile
from searcher.records import replace

_HEADER = expression(rb"([A-Za-z-]+):[ \t]*(.*?)\r?\n")
_STATUS = expression(rb"HTTP/[\d.]+ 200\b")
_TYPES = {b"text/html": ".html", b"application/xhtml+xml": ".html", b"application/pdf": ".pdf", b"text/plain": ".txt"}
_MOST_HEADERS = 200
_LINE = 1 << 16
_MOST_DIGITS = 15


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """The documents of the answers with status 200, and of resources, one in memory at a time."""
    from searcher.ingest.extract import items

    room = room_of(found)
    number = 0
    is_lost = False
    while (version := stream.readline(_LINE)) != b"":
        if not version.startswith(b"WARC/"):
            if version.strip() and not is_lost:
                is_lost = True
                yield Problem(found.key, f"is damaged after record {number}", is_note=True)
            continue
        headers = _headers(stream)
        length = headers.get(b"content-length", b"0")
        number += 1
        # Without its length the record ends where the next one begins.
        is_lost = not (length.isdigit() and len(length) <= _MOST_DIGITS)
        if is_lost:
            yield Problem(found.key, f"record {number} tells no length and is left out", is_note=True)
            continue
        size = int(length)
        if headers.get(b"warc-type") not in (b"response", b"resource", b"conversion") or size > settings.max_file_bytes:
            if size > settings.max_file_bytes:
                yield Problem(found.key, f"record {number} is too large: {size_text(size)}", is_note=True)
            _skip(stream, size)
            continue
        body, kind = stream.read(size), headers.get(b"content-type", b"")
        if headers.get(b"warc-type") == b"response":
            body, kind = _answer(body)
        suffix = _TYPES.get(kind.partition(b";")[0].strip().lower())
        if suffix is None or not body.strip():
            continue
        try:
            take(room, len(body))
        except TooMuchError as error:
            yield Problem(found.key, str(error), is_note=True)
            return
        address = clean_line(headers.get(b"warc-target-uri", b"").strip(b"<>").decode("utf-8", "replace"))
        date = clean_date(headers.get(b"warc-date", b"").decode("ascii", "replace"))
        member = Member(
            found.key, f"{found.id}!{number}{suffix}", found.place, len(body), found.mtime_ns, found.device,
            found.ctime_ns, found.inode,
            address, 1, room,
        )  # fmt: skip
        for item in items(member, io.BytesIO(body), settings):
            if isinstance(item, Document):
                yield replace(item, url=item.url or address, within=item.within or address, date=item.date or date)
            else:
                yield replace(item, reason=f"{address}: {item.reason}", is_note=True)


def _headers(stream: BinaryIO) -> dict[bytes, bytes]:
    found = {}
    for _ in range(_MOST_HEADERS):
        line = stream.readline(_LINE)
        if not line.strip():
            break
        if header := _HEADER.match(line):
            found[header[1].lower()] = header[2].strip()
    return found


def _answer(data: bytes) -> tuple[bytes, bytes]:
    """(body, media type) of an HTTP answer; nothing of one that is no page."""
    stream = io.BytesIO(data)
    if not _STATUS.match(stream.readline(_LINE)):
        return b"", b""
    headers = _headers(stream)
    return stream.read(), headers.get(b"content-type", b"text/html")


def _skip(stream: BinaryIO, size: int) -> None:
    while size > 0 and (part := stream.read(min(size, 1 << 20))):
        size -= len(part)
