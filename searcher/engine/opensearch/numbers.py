"""What is known of a whole library: from its dictionary what that has, else from the cluster, and then kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from searcher.engine.local.scorer import single_words
from searcher.engine.opensearch.lookups import Lookups, Take, is_listed, is_told
from searcher.engine.opensearch.nodes import NOBODY, Node
from searcher.engine.opensearch.resolving import Asked, Frequency
from searcher.engine.opensearch.scored import Known
from searcher.engine.opensearch.state import Query, State, Talk
from searcher.engine.opensearch.tiers import NOTHING, Keys, around, holding
from searcher.query.plan import Leaf, Tier

# Filters that are counted in one request.
_AT_ONCE = 200
# Tiers whose counts are kept for the next query.
_MOST_KEPT = 20_000
_MOST_LANGUAGES = 1_000
# So many tiers are counted right away, before their documents are known.
FEW_TIERS = 16

_Name = tuple[object, bool]
Bounds = tuple[int, int]
"""In how many documents a tier is, at least and at most."""


def _name(tier: Tier, title_only: bool) -> _Name:
    """What is known of a tier is kept under this."""
    return id(tier) if tier.key is None else tier.key, title_only


def _finding(leaf: Leaf) -> list[Asked]:
    return [(tier, leaf.title_only) for tier in leaf.tiers if not tier.supports]


class CountedNumbers:
    """Counts over one state; see `resolving.Numbers`."""

    def __init__(self, state: State, keys: Keys, take: Take) -> None:
        """`take` keeps the documents of hits."""
        self._state = state
        self._keys = keys
        self._lookups = Lookups(state, keys, take)
        # How many documents have all words of rows that take long to be looked for.
        self._around: dict[_Name, tuple[Tier, int]] = {}
        # Least and most documents of a tier; with the tier itself, so that no other takes its identity.
        self._counted: dict[_Name, tuple[Tier, Bounds]] = {}
        self._known: dict[_Name, tuple[Tier, Known | None]] = {}
        self.documents = state.documents
        self.average_tokens = state.average_tokens
        self.languages = state.languages
        self.doubts = 0
        """How many tiers were too frequent to be looked through."""

    def frequencies(self, tiers: Sequence[Asked]) -> list[int]:
        asked = {_name(*each): each for each in tiers if self._is_unknown(*each)}
        if asked:
            queries = [holding(tier.variants, title_only, self._keys) for tier, title_only in asked.values()]
            self._take(asked, self._count(queries))
        return [self._counted[_name(*each)][1][0] for each in tiers]

    def prepare(self, tiers: Sequence[Asked], sure: Sequence[Asked]) -> None:
        """Ask in one request for what will be asked of these tiers one by one.

        `sure`: those of them that will be looked for whatever the others tell.
        """
        left = {name: each for each in tiers if (name := _name(*each)) not in self._counted}
        listed = {name: each for name, each in left.items() if is_listed(each[0])}
        heavy = {name: each for name, each in listed.items() if name not in self._around and is_told(each[0])}
        unknown = {name: each for name, each in left.items() if name not in listed and self._is_unknown(*each)}
        if len(unknown) > FEW_TIERS:
            unknown = {name: each for name, each in unknown.items() if self._bounds(*each) is None}
        queries = [around(tier.variants, title_only, self._keys) for tier, title_only in heavy.values()]
        queries += [holding(tier.variants, title_only, self._keys) for tier, title_only in unknown.values()]
        read = self._unlisted(each for each in sure if not is_told(each[0]))
        talks: list[Talk[Any]] = [self._counting(queries), *(self._lookup(*each) for each in read.values())]
        counts, *found = self._state.talk(talks)
        self._keep(read, found)
        for (name, (tier, _)), count in zip(heavy.items(), counts, strict=False):
            self._around[name] = tier, count
        self._take(unknown, counts[len(heavy) :])
        self._find(sure)

    def _find(self, tiers: Iterable[Asked]) -> None:
        """Look for those of the tiers that are known by name, at once."""
        left = self._unlisted(tiers)
        self._keep(left, self._state.talk([self._lookup(*each) for each in left.values()]))

    def _unlisted(self, tiers: Iterable[Asked]) -> dict[_Name, Asked]:
        """Those of the tiers that are known by name, and were not looked for yet."""
        return {name: each for each in tiers if is_listed(each[0]) and (name := _name(*each)) not in self._known}

    def _keep(self, tiers: Mapping[_Name, Asked], found: Sequence[Known | None]) -> None:
        """Keep the documents of tiers that are known by name."""
        for (name, (tier, _)), known in zip(tiers.items(), found, strict=True):
            self._known[name] = tier, known
            if known is None and not is_told(tier):
                self.doubts += 1

    def _lookup(self, tier: Tier, title_only: bool) -> Talk[Known | None]:
        if not is_told(tier):
            return self._lookups.read_through(tier, title_only)
        around_it = self._around.get(_name(tier, title_only))
        return self._lookups.look_up(tier, title_only, None if around_it is None else around_it[1])

    def _take(self, tiers: Mapping[_Name, Asked], counts: Sequence[int]) -> None:
        """Keep in how many documents tiers are."""
        for (name, (tier, _)), count in zip(tiers.items(), counts, strict=True):
            self._counted[name] = tier, (count, count)

    def _is_unknown(self, tier: Tier, title_only: bool) -> bool:
        bounds = self._bounds(tier, title_only)
        return bounds is None or bounds[0] < bounds[1]

    def least(self, tiers: Sequence[Asked]) -> list[Frequency]:
        self._find(tiers)
        self.frequencies([each for each in tiers if self._bounds(*each) is None])
        found = [self._counted[_name(*each)][1] for each in tiers]
        return [(low, low == high) for low, high in found]

    def settle(self, tiers: Sequence[Asked], leaves: Sequence[Leaf]) -> None:
        """Ask in one request for the frequencies of tiers, and for what `most_frequent` is told by."""
        asked = [*tiers]
        for leaf in leaves:
            own = _finding(leaf)
            bounds = [self._bounds(*each) for each in own]
            least = max((low for low, _ in filter(None, bounds)), default=0)
            # Of most tiers the dictionary tells that another is more frequent.
            asked += [each for each, its in zip(own, bounds, strict=True) if its is None or its[1] > least]
        self.frequencies(asked)

    def most_frequent(self, leaves: Sequence[Leaf]) -> list[int]:
        """In how many documents the most frequent tier of each leaf is, of those that find documents."""
        self.settle((), leaves)
        return [max((low for low, _ in self.least(_finding(leaf))), default=0) for leaf in leaves]

    def make_room(self) -> None:
        """Forget what was kept, if it is much; between two queries."""
        if len(self._counted) + len(self._known) + len(self._around) > _MOST_KEPT:
            self._counted.clear()
            self._known.clear()
            self._around.clear()

    def _bounds(self, tier: Tier, title_only: bool) -> "Bounds | None":
        """In how many documents a tier is, as far as it is known without asking; None for nothing."""
        name = _name(tier, title_only)
        kept = self._counted.get(name)
        if kept is not None:
            return kept[1]
        told = self._told(tier, title_only)
        if told is not None:
            self._counted[name] = tier, told
        return told

    def _told(self, tier: Tier, title_only: bool) -> "Bounds | None":
        if not len(tier.variants):
            return 0, 0
        if is_listed(tier):
            known = self.known(tier, title_only)
            return None if known is None else (len(known), len(known))
        words = single_words(tier.variants)
        if words is None:
            return None
        vocabulary = self._state.vocabulary
        counts = [vocabulary.documents(*term) for term in dict.fromkeys(words[0]) if vocabulary.terms(*term)]
        if title_only:
            return None if counts else (0, 0)
        return max(counts, default=0), sum(counts)

    def known(self, tier: Tier, title_only: bool) -> Known | None:
        if not is_listed(tier):
            return None
        name = _name(tier, title_only)
        if name not in self._known:
            self._find([(tier, title_only)])
        return self._known[name][1]

    def counts(self, nodes: Sequence[Node], among: Node | None = None) -> list[int]:
        narrowing = None if among is None else among.finds(self._keys)
        return self._count([node.finds(self._keys) for node in nodes], narrowing)

    def _count(self, queries: Sequence[Query], among: Query | None = None) -> list[int]:
        return self._state.talk([self._counting(queries, among)])[0]

    def _counting(self, queries: Sequence[Query], among: Query | None = None) -> Talk[list[int]]:
        """How many documents each of the queries finds, of all or of those that another finds."""
        found = [0] * len(queries)
        asked = [at for at, query in enumerate(queries) if query != NOTHING and among != NOTHING]
        for first in range(0, len(asked), _AT_ONCE):
            some = asked[first : first + _AT_ONCE]
            told = yield {
                "size": 0,
                "track_total_hits": False,
                "query": self._state.narrowed({"match_all": {}} if among is None else {"bool": {"filter": [among]}}),
                "aggs": {str(at): {"filter": queries[at]} for at in some},
            }
            for at in some:
                found[at] = int(told["aggregations"][str(at)]["doc_count"])
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
