"""Files in files: members of archives and attachments of mail, each read as a file of its own, within bounds."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from searcher.ingest.document import Document, Problem
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile
from searcher.records import replace

MOST_DEPTH = 5
MOST_MEMBERS = 100_000
MOST_BYTES = 2_000_000_000
"""Bytes that all members of one file may have together, unpacked."""
MOST_RATIO = 200
"""How many times its packed size a member may have: text packs to a tenth, a bomb to a thousandth."""
_FREE = 1 << 20  # bytes that may pack as well as they like


@dataclass(slots=True)
class Room:
    """What is left of the bounds for one file: `members` and `bytes`."""

    members: int = MOST_MEMBERS
    bytes: int = MOST_BYTES


@dataclass(frozen=True, slots=True)
class Member(FoundFile):
    """A file inside the file at `place`: `id` is "outer.zip!inner.txt", `within` says where it is, for people."""

    within: str = ""
    depth: int = 0
    room: Room | None = None


class TooMuchError(ValueError):
    """A file unpacks to more than it may: `str(error)` is the reason."""


def room_of(found: FoundFile) -> Room:
    """The room for what is in a file: that of the outermost one."""
    return found.room if isinstance(found, Member) and found.room is not None else Room()


def too_packed(packed: int, size: int) -> str:
    """Why a member of so many bytes, packed and unpacked, is not unpacked, or ""."""
    if size > _FREE and size > MOST_RATIO * max(packed, 1):
        return f"unpacks to {size_text(size)} from {size_text(packed)}: not unpacked"
    return ""


def take(room: Room, size: int) -> None:
    """Take a member of so many bytes from the room. Raises TooMuchError."""
    room.members -= 1
    room.bytes -= size
    if room.members < 0:
        raise TooMuchError(f"holds more than {MOST_MEMBERS} files: the rest is left out")
    if room.bytes < 0:
        raise TooMuchError(f"unpacks to more than {size_text(MOST_BYTES)}: the rest is left out")


def read_member(
    found: FoundFile, name: str, data: bytes, settings: Settings, room: Room, within: str = ""
) -> Iterator[Document | Problem]:
    """What a member holds. `within`: where it is in words, its name if that says it."""
    from searcher.ingest.extract import items

    depth = found.depth + 1 if isinstance(found, Member) else 1
    if depth > MOST_DEPTH:
        yield Problem(found.key, f"{name}: is more than {MOST_DEPTH} files deep", is_note=True)
        return
    outer = found.within if isinstance(found, Member) else ""
    inner = within or name
    member = Member(
        found.key, f"{found.id}!{name}", found.place, len(data), found.mtime_ns, found.device,
        found.ctime_ns, found.inode,
        f"{outer}, {inner}" if outer else inner, depth, room,
    )  # fmt: skip
    for item in items(member, io.BytesIO(data), settings):
        if isinstance(item, Document):
            yield item if item.within else replace(item, within=member.within)
        else:
            yield replace(item, reason=f"{name}: {item.reason}", is_note=True)
