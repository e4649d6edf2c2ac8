"""Who of a list of names is where, as people and programs read it: text, JSON Lines, CSV, and CSV for Excel."""

import csv
import os
from pathlib import Path, PurePath
from typing import Protocol, TextIO

from searcher.output.csv_table import cell
from searcher.output.records import escaped
from searcher.query.listed import Certainty
from searcher.search.hits import Snippet
from searcher.search.watchlist import Sighting, Watched
from searcher.text.cells import ELLIPSIS, printable, wrap
from searcher.text.fold import fold
from searcher.wording import counted

COLUMNS = (
    "name", "entity", "certainty", "variant", "count", "new", "title", "path", "line", "place", "lang", "date", "url",
    "quotation", "kind", "note", "id",
)  # fmt: skip
_BOM = "\ufeff"
_BOLD, _DIM, _MATCH, _NEW = "1", "2", "1;32", "1;33"


class SightingsWriter(Protocol):
    """Writes rows of a list as they come, on a stream that stays open."""

    def write(self, watched: Watched) -> None:
        """Write a name that is somewhere."""

    def close(self) -> None:
        """Write what the format needs at the end."""


FORMATS = ("text", "csv", "excel", "jsonl")


def sightings_writer(
    name: str, stream: TextIO, *, colour: bool = False, width: int = 80, separator: str = ","
) -> SightingsWriter:
    """The writer of one of FORMATS. `colour` and `width` (cells) matter to text only, `separator` to tables."""
    if name == "text":
        return _Text(stream, colour, width)
    if name == "jsonl":
        return _JsonLines(stream)
    return _Table(stream, separator, for_excel=name == "excel")


class _JsonLines:
    """A document of a name as an object on a line of its own; offsets are code points of the document's text."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, watched: Watched) -> None:
        for each in watched.sightings:
            quoted = each.quotation
            record = {
                **_values(watched, each),
                "langs": each.hit.langs,
                "type": each.hit.type,
                "variants": each.variants,
                "start": -1 if quoted is None else quoted.start,
                "end": -1 if quoted is None else quoted.end,
                "matches": [] if quoted is None else quoted.spans,
            }
            if each.hit.library:
                record["library"] = each.hit.library
            self._stream.write(escaped(record) + "\n")

    def close(self) -> None:
        pass


class _Table:
    """A document of a name on a line (RFC 4180). For Excel with a mark of UTF-8 at the beginning, and its line ends."""

    def __init__(self, stream: TextIO, separator: str, *, for_excel: bool) -> None:
        self._table = csv.writer(stream, delimiter=separator, lineterminator="\r\n" if for_excel else "\n")
        if for_excel:
            stream.write(_BOM)
        self._table.writerow(COLUMNS)

    def write(self, watched: Watched) -> None:
        for each in watched.sightings:
            values = _values(watched, each)
            self._table.writerow([_as_cell(values[column]) for column in COLUMNS])

    def close(self) -> None:
        pass


def _as_cell(value: object) -> object:
    if isinstance(value, bool):
        return "new" if value else ""
    return (value or "") if isinstance(value, int) else cell(str(value))


def _values(watched: Watched, each: Sighting) -> dict[str, object]:
    hit = each.hit
    return {
        "name": watched.row.label,
        "entity": watched.row.entity.id if watched.row.entity is not None else "",
        "certainty": str(each.certainty),
        "variant": each.variants[0] if each.variants else "",
        "count": each.count,
        "new": each.is_new,
        "title": hit.title,
        "path": hit.path,
        "line": hit.line,
        "place": each.place,
        "lang": hit.lang,
        "date": hit.date,
        "url": hit.url,
        "quotation": hit.title if each.quotation is None else " ".join(each.quotation.text.split()),
        "kind": each.kind,
        "note": each.note,
        "id": hit.id,
    }


class _Text:
    """A block for each name: its documents with a quotation, and how sure it is that it is meant."""

    def __init__(self, stream: TextIO, colour: bool, width: int) -> None:
        self._stream = stream
        self._colour = colour
        self._width = max(width, 20)
        self._here = f"{Path.cwd()}{os.sep}"
        self._is_first = True

    def write(self, watched: Watched) -> None:
        if not watched.sightings:
            return
        if not self._is_first:
            self._stream.write("\n")
        self._is_first = False
        new = f", {watched.new:,} new" if 0 < watched.new < watched.total else ""
        head = f"{counted(watched.total, 'document')}{new}"
        self._lines([(printable(watched.row.label), _BOLD), (f" · {head}", _DIM)], "")
        for each in watched.sightings:
            self._sighting(watched.row.label, each, watched.new < watched.total)
        left = watched.total - len(watched.sightings)
        if left:
            self._lines([(f"and {left:,} more", _DIM)], "  ")

    def _sighting(self, label: str, each: Sighting, tell_new: bool) -> None:
        hit = each.hit
        title = hit.title.strip() or PurePath(hit.path).name
        # From here, where that is shorter: a person can still open it.
        path = hit.location.removeprefix(self._here)
        about = [item for item in (hit.lang, hit.date[:10], f"{each.count}×" if each.count > 1 else "") if item]
        heading = [(printable(title), ""), *((f" · {printable(item)}", _DIM) for item in about)]
        self._lines(heading, self._painted("● ", _NEW) if each.is_new and tell_new else "  ")
        # Not wrapped, so that it can be copied.
        self._stream.write(
            "    " + self._painted(printable(path) + (f" · {printable(each.place)}" if each.place else ""), _DIM)
        )
        self._stream.write("\n")
        if each.quotation is not None:
            self._lines(_quoted(each.quotation, self._colour), "    ")
        if each.certainty is not Certainty.CERTAIN or fold(each.variants[0]) != fold(label):
            why = f"{each.certainty}: {each.note}" if each.note else str(each.certainty)
            self._lines([(f"{', '.join(map(printable, each.variants))} — {printable(why)}", _DIM)], "    ")

    def _lines(self, segments: list[tuple[str, str]], indent: str) -> None:
        """The segments in lines, the first of which begins with `indent`."""
        for line in wrap(segments, self._width - 4):
            self._stream.write(indent + "".join(self._painted(text, style) for text, style in line).rstrip() + "\n")
            indent = "    "

    def _painted(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._colour and style else text

    def close(self) -> None:
        pass


def _quoted(snippet: Snippet, colour: bool) -> list[tuple[str, str]]:
    return [
        *([(ELLIPSIS, _DIM)] if snippet.before else []),
        *(
            (printable(text) if colour or not is_match else f"‹{printable(text)}›", _MATCH if is_match else "")
            for text, is_match in snippet.parts()
        ),
        *([(ELLIPSIS, _DIM)] if snippet.after else []),
    ]
