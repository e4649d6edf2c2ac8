"""Paths as they are on the disk, each before a NUL: what `xargs -0` reads."""

import os

from searcher.output.base import Writer
from searcher.search.hits import Results


class NullPathsWriter(Writer):
    """Writes the bytes of each path once for a query; the stream must have a `buffer`."""

    def write(self, qid: str, results: Results) -> None:
        """Write the paths, best first."""
        self._stream.flush()
        for path in dict.fromkeys(hit.path for hit in results.hits):
            self._stream.buffer.write(os.fsencode(path) + b"\0")
