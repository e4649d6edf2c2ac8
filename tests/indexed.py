"""One document through the index and back: what the index side made of it."""

import tempfile
from pathlib import Path

import numpy as np

from searcher.engine.local.snapshot import Snapshot
from searcher.index.commit import Commit, SegmentEntry
from searcher.index.commit_writer import write_commit
from searcher.index.version import Version
from searcher.index.workers import SegmentMaker
from searcher.ingest.document import Document


class Indexed:
    """A document as it is in an index of its own. `words`: language → word → positions."""

    def __init__(self, document: Document, lang: str = "") -> None:
        self._place = tempfile.TemporaryDirectory()
        version = Version(Path(self._place.name))
        version.whoosh.mkdir()
        maker = SegmentMaker(version.whoosh)
        maker.take([(document, lang)])
        (name,) = maker.finish()
        write_commit(version.whoosh, Commit(1, (SegmentEntry(name),)))
        self.snapshot = Snapshot(version)
        (self._segment,) = self.snapshot.segments
        self.metadata = self.snapshot.metadata(0)
        self.text = self.snapshot.text(0)
        self.tokens = int(self.snapshot.tokens[0])
        self.words: dict[str, dict[str, list[int]]] = {}
        dictionary = self._segment.dictionary
        for term, word in enumerate(dictionary.words()):
            self.words.setdefault(dictionary.lang(term), {})[word] = self._segment.positions(term).tolist()

    def offsets(self, *positions: int) -> dict[int, tuple[int, int]]:
        """Position → (start, end)."""
        return self.snapshot.offsets(0, self.metadata, self.text, positions)

    def is_capital(self, position: int) -> bool:
        return bool(self.snapshot.is_capital(np.array([0]), np.array([position]))[0])
