"""A part of a library in a cluster, as what a run of indexing puts its documents into."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from searcher.cluster.catalog import Place, open_words, read_parts
from searcher.cluster.client import WRITE_SECONDS, Cluster
from searcher.cluster.writer import ClusterWriter, pages
from searcher.ingest.document import Document
from searcher.ingest.metadata import fields_in, unpack_places

_BUCKETS = 10_000


class ClusterStore:
    """One part of what lies at a place; see `searcher.indexing.store.Store`.

    `scratch`: a folder for segments in the making; `folder`: where files of words are kept.
    """

    def __init__(self, cluster: Cluster, place: Place, part: str, scratch: Path, folder: Path) -> None:
        self._cluster = cluster
        self._place = place
        self._part = part
        self._scratch = scratch
        self._folder = folder
        self._writer: ClusterWriter | None = None

    def writer(self, among: tuple[str, ...]) -> ClusterWriter:
        self._writer = ClusterWriter(self._cluster, self._place, self._part, self._scratch, self._folder, among)
        return self._writer

    def documents(self) -> int:
        return sum(record.documents for record in read_parts(self._cluster, self._place) if record.part == self._part)

    def documents_by_file(self) -> Counter[str]:
        found = Counter[str]()
        after: Mapping[str, object] | None = None
        while True:
            composite: dict[str, Any] = {"size": _BUCKETS, "sources": [{"file": {"terms": {"field": "file"}}}]}
            if after is not None:
                composite["after"] = after
            body = {"size": 0, "query": {"term": {"p": self._part}}, "aggs": {"files": {"composite": composite}}}
            path = f"/{quote(self._place.index)}/_search"
            told = self._cluster.ask("POST", path, body, seconds=WRITE_SECONDS)["aggregations"]["files"]
            found.update({each["key"]["file"]: each["doc_count"] for each in told["buckets"]})
            after = told.get("after_key")
            if after is None or len(told["buckets"]) < _BUCKETS:
                return found

    def stored(self) -> "StoredInCluster":
        return StoredInCluster(self._cluster, self._place, self._part)

    def finish(self) -> None:
        if self._writer is not None:
            self._writer.finish()

    def languages(self) -> Counter[str]:
        """Language → how many documents of all parts hold some of it."""
        found = Counter[str]()
        records = read_parts(self._cluster, self._place)
        for words in open_words(self._cluster, self._place, records, self._folder):
            found.update({lang: documents for lang, (documents, _) in words.languages.items()})
        return found


class StoredInCluster:
    """The documents of a part as they were added."""

    def __init__(self, cluster: Cluster, place: Place, part: str) -> None:
        self._cluster = cluster
        self._place = place
        self._part = part

    def of(self, file: str) -> list[Document]:
        """The documents of a file, in the order in which they came."""
        query = {"bool": {"filter": [{"term": {"p": self._part}}, {"term": {"file": file}}]}}
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
