"""CSV and TSV: one document a row, by the contract of JSON Lines if there is a `text` column."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.document import Document, Problem
from searcher.ingest.encoding import UndecodableError, detect
from searcher.ingest.extract.detection import suffix_of
from searcher.ingest.extract.lines import bounded_lines
from searcher.ingest.extract.record import record, too_long
from searcher.ingest.extract.rows import rows
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile

_SAMPLE_BYTES = 1 << 18
# What spreadsheets of Microsoft write above a table whose cells another sign parts than that of the land.
_SEPARATOR = expression(r"\ufeff?sep=(.)\n")
_SEPARATOR_LENGTH = 8


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
    told = _SEPARATOR.fullmatch(lines.readline(_SEPARATOR_LENGTH))
    if told is None:
        lines.seek(0)
    comma = told[1] if told is not None else "\t" if suffix_of(found.id) == ".tsv" else ""
    above = 1 if told is not None else 0
    # A cell may be as long as a row; the module's own limit of 131,072 is one for the whole process.
    csv.field_size_limit(max(csv.field_size_limit(), limit))
    header: list[str] | None = None
    replaced = 0
    stray: list[int] = []
    longer: list[int] = []
    for number, row in rows(
        ((above + number, line) for number, line in bounded_lines(lines, "\n", limit)), comma, limit
    ):
        if row is None:
            yield too_long(found, number, size_text(limit))
            continue
        if row.is_stray:
            stray.append(number)
        cells = row.cells
        if header is None:
            header = [cell.lstrip("\ufeff").strip() for cell in cells]
        elif any(cell.strip() for cell in cells):
            replaced += sum(cell.count("\ufffd") for cell in cells)
            if len(cells) > len(header):
                longer.append(number)
            yield from _document(found, number, header, cells)
    notes = [encoding.note] if encoding.note else []
    if stray:
        notes.append(f"a quotation mark that no other closes is taken as text ({_lines_of(stray)})")
    if longer and not _is_by_contract(header or []):
        notes.append(f"has more cells than names of columns ({_lines_of(longer)}): the others have no name")
    if replaced:
        notes.append(f"{replaced} place{'s' if replaced > 1 else ''} not valid {encoding.encoding}: U+FFFD")
    if notes:
        yield Problem(found.key, "; ".join(notes), is_note=True)


def _document(found: FoundFile, number: int, header: list[str], cells: list[str]) -> Iterator[Document | Problem]:
    type = suffix_of(found.id)[1:]
    if len(cells) > len(header) and _is_by_contract(header):
        yield Problem(found.key, f"has {len(cells)} cells under {len(header)} column names", number)
        return
    values: dict[str, object] = dict(zip((name.lower() for name in header), cells, strict=False))
    if "text" not in values:
        names = [*header, *[""] * (len(cells) - len(header))]
        pairs = [(name, cell.strip()) for name, cell in zip(names, cells, strict=False) if cell.strip()]
        text = "\n".join(f"{name}: {cell}" if name else cell for name, cell in pairs)
        values = {"text": text, "title": cells[0]}
    yield from record(found, number, values, type)


def _is_by_contract(header: list[str]) -> bool:
    """Whether the table is one of documents, where a row with a cell too many has something in the wrong column."""
    return any(name.lower() == "text" for name in header)


def _lines_of(numbers: list[int]) -> str:
    return f"line {numbers[0]}" if len(numbers) == 1 else f"{len(numbers)} lines, the first of them {numbers[0]}"
