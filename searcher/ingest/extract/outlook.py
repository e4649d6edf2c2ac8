"""Outlook messages (msg): text, headers and attachments ([MS-OXMSG], [MS-OXPROPS])."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from struct import Struct
from typing import TYPE_CHECKING, BinaryIO

from searcher.ingest.document import Document, Problem
from searcher.ingest.encoding import UndecodableError, decode
from searcher.ingest.extract import rtf
from searcher.ingest.extract.compound import BROKEN, stream_of
from searcher.ingest.extract.html import declared_charset, read_page
from searcher.ingest.extract.members import TooMuchError, read_member, room_of, take
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.rtf_packed import unpack
from searcher.ingest.extract.whole import of_parts
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile
from searcher.records import replace

if TYPE_CHECKING:
    from olefile import OleFileIO

# Properties by their numbers.
_SUBJECT, _SENDER, _SENDER_ADDRESS, _TO, _CC, _BODY, _HTML, _RTF = (
    "0037", "0C1A", "0C1F", "0E04", "0E03", "1000", "1013", "1009",
)  # fmt: skip
_NAME, _LONG_NAME, _DATA, _DISPLAY_NAME = "3704", "3707", "3701", "3001"
_WIDE, _NARROW, _BINARY = "001F", "001E", "0102"
_SENT, _CODE_PAGE = 0x0039, 0x3FDE
_ENTRY = Struct("<HHIq")
_EPOCH = datetime(1601, 1, 1)
# Contacts, appointments and tasks keep in other properties what a person would look for.
_MORE = (_DISPLAY_NAME, "3A16", "3A17", "3A08", "3A1C", "3A09", "3A15", "3A27", "3A2A")


def read_compound(
    found: FoundFile, file: "OleFileIO", stream: BinaryIO, settings: Settings
) -> Iterator[Document | Problem]:
    """The document of a message, and those of its attachments."""
    folder: tuple[str, ...] = ()
    parts = Parts(settings)
    values = _numbers(file, folder)
    encoding = encoding_of(values.get(_CODE_PAGE, 0))
    subject = _text(file, folder, _SUBJECT, encoding)
    parts.add(subject)
    parts.add(_body(file, folder, encoding, parts))
    for name in _MORE:
        value = _text(file, folder, name, encoding)
        if value and value not in parts.text():
            parts.add(value)
    sender, to = _text(file, folder, _SENDER, encoding), _text(file, folder, _TO, encoding)
    address = _text(file, folder, _SENDER_ADDRESS, encoding)
    fields = [("from", f"{sender} {address if '@' in address else ''}")]
    fields += [("to", to), ("to", _text(file, folder, _CC, encoding))]
    yield from of_parts(found, parts, type="msg", title=subject, date=_date(values.get(_SENT, 0)), fields=fields)
    room = room_of(found)
    mail = " ".join(["of mail", *(f"{word} {name[:80]}" for word, name in (("from", sender), ("to", to)) if name)])
    for part in _attachments(file, folder):
        name = _text(file, part, _LONG_NAME, encoding) or _text(file, part, _NAME, encoding) or "attachment"
        name = name.replace("/", "_")
        try:
            data = stream_of(file, *part, f"__substg1.0_{_DATA}{_BINARY}")
            take(room, len(data))
        except (*BROKEN, TooMuchError) as error:
            yield Problem(found.key, f"{name}: cannot be unpacked ({error})", is_note=True)
            continue
        if data:
            yield from read_member(found, name, data, settings, room, f"attachment {name} {mail}")
        else:
            inner = (*part, f"__substg1.0_{_DATA}000D")
            if file.exists(list(inner)):
                yield from _inner(found, file, inner, settings, f"message attached to mail {mail[8:]}")


def _inner(
    found: FoundFile, file: "OleFileIO", folder: tuple[str, ...], settings: Settings, within: str
) -> Iterator[Document | Problem]:
    """A message inside another is no file: its text alone is read."""
    parts = Parts(settings)
    encoding = encoding_of(_numbers(file, folder).get(_CODE_PAGE, 0))
    subject = _text(file, folder, _SUBJECT, encoding)
    parts.add(subject)
    parts.add(_body(file, folder, encoding, parts))
    sender = _text(file, folder, _SENDER, encoding)
    member = FoundFile(found.key, f"{found.id}!{subject[:80] or 'message'}", found.place, 0, found.mtime_ns)
    for item in of_parts(member, parts, type="msg", title=subject, fields=[("from", sender)]):
        yield replace(item, within=within) if isinstance(item, Document) else item


def _attachments(file: "OleFileIO", folder: tuple[str, ...]) -> list[tuple[str, ...]]:
    depth = len(folder)
    names = {
        path[depth]
        for path in file.listdir()
        if tuple(path[:depth]) == folder and len(path) > depth and path[depth].startswith("__attach_version1.0_")
    }
    return [(*folder, name) for name in sorted(names)]


def _body(file: "OleFileIO", folder: tuple[str, ...], encoding: str, parts: Parts) -> str:
    """The text of the message in the plainest form that it has."""
    if text := _text(file, folder, _BODY, encoding):
        return text
    try:
        if page := stream_of(file, *folder, f"__substg1.0_{_HTML}{_BINARY}"):
            return read_page(decode(page, declared_charset(page) or encoding).text).text()
        if packed := stream_of(file, *folder, f"__substg1.0_{_RTF}{_BINARY}"):
            return rtf.text_of(unpack(packed))
    except (UndecodableError, *BROKEN) as error:
        parts.note(f"its text {error}")
    return ""


def _text(file: "OleFileIO", folder: tuple[str, ...], number: str, encoding: str) -> str:
    try:
        wide = stream_of(file, *folder, f"__substg1.0_{number}{_WIDE}")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return stream_of(file, *folder, f"__substg1.0_{number}{_NARROW}").decode(encoding, "replace").rstrip("\0")
    except BROKEN:
        return ""


def _numbers(file: "OleFileIO", folder: tuple[str, ...]) -> dict[int, int]:
    """The properties of a fixed size by their numbers."""
    try:
        data = stream_of(file, *folder, "__properties_version1.0")
    except BROKEN:
        return {}
    start = 24 if folder else 32
    found = {}
    for at in range(start, len(data) - _ENTRY.size + 1, _ENTRY.size):
        _, number, _, value = _ENTRY.unpack_from(data, at)
        found[number] = value
    return found


def encoding_of(number: int) -> str:
    """The codec of a code page by its number, cp1252 for one that Python does not have."""
    name = {65001: "utf-8", 20127: "cp1252", 28591: "cp1252", 0: "cp1252"}.get(number & 0xFFFFFFFF, f"cp{number}")
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name


def _date(ticks: int) -> str:
    """From 100 ns since 1601, as Windows counts."""
    try:
        return (_EPOCH + timedelta(microseconds=ticks // 10)).isoformat(timespec="seconds") if ticks else ""
    except OverflowError:
        return ""
