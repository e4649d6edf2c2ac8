"""JSON: one array with the hits of all queries, best first, written as they come."""

from typing import TextIO

from searcher.output.base import Writer
from searcher.output.records import encode_hit
from searcher.search.hits import Results


class JsonArrayWriter(Writer):
    """Writes each hit as an element of one array, which `close` ends."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._before = "[\n"

    def write(self, qid: str, results: Results) -> None:
        """Write the hits; a query without any writes nothing."""
        for hit in results.hits:
            self._stream.write(self._before + encode_hit(qid, hit))
            self._before = ",\n"

    def close(self) -> None:
        """End the array; without any hit it is empty."""
        self._stream.write("[]\n" if self._before == "[\n" else "\n]\n")
