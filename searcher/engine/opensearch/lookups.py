"""The documents of tiers that the server cannot tell, or not in short time: looked for once, and known by name."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from searcher.cluster.client import Json
from searcher.engine.opensearch.frame import Frame
from searcher.engine.opensearch.held import Held
from searcher.engine.opensearch.scored import Known
from searcher.engine.opensearch.state import Query, State, Talk
from searcher.engine.opensearch.tiers import NOTHING, Keys, around, counting, holding, is_exact, is_heavy
from searcher.query.plan import SingleWords, Tier

# Documents that are looked through for what only their texts tell.
MOST_VERIFIED = 2_000
# So many are read rather than that the server looks for rows of very many words; and so many are known by name.
FEW_READ = 50
_MOST_NAMED = 300
# Documents that are asked for before it is known how many there are.
_FEW = 20

Take = Callable[[Sequence[Mapping[str, Any]]], Sequence[Held]]
"""From hits to documents."""


def is_told(tier: Tier) -> bool:
    """Whether the server can tell the documents of a tier."""
    return isinstance(tier.variants, SingleWords) or all(map(is_exact, tier.variants))


def is_listed(tier: Tier) -> bool:
    """Whether the documents of a tier are told by name: what the server cannot tell, or not in short time."""
    return is_heavy(tier.variants) or not is_told(tier)


class Lookups:
    """How tiers over one state are looked for. What takes several requests is a talk, so that many go side by side."""

    def __init__(self, state: State, keys: Keys, take: Take) -> None:
        self._state = state
        self._keys = keys
        self._take = take

    def read_through(self, tier: Tier, title_only: bool) -> Talk[Known | None]:
        """The documents of a tier that only their texts tell; None if there are too many to be read."""
        return self._read(holding(tier.variants, title_only, self._keys), tier, title_only, MOST_VERIFIED)

    def look_up(self, tier: Tier, title_only: bool, most: int | None) -> Talk[Known | None]:
        """The documents of a tier whose rows take long to be looked for; None if there are too many.

        `most`: they are not more, if that is known.
        """
        if most == 0:
            return ()
        if most is None or most <= FEW_READ:
            found = yield from self._read(around(tier.variants, title_only, self._keys), tier, title_only, FEW_READ)
            if found is not None:
                return found
        query = counting(tier.variants, title_only, self._keys)
        if query == NOTHING:
            return ()
        hits = yield from self._hits({"query": query, "size": _MOST_NAMED, "_source": False})
        if _total(hits) > _MOST_NAMED:
            return None
        return tuple((str(hit["_id"]), float(hit["_score"])) for hit in hits["hits"])

    def _read(self, query: Query, tier: Tier, title_only: bool, most: int) -> Talk[Known | None]:
        """Those documents of a query that have a tier; None if the query finds more than `most`."""
        if query == NOTHING:
            return ()
        # As a rule there are few, and one request is enough.
        size = min(_FEW, most)
        hits = yield from self._unordered(query, size)
        if size < _total(hits) <= most:
            hits = yield from self._unordered(query, most)
        if _total(hits) > most:
            return None
        held = self._take(hits["hits"])
        counts = Frame(held, [tier]).counts(tier, title_only).tolist() if held else []
        return tuple((document.name, count) for document, count in zip(held, counts, strict=True) if count > 0)

    def _unordered(self, query: Query, size: int) -> Talk[Json]:
        return self._hits({"query": {"bool": {"filter": [query]}}, "size": size, "sort": ["_doc"]})

    def _hits(self, body: Query) -> Talk[Json]:
        told = yield {**body, "query": self._state.narrowed(body["query"]), "track_total_hits": True}
        hits: Json = told["hits"]
        return hits


def _total(hits: Json) -> int:
    return int(hits["total"]["value"])
