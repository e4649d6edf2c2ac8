"""What holds for a part of a query: its languages, how many words it has, and whether it is a question."""

from collections.abc import Sequence

from searcher.query import weights
from searcher.query.fit import Fit
from searcher.query.plan import Leaf, Plan, Sum
from searcher.query.tree import Need
from searcher.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for a part of the tree. `dropping`: the languages whose stop words are left out."""

    fit: Fit
    words: int
    dropping: frozenset[str]
    title_only: bool = False

    @property
    def languages(self) -> dict[str, float]:
        """Language → the weight of its words."""
        return self.fit.weights

    @property
    def likeliest(self) -> str:
        """The language that the query is most likely in, "" in a library without any."""
        return max(self.languages, key=lambda lang: (self.languages[lang], lang), default="")

    @property
    def is_question(self) -> bool:
        """Whether it has so many words that it asks rather than names."""
        return self.words >= weights.QUESTION

    def scoped(self, leaf: Leaf) -> Leaf:
        """The leaf as it counts in this part."""
        if not self.title_only and not self.is_question:
            return leaf
        steepness = weights.STEEPNESS_IN_QUESTION if self.is_question else 1.0
        return replace(leaf, title_only=self.title_only, steepness=steepness)

    def sum(self, parts: Sequence[tuple[Need, Plan]]) -> Sum:
        """The parts ranked together."""
        if self.is_question:
            return Sum(tuple(parts), weights.PARTS_IN_QUESTION, by_rarity=True)
        return Sum(tuple(parts), weights.PARTS)
