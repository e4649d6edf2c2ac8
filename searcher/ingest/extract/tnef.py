"""TNEF (winmail.dat), in which Outlook and Exchange wrap mail of their own kind: its text and its attachments.

[MS-OXTNEF]: a row of attributes, each with a level (message or attachment), an id, a length and a checksum; among them
properties as [MS-OXCDATA] has them, of which the long names of files and the body in other forms are read.
"""

from collections.abc import Iterator
from struct import Struct, error
from typing import BinaryIO

from searcher.ingest.document import Document, Problem
from searcher.ingest.encoding import UndecodableError, decode
from searcher.ingest.extract import rtf
from searcher.ingest.extract.html import declared_charset, read_page
from searcher.ingest.extract.members import TooMuchError, read_member, room_of, take
from searcher.ingest.extract.outlook import encoding_of
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.rtf_packed import unpack
from searcher.ingest.extract.whole import content, of_parts
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile
from searcher.records import dataclass, field

_HEADER, _ATTRIBUTE, _CHECKSUM, _LONG, _SHORT = Struct("<IH"), Struct("<BII"), 2, Struct("<I"), Struct("<H")
# Attributes by the low half of their ids.
_SUBJECT, _BODY, _PROPERTIES, _CODE_PAGE = 0x8004, 0x800C, 0x9003, 0x9007
_BEGINS_ATTACHMENT, _DATA, _TITLE, _OF_ATTACHMENT = 0x9002, 0x800F, 0x8010, 0x9005
# Properties.
_LONG_NAME, _PACKED_RTF, _PAGE, _TEXT, _CONTENT, _TOPIC = 0x3707, 0x1009, 0x1013, 0x1000, 0x3701, 0x0037
_NAMED = 0x8000  # from here on, with a name of its own before the value
_SIZES = {2: 2, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 2, 20: 8, 64: 8, 72: 16}
_NARROW, _WIDE, _BINARY, _OBJECT, _SEVERAL = 0x1E, 0x1F, 0x102, 0x0D, 0x1000
_INTERFACE = 16  # bytes before the content of an object that say what it is


@dataclass(frozen=True, slots=True)
class _Attachment:
    """What is told of one file, by the ids of attributes and properties."""

    attributes: dict[int, bytes] = field(default_factory=dict)
    properties: dict[int, bytes | str] = field(default_factory=dict)


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """The document of the message, if it has text, and those of its attachments."""
    data = content(found, stream, settings, binary=True)
    if isinstance(data, Problem):
        yield data
        return
    parts = Parts(settings)
    message, files = _Attachment(), list[_Attachment]()
    encoding = "cp1252"
    try:
        for is_of_file, id, value in _attributes(data):
            if id == _CODE_PAGE:
                encoding = encoding_of(_LONG.unpack_from(value)[0])
            elif id == _BEGINS_ATTACHMENT:
                files.append(_Attachment())
            elif id in (_PROPERTIES, _OF_ATTACHMENT):
                target = files[-1] if is_of_file and files else message
                target.properties.update(_properties(value, encoding))
            else:
                (files[-1] if is_of_file and files else message).attributes[id] = value
    except (error, ValueError, IndexError):
        parts.note("is damaged: what follows the damage is left out")
    subject = _text(message, _SUBJECT, _TOPIC, encoding)
    parts.add(subject)
    parts.add(_body(message, encoding, parts))
    if parts.text() or not files:
        yield from of_parts(found, parts, type="tnef", title=subject)
    room = room_of(found)
    for file in files:
        name = _text(file, _TITLE, _LONG_NAME, encoding).replace("/", "_") or "attachment"
        held = file.attributes.get(_DATA) or file.properties.get(_CONTENT, b"")
        inner = held if isinstance(held, bytes) else held.encode()
        try:
            take(room, len(inner))
        except TooMuchError as problem:
            yield Problem(found.key, str(problem), is_note=True)
            return
        yield from read_member(found, name, inner, settings, room, f"attachment {name}")


def _attributes(data: bytes) -> Iterator[tuple[bool, int, bytes]]:
    """(whether it is of an attachment, id, value). Raises struct.error where the data end inside one."""
    at = _HEADER.size
    while at < len(data):
        level, id, size = _ATTRIBUTE.unpack_from(data, at)
        at += _ATTRIBUTE.size
        if size > len(data) - at:
            raise error("ends inside an attribute")
        yield level == 2, id & 0xFFFF, data[at : at + size]
        at += size + _CHECKSUM


def _properties(data: bytes, encoding: str) -> Iterator[tuple[int, bytes | str]]:
    """(id, value) of texts and bytes. Raises struct.error where the data end inside one."""
    (count,) = _LONG.unpack_from(data, 0)
    at = 4
    for _ in range(min(count, len(data) // 4)):
        kind, id = _SHORT.unpack_from(data, at)[0], _SHORT.unpack_from(data, at + 2)[0]
        at += 4
        if id >= _NAMED:
            (is_text,) = _LONG.unpack_from(data, at + 16)
            at += 20
            (size,) = _LONG.unpack_from(data, at) if is_text else (0,)
            at += 4 + (size + 3) // 4 * 4
        values = 1
        if kind & _SEVERAL or kind in (_NARROW, _WIDE, _BINARY, _OBJECT):
            (values,) = _LONG.unpack_from(data, at)
            at += 4
        kind &= ~_SEVERAL
        for _ in range(min(values, len(data) // 2)):
            if kind in _SIZES:
                at += (_SIZES[kind] + 3) // 4 * 4
                continue
            if kind not in (_NARROW, _WIDE, _BINARY, _OBJECT):
                return
            (size,) = _LONG.unpack_from(data, at)
            value = data[at + 4 : at + 4 + size]
            at += 4 + (size + 3) // 4 * 4
            if kind == _NARROW:
                yield id, value.decode(encoding, "replace").rstrip("\0")
            elif kind == _WIDE:
                yield id, value.decode("utf-16-le", "replace").rstrip("\0")
            else:
                yield id, value[_INTERFACE:] if kind == _OBJECT else value


def _text(message: _Attachment, attribute: int, property: int, encoding: str) -> str:
    value = message.properties.get(property)
    if isinstance(value, str) and value:
        return value
    return message.attributes.get(attribute, b"").decode(encoding, "replace").rstrip("\0")


def _body(message: _Attachment, encoding: str, parts: Parts) -> str:
    """The text of the message in the plainest form that it has."""
    if text := _text(message, _BODY, _TEXT, encoding):
        return text
    page, packed = message.properties.get(_PAGE), message.properties.get(_PACKED_RTF)
    try:
        if isinstance(page, bytes):
            return read_page(decode(page, declared_charset(page) or encoding).text).text()
        if isinstance(packed, bytes):
            return rtf.text_of(unpack(packed))
    except (UndecodableError, ValueError) as problem:
        parts.note(f"its text {problem}")
    return page if isinstance(page, str) else ""
