"""JSON Lines: one hit a line, best first."""

from searcher.output.base import Writer
from searcher.output.records import encode_hit
from searcher.search.hits import Results


class JsonLinesWriter(Writer):
    """Writes each hit as a JSON object on a line of its own."""

    def write(self, qid: str, results: Results) -> None:
        """Write the hits; a query without any writes nothing."""
        for hit in results.hits:
            self._stream.write(encode_hit(qid, hit) + "\n")
