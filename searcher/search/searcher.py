"""One library, open for questions."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import numpy as np

from searcher.engine.local.document_words import Wanted
from searcher.engine.local.evaluator import Runner
from searcher.engine.local.matching import Matching, leaves_of
from searcher.engine.local.occurrences import Occurrences
from searcher.engine.local.scorer import Scorer
from searcher.engine.local.scores import NOTHING
from searcher.engine.local.snapshot import Metadata, Snapshot
from searcher.entities.table import EntityTable
from searcher.errors import SearcherError
from searcher.index.damage import damage
from searcher.index.version import current_version
from searcher.library import data_folder, entities_file, locate
from searcher.query.expand import Expander, Options
from searcher.query.parse import parse
from searcher.query.plan import All, Leaf, Plan, Sum
from searcher.query.tree import Filter, Need
from searcher.search.explain import explain
from searcher.search.facets import READ_DOCUMENTS, Facet, Facets, entity_facet
from searcher.search.forms import Part, entity_part, word_part
from searcher.search.hits import Hit, Results
from searcher.search.ranking import Ranking, never, stop_if
from searcher.search.snippets import snippets
from searcher.search.suggest import suggestions

DEFAULT_LIMIT = 10
# Files whose place on the disk is kept for the next hit.
CACHED_PATHS = 20_000
_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def _over_the_index(
    method: "Callable[Concatenate[Searcher, _Given], _Result]",
) -> "Callable[Concatenate[Searcher, _Given], _Result]":
    """A method that reads the index: what damage makes of it is told as a DamagedError."""

    @wraps(method)
    def told(searcher: "Searcher", /, *args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        with damage(searcher.snapshot.origin):
            return method(searcher, *args, **kwargs)

    return told


class Searcher:
    """Answers queries over the index of the library at `folder`, as it was committed when it was opened.

    `refresh` goes on to what was committed since. Raises SearcherError if there is no index, or a damaged one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = data_folder(folder)
        self._overlay = entities_file(folder)
        self._paths: dict[str, str] = {}
        self._table = EntityTable.open(self._data, self._overlay)
        self._open()

    @property
    def problems(self) -> tuple[str, ...]:
        """Lines on what was left out of the library's entities.toml."""
        return self._table.problems

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    def close(self) -> None:
        """Give the index's files back."""
        self._snapshot.close()

    def refresh(self) -> bool:
        """Take in what was committed, and edits of entities.toml, since; whether there was anything."""
        changed = False
        if not self._table.is_current():
            self._table = EntityTable.open(self._data, self._overlay)
            self._expander = Expander(self._snapshot, self._table)
            changed = True
        version = current_version(self._data)
        if version is not None and (version.name != self._generation or not self._snapshot.is_current()):
            with suppress(SearcherError):  # a commit in this moment: the next call sees it
                old = self._snapshot
                self._open()
                old.close()
                changed = True
        return changed

    @_over_the_index
    def search(
        self,
        text: str,
        *,
        limit: int = DEFAULT_LIMIT,
        options: Options | None = None,
        lang: str = "",
        path: str = "",
        with_explanation: bool = False,
        with_matches: bool = True,
    ) -> Results:
        """The best `limit` hits (0: all) for a query text. `lang` and `path` narrow as `lang:` and `path:` do.

        Without `with_matches` the hits have neither snippets nor matches, which is all that ranking needs.
        """
        started = time.perf_counter()
        ranking = self.rank(text, options=options, lang=lang, path=path)
        hits = self.hits(ranking, 0, limit or len(ranking), with_matches=with_matches)
        explanation: tuple[str, ...] = ()
        if with_explanation and ranking.plan is not None:
            explanation = explain(ranking.plan, ranking.expansion.fit.weights, self._scorer)
        return Results(text, hits, len(ranking), ranking.notes, explanation, time.perf_counter() - started)

    @_over_the_index
    def rank(
        self,
        text: str,
        *,
        options: Options | None = None,
        lang: str = "",
        path: str = "",
        cancelled: Callable[[], bool] = never,
    ) -> Ranking:
        """All documents that a query finds, best first; `hits` makes hits of those that are wanted.

        Raises Cancelled as soon as `cancelled` says so, which is asked between the parts of the query.
        """
        expansion = self._expander.expand(parse(text), options or Options(), lambda: stop_if(cancelled))
        plan = expansion.plan
        if plan is None:
            return Ranking(text, expansion, None, NOTHING, ())
        for field, value in (("lang", lang), ("path", path)):
            if value:
                plan = _narrowed(plan, Filter(field, value))
        leaves = tuple(leaves_of(plan))
        for leaf in leaves if cancelled is not never else ():
            for tier in leaf.tiers:
                # What is counted here is kept by the scorer, which would do it all at once.
                stop_if(cancelled)
                self._scorer.frequencies(tier.variants, leaf.title_only)
        stop_if(cancelled)
        return Ranking(text, expansion, plan, self._runner.scores(plan), leaves)

    @_over_the_index
    def hits(
        self,
        ranking: Ranking,
        start: int,
        stop: int,
        *,
        with_matches: bool = True,
        cancelled: Callable[[], bool] = never,
    ) -> tuple[Hit, ...]:
        """The hits of rank [start, stop), from 0, of a ranking that was made since the last change of the index."""
        documents = ranking.documents(start, stop, lambda document: self._snapshot.metadata(document).id)
        wanted = Wanted(ranking.leaves) if with_matches and documents else None
        worth = [self._worth(leaf) for leaf in ranking.leaves] if wanted is not None else []
        made = []
        for document, score in documents:
            stop_if(cancelled)
            made.append(self._hit(document, score, wanted, worth))
        return tuple(made)

    @_over_the_index
    def text(self, ranking: Ranking, place: int) -> str:
        """The text of the document of rank `place`, from 0."""
        ((document, _),) = ranking.documents(place, place + 1, lambda document: self._snapshot.metadata(document).id)
        return self._snapshot.text(document)

    @_over_the_index
    def facets(self, ranking: Ranking, cancelled: Callable[[], bool] = never) -> tuple[Facet, ...]:
        """How the documents divide by language, type, folder, year and entity. Raises Cancelled."""
        documents = ranking.all_documents()
        counted = self._facets.count(documents, cancelled)
        own = (entity_id for name in ranking.expansion.names for entity_id in name.entities)
        best = self._facets.entities_in(documents[:READ_DOCUMENTS], self._table, cancelled)
        entities: list[Facet] = []
        for entity_id in dict.fromkeys((*own, *best)):
            stop_if(cancelled)
            entity = self._table.entity(entity_id)
            if entity is not None:
                named = self._scorer.frequencies(self._expander.variants(entity), False)
                count = len(np.intersect1d(ranking.scores.documents, named.documents, assume_unique=True))
                entities.append(entity_facet(entity, count))
        entities.sort(key=lambda facet: (-facet.count, facet.label))
        return (*counted, *(facet for facet in entities if facet.count))

    @_over_the_index
    def parts(
        self, text: str, options: Options | None = None, cancelled: Callable[[], bool] = never
    ) -> tuple[Part, ...]:
        """What the parts of a query stand for, with the forms that are switched off. Raises Cancelled."""
        expansion = self._expander.expand(parse(text), replace(options or Options(), without=frozenset()))
        parts = []
        for name in expansion.names:
            for entity_id in name.entities:
                entity = self._table.entity(entity_id)
                if entity is not None:
                    variants = self._expander.variants(entity)
                    several = len(name.entities) > 1
                    parts.append(entity_part(name.text, entity, several, variants, self._scorer, cancelled))
        for leaf in leaves_of(expansion.plan) if expansion.plan is not None else ():
            part = word_part(leaf, self._scorer, cancelled)
            if part is not None:
                parts.append(part)
        return tuple(parts)

    @_over_the_index
    def suggestions(self, text: str) -> tuple[str, ...]:
        """The query spelled with words that occur, for one that finds nothing."""
        return suggestions(parse(text), self._snapshot)

    def _open(self) -> None:
        version = current_version(self._data)
        if version is None:
            raise SearcherError(f"{self._folder}: nothing is indexed yet: run `searcher index`")
        try:
            self._snapshot = Snapshot(version)
        except SearcherError:
            # A rebuild may have taken the version's place in this moment.
            newer = current_version(self._data)
            if newer is None or newer.name == version.name:
                raise
            version = newer
            self._snapshot = Snapshot(version)
        self._generation = version.name
        self.forget()

    def forget(self) -> None:
        """Give back what is kept for the next query: posting lists, counts, and what words stand for."""
        self._snapshot.forget()
        occurrences = Occurrences(self._snapshot)
        self._scorer = Scorer(self._snapshot, occurrences)
        self._matching = Matching(self._snapshot, occurrences)
        self._runner = Runner(self._snapshot, self._scorer)
        self._expander = Expander(self._snapshot, self._table)
        self._facets = Facets(self._snapshot)

    def _path(self, file: str) -> str:
        path = self._paths.get(file)
        if path is None:
            if len(self._paths) >= CACHED_PATHS:
                self._paths.clear()
            path = self._paths[file] = str(locate(self._folder, file))
        return path

    def _worth(self, leaf: Leaf) -> float:
        """What a match of the leaf is worth in a snippet: rare words more than common ones."""
        finding = [tier for tier in leaf.tiers if not tier.supports]
        found = max((self._scorer.document_frequency(tier, leaf.title_only) for tier in finding), default=0)
        return 1.0 / (1.0 + found / max(1, self._snapshot.live_documents) * 10) if leaf.counts else 0.1

    def _hit(self, document: int, score: float, wanted: Wanted | None, worth: Sequence[float]) -> Hit:
        known = self._snapshot.metadata(document)
        if wanted is None:
            return _bare(known, self._path(known.file), score)
        text = self._snapshot.text(document)
        found = self._matching.of(wanted, document, known, text)
        in_text = [item for item in found if not item.in_title]
        return Hit(
            id=known.id,
            path=self._path(known.file),
            line=known.number,
            title=known.title,
            lang=known.lang,
            langs=known.langs,
            type=known.type,
            date=known.date,
            url=known.url,
            score=score,
            snippets=snippets(text, in_text, worth),
            matches=tuple(item.match for item in in_text),
            title_matches=tuple(item.match for item in found if item.in_title),
        )


def _bare(known: Metadata, path: str, score: float) -> Hit:
    """A hit without snippets and matches."""
    return Hit(
        known.id, path, known.number, known.title, known.lang, known.langs, known.type, known.date, known.url, score,
        (), (), (),
    )  # fmt: skip


def _narrowed(plan: Plan, wanted: Filter) -> Plan:
    """`plan`, restricted to the documents of a filter."""
    if isinstance(plan, Sum) and plan.parts:
        return Sum((*plan.parts, (Need.MUST, wanted)))
    return All((plan, wanted))
