"""One library, open for questions."""

import time
from contextlib import suppress
from pathlib import Path

import numpy as np

from searcher.entities.table import EntityTable
from searcher.errors import SearcherError
from searcher.index.reading import Snapshot
from searcher.index.storage import current_generation
from searcher.library import data_folder, entities_file, locate
from searcher.query.expand import Expander, Options
from searcher.query.parse import parse
from searcher.query.plan import All, Leaf, Plan, Sum
from searcher.query.tree import Filter, Need
from searcher.search.explain import explain
from searcher.search.hits import Hit, Results
from searcher.search.matching import Matching, leaves_of
from searcher.search.occurrences import Occurrences
from searcher.search.run import Runner
from searcher.search.scoring import Scorer, Scores
from searcher.search.snippets import snippets

DEFAULT_LIMIT = 10
# Decimals of a score. Beyond them lies the order in which numbers were added, which must not order hits.
SCORE_DIGITS = 9


class Searcher:
    """Answers queries over the index of the library at `folder`, as it was committed when it was opened.

    `refresh` goes on to what was committed since. Raises SearcherError if there is no index, or a damaged one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = data_folder(folder)
        self._overlay = entities_file(folder)
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
        generation = current_generation(self._data)
        if generation is not None and (generation.name != self._generation or not self._snapshot.is_current()):
            with suppress(SearcherError):  # a commit in this moment: the next call sees it
                old = self._snapshot
                self._open()
                old.close()
                changed = True
        return changed

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
        asked = parse(text)
        expansion = self._expander.expand(asked, options or Options())
        plan = expansion.plan
        if plan is None:
            return Results(text, (), 0, expansion.notes, (), time.perf_counter() - started)
        for field, value in (("lang", lang), ("path", path)):
            if value:
                plan = _narrowed(plan, Filter(field, value))
        scores = self._runner.scores(plan)
        ranked = self._best(scores, limit)
        leaves = leaves_of(plan)
        worth = [self._worth(leaf) for leaf in leaves] if with_matches else []
        hits = tuple(self._hit(document, score, leaves, worth, with_matches) for document, score in ranked)
        explanation = explain(plan, expansion.languages, self._scorer) if with_explanation else ()
        return Results(text, hits, len(scores), expansion.notes, explanation, time.perf_counter() - started)

    def _open(self) -> None:
        generation = current_generation(self._data)
        if generation is None:
            raise SearcherError(f"{self._folder}: nothing is indexed yet: run `searcher index`")
        try:
            self._snapshot = Snapshot(generation)
        except SearcherError:
            # A rebuild may have taken the generation's place in this moment.
            newer = current_generation(self._data)
            if newer is None or newer.name == generation.name:
                raise
            generation = newer
            self._snapshot = Snapshot(generation)
        self._generation = generation.name
        occurrences = Occurrences(self._snapshot)
        self._scorer = Scorer(self._snapshot, occurrences)
        self._matching = Matching(self._snapshot, occurrences)
        self._runner = Runner(self._snapshot, self._scorer)
        self._expander = Expander(self._snapshot, self._table)

    def _best(self, scores: Scores, limit: int) -> list[tuple[int, float]]:
        """The documents with the best scores and these, equal ones by their id."""
        values = np.round(scores.values, SCORE_DIGITS)
        places = np.arange(len(values))
        if limit and len(values) > limit:
            # Ids are read only where they decide: among documents with the score of the last place too.
            last = np.partition(values, len(values) - limit)[len(values) - limit]
            places = np.flatnonzero(values >= last)
        rows = zip(scores.documents[places].tolist(), values[places].tolist(), strict=True)
        ranked = sorted(rows, key=lambda row: (-row[1], self._snapshot.metadata(row[0]).id))
        return ranked[:limit] if limit else ranked

    def _worth(self, leaf: Leaf) -> float:
        """What a match of the leaf is worth in a snippet: rare words more than common ones."""
        finding = [tier for tier in leaf.tiers if not tier.supports]
        found = max((self._scorer.document_frequency(tier, leaf.title_only) for tier in finding), default=0)
        return 1.0 / (1.0 + found / max(1, self._snapshot.documents) * 10) if leaf.counts else 0.1

    def _hit(self, document: int, score: float, leaves: list[Leaf], worth: list[float], with_matches: bool) -> Hit:
        known = self._snapshot.metadata(document)
        text = self._snapshot.text(document) if with_matches else ""
        found = self._matching.of(leaves, document, known, text) if with_matches else []
        in_text = [item for item in found if not item.in_title]
        return Hit(
            id=known.id,
            path=str(locate(self._folder, known.file)),
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


def _narrowed(plan: Plan, wanted: Filter) -> Plan:
    """`plan`, restricted to the documents of a filter."""
    if isinstance(plan, Sum):
        return Sum((*plan.parts, (Need.MUST, wanted)))
    return All((plan, wanted))
