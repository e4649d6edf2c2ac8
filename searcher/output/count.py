"""Counts: how many documents answer each query."""

from typing import TextIO

from searcher.output.base import Writer
from searcher.search.hits import Results
from searcher.text.cells import printable


class CountWriter(Writer):
    """Writes a number a line; of many queries behind the id of each and a tab."""

    def __init__(self, stream: TextIO, *, multiple: bool) -> None:
        super().__init__(stream)
        self._multiple = multiple

    def write(self, qid: str, results: Results) -> None:
        """Write how many documents there are in all, however many were asked for."""
        self._stream.write(f"{printable(qid)}\t{results.total}\n" if self._multiple else f"{results.total}\n")
