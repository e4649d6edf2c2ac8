"""Marked documents as people and programs read them."""

import csv
from collections.abc import Callable, Sequence
from typing import TextIO

from searcher.marks import Mark
from searcher.output.csv_table import cell
from searcher.output.markdown import plain
from searcher.output.records import escaped
from searcher.records import dataclass
from searcher.text.cells import printable

# Without colours too: a person who stars tells it from what was read.
STAR, READ, NOTE = "★", "✓", "✎"
_COLUMNS = ("id", "path", "title", "starred", "read", "note", "changed", "found")


@dataclass(frozen=True, slots=True)
class Marking:
    """A marked document. `found`: whether the index has it; else `title` is ""."""

    id: str
    path: str
    title: str
    mark: Mark
    found: bool


def signs(mark: Mark) -> str:
    """The marks of a document, a sign each; "" for none."""
    return STAR * mark.starred + NOTE * bool(mark.note) + READ * bool(mark.read)


def write_markings(rows: Sequence[Marking], form: str, stream: TextIO, *, colour: bool) -> None:
    """Write marked documents as text, json (an array), jsonl, csv or markdown."""
    stream.writelines(_WRITERS[form](rows, colour))


def _record(row: Marking) -> dict[str, object]:
    values = (row.id, row.path, row.title, row.mark.starred, row.mark.read, row.mark.note, row.mark.changed, row.found)
    return dict(zip(_COLUMNS, values, strict=True))


def _text(rows: Sequence[Marking], colour: bool) -> list[str]:
    lines = []
    for row in rows:
        gone = "" if row.found else "  (not in the index)"
        name = printable(row.id)
        shown = f"\x1b[1m{name}\x1b[0m" if colour else name
        lines.append(f"{signs(row.mark):<3} {shown}{gone}\n")
        if row.title:
            lines.append(f"    {printable(row.title)}\n")
        if row.mark.note:
            lines.append(f"    “{printable(row.mark.note)}”\n")
    return lines


def _jsonl(rows: Sequence[Marking], _: bool) -> list[str]:
    return [f"{escaped(_record(row))}\n" for row in rows]


def _json(rows: Sequence[Marking], _: bool) -> list[str]:
    records = ",\n".join(escaped(_record(row)) for row in rows)
    return [f"[\n{records}\n]\n" if rows else "[]\n"]


def _markdown(rows: Sequence[Marking], _: bool) -> list[str]:
    lines = ["# Marked documents\n"]
    for row in rows:
        path = "`" + printable(row.path).replace("`", "'") + "`"
        read = f"read {row.mark.read[:10]}" if row.mark.read else ""
        about = " · ".join(part for part in (path, "starred" if row.mark.starred else "", read) if part)
        lines.append(f"\n## {plain(row.title or row.id)}\n\n{about}\n")
        if row.mark.note:
            lines.append(f"\n{plain(row.mark.note)}\n")
    return lines


def _csv(rows: Sequence[Marking], _: bool) -> list[str]:
    lines = _Lines()
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(_COLUMNS)
    for row in rows:
        values = _record(row)
        table.writerow([cell(value) if isinstance(value, str) else "yes" if value else "" for value in values.values()])
    return lines.made


class _Lines:
    """Takes what a table writes."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def write(self, line: str) -> None:
        self.made.append(line)


_WRITERS: dict[str, Callable[[Sequence[Marking], bool], list[str]]] = {
    "text": _text,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "markdown": _markdown,
}
