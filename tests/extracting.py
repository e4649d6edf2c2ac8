"""Files made in memory and read, for tests of formats."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract import extract
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile


def items(name: str, data: bytes, settings: Settings | None = None) -> list[Document | Problem]:
    """What is read of a file."""
    found = FoundFile(f"../docs/{name}", name, Path("nowhere"), len(data), 0)
    return list(extract(found, settings or Settings(), data))


def documents(name: str, data: bytes) -> list[Document]:
    """The documents of a file, of which nothing is told."""
    read = items(name, data)
    assert [item.reason for item in read if isinstance(item, Problem) and "holds no text:" not in item.reason] == []
    return [item for item in read if isinstance(item, Document)]


def first(name: str, data: bytes) -> Document:
    """The only document of a file."""
    (document,) = documents(name, data)
    return document


def named(name: str, data: bytes) -> list[str]:
    """What is told of a file."""
    return [item.reason for item in items(name, data) if isinstance(item, Problem)]


def places(document: Document) -> dict[str, str]:
    """The first word at each place of a document → the place in words."""
    found = {}
    for place in document.places:
        word = document.text[place.start :].split()[0]
        found[word] = f"{place.label} {place.line}" if place.line else place.label
    return found


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip file with these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()
