"""The engine that is built in: memory-mapped columns on this machine."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from functools import cached_property, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import numpy as np

from searcher.engine.engine import Found, IsCancelled, Key, Ranked, StoredDocument, never
from searcher.engine.local.certain import files_of
from searcher.engine.local.counts import counts
from searcher.engine.local.document_words import Wanted
from searcher.engine.local.evaluator import Evaluator
from searcher.engine.local.matching import PAGE, Matching
from searcher.engine.local.multi_terms import MultiTerms
from searcher.engine.local.occurrences import Occurrences
from searcher.engine.local.ranked import LocalDated, LocalRanked
from searcher.engine.local.scorer import Scorer
from searcher.engine.local.snapshot import Snapshot
from searcher.errors import SearcherError
from searcher.index.damage import damage
from searcher.index.version import Version, ready_version
from searcher.query.plan import Leaf, Plan, Tier, leaves_of

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def _over_the_index(
    method: "Callable[Concatenate[LocalEngine, _Given], _Result]",
) -> "Callable[Concatenate[LocalEngine, _Given], _Result]":
    """A method that reads the index: what damage makes of it is told as a DamagedError."""

    @wraps(method)
    def told(engine: "LocalEngine", /, *args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        with damage(*engine.snapshot.origins):
            return method(engine, *args, **kwargs)

    return told


class LocalEngine:
    """Runs plans over the generated data in these folders, as they were committed; see `searcher.engine.engine`.

    Raises SearcherError if there is no index that this program can use, DamagedError if it cannot be read.
    """

    def __init__(self, *data: Path) -> None:
        self._data: tuple[Path, ...] | None = data
        versions = self._ready()
        try:
            self._use(Snapshot(*versions))
        except SearcherError:
            # A rebuild may have taken a version's place in this moment.
            newer = self._ready()
            if _names(newer) == _names(versions):
                raise
            self._use(Snapshot(*newer))

    @classmethod
    def over(cls, version: Version) -> "LocalEngine":
        """The engine over one version of an index, which `refresh` does not leave for another."""
        engine = cls.__new__(cls)
        engine._data = None
        engine._use(Snapshot(version))
        return engine

    def _ready(self) -> list[Version]:
        return [ready_version(data) for data in self._data or ()]

    def _use(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.forget()

    @property
    def vocabulary(self) -> MultiTerms:
        return self.snapshot.vocabulary

    def reading(self) -> AbstractContextManager[None]:
        return damage(*self.snapshot.origins)

    @property
    def documents(self) -> int:
        return self.snapshot.live_documents

    @_over_the_index
    def rank(self, plan: Plan, cancelled: IsCancelled = never, *, by_date: bool = False) -> LocalRanked:
        self.snapshot.release()
        return (LocalDated if by_date else LocalRanked)(self._evaluator.scores(plan, cancelled), self.snapshot)

    @_over_the_index
    def fetch(self, keys: Sequence[Key], *, with_text: bool = True) -> Sequence[StoredDocument]:
        return [self.snapshot.stored(key, with_text) for key in keys]

    @_over_the_index
    def with_id(self, identifier: str) -> Sequence[Key]:
        return self.snapshot.among_all(lambda segment: segment.with_id(identifier))

    @_over_the_index
    def in_file(self, file: str) -> Sequence[Key]:
        return self.snapshot.among_all(lambda segment: segment.in_file(file))

    @_over_the_index
    def files_of(self, identifiers: Collection[str]) -> Mapping[str, Sequence[str]]:
        return files_of(self.snapshot, identifiers)

    def part(self, key: Key) -> int:
        return self.snapshot.part(key)

    def matcher(self, plan: Plan) -> "LocalMatcher":
        return LocalMatcher(self.snapshot, self._matching, plan)

    @_over_the_index
    def counts(self, ranked: Ranked, field: str) -> Mapping[str, int]:
        return counts(self.snapshot, self._local(ranked).scores.mask(self.snapshot.documents), field)

    @_over_the_index
    def frequency(self, tier: Tier, *, among: Ranked | None = None) -> int:
        found = self._scorer.counts(tier)
        if among is None:
            return len(found)
        ranked = self._local(among).scores.documents
        return len(np.intersect1d(ranked, found.documents, assume_unique=True))

    @_over_the_index
    def frequencies(self, leaf: Leaf) -> Sequence[int]:
        return self._scorer.frequencies(leaf)

    def most_frequent(self, leaves: Sequence[Leaf]) -> Sequence[int]:
        counted = [zip(leaf.tiers, self.frequencies(leaf), strict=True) for leaf in leaves]
        return [max((size for tier, size in each if not tier.supports), default=0) for each in counted]

    def refresh(self) -> bool:
        versions = list(self.snapshot.origins) if self._data is None else self._ready()
        if _names(versions) == _names(self.snapshot.origins) and self.snapshot.is_current():
            return False
        with suppress(SearcherError):  # a commit in this moment: the next call sees it
            old, newer = self.snapshot, Snapshot(*versions)
            self._use(newer)
            old.close()
            return True
        return False

    def forget(self) -> None:
        self.snapshot.forget()
        occurrences = Occurrences(self.snapshot)
        self._scorer = Scorer(self.snapshot, occurrences)
        self._matching = Matching(self.snapshot, occurrences)
        self._evaluator = Evaluator(self.snapshot, self._scorer)

    def close(self) -> None:
        self.snapshot.close()

    @staticmethod
    def _local(ranked: Ranked) -> LocalRanked:
        assert isinstance(ranked, LocalRanked), "a ranking of another engine"
        return ranked


def _names(versions: Sequence[Version]) -> list[str]:
    return [version.name for version in versions]


class LocalMatcher:
    """Looks for the leaves of one plan in documents of one snapshot."""

    def __init__(self, snapshot: Snapshot, matching: Matching, plan: Plan) -> None:
        self._snapshot = snapshot
        self._matching = matching
        self._plan = plan

    @cached_property
    def _wanted(self) -> Wanted:
        # Many variants take longer to put in order than to run, and a run of ids asks for no matches.
        return Wanted(leaves_of(self._plan))

    def of(self, keys: Sequence[Key]) -> Iterator[tuple[StoredDocument, Sequence[Found]]]:
        for first in range(0, len(keys), PAGE):
            with damage(*self._snapshot.origins):
                for key, known, text, found in self._matching.of(self._wanted, keys[first : first + PAGE]):
                    yield known.with_text(key, text), found
