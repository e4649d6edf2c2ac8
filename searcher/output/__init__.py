"""Results as people and programs read them: one writer per format, imported when it is asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import TextIO

from searcher.output.base import Writer
from searcher.records import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the `module` beside this file with its `writer`.

    `shows_matches`: whether hits need their matches; `takes`: what of the look the writer wants to know.
    """

    module: str
    writer: str
    shows_matches: bool = True
    takes: tuple[str, ...] = ()


FORMATS: Mapping[str, Format] = {
    "text": Format("text", "TextWriter", takes=("colour", "width", "multiple", "links")),
    "json": Format("json_array", "JsonArrayWriter"),
    "jsonl": Format("jsonl", "JsonLinesWriter"),
    "trec": Format("trec", "TrecWriter", shows_matches=False),
    "paths": Format("paths", "PathsWriter", shows_matches=False),
    "csv": Format("csv_table", "CsvWriter", takes=("libraries",)),
    "markdown": Format("markdown", "MarkdownWriter"),
}

# What options of their own ask for.
PATHS_WITH_NUL, COUNT = "paths with NUL", "count"
_MORE: Mapping[str, Format] = {
    PATHS_WITH_NUL: Format("null_paths", "NullPathsWriter", shows_matches=False),
    COUNT: Format("count", "CountWriter", shows_matches=False, takes=("multiple",)),
}


def shows_matches(name: str) -> bool:
    """Whether the hits of a format need their matches."""
    return (FORMATS.get(name) or _MORE[name]).shows_matches


def writer(
    name: str, stream: TextIO, *, colour: bool, width: int, multiple: bool, links: bool = False, libraries: bool = False
) -> Writer:
    """The writer of a format.

    `colour`, `width` (terminal cells, taken as 20 if less) and `links` (whether paths are hyperlinks) matter to text
    only; `multiple`, whether more than one query is written, to text and counts; `libraries`, whether more than one is
    asked, to CSV, which has a column for it then. `stream` takes any Unicode and stays open. Raises ValueError for a
    `name` that is no format.
    """
    known = FORMATS.get(name) or _MORE.get(name)
    if known is None:
        raise ValueError(f"no format {name!r}: choose one of {', '.join(FORMATS)}")
    kind = getattr(import_module(f"{__name__}.{known.module}"), known.writer)
    look = {"colour": colour, "width": width, "multiple": multiple, "links": links, "libraries": libraries}
    made: Writer = kind(stream, **{each: look[each] for each in known.takes})
    return made
