"""What every writer of results can do."""

from abc import ABC, abstractmethod
from typing import TextIO

from searcher.search.hits import Results


class Writer(ABC):
    """Writes the answers to one or more queries on a stream, which stays open."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @abstractmethod
    def write(self, qid: str, results: Results) -> None:
        """Write the answer to the query `qid`."""

    def close(self) -> None:  # noqa: B027 - most formats need no end
        """Write what the format needs after the last query."""
