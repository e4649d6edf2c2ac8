"""Documents that are committed together: chunks of them become segments, in other processes when there are many.

Memory is bounded by the chunks in work and the segments being made, whatever the size of the input.
"""

from pathlib import Path

from searcher.index.segment.writer import Language
from searcher.index.workers import SegmentMaker, Workers
from searcher.ingest.document import Document

# A chunk goes to a worker when it holds this many code points or documents: enough that handing it over costs little.
CHUNK_CHARACTERS = 1_000_000
CHUNK_DOCUMENTS = 5_000
# A batch is committed when it holds this many: a killed run loses little.
BATCH_CHARACTERS = 160_000_000
BATCH_DOCUMENTS = 200_000


class DocumentBatch:
    """The documents of one batch after another, as segments in a folder. `characters` are those of this batch so far.

    `workers`: the other processes, once there are any.
    """

    def __init__(self, folder: Path, among: tuple[str, ...]) -> None:
        """`among`: the only languages to identify, if any are given."""
        self._folder = folder
        self._among = among
        self._maker: SegmentMaker | None = None
        self._chunk: list[tuple[Document, Language]] = []
        self._chunk_characters = 0
        self._documents = self.characters = 0
        self.workers: Workers | None = None

    @property
    def full(self) -> bool:
        """Whether the batch is large enough to be committed."""
        return self._documents >= BATCH_DOCUMENTS or self.characters >= BATCH_CHARACTERS

    def add(self, document: Document, lang: Language) -> None:
        """Add a document; `lang` (ISO 639, or what was told apart before) stands above what is identified."""
        self._chunk.append((document, lang))
        self._chunk_characters += len(document.text)
        self._documents += 1
        self.characters += len(document.text)
        if self._chunk_characters >= CHUNK_CHARACTERS or len(self._chunk) >= CHUNK_DOCUMENTS:
            if self.workers is None:
                self.workers = Workers(self._folder, self._among)
            self.workers.take(self._chunk)
            self._chunk, self._chunk_characters = [], 0

    def written(self) -> list[str]:
        """The names of the segments of the batch: made here if a chunk is all there is."""
        chunk, self._chunk = self._chunk, []
        self._chunk_characters = 0
        if self.workers is not None:
            if chunk:
                self.workers.take(chunk)
            return self.workers.finish()
        if not chunk:
            return []
        if self._maker is None:
            self._maker = SegmentMaker(self._folder, self._among)
        return [*self._maker.take(chunk), *self._maker.finish()]

    def begin(self) -> None:
        """What comes now is of the next batch."""
        self._documents = self.characters = 0

    def drop(self) -> None:
        """Drop what was taken and not written, and end the worker processes."""
        self.close()
        self._chunk, self._chunk_characters = [], 0
        self._maker = None

    def close(self) -> None:
        """End the worker processes."""
        if self.workers is not None:
            self.workers.close()
            self.workers = None
