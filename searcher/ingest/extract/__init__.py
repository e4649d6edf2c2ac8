"""From a file to its documents: `extract` finds the reader, opens the file, and names every failure.

A format is a module with `read(found, stream, settings)` and a row in READERS.
"""

import io
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO

from searcher.ingest.document import Document, Problem, reason_of
from searcher.ingest.files import open_file
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile

MOST_PROBLEMS = 1000
"""Problems named one by one per file: a large file of another format would otherwise give millions."""
NO_MEMORY = "needs more memory than its reader may have"
_SNIFF_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Reader:
    """How a format is read: `module` beside this file, `whole` when it needs all of the file in memory.

    `version` is to be raised when it gives other text for the same bytes: then its files, and no others, are read
    again. `isolated`: it reads in a process of its own, with limits, for a file may make it loop, crash or eat memory.
    """

    module: str
    suffixes: tuple[str, ...]
    whole: bool = True
    version: int = 1
    isolated: bool = True


READERS = (
    Reader("txt", (".txt", ".text", ".log"), isolated=False),
    Reader("markdown", (".md", ".markdown"), isolated=False),
    Reader("html", (".html", ".htm", ".xhtml"), isolated=False),
    Reader("jsonl", (".jsonl", ".ndjson"), whole=False, isolated=False),
    Reader("table", (".csv", ".tsv"), whole=False, isolated=False),
)
_BY_SUFFIX = {suffix: reader for reader in READERS for suffix in reader.suffixes}


def suffix_of(name: str) -> str:
    """The suffix that tells the format, in lower case: ".txt", or "" for none."""
    last = name.rpartition("/")[2]
    at = last.rfind(".")
    return last[at:].lower() if 0 < at < len(last) - 1 else ""


def reader_of(found: FoundFile, content: bytes | None = None) -> Reader | None:
    """What reads a file, None for nothing; `content` is all of it, if it is at hand. Raises OSError."""
    if (reader := _BY_SUFFIX.get(suffix_of(found.id))) is not None:
        return reader
    with open_file(found.path) if content is None else io.BytesIO(content) as stream:
        return _reader(found, stream)


def reader_key(reader: Reader | None, name: str) -> str:
    """What tells later whether the file with this `name` would be read by the same, and the same version of it.

    A file that nothing reads waits for any change of the readers; one that was read by what its suffix does not tell,
    for a reader of its suffix.
    """
    if reader is None:
        known = ",".join(f"{each.module} {each.version}" for each in READERS)
        return f"none {zlib.crc32(known.encode()):08x}"
    told = _BY_SUFFIX.get(suffix_of(name))
    own = f"{reader.module} {reader.version}"
    return own if told is reader else f"{own} for {told.module if told is not None else 'any'}"


def is_read_the_same(key: str, name: str) -> bool:
    """Whether the file with this `name`, which was read as `key` tells, would be read by the same now."""
    return any(reader_key(reader, name) == key for reader in (*READERS, None))


def too_large(found: FoundFile, settings: Settings) -> str:
    """Why this file is not read at all, or ""."""
    reader = _BY_SUFFIX.get(suffix_of(found.id), READERS[0])
    if not reader.whole or found.size <= settings.max_file_bytes:
        return ""
    limit = f"the limit is {size_text(settings.max_file_bytes)} (max_file_bytes in searcher.toml)"
    return f"is too large: {size_text(found.size)}, {limit}"


def extract(found: FoundFile, settings: Settings, content: bytes | None = None) -> Iterator[Document | Problem]:
    """The documents of a file, one after another, and what is not searchable in it; raises nothing.

    `content` is the file's content when it has been read already. A file without a document yields a Problem.
    """
    empty, problems = True, 0
    with closing(_read(found, settings, content)) as items:
        for item in items:
            if isinstance(item, Document):
                empty = False
            else:
                problems += 1
                empty = empty and item.is_note
                if problems > MOST_PROBLEMS:
                    continue
            yield item
    if problems > MOST_PROBLEMS:
        yield Problem(found.key, f"and {problems - MOST_PROBLEMS} more lines with problems")
    if empty and not problems:
        yield Problem(found.key, "holds no text" if found.size else "is empty")


def _read(found: FoundFile, settings: Settings, content: bytes | None) -> Generator[Document | Problem, None, None]:
    if reason := too_large(found, settings):
        yield Problem(found.key, reason)
        return
    try:
        with open_file(found.path) if content is None else io.BytesIO(content) as stream:
            reader = _reader(found, stream)
            if reader is None:
                yield Problem(found.key, f"no reader for {suffix_of(found.id) or 'such'} files")
                return
            module = import_module(f"{__name__}.{reader.module}")
            yield from module.read(found, stream, settings)
    except OSError as error:
        yield Problem(found.key, reason_of(error))
    except MemoryError:
        yield Problem(found.key, NO_MEMORY)
    except Exception as error:
        # One odd file must not end the indexing of all others; it is named, so that the reader can be mended.
        yield Problem(found.key, f"its reader failed ({type(error).__name__}: {error})")


def _reader(found: FoundFile, stream: BinaryIO) -> Reader | None:
    """The reader by suffix; any other file is plain text if its beginning is text."""
    reader = _BY_SUFFIX.get(suffix_of(found.id))
    if reader is not None:
        return reader
    from searcher.ingest.encoding import UndecodableError, detect

    beginning = stream.read(_SNIFF_BYTES)
    stream.seek(0)
    try:
        detect(beginning)
    except UndecodableError:
        return None
    return READERS[0]
