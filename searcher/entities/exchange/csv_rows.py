"""CSV with a header line: `name`, perhaps `id`, `type`, `canonical`, `wikidata`, `lang` and `kind`; a name a row.

Cells are parted by commas, semicolons or tabs, whichever the header has most of: spreadsheets write all three.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from searcher.entities.exchange import records
from searcher.entities.exchange.records import Incoming, RowError, left_out
from searcher.entities.model import MANY_LANGUAGES, Entity, Name
from searcher.errors import SearcherError

COLUMNS = ("id", "type", "canonical", "wikidata", "lang", "name", "kind")
_DELIMITERS = ",;\t"


def read(text: str, place: str) -> Incoming:
    """Rows with one id, or without ids one canonical name, are one entity. Raises SearcherError without the header."""
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    header = [column.strip().lower() for column in _header(reader, place)]
    if "name" not in header:
        raise SearcherError(f"{place}:1: no column is called name; the columns are {', '.join(COLUMNS)}")
    reader.fieldnames = header
    rows: dict[str, list[tuple[dict[str, str], Name]]] = {}
    problems = []
    while True:
        try:
            row = next(reader)
            cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
            made = records.name(cells["name"], cells["lang"] or MANY_LANGUAGES, cells["kind"] or "name")
            _check(cells, made)
        except StopIteration:
            break
        except (RowError, csv.Error) as error:
            problems.append(left_out(place, reader.line_num, error))
            continue
        rows.setdefault(cells["id"] or cells["canonical"] or cells["name"], []).append((cells, made))
    return Incoming(tuple(_entity(found) for found in rows.values()), tuple(problems))


def _header(reader: "csv.DictReader[str]", place: str) -> Iterable[str]:
    try:
        return reader.fieldnames or ()
    except csv.Error as error:
        raise SearcherError(f"{place}:1: not CSV ({error})") from error


def _check(cells: dict[str, str], name: Name) -> None:
    records.entity(cells["id"], cells["type"] or "other", cells["canonical"] or name.text, cells["wikidata"], (name,))


def _entity(rows: list[tuple[dict[str, str], Name]]) -> Entity:
    def first(column: str, default: str = "") -> str:
        return next((cells[column] for cells, _ in rows if cells[column]), default)

    names = [name for _, name in rows]
    return records.entity(first("id"), first("type", "other"), first("canonical"), first("wikidata"), names)


def write(entities: Iterable[Entity]) -> Iterator[str]:
    """A row for each name and language."""
    yield _row(COLUMNS)
    for entity in entities:
        for name in entity.names:
            for lang in name.langs:
                yield _row((entity.id, entity.type, entity.canonical, entity.wikidata, lang, name.text, name.kind))


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
