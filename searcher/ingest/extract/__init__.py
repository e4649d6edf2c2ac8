"""From a file to its documents: `extract` finds the reader, opens the file, and names every failure.

A format is a module with `read(found, stream, settings)` and a row in `detection.READERS`.
"""

import io
from collections.abc import Generator, Iterator
from contextlib import closing
from importlib import import_module
from typing import BinaryIO

from searcher.ingest.document import Document, Problem, reason_of
from searcher.ingest.extract.detection import BY_SUFFIX, READERS, SNIFF_BYTES, Reader, reader_of, suffix_of
from searcher.ingest.files import open_file
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile

MOST_PROBLEMS = 1000
"""Problems named one by one per file: a large file of another format would otherwise give millions."""


def too_large(found: FoundFile, settings: Settings) -> str:
    """Why this file is not read at all, or ""."""
    reader = BY_SUFFIX.get(suffix_of(found.id), READERS[0])
    most = settings.max_binary_bytes if reader.binary else settings.max_file_bytes
    if not reader.whole or found.size <= most:
        return ""
    limit = f"the limit is {size_text(most)} (max_file_bytes in searcher.toml)"
    return f"is too large: {size_text(found.size)}, {limit}"


def extract(found: FoundFile, settings: Settings, content: bytes | None = None) -> Iterator[Document | Problem]:
    """The documents of a file, one after another, and what is not searchable in it; raises nothing.

    `content` is the file's content when it has been read already. A file without a document yields a Problem.
    """
    named, problems = False, 0
    with closing(_read(found, settings, content)) as items_of:
        for item in items_of:
            if isinstance(item, Document):
                named = True
            else:
                problems += 1
                named = named or not item.is_note
                if problems > MOST_PROBLEMS:
                    continue
            yield item
    if problems > MOST_PROBLEMS:
        yield Problem(found.key, f"and {problems - MOST_PROBLEMS} more lines with problems")
    if not named:
        yield Problem(found.key, "holds no text" if found.size else "is empty")


def _read(found: FoundFile, settings: Settings, content: bytes | None) -> Generator[Document | Problem, None, None]:
    if reason := too_large(found, settings):
        yield Problem(found.key, reason)
        return
    try:
        with open_file(found.path) if content is None else io.BytesIO(content) as stream:
            yield from items(found, stream, settings)
    except OSError as error:
        yield Problem(found.key, reason_of(error))


def items(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """The documents and problems of an open file, or of a member of one. Raises OSError where it cannot be read."""
    beginning = stream.read(SNIFF_BYTES)
    stream.seek(0)
    reader = reader_of(found.id, beginning)
    if reader == "":
        reader = _text_reader(found, beginning)
    if isinstance(reader, str):
        yield Problem(found.key, reader)
        return
    try:
        module = import_module(f"{__name__}.{reader.module}")
        yield from module.read(found, stream, settings)
    except OSError:
        raise
    except Exception as error:
        # One odd file must not end the indexing of all others; it is named, so that the reader can be mended.
        yield Problem(found.key, f"its reader failed ({type(error).__name__}: {error})")


def _text_reader(found: FoundFile, beginning: bytes) -> Reader | str:
    """The reader of plain text for a file whose beginning is text, else why it is not read."""
    from searcher.ingest.encoding import UndecodableError, detect

    try:
        detect(beginning)
    except UndecodableError:
        return f"no reader for {suffix_of(found.id) or 'such'} files"
    return READERS[0]
