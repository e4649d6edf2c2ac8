"""CSV and TSV: one document a row, by the contract of JSON Lines if there is a `text` column."""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from searcher.ingest.document import Document, Problem
from searcher.ingest.encoding import UndecodableError, detect
from searcher.ingest.extract import suffix_of
from searcher.ingest.extract.lines import bounded_lines
from searcher.ingest.extract.record import record, too_long
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile

_SAMPLE_BYTES = 1 << 18
_DELIMITERS = ",;\t|"


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """A document or a Problem for each row below the header, in memory bounded by one row.

    Without a `text` column a row's text is its cells as "name: value" lines and its title is the first cell.
    """
    try:
        encoding = detect(stream.read(_SAMPLE_BYTES))
    except UndecodableError as error:
        yield Problem(found.key, str(error))
        return
    stream.seek(0)
    name = {"utf-8": "utf-8-sig"}.get(encoding.encoding, encoding.encoding)
    lines = io.TextIOWrapper(stream, name, errors="replace", newline=None)
    limit = settings.max_line_bytes
    rows = _rows(lines, "\t" if suffix_of(found.id) == ".tsv" else "", limit)
    # A cell may be as long as a row; the module's own limit of 131,072 is one for the whole process.
    csv.field_size_limit(max(csv.field_size_limit(), limit))
    header: list[str] | None = None
    replaced = 0
    for number, cells in rows:
        if cells is None:
            yield too_long(found, number, size_text(limit))
        elif isinstance(cells, str):
            yield Problem(found.key, cells, number)
        elif header is None:
            header = [cell.lstrip("\ufeff").strip() for cell in cells]
        elif any(cell.strip() for cell in cells):
            replaced += sum(cell.count("\ufffd") for cell in cells)
            yield from _document(found, number, header, cells)
    notes = [encoding.note] if encoding.note else []
    if replaced:
        notes.append(f"{replaced} place{'s' if replaced > 1 else ''} not valid {encoding.encoding}: U+FFFD")
    if notes:
        yield Problem(found.key, "; ".join(notes), is_note=True)


def _document(found: FoundFile, number: int, header: list[str], cells: list[str]) -> Iterator[Document | Problem]:
    type = suffix_of(found.id)[1:]
    if len(cells) > len(header):
        yield Problem(found.key, f"has {len(cells)} cells under {len(header)} column names", number)
        return
    values: dict[str, object] = dict(zip((name.lower() for name in header), cells, strict=False))
    if "text" not in values:
        pairs = [(name, cell.strip()) for name, cell in zip(header, cells, strict=False) if cell.strip()]
        text = "\n".join(f"{name}: {cell}" if name else cell for name, cell in pairs)
        values = {"text": text, "title": cells[0]}
    yield from record(found, number, values, type)


def _rows(stream: io.TextIOWrapper, delimiter: str, limit: int) -> Iterator[tuple[int, list[str] | str | None]]:
    """Rows with the number of their first line: cells, a reason why there are none, or None when too long.

    A quote that is never closed would swallow the rest of the file: its line is given up alone.
    """
    lines = bounded_lines(stream, "\n", limit)
    again: deque[tuple[int, str | None]] = deque()
    while (item := again.popleft() if again else next(lines, None)) is not None:
        number, line = item
        if line is None:
            yield number, None
            continue
        if not line.strip():
            continue
        delimiter = delimiter or max(_DELIMITERS, key=line.count)
        row, held = [line], []
        size, inside = len(line), _ends_inside(line, delimiter, inside=False)
        while inside and size <= limit:
            following = again.popleft() if again else next(lines, None)
            if following is None:
                break
            held.append(following)
            if following[1] is None:
                break
            row.append(following[1])
            size += len(following[1])
            inside = _ends_inside(following[1], delimiter, inside=True)
        if inside:
            again.extendleft(reversed(held))
            yield number, "has a quotation mark that is not closed"
            continue
        try:
            yield number, next(csv.reader(row, delimiter=delimiter), [])
        except csv.Error as error:
            yield number, f"is not valid CSV ({error})"


def _ends_inside(line: str, delimiter: str, *, inside: bool) -> bool:
    """Whether a quoted cell is open at the end of `line`, as the csv module reads it."""
    opening = re.compile(f'(?:^|{re.escape(delimiter)})"')
    position = 0
    if not inside:
        found = opening.match(line) or opening.search(line)
        position, inside = (found.end(), True) if found else (len(line), False)
    while inside:
        quote = line.find('"', position)
        if quote < 0:
            return True
        if line.startswith('""', quote):
            position = quote + 2
            continue
        found = re.compile(f'{re.escape(delimiter)}"').search(line, quote + 1)
        if found is None:
            return False
        position = found.end()
    return False
