"""From a query tree to a plan: every leaf gets the index terms that it stands for, with weights and reasons."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from searcher.bounded import Budget
from searcher.entities.model import Entity
from searcher.entities.table import EntityTable
from searcher.query.fit import Fit
from searcher.query.learned import Equivalents
from searcher.query.leaves import LeafMaker, Recognised
from searcher.query.memory import EXPANDED_BYTES
from searcher.query.options import Level, Options
from searcher.query.plan import Kind, Leaf, Plan, Sum, Tier, Variant
from searcher.query.reshape import unknown_kinds, without
from searcher.query.rows import count_words, tokens_of, typed_end, words_in
from searcher.query.scope import Scope
from searcher.query.tools import tools_over
from searcher.query.tree import Among, Filter, Query
from searcher.query.vocabulary import Vocabulary
from searcher.query.walk import Marked, Stories, Walk
from searcher.records import dataclass
from searcher.text.stopwords import stopwords

if TYPE_CHECKING:
    from searcher.entities.meanings import Meanings
    from searcher.entities.name_list import Listed
    from searcher.query.listed import Certainty
    from searcher.query.neighbours import NeighbourFinder

__all__ = ["Expander", "Expansion", "Level", "Options", "Recognised"]


@dataclass(frozen=True, slots=True)
class Expansion:
    """The plan of a query (None: nothing to search for), what to tell the person, and how well languages fit it.

    `names` are the names of entities that the query holds, in its order.
    """

    plan: Plan | None
    notes: tuple[str, ...]
    fit: Fit
    names: tuple[Recognised, ...] = ()


# A question may be as short as a name, and in many scripts looks like one.
QUESTION_MARKS = ("?", "？", "؟")


def _go_on() -> None:
    """For work that nothing ends."""


def _no_stories(_: str) -> None:
    """For where no document is known."""


def _no_marks(asked: Filter, _: Callable[[str], None]) -> Among:
    """For where nothing is marked."""
    return Among(frozenset(), others=asked.low == "unread")


def _no_equivalents(_: str) -> tuple[()]:
    """For where no document is known."""
    return ()


class Expander:
    """Expands queries over one vocabulary and one entity table; what it looked up is kept for the next query."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        table: EntityTable,
        budget: Budget | None = None,
        meanings: "Callable[[], Meanings] | None" = None,
    ) -> None:
        """`budget`: of what is kept, if others take of it too. `meanings` opens the translations, once they count."""
        self._tools = tools_over(vocabulary, table, budget or Budget(EXPANDED_BYTES), meanings)

    def variants(self, entity: Entity) -> tuple[Variant, ...]:
        """Every form of the entity's names that the index holds."""
        return self._tools.names.forms.of(entity)

    def entity_tier(self, entity: Entity) -> Tier:
        """All of these as one tier."""
        return self._tools.names.tier(entity)

    def story(self, text: str, langs: Sequence[str]) -> Sum | None:
        """The plan of what a document in these languages tells; see `searcher.query.story`."""
        # Here, for a query seldom asks for it.
        from searcher.query.story import StoryExpander

        return StoryExpander(self._tools.vocabulary, self._tools.words, self._tools.names).plan(text, langs)

    def listed(self, rows: "Sequence[Listed]", least: "Certainty") -> "list[tuple[Leaf, ...]]":
        """The leaves of each name of a list; see `searcher.query.listed`."""
        from searcher.query.listed import ListExpander

        return ListExpander(self._tools.names, self._tools.units).plans(rows, least)

    def neighbours(self) -> "NeighbourFinder":
        """What finds the names beside another; see `searcher.query.neighbours`."""
        from searcher.query.neighbours import NeighbourFinder

        return NeighbourFinder(self._tools.vocabulary, self._tools.words, self._tools.names)

    def written(self, text: str) -> Tier:
        """The words of a text side by side as they are written, accents included, in upper and lower case."""
        tokens = tokens_of(text, 0)
        places = tuple(
            tuple(term for term in self._tools.words.place(token.folded) if term[1] == token.word) for token in tokens
        )
        return Tier((Variant(places, 1.0, Kind.EXACT, text),) if places and all(places) else (), 1.0)

    def expand(
        self,
        query: Query,
        options: Options,
        checkpoint: Callable[[], None] = _go_on,
        stories: Stories = _no_stories,
        equivalents: Equivalents = _no_equivalents,
        marked: Marked = _no_marks,
    ) -> Expansion:
        """The plan of `query`. `checkpoint` is called before each word; what it raises ends the work. No query does."""
        if query.root is None:
            return Expansion(None, query.notes, Fit(list, {}))
        asks = query.text.rstrip().endswith(QUESTION_MARKS)
        typed = typed_end(query) if options.prefix_last else -1
        leaves = LeafMaker(self._tools, query.text, options, typed, checkpoint, equivalents)
        rows = [leaves.tokens_of(node) for node in words_in(query.root)]
        tokens = [token for row in rows for token in row]
        words = sum(count_words(row, [0] * len(row)) for row in rows)
        languages = self._tools.vocabulary.languages
        fit = Fit(lambda: [self._tools.words.counts(token) for token in tokens], languages)
        dropping = frozenset[str]()
        if len(tokens) > 1 and not options.exact:
            # A query of nothing but stop words is about them.
            dropping = frozenset(lang for lang in languages if any(t.word not in stopwords(lang) for t in tokens))
        words -= leaves.joined(tokens, fit)
        leaves.choose(query.root)
        plan = Walk(self._tools, leaves, options, typed, checkpoint, asks, stories, marked).node(
            query.root, Scope(fit, words, dropping)
        )
        if options.without:
            plan = without(plan, options.without)
            kinds = f"there are {', '.join(Kind)}"
            leaves.notes.extend(f"{form} is no kind of forms: {kinds}" for form in unknown_kinds(options.without))
        notes = (*query.notes, *dict.fromkeys(leaves.notes))
        return Expansion(plan, notes, fit, tuple(dict.fromkeys(leaves.recognised)))
