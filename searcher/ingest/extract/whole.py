"""What the readers of whole files share: bounded reading, and a Document with its notes."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from searcher.ingest.clean import clean_date, clean_lang, clean_line, clean_text, without_terminal_codes
from searcher.ingest.document import Document, Problem
from searcher.ingest.encoding import Decoded, UndecodableError, decode
from searcher.ingest.extract.parts import Parts
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile

MOST_TITLE = 200
"""Characters: a longer first line is text, not a title."""
MOST_VALUE = 500
"""Code points of a field's value: a longer one is no metadata."""
MOST_NAME = 40
WITHOUT_TEXT = "holds no text: found by its name and metadata alone"
MOST_FIELDS = 200
_CHUNK = 1 << 20


def text_of(
    found: FoundFile, stream: BinaryIO, settings: Settings, declared: Callable[[bytes], str] = lambda _: ""
) -> Decoded | Problem:
    """The text of a whole file, or why it is none. `declared` gives the encoding that its content names, or ""."""
    data = content(found, stream, settings)
    return data if isinstance(data, Problem) else decoded(found, data, declared(data))


def decoded(found: FoundFile, data: bytes, declared: str = "") -> Decoded | Problem:
    """The text of a whole file with clean line ends and characters, or why it is none."""
    try:
        result = decode(data, declared)
    except UndecodableError as error:
        return Problem(found.key, str(error))
    text, note = clean_text(without_terminal_codes(result.text))
    return Decoded(text, result.encoding, "; ".join(filter(None, (result.note, note))))


def content(found: FoundFile, stream: BinaryIO, settings: Settings, *, binary: bool = False) -> bytes | Problem:
    """All of the file, which may have grown since it was found. `binary`: it is far larger than its text."""
    most = settings.max_binary_bytes if binary else settings.max_file_bytes
    # No more room than the file needs: the limit may be far beyond the memory.
    data = stream.read(min(found.size, most) + 1)
    while found.size < len(data) <= most and (more := stream.read(_CHUNK)):
        data += more
    if len(data) > most:
        return Problem(found.key, f"is too large: the limit is {size_text(most)} (max_file_bytes in searcher.toml)")
    return data


def documents(
    found: FoundFile,
    text: str,
    note: str,
    *,
    type: str,
    title: str = "",
    lang: str = "",
    date: str = "",
    fields: Iterable[tuple[str, str]] = (),
) -> Iterator[Document | Problem]:
    """The one document of a file, if it has text or a title, and the note on its decoding."""
    if text.strip() or title.strip():
        title = clean_line(title)[:MOST_TITLE]
        yield Document(found.id, found.key, text, title, type, lang, date, fields=_named(found, fields))
        if not text.strip():
            note = "; ".join(filter(None, (note, WITHOUT_TEXT)))
        if note:
            yield Problem(found.key, note, is_note=True)


def of_parts(
    found: FoundFile,
    parts: Parts,
    *,
    type: str,
    title: str = "",
    lang: str = "",
    date: str = "",
    fields: Iterable[tuple[str, str]] = (),
    lacks: str = "",
) -> Iterator[Document | Problem]:
    """The one document of a file that was read in parts, and the notes on it; `lacks` as in Problem.

    One without text is found by its name and metadata alone, and that is told.
    """
    if not parts.text():
        parts.note(WITHOUT_TEXT)
    yield Document(
        found.id, found.key, parts.text(), clean_line(title)[:MOST_TITLE], type, clean_lang(lang), clean_date(date),
        places=tuple(parts.places), fields=_named(found, fields),
    )  # fmt: skip
    if parts.notes:
        yield Problem(found.key, "; ".join(parts.notes), is_note=True, lacks=lacks)


def _named(found: FoundFile, fields: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The fields and the name of the file."""
    return (*clean_fields(fields), ("name", clean_line(name_of(found.id))))


def name_of(id: str) -> str:
    """The name of a file without its folders and its suffix."""
    name = id[max(id.rfind("/"), id.rfind("!")) + 1 :]
    at = name.rfind(".")
    return name[:at] if at > 0 else name


def clean_fields(fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Fields that have a value, each once, on lines of bounded length."""
    cleaned = (
        (
            "-".join(clean_line(name).lower().split())[:MOST_NAME] or "field",
            clean_line(value[: 2 * MOST_VALUE])[:MOST_VALUE],
        )
        for name, value in fields
    )
    return list(islice(dict.fromkeys(pair for pair in cleaned if pair[1]), MOST_FIELDS))
