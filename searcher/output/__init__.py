"""Results as people and programs read them: one writer per format, imported when it is asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import TextIO

from searcher.output.base import Writer
from searcher.records import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the `module` beside this file with its `writer`. `shows_matches`: whether hits need their matches."""

    module: str
    writer: str
    shows_matches: bool = True


FORMATS: Mapping[str, Format] = {
    "text": Format("text", "TextWriter"),
    "json": Format("json_array", "JsonArrayWriter"),
    "jsonl": Format("jsonl", "JsonLinesWriter"),
    "trec": Format("trec", "TrecWriter", shows_matches=False),
    "paths": Format("paths", "PathsWriter", shows_matches=False),
    "csv": Format("csv_table", "CsvWriter"),
    "markdown": Format("markdown", "MarkdownWriter"),
}


def writer(name: str, stream: TextIO, *, colour: bool, width: int, multiple: bool) -> Writer:
    """The writer of a format.

    `colour` and `width` (terminal cells, taken as 20 if less) matter to text only; so does `multiple`, whether more
    than one query is written. `stream` takes any Unicode and stays open. Raises ValueError if `name` is not in FORMATS.
    """
    known = FORMATS.get(name)
    if known is None:
        raise ValueError(f"no format {name!r}: choose one of {', '.join(FORMATS)}")
    kind = getattr(import_module(f"{__name__}.{known.module}"), known.writer)
    made: Writer = kind(stream, colour=colour, width=width, multiple=multiple) if name == "text" else kind(stream)
    return made
