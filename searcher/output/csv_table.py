"""CSV: a line of names, then one hit a line, best first; for spreadsheets."""

import csv
from typing import TextIO

from searcher.expressions import expression
from searcher.output.base import Writer
from searcher.search.hits import Results
from searcher.text.cells import printable

COLUMNS = (
    "qid", "rank", "id", "path", "line", "title", "lang", "date", "type", "url", "score", "matches", "snippet", "place",
    "shared",
)  # fmt: skip
# What a spreadsheet would take for a formula; in Japanese and Chinese with the wide signs too.
_FORMULA = expression(r"[=+\-@\t\r＝＋－＠]")


class CsvWriter(Writer):
    """Writes the hits of all queries as one table (RFC 4180, UTF-8); `matches` is their count."""

    def __init__(self, stream: TextIO, *, libraries: bool = False) -> None:
        super().__init__(stream)
        self._libraries = libraries
        self._table = csv.writer(stream, lineterminator="\n")
        self._is_first = True

    def write(self, qid: str, results: Results) -> None:
        """Write the hits; the names of the columns come before the first."""
        if self._is_first:
            self._table.writerow((*COLUMNS, "library") if self._libraries else COLUMNS)
            self._is_first = False
        for rank, hit in enumerate(results.hits, 1):
            snippet = " … ".join(part.text for part in hit.snippets)
            texts = (hit.title, hit.lang, hit.date, hit.type, hit.url)
            self._table.writerow(
                (
                    cell(qid),
                    rank,
                    cell(hit.id),
                    cell(hit.path),
                    hit.line or "",
                    *map(cell, texts),
                    round(hit.score, 6),
                    len(hit.matches),
                    cell(snippet),
                    cell(hit.place),
                    cell(", ".join(hit.shared)),
                    *([cell(hit.library)] if self._libraries else []),
                )
            )


def cell(text: str) -> str:
    """A text as a cell, safe to show, and no formula."""
    text = printable(text)
    return f"'{text}" if _FORMULA.match(text) else text
