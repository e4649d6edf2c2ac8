"""What is known of a whole library: from its dictionary what that has, else from the cluster, and then kept."""

from collections.abc import Callable, Sequence

from searcher.engine.local.scorer import single_words
from searcher.engine.opensearch.frame import Frame
from searcher.engine.opensearch.held import Held
from searcher.engine.opensearch.nodes import NOBODY, Node
from searcher.engine.opensearch.resolving import Asked, Known
from searcher.engine.opensearch.state import Query, State
from searcher.engine.opensearch.tiers import NOTHING, Keys, holding, is_exact
from searcher.query.plan import SingleWords, Tier

# Filters that are counted in one request.
_AT_ONCE = 200
# Tiers whose counts are kept for the next query.
_MOST_KEPT = 20_000
_MOST_LANGUAGES = 1_000
# Documents that are looked through for what only their texts tell.
MOST_VERIFIED = 2_000


class CountedNumbers:
    """Counts over one state; see `resolving.Numbers`."""

    def __init__(self, state: State, keys: Keys, fetch: "Callable[[Query, int], tuple[int, Sequence[Held]]]") -> None:
        """`fetch` gives how many documents a query finds, and as many of them as are asked for."""
        self._state = state
        self._keys = keys
        self._fetch = fetch
        self._by_key: dict[tuple[object, bool], int] = {}
        # With the tier itself, so that no other takes its identity.
        self._by_tier: dict[tuple[int, bool], tuple[Tier, int]] = {}
        self._known: dict[tuple[object, bool], tuple[Tier, Known | None]] = {}
        self.documents = state.documents
        self.average_tokens = state.average_tokens
        self.languages = state.languages
        self.doubts = 0
        """How many tiers were too frequent to be looked through."""

    def frequencies(self, tiers: Sequence[Asked]) -> list[int]:
        asked: dict[tuple[int, bool], Asked] = {}
        for tier, title_only in tiers:
            if self._kept(tier, title_only) is None:
                found = self._told(tier, title_only)
                if found is None:
                    asked[id(tier), title_only] = tier, title_only
                else:
                    self._keep(tier, title_only, found)
        if asked:
            queries = [holding(tier.variants, title_only, self._keys) for tier, title_only in asked.values()]
            for (tier, title_only), count in zip(asked.values(), self._count(queries), strict=True):
                self._keep(tier, title_only, count)
        counts = [self._kept(tier, title_only) for tier, title_only in tiers]
        return [count if count is not None else 0 for count in counts]

    def _kept(self, tier: Tier, title_only: bool) -> int | None:
        if tier.key is not None:
            return self._by_key.get((tier.key, title_only))
        found = self._by_tier.get((id(tier), title_only))
        return None if found is None else found[1]

    def _keep(self, tier: Tier, title_only: bool, count: int) -> None:
        if tier.key is not None:
            self._by_key[tier.key, title_only] = count
        else:
            self._by_tier[id(tier), title_only] = tier, count

    def make_room(self) -> None:
        """Forget what was kept, if it is much; between two queries."""
        if len(self._by_key) + len(self._by_tier) + len(self._known) > _MOST_KEPT:
            for kept in (self._by_key, self._by_tier, self._known):
                kept.clear()

    def _told(self, tier: Tier, title_only: bool) -> int | None:
        """What the dictionary tells, None for nothing."""
        if not len(tier.variants):
            return 0
        if not isinstance(tier.variants, SingleWords) and not all(map(is_exact, tier.variants)):
            known = self.known(tier, title_only)
            return None if known is None else len(known)
        words = single_words(tier.variants)
        if words is None:
            return None
        vocabulary = self._state.vocabulary
        present = [term for term in dict.fromkeys(words[0]) if vocabulary.terms(*term)]
        if not present:
            return 0
        return vocabulary.documents(*present[0]) if len(present) == 1 and not title_only else None

    def known(self, tier: Tier, title_only: bool) -> Known | None:
        if isinstance(tier.variants, SingleWords) or all(map(is_exact, tier.variants)):
            return None
        name = (id(tier) if tier.key is None else tier.key, title_only)
        kept = self._known.get(name)
        if kept is None:
            kept = self._known[name] = tier, self._look_through(tier, title_only)
        return kept[1]

    def _look_through(self, tier: Tier, title_only: bool) -> Known | None:
        query = holding(tier.variants, title_only, self._keys)
        if query == NOTHING:
            return ()
        total, held = self._fetch(query, MOST_VERIFIED)
        if total > len(held):
            self.doubts += 1
            return None
        counts = Frame(held, [tier]).counts(tier, title_only).tolist() if held else []
        return tuple((document.name, count) for document, count in zip(held, counts, strict=True) if count > 0)

    def counts(self, nodes: Sequence[Node], among: Node | None = None) -> list[int]:
        narrowing = None if among is None else among.finds(self._keys)
        return self._count([node.finds(self._keys) for node in nodes], narrowing)

    def _count(self, queries: Sequence[Query], among: Query | None = None) -> list[int]:
        found = [0] * len(queries)
        asked = [at for at, query in enumerate(queries) if query != NOTHING and among != NOTHING]
        for first in range(0, len(asked), _AT_ONCE):
            some = asked[first : first + _AT_ONCE]
            body = {
                "size": 0,
                "track_total_hits": False,
                "query": self._state.narrowed({"match_all": {}} if among is None else {"bool": {"filter": [among]}}),
                "aggs": {str(at): {"filter": queries[at]} for at in some},
            }
            told = self._state.search(body)["aggregations"]
            for at in some:
                found[at] = int(told[str(at)]["doc_count"])
        return found

    def languages_of(self, node: Node) -> set[str]:
        if node is NOBODY:
            return set()
        body = {
            "size": 0,
            "track_total_hits": False,
            "query": self._state.narrowed({"bool": {"filter": [node.finds(self._keys)]}}),
            "aggs": {"langs": {"terms": {"field": "lang", "size": _MOST_LANGUAGES}}},
        }
        return {str(bucket["key"]) for bucket in self._state.search(body)["aggregations"]["langs"]["buckets"]}


def has_terms(state: State) -> "Callable[[tuple[str, str]], bool]":
    """Whether the dictionary of a state has a term."""
    terms = state.vocabulary.terms

    def has(term: tuple[str, str]) -> bool:
        return bool(terms(*term))

    return has
