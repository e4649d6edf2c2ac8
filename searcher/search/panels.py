"""What stands beside the hits of a search: how its documents divide, and what the parts of the query stand for."""

from collections.abc import Iterator

from searcher.bounded import Budget
from searcher.engine.engine import Engine, IsCancelled, stop_if
from searcher.query.expand import Expander, Options
from searcher.query.parse import parse
from searcher.query.plan import Plan, leaves_of
from searcher.query.tree import Filter
from searcher.records import replace
from searcher.search.facets import READ_DOCUMENTS, Facet, Facets, entity_facet, mark_facets
from searcher.search.forms import Part, entity_part, word_part
from searcher.search.known import Known
from searcher.search.ranking import Ranking, narrowed


class Panels:
    """Counts and looks up over one state of an index and of the names. All raise Cancelled."""

    def __init__(self, engine: Engine, expander: Expander, known: Known, budget: Budget) -> None:
        self._engine = engine
        self._expander = expander
        self._known = known
        self._facets = Facets(engine, budget)

    def facets(self, ranking: Ranking, cancelled: IsCancelled) -> tuple[Facet, ...]:
        """How the documents divide by language, type, folder, year and entity."""
        answer = ranking.answer
        if answer is None:
            return ()
        counted = self._facets.count(answer.ranked, cancelled)
        own = (entity_id for name in ranking.expansion.names for entity_id in name.entities)
        best = [key for key, _ in answer.ranked.best(0, READ_DOCUMENTS)]
        named = self._facets.entities_in(best, self._known.table, cancelled)
        entities: list[Facet] = []
        for entity_id in dict.fromkeys((*own, *named)):
            stop_if(cancelled)
            entity = self._known.table.entity(entity_id)
            if entity is not None:
                with self._engine.reading():
                    tier = self._expander.entity_tier(entity)
                entities.append(entity_facet(entity, self._engine.frequency(tier, among=answer.ranked)))
        entities.sort(key=lambda facet: (-facet.count, facet.label))
        return (*counted, *(facet for facet in entities if facet.count), *self._mark_facets(answer.plan, cancelled))

    def _mark_facets(self, plan: Plan, cancelled: IsCancelled) -> tuple[Facet, ...]:
        if not self._known.has_marks():
            return ()
        marked = self._known.marked()

        def count(mark: str) -> int:
            asked = Filter("is", mark)
            asked = replace(asked, among=marked.among(asked, lambda _: None))
            return len(self._engine.rank(narrowed(plan, asked), cancelled))

        return mark_facets(count)

    def parts(self, text: str, options: Options, cancelled: IsCancelled) -> tuple[Part, ...]:
        """What the parts of a query stand for, with the forms that are switched off."""
        with self._engine.reading():
            return tuple(self._parts(text, options, cancelled))

    def _parts(self, text: str, options: Options, cancelled: IsCancelled) -> Iterator[Part]:
        expansion = self._expander.expand(parse(text), replace(options, without=frozenset()))
        for name in expansion.names:
            for entity_id in name.entities:
                entity = self._known.table.entity(entity_id)
                if entity is not None:
                    variants = self._expander.variants(entity)
                    several = len(name.entities) > 1
                    yield entity_part(name.text, entity, several, variants, self._engine, cancelled)
        for leaf in leaves_of(expansion.plan) if expansion.plan is not None else ():
            part = word_part(leaf, self._engine, cancelled)
            if part is not None:
                yield part
