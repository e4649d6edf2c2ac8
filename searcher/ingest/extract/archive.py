"""Archives (tar, also compressed; 7z): each member as a file of its own."""

import tarfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.member_names import decoded_names
from searcher.ingest.extract.members import TooMuchError, read_member, room_of, take
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile

# So many names before it help to tell the encoding of one.
_TOGETHER = 100
_BROKEN = (tarfile.TarError, OSError, EOFError, ValueError, zlib.error)


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """The members in the order of the archive, one in memory at a time."""
    room = room_of(found)
    names: list[bytes] = []
    try:
        with tarfile.open(fileobj=stream, mode="r|", encoding="utf-8", errors="surrogateescape") as archive:
            for member in archive:
                if not member.isfile():
                    continue
                name = _name(member.name, names)
                if member.size > settings.max_binary_bytes:
                    reason = f"is too large: {size_text(member.size)}"
                    yield Problem(found.key, f"{name}: {reason}", is_note=True)
                    continue
                take(room, member.size)
                held = archive.extractfile(member)
                data = held.read() if held is not None else b""
                yield from read_member(found, name, data, settings, room)
    except TooMuchError as error:
        yield Problem(found.key, str(error), is_note=True)
    except _BROKEN as error:
        yield Problem(found.key, f"is a damaged archive ({error})", is_note=True)


def _name(name: str, before: list[bytes]) -> str:
    """The name of a member; one that is no UTF-8 is judged together with those `before`, which it is added to."""
    if not any("\ud800" <= character <= "\udfff" for character in name):
        return name
    before.append(name.encode("utf-8", "surrogateescape"))
    return decoded_names(before[-_TOGETHER:], "latin-1")[-1]
