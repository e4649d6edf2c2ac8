"""Compound files (OLE2): the office formats before 2007, Outlook's messages, Hangul documents, encrypted packages."""

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.members import TooMuchError, read_member, room_of, take
from searcher.ingest.extract.office import Properties
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

if TYPE_CHECKING:
    from olefile import OleFileIO

_MARKS = (
    ("__properties_version1.0", "outlook"),
    ("WordDocument", "word97"),
    ("PowerPoint Document", "powerpoint97"),
    ("Workbook", "excel97"),
    ("Book", "excel97"),
    ("FileHeader", "hangul"),
)
BROKEN = (OSError, ValueError, IndexError, TypeError, AttributeError, KeyError, OverflowError)
"""What olefile raises for damaged files."""
# Of an OLE 1.0 package: the streams that hold the embedded file as it is.
_WHOLE = ("CONTENTS", "Package", "EmbeddedOdf")


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """The documents of what the file is."""
    from olefile import OleFileIO

    try:
        file = OleFileIO(stream)
    except BROKEN as error:
        yield Problem(found.key, f"is a damaged office document ({error})")
        return
    with file:
        module = next((module for name, module in _MARKS if file.exists(name)), "")
        if module:
            yield from import_module(f"searcher.ingest.extract.{module}").read_compound(found, file, stream, settings)
        elif file.exists("EncryptedPackage"):
            yield Problem(found.key, "is encrypted: save it without a password to search it")
        else:
            objects = list(embedded(file))
            if not objects:
                yield Problem(found.key, "is an office document of a kind that is not read")
            for name, data in objects:
                yield from read_member(found, name, data, settings, room_of(found), f"embedded {name}")


def stream_of(file: "OleFileIO", *path: str) -> bytes:
    """A stream's content, b"" if there is none. Raises one of BROKEN."""
    if not file.exists(list(path)):
        return b""
    with file.openstream(list(path)) as stream:
        data: bytes = stream.read()
        return data


def about(file: "OleFileIO") -> Properties:
    """The metadata of an office document."""
    found = Properties()
    try:
        known = file.get_metadata()
        encoding = f"cp{known.codepage}" if known.codepage and known.codepage > 0 else "cp1252"
        encoding = "utf-8" if known.codepage in (65001, 1200) else encoding
        for name, value in (
            ("title", known.title), ("author", known.author), ("keywords", known.keywords), ("subject", known.subject),
            ("description", known.comments),
        ):  # fmt: skip
            if isinstance(value, bytes):
                found.set(name, value.decode(encoding, "replace").rstrip("\0"))
            elif isinstance(value, str):
                found.set(name, value.rstrip("\0"))
        if known.create_time is not None and known.create_time.year > 1980:
            found.date = known.create_time.isoformat()
    except (*BROKEN, LookupError):
        return found
    return found


def embedded(file: "OleFileIO") -> Iterator[tuple[str, bytes]]:
    """(name, content) of the files that are embedded as they are."""
    for path in file.listdir():
        name = path[-1]
        try:
            if name == "\x01Ole10Native":
                yield _native(stream_of(file, *path))
            elif name in _WHOLE:
                yield "object", stream_of(file, *path)
        except BROKEN:
            continue


def read_objects(found: FoundFile, file: "OleFileIO", settings: Settings) -> Iterator[Document | Problem]:
    """The documents of the embedded files."""
    room = room_of(found)
    for name, data in embedded(file):
        try:
            take(room, len(data))
        except TooMuchError as error:
            yield Problem(found.key, str(error), is_note=True)
            return
        yield from read_member(found, name, data, settings, room, f"embedded {name}")


def _native(data: bytes) -> tuple[str, bytes]:
    """[MS-OLEDS] 2.3.6 as packages have it: size, a type, name and path, twice, then size and content."""
    at = 6
    label_end = data.index(b"\0", at)
    label = data[at:label_end].decode("cp1252", "replace").replace("/", "_")
    at = data.index(b"\0", label_end + 1) + 1 + 4
    path = int.from_bytes(data[at : at + 4], "little")
    at += 4 + path
    size = int.from_bytes(data[at : at + 4], "little")
    return label or "object", data[at + 4 : at + 4 + size]
