"""What a run puts documents into: the embedded index, or a part of a library in a cluster."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from searcher.index.damage import damage
from searcher.index.index_writer import IndexWriter
from searcher.index.stored_documents import StoredDocuments
from searcher.index.version import Version
from searcher.indexing import census
from searcher.ingest.document import Document


class Writer(Protocol):
    """Takes documents in batches that are committed together; see `IndexWriter`."""

    @property
    def full(self) -> bool: ...

    def add(self, document: Document, lang: str = "") -> None: ...

    def remove_files(self, files: Iterable[str]) -> None: ...

    def commit(self, last: bool = False) -> None: ...

    def cancel(self) -> None: ...

    def close(self) -> None: ...


class Stored(Protocol):
    """Documents as they were added."""

    def of(self, file: str) -> Sequence[Document]:
        """The documents of the file with this key, in no order."""


class Store(Protocol):
    """What holds the documents of a run. All methods raise SearcherError."""

    def writer(self, among: tuple[str, ...]) -> Writer:
        """What takes documents; `among`: the only languages to identify, if any are given."""

    def is_as_left(self) -> bool:
        """Whether nobody has committed anything since the last whole run on this manifest; after `writer`."""

    def documents(self) -> int:
        """How many documents are committed."""

    def documents_by_file(self) -> Counter[str]:
        """Key of each file → how many documents it has."""

    def stored(self) -> Stored:
        """The documents that are committed now."""

    def finish(self) -> None:
        """Tell that everything there is has been read."""


class LocalStore:
    """The embedded index of a version."""

    def __init__(self, version: Version) -> None:
        self._version = version

    def writer(self, among: tuple[str, ...]) -> IndexWriter:
        with damage(self._version):
            return IndexWriter(self._version, among)

    def is_as_left(self) -> bool:
        # The index and the manifest lie beside each other, under one lock.
        return True

    def documents(self) -> int:
        with damage(self._version):
            return census.documents(self._version)

    def documents_by_file(self) -> Counter[str]:
        with damage(self._version):
            return census.documents_by_file(self._version)

    def stored(self) -> StoredDocuments:
        return StoredDocuments(self._version)

    def finish(self) -> None:
        """A manifest without a mark says it."""
