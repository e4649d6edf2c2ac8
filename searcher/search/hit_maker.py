"""Hits of documents: what is known of each, with snippets and matches where these are wanted."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.engine.engine import Engine, Found, IsCancelled, StoredDocument, stop_if
from searcher.library import locate
from searcher.query.plan import Leaf, leaves_of
from searcher.records import replace
from searcher.search.hits import Hit
from searcher.search.places import field_matches, in_own_text, own_text, with_place
from searcher.search.ranking import Ranking
from searcher.search.snippets import snippets

if TYPE_CHECKING:
    from searcher.search.similar import Origin

# Files whose place on the disk is kept for the next hit.
CACHED_PATHS = 20_000


class HitMaker:
    """Makes hits of documents of the libraries at `folders`."""

    def __init__(self, folders: Sequence[Path], engine: Engine) -> None:
        self._folders = folders
        self._engine = engine
        self._path = lru_cache(CACHED_PATHS)(lambda part, file: str(locate(folders[part], file)))

    def of(
        self, ranking: Ranking, start: int, stop: int, with_matches: bool, cancelled: IsCancelled
    ) -> tuple[Hit, ...]:
        """The hits of rank [start, stop), from 0. Raises Cancelled."""
        answer = ranking.answer
        if answer is None:
            return ()
        best = answer.ranked.best(start, stop)
        if not with_matches:
            stored = self._engine.fetch([key for key, _ in best], with_text=False)
            return tuple(self.bare(known, score) for known, (_, score) in zip(stored, best, strict=True))
        leaves = leaves_of(answer.plan)
        # Only one with another is more or less.
        worth = self._worths(leaves) if len(leaves) > 1 else [1.0]
        made = []
        read = answer.matcher.of([key for key, _ in best])
        for (known, found), (_, score) in zip(read, best, strict=True):
            stop_if(cancelled)
            hit = self._hit(known, score, found, worth)
            made.append(_compared(hit, known, found, leaves, ranking.origins) if ranking.origins else hit)
        return tuple(made)

    def bare(self, known: StoredDocument, score: float) -> Hit:
        """A hit without snippets and matches, which is all that ranking needs."""
        part = self._engine.part(known.key) if len(self._folders) > 1 else 0
        hit = Hit(
            known.id, self._path(part, known.file), known.number, known.title, known.lang, known.langs, known.type,
            known.date, known.url, score, (), (), (), known.within, (), known.within, known.places,
            file=known.file,
        )  # fmt: skip
        return replace(hit, library=str(self._folders[part])) if len(self._folders) > 1 else hit

    def _hit(self, known: StoredDocument, score: float, found: Sequence[Found], worth: Sequence[float]) -> Hit:
        text = own_text(known)
        in_text = in_own_text(text, found)
        shown = tuple(with_place(known, text, each) for each in snippets(text, in_text, worth))
        return replace(
            self.bare(known, score),
            snippets=shown,
            matches=tuple(item.match for item in in_text),
            title_matches=tuple(item.match for item in found if item.in_title),
            place=shown[0].place if shown else known.within,
            fields=field_matches(known, [item.match for item in found if not item.in_title]),
        )

    def _worths(self, leaves: Sequence[Leaf]) -> list[float]:
        """What a match of each leaf is worth in a snippet: rare words more than common ones."""
        unknown = [leaf for leaf in leaves if not leaf.worth]
        sizes = iter(self._engine.most_frequent(unknown))
        return [leaf.worth or self._worth(leaf, next(sizes)) for leaf in leaves]

    def _worth(self, leaf: Leaf, documents: int) -> float:
        return 1.0 / (1.0 + documents / max(1, self._engine.documents) * 10) if leaf.counts else 0.1


def _compared(
    hit: Hit, known: StoredDocument, found: Sequence[Found], leaves: Sequence[Leaf], origins: "Sequence[Origin]"
) -> Hit:
    """The hit with what it shares with the documents that it is like."""
    from searcher.search.similar import shared

    return replace(hit, shared=shared(found, leaves), copied=max(origin.copied(known) for origin in origins))
