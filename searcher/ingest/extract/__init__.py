"""From a file to its documents: `extract` finds the reader, opens the file, and names every failure.

A format is a module with `read(found, stream, settings)` and a row in `detection.READERS`.
"""

import io
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from importlib import import_module
from typing import BinaryIO

from searcher.ingest import extras
from searcher.ingest.document import Document, Problem, reason_of
from searcher.ingest.extract import detection
from searcher.ingest.extract.detection import SNIFF_BYTES, Reader, suffix_of
from searcher.ingest.files import open_file
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile

MOST_PROBLEMS = 1000
"""Problems named one by one per file: a large file of another format would otherwise give millions."""
_WITHOUT = " without "
NO_MEMORY = "needs more memory than its reader may have"


def reader_of(found: FoundFile, content: bytes | None = None) -> Reader | None:
    """What reads a file, None for nothing; `content` is all of it, if it is at hand. Raises OSError."""
    with open_file(found.path) if content is None else io.BytesIO(content) as stream:
        reader = _told(found, stream.read(SNIFF_BYTES))
    return reader if isinstance(reader, Reader) else None


def reader_key(reader: Reader | None, name: str) -> str:
    """What tells later whether the file with this `name` would be read by the same, and the same version of it.

    A file that nothing reads waits for any change of the readers; one that was read by what its suffix does not tell,
    for a reader of its suffix.
    """
    if reader is None:
        known = ",".join(f"{each.module} {each.version}" for each in detection.READERS)
        return f"none {zlib.crc32(known.encode()):08x}"
    told = detection.BY_SUFFIX.get(suffix_of(name))
    own = f"{reader.module} {reader.version}"
    return own if told is reader else f"{own} for {told.module if told is not None else 'any'}"


def key_without(key: str, lacks: str) -> str:
    """The key of a reader that lacked something for this file (see `Problem.lacks`), if it did."""
    return f"{key}{_WITHOUT}{lacks}" if lacks else key


def is_read_the_same(key: str, name: str, settings: Settings) -> bool:
    """Whether the file with this `name`, which was read as `key` tells, would be read by the same now."""
    key, _, lacks = key.partition(_WITHOUT)
    if lacks and extras.is_there(lacks, settings):
        return False
    return any(reader_key(reader, name) == key for reader in (*detection.READERS, None))


def too_large(found: FoundFile, settings: Settings) -> str:
    """Why this file is not read at all, or ""."""
    reader = detection.BY_SUFFIX.get(suffix_of(found.id), detection.READERS[0])
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
    except MemoryError:
        yield Problem(found.key, NO_MEMORY)


def items(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """The documents and problems of an open file, or of a member of one.

    Raises OSError where it cannot be read, and MemoryError.
    """
    beginning = stream.read(SNIFF_BYTES)
    stream.seek(0)
    reader = _told(found, beginning)
    if isinstance(reader, str):
        yield Problem(found.key, reader)
        return
    try:
        module = import_module(f"{__name__}.{reader.module}")
        yield from module.read(found, stream, settings)
    except (OSError, MemoryError):
        raise
    except Exception as error:
        # One odd file must not end the indexing of all others; it is named, so that the reader can be mended.
        yield Problem(found.key, f"its reader failed ({type(error).__name__}: {error})")


def _told(found: FoundFile, beginning: bytes) -> Reader | str:
    """What reads a file that begins so, or why nothing does."""
    return detection.reader_of(found.id, beginning) or _text_reader(found, beginning)


def _text_reader(found: FoundFile, beginning: bytes) -> Reader | str:
    """The reader of plain text for a file whose beginning is text, else why it is not read."""
    from searcher.ingest.encoding import UndecodableError, UnknownEncodingError, detect

    try:
        detect(beginning)
    except UnknownEncodingError as error:
        return str(error)
    except UndecodableError:
        return f"no reader for {suffix_of(found.id) or 'such'} files"
    return detection.READERS[0]
