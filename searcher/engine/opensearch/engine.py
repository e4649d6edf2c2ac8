"""The engine whose documents lie in an OpenSearch cluster."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from searcher.bounded import Bounded, Budget
from searcher.cluster.client import Cluster
from searcher.cluster.schema import term_key
from searcher.engine.engine import Found, IsCancelled, Key, Ranked, StoredDocument, never, stop_if
from searcher.engine.local.document_words import Wanted
from searcher.engine.local.matching import PAGE, Matching
from searcher.engine.local.multi_terms import MultiTerms
from searcher.engine.local.occurrences import Occurrences
from searcher.engine.opensearch.candidates import Candidates
from searcher.engine.opensearch.held import Held
from searcher.engine.opensearch.nodes import NOBODY, Node, bounded
from searcher.engine.opensearch.numbers import CountedNumbers, has_terms
from searcher.engine.opensearch.ranked import ClusterDated, ClusterRanked
from searcher.engine.opensearch.resolving import Resolver
from searcher.engine.opensearch.scored import Rough, Scored
from searcher.engine.opensearch.state import Query, State
from searcher.engine.opensearch.tiers import NOTHING, Keys, terms_of
from searcher.engine_settings import ClusterSettings
from searcher.errors import SearcherError
from searcher.query.plan import Leaf, Plan, Tier, leaves_of

# Documents that are kept for the next question about them.
HELD_BYTES = 32_000_000
_BUCKETS = 10_000
_FIELD = {"author": "v_author", "from": "v_from", "tag": "v_tag"}


class OpenSearchEngine:
    """Runs plans over a library in a cluster, as it was committed; see `searcher.engine.engine`.

    `folder`: where the dictionary is kept that is brought here once. Raises SearcherError, as all methods do.
    """

    def __init__(self, settings: ClusterSettings, folder: Path) -> None:
        self._folder = folder
        self._cluster = Cluster(settings)
        self._cluster.check()
        self._use(State(self._cluster, folder))

    def _use(self, state: State) -> None:
        self._state = state
        self._names: list[str] = []
        self._numbers_of: dict[str, Key] = {}
        self.forget()

    def forget(self) -> None:
        self._state.vocabulary.forget()
        self._held: Bounded[Key, Held] = Bounded(Budget(HELD_BYTES), lambda held: held.most_bytes)
        self._keys = Keys(has_terms(self._state))
        self._counts = CountedNumbers(self._state, self._keys, self._take)
        self._resolver = Resolver(self._counts)

    @property
    def vocabulary(self) -> MultiTerms:
        return self._state.vocabulary

    def reading(self) -> AbstractContextManager[None]:
        return nullcontext()

    @property
    def documents(self) -> int:
        return self._state.documents

    @property
    def doubts(self) -> int:
        """How many parts of queries were too frequent to be looked through."""
        return self._counts.doubts

    def rank(self, plan: Plan, cancelled: IsCancelled = never, *, by_date: bool = False) -> ClusterRanked:
        kind = ClusterDated if by_date else ClusterRanked
        stop_if(cancelled)
        self._counts.make_room()
        if cancelled is never:
            return kind(self, self._resolver.node(plan), leaves_of(plan))
        with self._cluster.watched(lambda: stop_if(cancelled)):
            return kind(self, self._resolver.node(plan), leaves_of(plan))

    def candidates(
        self, node: Node, rough: Rough, count: int, again: bool
    ) -> tuple[int, Sequence[Held], Sequence[float]]:
        """How many documents a node finds, and the first `count` with scores that are not below theirs.

        `again`: many of the documents are here, and only the others need to be sent.
        """
        query = bounded(node, self._keys, rough)
        if query == NOTHING:
            return 0, (), ()
        body = {
            "size": count,
            "track_total_hits": True,
            "query": self._state.narrowed(query),
            "sort": [{"_score": "desc"}, {"id": "asc"}],
            "_source": not again,
        }
        hits = self._state.search(body)["hits"]
        scores = [float(hit["sort"][0]) for hit in hits["hits"]]
        found = self.held([self._key(hit["_id"]) for hit in hits["hits"]]) if again else self._take(hits["hits"])
        return int(hits["total"]["value"]), found, scores

    def settle(self, tiers: Sequence[Scored], leaves: Sequence[Leaf]) -> None:
        """Find out in how many documents each of the tiers is, and each leaf's most frequent one on the way."""
        self._resolver.settle(tiers, leaves)

    def newest(self, node: Node, count: int) -> Sequence[Held]:
        """So many of the documents of a node, the newest first."""
        query = self._state.narrowed({"bool": {"filter": [node.finds(self._keys)]}})
        order = [{"date": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]
        body = {"size": count, "track_total_hits": False, "query": query, "sort": order}
        return self._take(self._state.search(body)["hits"]["hits"])

    def pages(self, node: Node, size: int) -> Iterator[Sequence[Held]]:
        """All documents of a node, some after others."""
        return self._pages({"bool": {"filter": [node.finds(self._keys)]}}, size)

    def _pages(self, asked: Query, size: int) -> Iterator[Sequence[Held]]:
        query = self._state.narrowed(asked)
        after: list[Any] = []
        while True:
            body = {
                "size": size,
                "track_total_hits": False,
                "query": query,
                "sort": [{"g": "asc"}, {"o": "asc"}, {"p": "asc"}],
                **({"search_after": after} if after else {}),
            }
            hits = self._state.search(body)["hits"]["hits"]
            if not hits:
                return
            yield self._take(hits)
            after = hits[-1]["sort"]

    def _take(self, hits: Sequence[Mapping[str, Any]]) -> list[Held]:
        """The documents of hits, which are kept for the next question about them."""
        found = []
        for hit in hits:
            name = hit["_id"]
            key = self._key(name)
            held = Held(key, name, hit["_source"])
            found.append(self._held.of(key, partial(_same, held)))
        return found

    def _key(self, name: str) -> Key:
        """The key of the document that is called so in the cluster."""
        key = self._numbers_of.get(name)
        if key is None:
            key = self._numbers_of[name] = len(self._names)
            self._names.append(name)
        return key

    def held(self, keys: Sequence[Key]) -> list[Held]:
        """The documents with these keys."""
        found = {key: held for key in keys if (held := self._held.get(key)) is not None}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        for first in range(0, len(missing), _BUCKETS):
            names = [self._names[key] for key in missing[first : first + _BUCKETS]]
            body = {"size": len(names), "query": {"ids": {"values": names}}, "sort": ["_doc"]}
            found.update((held.key, held) for held in self._take(self._state.search(body)["hits"]["hits"]))
        if len(found) < len(set(keys)):
            raise SearcherError("the index has changed; ask again")
        return [found[key] for key in keys]

    def fetch(self, keys: Sequence[Key], *, with_text: bool = True) -> Sequence[StoredDocument]:
        return [held.metadata().with_text(held.key, held.text if with_text else "") for held in self.held(keys)]

    def with_id(self, identifier: str) -> Sequence[Key]:
        return self._having("id", identifier)

    def in_file(self, file: str) -> Sequence[Key]:
        return self._having("file", file)

    def files_of(self, identifiers: Collection[str]) -> Mapping[str, Sequence[str]]:
        wanted = sorted(identifier for identifier in identifiers if identifier.isprintable())
        found: dict[str, list[str]] = {}
        sources = [{"id": {"terms": {"field": "id"}}}, {"file": {"terms": {"field": "file"}}}]
        for first in range(0, len(wanted), _BUCKETS):
            query = self._state.narrowed({"bool": {"filter": [{"terms": {"id": wanted[first : first + _BUCKETS]}}]}})
            for bucket in self._buckets(query, sources):
                # Each of several documents with one id and file counts: none is alone.
                files = [bucket["key"]["file"]] * int(bucket["doc_count"])
                found.setdefault(bucket["key"]["id"], []).extend(files)
        return found

    def part(self, key: Key) -> int:
        return 0

    def _having(self, field: str, value: str) -> Sequence[Key]:
        """The documents with a value, in the order in which they were added."""
        if not value.isprintable():
            return ()
        pages = self._pages({"bool": {"filter": [{"term": {field: value}}]}}, _BUCKETS)
        return [held.key for page in pages for held in page]

    def matcher(self, plan: Plan) -> "ClusterMatcher":
        return ClusterMatcher(self, plan)

    def counts(self, ranked: Ranked, field: str) -> Mapping[str, int]:
        node = self._own(ranked).node
        if node is NOBODY:
            return {}
        name = _FIELD.get(field, field)
        source: Query = {"value": {"terms": {"field": name, "missing_bucket": field == "date"}}}
        query = self._state.narrowed({"bool": {"filter": [node.finds(self._keys)]}})
        return {each["key"]["value"] or "": int(each["doc_count"]) for each in self._buckets(query, [source])}

    def _buckets(self, query: Query, sources: Sequence[Query]) -> Iterator[Mapping[str, Any]]:
        """The combinations of values that documents of a query have, with how many have them."""
        after: Mapping[str, object] | None = None
        while True:
            composite: Query = {"size": _BUCKETS, "sources": sources}
            if after is not None:
                composite["after"] = after
            body = {
                "size": 0, "track_total_hits": False, "query": query, "aggs": {"values": {"composite": composite}},
            }  # fmt: skip
            told = self._state.search(body)["aggregations"]["values"]
            yield from told["buckets"]
            after = told.get("after_key")
            if after is None or len(told["buckets"]) < _BUCKETS:
                return

    def frequency(self, tier: Tier, *, among: Ranked | None = None) -> int:
        if among is None:
            return self._counts.frequencies([(tier, False)])[0]
        own = self._own(among)
        node = self._resolver.tier(tier, False)
        return 0 if NOBODY in (node, own.node) else self._counts.counts([node], own.node)[0]

    def frequencies(self, leaf: Leaf) -> Sequence[int]:
        return self._counts.frequencies([(tier, leaf.title_only) for tier in leaf.tiers])

    def most_frequent(self, leaves: Sequence[Leaf]) -> Sequence[int]:
        return self._counts.most_frequent(leaves)

    def refresh(self) -> bool:
        if self._state.is_current():
            return False
        old = self._state
        self._use(State(self._cluster, self._folder))
        old.close()
        return True

    def close(self) -> None:
        self._state.close()
        self._cluster.close()

    @staticmethod
    def _own(ranked: Ranked) -> ClusterRanked:
        assert isinstance(ranked, ClusterRanked), "a ranking of another engine"
        return ranked


def _same(held: Held) -> Held:
    return held


class ClusterMatcher:
    """Looks for the leaves of one plan in documents of the cluster."""

    def __init__(self, engine: OpenSearchEngine, plan: Plan) -> None:
        self._engine = engine
        self._plan = plan

    @cached_property
    def _wanted(self) -> Wanted:
        return Wanted(leaves_of(self._plan))

    @cached_property
    def _terms(self) -> set[str]:
        return {term_key(*term) for leaf in self._wanted.leaves for tier in leaf.tiers for term in terms_of(tier)}

    def of(self, keys: Sequence[Key]) -> Iterator[tuple[StoredDocument, Sequence[Found]]]:
        for first in range(0, len(keys), PAGE):
            page = keys[first : first + PAGE]
            candidates = Candidates(self._engine.held(page), self._terms)
            matching = Matching(candidates, Occurrences(candidates))
            for at, known, text, found in matching.of(self._wanted, range(len(page))):
                yield known.with_text(page[at], text), found
