"""What expands the parts of queries over one vocabulary, and keeps what it finds for the next query."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from searcher.bounded import Budget
from searcher.entities.table import EntityTable
from searcher.query.names import NameExpander
from searcher.query.patterns import Resembling
from searcher.query.regions import RegionExpander
from searcher.query.runs import RunExpander
from searcher.query.translating import Translator
from searcher.query.units import UnitExpander
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import WordExpander
from searcher.records import dataclass

if TYPE_CHECKING:
    from searcher.entities.meanings import Meanings
    from searcher.query.meanings import MeaningExpander
    from searcher.query.things import ThingExpander


@dataclass(frozen=True, slots=True)
class Tools:
    """What expands words, names and the rest; what few queries ask for is made when one does."""

    vocabulary: Vocabulary
    words: WordExpander
    runs: RunExpander
    names: NameExpander
    units: UnitExpander
    regions: RegionExpander
    resembling: Resembling
    things: "Callable[[], ThingExpander]"
    meanings: "Callable[[], MeaningExpander | None]"


def tools_over(
    vocabulary: Vocabulary, table: EntityTable, budget: Budget, meanings: "Callable[[], Meanings] | None"
) -> Tools:
    """The tools over a vocabulary and an entity table; see `Expander`."""
    words = WordExpander(vocabulary, budget)
    names = NameExpander(vocabulary, words, table, budget)
    translator = Translator(vocabulary, words, budget)
    units = UnitExpander(names, translator)
    regions = RegionExpander(names, translator, table, budget)

    @cache
    def things() -> "ThingExpander":
        from searcher.query.things import ThingExpander

        return ThingExpander(vocabulary, words, budget)

    @cache
    def translations() -> "MeaningExpander | None":
        if meanings is None:
            return None
        from searcher.query.meanings import MeaningExpander

        return MeaningExpander(vocabulary, words, meanings(), budget)

    runs, resembling = RunExpander(words, budget), Resembling(vocabulary, budget)
    return Tools(vocabulary, words, runs, names, units, regions, resembling, things, translations)
