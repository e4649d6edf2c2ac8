"""Compressed files (gz, bz2, xz, zst): what is in them is read as the file without the suffix."""

import bz2
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract import detection
from searcher.ingest.extract.members import MOST_RATIO, Member, TooMuchError, room_of, take, too_packed
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile
from searcher.records import replace

_SUFFIXES = (".gz", ".bz2", ".xz", ".zst", ".tgz", ".tbz2", ".txz")
_TAR = (".tgz", ".tbz2", ".txz")
if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

# Of what is unpacked so many bytes are in memory, unless its reader needs all of it.
_AT_ONCE = 1 << 22
_BUFFER = 1 << 17
_BROKEN = (OSError, EOFError, lzma.LZMAError, zlib.error, ValueError)


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """The documents of what is in the file, which keep its id; what is long is unpacked as its reader goes on."""
    most = settings.max_binary_bytes
    try:
        unpacked = _opened(stream)
        data = unpacked.read(_AT_ONCE + 1)
        inner = _inner(found)
        if len(data) > _AT_ONCE and _goes_on(inner, data):
            unpacked.seek(0)
            source: BinaryIO = io.BufferedReader(_Unpacked(unpacked, stream), _BUFFER)
        else:
            data += unpacked.read(max(0, most + 1 - len(data)))
            if len(data) > most:
                yield Problem(found.key, f"unpacks to more than {size_text(most)}: unpack it to search it")
                return
            if reason := too_packed(found.size, len(data)):
                raise TooMuchError(reason)
            take(room_of(inner), len(data))
            inner, source = replace(inner, size=len(data)), io.BytesIO(data)
    except TooMuchError as error:
        yield Problem(found.key, str(error))
        return
    except _broken() as error:
        yield Problem(found.key, f"is a damaged compressed file ({error})")
        return
    try:
        yield from _items(found, inner, source, settings)
    except _StoppedError as error:
        yield Problem(found.key, f"{error}: the rest is left out", is_note=True)


def _items(found: FoundFile, inner: Member, source: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    from searcher.ingest.extract import items

    for item in items(inner, source, settings):
        # A record may have an id of its own.
        if isinstance(item, Document) and item.id.startswith(inner.id):
            item = replace(item, id=found.id + item.id[len(inner.id) :])
        yield item


def _inner(found: FoundFile) -> Member:
    """What is in a compressed file, before its size is known."""
    within, depth = (found.within, found.depth + 1) if isinstance(found, Member) else ("", 1)
    return Member(
        found.key, inner_name(found.id), found.place, found.size, found.mtime_ns, found.device, found.ctime_ns,
        found.inode, within, depth, room_of(found),
    )  # fmt: skip


def _goes_on(inner: Member, beginning: bytes) -> bool:
    """Whether what begins so is read from its beginning to its end, record by record."""
    reader = detection.reader_of(inner.id, beginning[: detection.SNIFF_BYTES])
    return isinstance(reader, detection.Reader) and reader.onward


class _StoppedError(OSError):
    """A stream cannot be read to its end."""


class _Unpacked(io.RawIOBase):
    """What is in a compressed stream, read once more; raises _StoppedError where it is damaged or far too much."""

    def __init__(self, unpacked: BinaryIO, packed: BinaryIO) -> None:
        self._unpacked = unpacked
        self._packed = packed
        self._passed = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._passed = self._unpacked.seek(offset, whence)
        return self._passed

    def tell(self) -> int:
        return self._passed

    def readinto(self, room: "Buffer") -> int:
        place = memoryview(room)
        try:
            part = self._unpacked.read(len(place))
        except _broken() as error:
            raise _StoppedError(f"is damaged after {size_text(self._passed)} of what it holds ({error})") from error
        self._passed += len(part)
        if too_packed(self._packed.tell(), self._passed):
            raise _StoppedError(f"unpacks to more than {MOST_RATIO} times its size")
        place[: len(part)] = part
        return len(part)


def _broken() -> tuple[type[Exception], ...]:
    """What reading a damaged stream raises: of what is imported only for a file that needs it too."""
    known = (sys.modules.get(name) for name in ("compression.zstd", "backports.zstd"))
    return (*_BROKEN, *(module.ZstdError for module in known if module is not None))


def inner_name(name: str) -> str:
    """The name of what is in a compressed file: "notes.txt" of "notes.txt.gz", "a.tar" of "a.tgz"."""
    suffix = next((suffix for suffix in _SUFFIXES if name.lower().endswith(suffix)), "")
    stem = name[: len(name) - len(suffix)]
    return f"{stem}.tar" if suffix in _TAR else stem


def _opened(stream: BinaryIO) -> BinaryIO:
    beginning = stream.read(4)
    stream.seek(0)
    if beginning.startswith(b"\x1f\x8b"):
        return cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    if beginning.startswith(b"BZh"):
        return cast(BinaryIO, bz2.BZ2File(stream))
    if beginning == b"\x28\xb5\x2f\xfd":
        if sys.version_info >= (3, 14):
            from compression.zstd import ZstdFile
        else:
            from backports.zstd import ZstdFile
        return cast(BinaryIO, ZstdFile(stream))
    return cast(BinaryIO, lzma.LZMAFile(stream))
