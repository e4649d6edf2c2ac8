"""What the readers of whole files share: bounded reading, and a Document with its notes."""

from collections.abc import Iterator
from typing import BinaryIO

from searcher.ingest.clean import clean_line, clean_text
from searcher.ingest.document import Document, Problem
from searcher.ingest.encoding import Decoded, UndecodableError, decode
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile

MOST_TITLE = 200
"""Characters: a longer first line is text, not a title."""
_CHUNK = 1 << 20


def decoded(found: FoundFile, data: bytes, declared: str = "") -> Decoded | Problem:
    """The text of a whole file with clean line ends and characters, or why it is none."""
    try:
        result = decode(data, declared)
    except UndecodableError as error:
        return Problem(found.key, str(error))
    text, note = clean_text(result.text)
    return Decoded(text, result.encoding, "; ".join(filter(None, (result.note, note))))


def content(found: FoundFile, stream: BinaryIO, settings: Settings) -> bytes | Problem:
    """All of the file, which may have grown since it was found."""
    most = settings.max_file_bytes
    # No more room than the file needs: the limit may be far beyond the memory.
    data = stream.read(min(found.size, most) + 1)
    while found.size < len(data) <= most and (more := stream.read(_CHUNK)):
        data += more
    if len(data) > most:
        return Problem(found.key, f"is too large: the limit is {size_text(most)} (max_file_bytes in searcher.toml)")
    return data


def documents(
    found: FoundFile, text: str, note: str, *, type: str, title: str = "", lang: str = "", date: str = ""
) -> Iterator[Document | Problem]:
    """The one document of a file, if it has text, and the note on its decoding."""
    if text.strip():
        title = clean_line(title)[:MOST_TITLE]
        yield Document(found.id, found.key, text, title, type, lang, date)
        if note:
            yield Problem(found.key, note, is_note=True)
