"""Compressed files (gz, bz2, xz, zst): what is in them is read as the file without the suffix."""

import bz2
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.members import Member, TooMuchError, room_of, take, too_packed
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile
from searcher.records import replace

_SUFFIXES = (".gz", ".bz2", ".xz", ".zst", ".tgz", ".tbz2", ".txz")
_TAR = (".tgz", ".tbz2", ".txz")
_BROKEN = (OSError, EOFError, lzma.LZMAError, zlib.error, ValueError)


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """The documents of what is in the file, which keep its id."""
    from searcher.ingest.extract import items

    most = settings.max_binary_bytes
    try:
        data = _opened(stream).read(most + 1)
    except _BROKEN as error:
        yield Problem(found.key, f"is a damaged compressed file ({error})")
        return
    if len(data) > most:
        yield Problem(found.key, f"unpacks to more than {size_text(most)}: unpack it to search it")
        return
    room = room_of(found)
    try:
        if reason := too_packed(found.size, len(data)):
            raise TooMuchError(reason)
        take(room, len(data))
    except TooMuchError as error:
        yield Problem(found.key, str(error))
        return
    depth = found.depth + 1 if isinstance(found, Member) else 1
    within = found.within if isinstance(found, Member) else ""
    inner = Member(
        found.key,
        inner_name(found.id),
        found.place,
        len(data),
        found.mtime_ns,
        found.device,
        found.ctime_ns,
        found.inode,
        within,
        depth,
        room,
    )
    for item in items(inner, io.BytesIO(data), settings):
        # A record may have an id of its own.
        if isinstance(item, Document) and item.id.startswith(inner.id):
            item = replace(item, id=found.id + item.id[len(inner.id) :])
        yield item


def inner_name(name: str) -> str:
    """The name of what is in a compressed file: "notes.txt" of "notes.txt.gz", "a.tar" of "a.tgz"."""
    suffix = next((suffix for suffix in _SUFFIXES if name.lower().endswith(suffix)), "")
    stem = name[: len(name) - len(suffix)]
    return f"{stem}.tar" if suffix in _TAR else stem


def _opened(stream: BinaryIO) -> io.BufferedIOBase | BinaryIO:
    beginning = stream.read(4)
    stream.seek(0)
    if beginning.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=stream)
    if beginning.startswith(b"BZh"):
        return bz2.BZ2File(stream)
    if beginning == b"\x28\xb5\x2f\xfd":
        if sys.version_info >= (3, 14):
            from compression.zstd import ZstdFile
        else:
            from backports.zstd import ZstdFile
        return ZstdFile(stream)
    return lzma.LZMAFile(stream)
