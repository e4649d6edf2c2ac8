"""Zip files: the office documents, books and pages that are kept in them, or else an archive with its members."""

import zipfile
import zlib
from collections.abc import Iterator
from importlib import import_module
from lzma import LZMAError
from typing import BinaryIO

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.member_names import name_zip_members
from searcher.ingest.extract.members import TooMuchError, read_member, room_of, take, too_packed
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile

# By a member that only this format has; the first that fits.
_MARKS = (
    ("word/document.xml", "word"),
    ("word/document2.xml", "word"),
    ("xl/workbook.xml", "sheets"),
    ("xl/workbook.bin", "sheets"),
    ("ppt/presentation.xml", "slides"),
    ("META-INF/container.xml", "epub"),
    ("FixedDocSeq.fdseq", "xps"),
    ("FixedDocumentSequence.fdseq", "xps"),
    ("Index/Document.iwa", "iwork"),
    ("Index.zip", "iwork"),
)
_MIMETYPES = (
    (b"application/epub+zip", "epub"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "sheets"),
    (b"application/vnd.oasis.opendocument.", "opendocument"),
)
# What the standard library raises for a damaged, encrypted or unknown member.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, LZMAError)
_ENCRYPTED = 1


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """The documents of what the zip file is."""
    try:
        package = Package(stream)
    except BROKEN as error:
        yield Problem(found.key, f"is a damaged zip file ({error})")
        return
    module = package.format()
    if module == "iwork":
        yield from _read_iwork(found, package, settings)
    elif module:
        yield from import_module(f"searcher.ingest.extract.{module}").read_package(found, package, settings)
    else:
        yield from read_archive(found, package, settings)


class Package:
    """A zip file whose members are read whole, within bounds. Raises one of BROKEN for what is no zip file."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self._zip = zipfile.ZipFile(stream)
        self.members = self._zip.infolist()
        name_zip_members(self.members)
        # Office programs write other cases now and then.
        self._by_name = {member.filename.lower(): member for member in self.members}

    @property
    def names(self) -> list[str]:
        """The names of all members, in the order of the file."""
        return [member.filename for member in self.members]

    def has(self, name: str) -> bool:
        """Whether there is such a member, in whatever case."""
        return name.lower() in self._by_name

    def format(self) -> str:
        """The module that reads the package, "" for an archive."""
        mimetype = self.peek("mimetype")[:100]
        for beginning, module in _MIMETYPES:
            if mimetype.startswith(beginning):
                return module
        return next((module for name, module in _MARKS if self.has(name)), "")

    def read(self, name: str) -> bytes:
        """A member's content, b"" if there is none. Raises one of BROKEN, and TooMuchError."""
        member = self._by_name.get(name.lower())
        return b"" if member is None else self.content(member)

    def peek(self, name: str) -> bytes:
        """A member's content, b"" if there is none that can be read."""
        try:
            return self.read(name)
        except BROKEN:
            return b""

    def content(self, member: zipfile.ZipInfo) -> bytes:
        """A member's content. Raises one of BROKEN, and TooMuchError for one that unpacks to too much."""
        if member.flag_bits & _ENCRYPTED:
            raise RuntimeError("is encrypted")
        if reason := too_packed(member.compress_size, member.file_size):
            raise TooMuchError(reason)
        with self._zip.open(member) as stream:
            # No more than its entry says, whatever it unpacks to.
            return stream.read(member.file_size)


def read_archive(found: FoundFile, package: Package, settings: Settings) -> Iterator[Document | Problem]:
    """Each member as a file of its own."""
    room = room_of(found)
    for member in package.members:
        if member.is_dir():
            continue
        name = member.filename
        if member.file_size > settings.max_binary_bytes:
            yield Problem(found.key, f"{name}: is too large: {size_text(member.file_size)}", is_note=True)
            continue
        try:
            take(room, member.file_size)
        except TooMuchError as error:
            yield Problem(found.key, str(error), is_note=True)
            return
        try:
            data = package.content(member)
        except BROKEN as error:
            yield Problem(found.key, f"{name}: cannot be unpacked ({error})", is_note=True)
            continue
        yield from read_member(found, name, data, settings, room)


def _read_iwork(found: FoundFile, package: Package, settings: Settings) -> Iterator[Document | Problem]:
    """What Pages, Numbers and Keynote show of a document without opening it: a PDF, if it was saved with one."""
    preview = package.peek("QuickLook/Preview.pdf")
    if preview:
        yield from read_member(found, "Preview.pdf", preview, settings, room_of(found), "preview")
    else:
        reason = "is a document of Apple Pages, Numbers or Keynote: export it as PDF or Office document to search it"
        yield Problem(found.key, reason)


def read_embedded(found: FoundFile, package: Package, folder: str, settings: Settings) -> Iterator[Document | Problem]:
    """The files that an office document holds in one of its folders."""
    room = room_of(found)
    for member in package.members:
        if not member.filename.startswith(folder) or member.is_dir():
            continue
        try:
            take(room, member.file_size)
            data = package.content(member)
        except BROKEN as error:
            yield Problem(found.key, f"{member.filename}: cannot be unpacked ({error})", is_note=True)
            continue
        name = member.filename.rpartition("/")[2]
        yield from read_member(found, name, data, settings, room, f"embedded {name}")
