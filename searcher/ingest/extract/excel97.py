"""Excel before 2007 (xls)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.compound import about, read_objects
from searcher.ingest.extract.sheets import read_workbook
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

if TYPE_CHECKING:
    from olefile import OleFileIO


def read_compound(
    found: FoundFile, file: "OleFileIO", stream: BinaryIO, settings: Settings
) -> Iterator[Document | Problem]:
    """One document, and those that it embeds."""
    known = about(file)
    yield from read_workbook(found, stream, settings, "xls", known)
    yield from read_objects(found, file, settings)
