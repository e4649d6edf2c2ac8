"""Results as people and programs read them: one writer per format, imported when it is asked for."""

from typing import TextIO

from searcher.output.base import Writer

FORMATS = ("text", "json", "jsonl", "trec", "paths", "csv", "markdown")


def writer(name: str, stream: TextIO, *, colour: bool, width: int, multiple: bool) -> Writer:
    """The writer of a format.

    `colour` and `width` (terminal cells, taken as 20 if less) matter to text only; so does `multiple`, whether more
    than one query is written. `stream` takes any Unicode and stays open. Raises ValueError if `name` is not in FORMATS.
    """
    if name == "text":
        from searcher.output.text import TextWriter

        return TextWriter(stream, colour=colour, width=width, multiple=multiple)
    if name == "json":
        from searcher.output.json_array import JsonArrayWriter

        return JsonArrayWriter(stream)
    if name == "jsonl":
        from searcher.output.jsonl import JsonLinesWriter

        return JsonLinesWriter(stream)
    if name == "trec":
        from searcher.output.trec import TrecWriter

        return TrecWriter(stream)
    if name == "paths":
        from searcher.output.paths import PathsWriter

        return PathsWriter(stream)
    if name == "csv":
        from searcher.output.csv_table import CsvWriter

        return CsvWriter(stream)
    if name == "markdown":
        from searcher.output.markdown import MarkdownWriter

        return MarkdownWriter(stream)
    raise ValueError(f"no format {name!r}: choose one of {', '.join(FORMATS)}")
