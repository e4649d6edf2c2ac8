"""A part of a library in a cluster, as what a run of indexing puts its documents into."""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from searcher.cluster.catalog import PartRecord, Place, counting, open_words, read_parts
from searcher.cluster.client import WRITE_SECONDS, Cluster
from searcher.cluster.lease import Lease
from searcher.cluster.writer import ClusterWriter, pages
from searcher.index.version import read_sealed, write_sealed
from searcher.ingest.document import Document
from searcher.ingest.metadata import fields_in, unpack_places
from searcher.telling import unsaid

_BUCKETS = 10_000


class ClusterStore:
    """One part of what lies at a place; see `searcher.indexing.store.Store`.

    `scratch`: a folder for segments in the making; `folder`: where files of words are kept. `left`: the file that
    remembers how a run here left the part. `say` is given a line where another's writing is waited for.
    """

    def __init__(
        self,
        cluster: Cluster,
        place: Place,
        part: str,
        scratch: Path,
        folder: Path,
        left: Path,
        say: Callable[[str], object] = unsaid,
    ) -> None:
        self._cluster = cluster
        self._place = place
        self._part = part
        self._scratch = scratch
        self._folder = folder
        self._left = left
        self._say = say
        self._found: PartRecord | None = None
        self._writer: ClusterWriter | None = None

    def writer(self, among: tuple[str, ...]) -> ClusterWriter:
        word, _ = self._remembered()
        lease = Lease(self._cluster, self._place, self._part, word, say=self._say)
        self._found = lease.record
        lease.keep(Cluster(self._cluster.settings))
        try:
            self._writer = ClusterWriter(self._cluster, self._place, lease, self._scratch, self._folder, among)
        except BaseException:
            lease.release()
            raise
        return self._writer

    def is_as_left(self) -> bool:
        return self._found is not None and self._remembered()[1] == self._found.generation

    def _remembered(self) -> tuple[str, int]:
        """A word for this folder, and the last batch that a run here has seen committed."""
        try:
            word, _, generation = read_sealed(self._left).partition(" ")
            return word, int(generation)
        except (OSError, ValueError):
            word = secrets.token_hex(8)
            write_sealed(self._left, f"{word} 0")
            return word, 0

    def _record(self) -> list[PartRecord]:
        return [record for record in read_parts(self._cluster, self._place) if record.part == self._part]

    def documents(self) -> int:
        return sum(record.documents for record in self._record())

    def documents_by_file(self) -> Counter[str]:
        found = Counter[str]()
        own = counting(self._record())
        after: Mapping[str, object] | None = None
        while True:
            composite: dict[str, Any] = {"size": _BUCKETS, "sources": [{"file": {"terms": {"field": "file"}}}]}
            if after is not None:
                composite["after"] = after
            body = {"size": 0, "query": own, "aggs": {"files": {"composite": composite}}}
            path = f"/{quote(self._place.index)}/_search"
            told = self._cluster.ask("POST", path, body, seconds=WRITE_SECONDS)["aggregations"]["files"]
            found.update({each["key"]["file"]: each["doc_count"] for each in told["buckets"]})
            after = told.get("after_key")
            if after is None or len(told["buckets"]) < _BUCKETS:
                return found

    def stored(self) -> "StoredInCluster":
        return StoredInCluster(self._cluster, self._place, self._record())

    def finish(self) -> None:
        if self._writer is not None:
            self._writer.finish()
            write_sealed(self._left, f"{self._remembered()[0]} {self._writer.record.generation}")


def languages_at(cluster: Cluster, place: Place, folder: Path) -> Counter[str]:
    """Language → how many documents of all parts hold some of it. `folder`: where files of words are kept."""
    found = Counter[str]()
    for words in open_words(cluster, place, read_parts(cluster, place), folder):
        found.update({lang: documents for lang, (documents, _) in words.languages.items()})
    return found


class StoredInCluster:
    """The documents of a part that count now, as they were added."""

    def __init__(self, cluster: Cluster, place: Place, records: Sequence[PartRecord]) -> None:
        self._cluster = cluster
        self._place = place
        self._counting = counting(records)

    def of(self, file: str) -> list[Document]:
        """The documents of a file, in the order in which they came."""
        query = {"bool": {"filter": [self._counting, {"term": {"file": file}}]}}
        return [document_of(found) for found in pages(self._cluster, self._place, query)]


def document_of(found: Mapping[str, Any]) -> Document:
    """A stored document as it was added; `lang` is the one language of it, if it has one."""
    stored, text, langs = found["s"], found["x"], found["lang"]
    body = stored["body"]
    fields = tuple((name, value) for name, _, value in fields_in(text, body, stored["fields"].split()))
    return Document(
        found["id"], found["file"], text[:body], stored["title"], found["type"],
        langs[0] if len(langs) == 1 and langs[0] != "und" else "", found.get("date", ""), stored["url"],
        stored["number"], stored["within"], unpack_places(stored["places"]), fields,
    )  # fmt: skip
