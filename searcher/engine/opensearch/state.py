"""One state of a library in the cluster: its words, and the documents that count, as they were at one moment."""

import time
from collections.abc import Generator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from searcher.cluster.catalog import (
    NOT_INDEXED,
    counting,
    find_place,
    open_words,
    read_parts,
    remove_unused,
)
from searcher.cluster.client import QUERY_SECONDS, Cluster, Json, RequestError, as_line
from searcher.engine.local.multi_terms import MultiTerms
from searcher.errors import SearcherError
from searcher.index.version import fingerprint

Query = dict[str, Any]
Body = Mapping[str, object]
_Told = TypeVar("_Told")
Talk = Generator[Body, Json, _Told]
"""What asks one search after another, is given the answer to each, and tells something in the end."""
_KEPT = "10m"
# While a commit is under way, records and documents are looked at again.
_TRIES = 40
_WAIT = 0.25


class State:
    """The records, the words and a point in time of the documents that they speak of. Raises SearcherError."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        """`folder`: where files of words are kept."""
        self._cluster = cluster
        name = cluster.settings.index
        for _ in range(_TRIES):
            found = find_place(cluster, name)
            if found is None:
                raise SearcherError(f"{name}: {NOT_INDEXED}")
            self.place, made = found
            if made != fingerprint():
                raise SearcherError(f"{name}: the index is of another version: run `searcher index`")
            self.records = read_parts(cluster, self.place)
            self.only: Query | None = None
            self._point = self._new_point()
            if self._agrees():
                break
            self.close()
            time.sleep(_WAIT)
        else:
            raise SearcherError(f"{name}: the index is not complete; run `searcher index`, which goes on with it")
        self.words = open_words(cluster, self.place, self.records, folder)
        remove_unused(folder, self.records)
        self.vocabulary = MultiTerms(self.words)

    def _agrees(self) -> bool:
        """Whether the documents are those of the records; where others lie beside them, these are left out."""
        own = counting(self.records)
        body = {"size": 0, "track_total_hits": True, "query": {"match_all": {}}, "aggs": {"own": {"filter": own}}}
        found = self._search(body)
        if int(found["aggregations"]["own"]["doc_count"]) != self.documents:
            return False
        self.only = None if int(found["hits"]["total"]["value"]) == self.documents else own
        return True

    @cached_property
    def documents(self) -> int:
        """How many documents count."""
        return sum(record.documents for record in self.records)

    @cached_property
    def average_tokens(self) -> float:
        """The mean count of words of a document, at least 1."""
        tokens = sum(words.tokens for words in self.words)
        return max(1.0, tokens / self.documents) if self.documents else 1.0

    @property
    def languages(self) -> Mapping[str, tuple[int, int]]:
        """Language → (documents that hold some of it, tokens in it)."""
        return self.vocabulary.languages

    def is_current(self) -> bool:
        """Whether nothing was committed since."""
        found = find_place(self._cluster, self._cluster.settings.index)
        return found is not None and found[0] == self.place and read_parts(self._cluster, self.place) == self.records

    def narrowed(self, query: Query) -> Query:
        """A query over the documents that count."""
        if self.only is None:
            return query
        return {"bool": {"must": [query], "filter": [self.only]}}

    def search(self, body: Body) -> Json:
        """The answer to a search at the moment of this state; a point in time that a node took along is made anew."""
        try:
            return self._search(body)
        except RequestError as error:
            if error.status != 404 and "search_context" not in error.kind:
                raise
        self._point = self._new_point()
        if not self._agrees():
            raise SearcherError("the index has changed; ask again")
        return self._search(body)

    def talk(self, talks: Sequence[Talk[_Told]]) -> list[_Told]:
        """What each of the talks tells; what they ask next, all at once."""
        told: dict[int, _Told] = {}
        answers: dict[int, Json | None] = dict.fromkeys(range(len(talks)))
        while answers:
            asked: dict[int, Body] = {}
            for at, answer in answers.items():
                try:
                    asked[at] = next(talks[at]) if answer is None else talks[at].send(answer)
                except StopIteration as end:
                    told[at] = end.value
            answers = dict(zip(asked, self._search_all(list(asked.values())), strict=True))
        return [told[at] for at in range(len(talks))]

    def _search_all(self, bodies: Sequence[Body]) -> list[Json]:
        """The answers to searches, in one request; those that are refused there are made one by one."""
        if len(bodies) < 2:
            return [self.search(body) for body in bodies]
        lines = [line for body in bodies for line in (b"{}", as_line(self._whole(body)))]
        found = self._cluster.ask_lines("/_msearch", lines, seconds=QUERY_SECONDS)["responses"]
        is_good = [not each.get("error") and not each["_shards"]["failed"] for each in found]
        rows = zip(bodies, found, is_good, strict=True)
        return [self._checked(each) if good else self.search(body) for body, each, good in rows]

    def _whole(self, body: Body) -> Body:
        point = {"id": self._point, "keep_alive": _KEPT}
        return {"timeout": f"{int(QUERY_SECONDS)}s", **body, "pit": point}

    def _search(self, body: Body) -> Json:
        return self._checked(self._cluster.ask("POST", "/_search", self._whole(body)))

    @staticmethod
    def _checked(found: Json) -> Json:
        if found.get("timed_out"):
            raise SearcherError("the cluster answers too slowly; ask for less, or ask those who run it")
        failed = found.get("_shards", {}).get("failed", 0)
        if failed:
            causes = found["_shards"].get("failures") or [{}]
            kind = str(causes[0].get("reason", {}).get("type", ""))
            if "search_context" in kind:
                raise RequestError("a node went away with what was asked", 404, kind)
            raise SearcherError(
                f"{failed} parts of the index do not answer ({kind}); try again when the cluster is whole"
            )
        return found

    def _new_point(self) -> str:
        path = f"/{quote(self.place.index)}/_search/point_in_time?keep_alive={_KEPT}"
        return str(self._cluster.ask("POST", path)["pit_id"])

    def close(self) -> None:
        """Give the point in time back."""
        try:
            self._cluster.ask("DELETE", "/_search/point_in_time", {"pit_id": [self._point]}, seconds=5)
        except SearcherError:
            return  # it ends by itself
