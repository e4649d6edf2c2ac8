"""Spreadsheets (xlsx, xlsm, xlsb, xls, ods): each sheet a row a line, by the numbers of its rows."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.office import Properties, package_properties, part_events, relations
from searcher.ingest.extract.opendocument import read_events
from searcher.ingest.extract.package import Package, read_embedded
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts
from searcher.ingest.extract.word import paragraphs
from searcher.ingest.extract.xml_events import End, Event, Start
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_COMMENTS = expression(r"xl/(?:comments\d*|threadedComments/\w+|comments/\w+)\.xml")
_DRAWING = expression(r"xl/(?:drawings/drawing|charts/chart|diagrams/data)\d*\.xml")
_COMMENT = "text"
# The library keeps all cells up to the last one, in 32 bytes each.
_MOST_CELLS = 20_000_000
_FEW_COLUMNS = 702  # those of one letter or two
_ROW, _COLUMN = expression(rb'<row [^>]*?\br="(\d{1,7})"'), expression(rb'<c r="([A-Z]{1,3})\d')
_FAR_COLUMN = expression(rb'<c r="[A-Z]{3}\d')
# Rows and columns of a sheet that are looked at: a sheet may say that it has 17 billion cells.
_MOST_ROWS = 1_048_576


def read_package(found: FoundFile, package: Package, settings: Settings) -> Iterator[Document | Problem]:
    """One document, and those that it embeds."""
    if package.has("content.xml"):
        about = Properties()
        read_events(part_events(package, "meta.xml", []), Parts(settings), about)
        yield from read_workbook(found, package.stream, settings, "ods", about, package)
        return
    about = package_properties(package)
    yield from read_workbook(found, package.stream, settings, "xlsx", about, package)
    yield from read_embedded(found, package, "xl/embeddings/", settings)


def read_workbook(
    found: FoundFile,
    stream: BinaryIO,
    settings: Settings,
    type: str,
    about: Properties,
    package: Package | None = None,
) -> Iterator[Document | Problem]:
    """One document with a place for each stretch of rows without a gap, and one for comments and drawings."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    stream.seek(0)
    parts = Parts(settings)
    names: list[str] = []
    try:
        workbook = CalamineWorkbook.from_filelike(stream)
    except PasswordError:
        yield Problem(found.key, "is encrypted: save it without a password to search it")
        return
    except (CalamineError, OSError, ValueError) as error:
        yield Problem(found.key, f"is a damaged spreadsheet ({error})")
        return
    wide = _too_wide(package) if package is not None and type == "xlsx" else frozenset[str]()
    for name in workbook.sheet_names:
        if name in wide:
            parts.note(f"sheet {name} cannot be read (its cells lie too far apart: move the last ones nearer)")
            continue
        try:
            sheet = workbook.get_sheet_by_name(name)
        except (CalamineError, OSError, ValueError) as error:
            parts.note(f"sheet {name} cannot be read ({error})")
            continue
        names.append(name)
        if sheet.height:
            _add(parts, name, sheet.iter_rows())
        if parts.is_full:
            break
    for label, text in _beside(package, parts.notes) if package is not None else ():
        parts.add(text, label)
    fields = [*about.fields, *(("sheet", name) for name in names)]
    yield from of_parts(found, parts, type=type, title=about.title, lang=about.lang, date=about.date, fields=fields)


def _too_wide(package: Package) -> frozenset[str]:
    """The sheets whose corner lies so far out that the library for the cells would want too much memory for them."""
    parts_of = relations(package, "xl/workbook.xml")
    found: list[str] = []
    for event in part_events(package, "xl/workbook.xml", []):
        if isinstance(event, Start) and event.name == "sheet":
            sheet = package.peek(parts_of.get(event.attributes.get("id", ""), ""))
            last = _ROW.search(sheet, max(0, sheet.rfind(b"<row")))
            rows = int(last[1]) if last is not None else 0
            if rows > _MOST_CELLS // _FEW_COLUMNS or _FAR_COLUMN.search(sheet):
                columns = max(map(_column, set(_COLUMN.findall(sheet))), default=0)
                if rows * columns > _MOST_CELLS:
                    found.append(event.attributes.get("name", ""))
    return frozenset(found)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _beside(package: Package, notes: list[str]) -> Iterator[tuple[str, str]]:
    """(label, text) of what lies over the cells, which the library for the cells leaves out."""
    for name in package.names:
        if _COMMENTS.fullmatch(name):
            yield "comments", _texts_in(part_events(package, name, notes), _COMMENT)
        elif _DRAWING.fullmatch(name):
            yield "drawing", paragraphs(part_events(package, name, notes))
        elif name == "content.xml":
            yield "comments", _texts_in(part_events(package, name, notes), "annotation", "date")


def _texts_in(found: Iterator[Event], element: str, unseen: str = "") -> str:
    """The text of these elements, a line for each and for their paragraphs."""
    pieces: list[str] = []
    within = hidden = 0
    for event in found:
        if isinstance(event, str):
            if within and not hidden:
                pieces.append(event)
            continue
        step = 1 if isinstance(event, Start) else -1
        within += step * (event.name == element)
        hidden += step * (event.name == unseen)
        if isinstance(event, End) and event.name in (element, "p", "creator") and pieces and pieces[-1] != "\n":
            pieces.append("\n")
    return "".join(pieces)


def _add(parts: Parts, name: str, rows: Iterable[Sequence[object]]) -> None:
    label = f"sheet {name}, row"
    lines: list[str] = []
    start = 1
    for number, row in enumerate(rows, 1):
        if number > _MOST_ROWS or parts.is_full:
            break
        line = "\t".join(filter(None, map(_shown, row)))
        if line:
            if not lines:
                start = number
            lines.append(line)
        elif lines:
            parts.add("\n".join(lines), label, start)
            lines = []
    parts.add("\n".join(lines), label, start)


def _shown(value: object) -> str:
    """A cell as people see it, on one line."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date | time | timedelta):
        return str(value)
    return " ".join(str(value).split())
