"""From a query tree to a plan: what its nodes mean, with the leaves that are made of their words."""

from collections.abc import Callable, Sequence

from searcher.query import weights
from searcher.query.compounds import parts_of_run
from searcher.query.leaves import LeafMaker
from searcher.query.names import several
from searcher.query.options import Options
from searcher.query.patterns import pattern_leaf
from searcher.query.plan import All, Any, Except, Leaf, Named, Plan, Sum
from searcher.query.reshape import unscored
from searcher.query.rows import may_be_name, parts_of
from searcher.query.scope import Scope
from searcher.query.tools import Tools
from searcher.query.tree import Among, And, Filter, InTitle, Need, Node, Not, Or, Pattern, Phrase, Ranked, Word
from searcher.query.units import MOST_WORDS
from searcher.query.words import QueryToken
from searcher.records import replace
from searcher.text.letter_case import is_small_letter
from searcher.text.name_parts import is_particle

Stories = Callable[[str], Plan | None]
"""What finds documents that tell the same as the one with an id or path; None if there is no such document."""

Marked = Callable[[Filter, Callable[[str], None]], Among]
"""What knows which documents a filter on the person's marks means, and tells what there is to say of that."""


class Walk:
    """One walk through a tree.

    `typed`: where the word being typed ends, or -1; `asks`: whether the query ends as a question does.
    """

    def __init__(
        self,
        tools: Tools,
        leaves: LeafMaker,
        options: Options,
        typed: int,
        checkpoint: Callable[[], None],
        asks: bool,
        stories: Stories,
        marked: Marked,
    ) -> None:
        self._tools = tools
        self._leaves = leaves
        self._options = options
        self._typed, self._checkpoint = typed, checkpoint
        self._asks = asks
        self._stories = stories
        self._marked = marked
        self._patterns: dict[str, Leaf] = {}

    def node(self, node: Node, scope: Scope) -> Plan:
        """The plan of a node and what is below it."""
        match node:
            case Word():
                # The whole name first: what is found for it serves its words.
                unit = self._unit([node], scope)
                leaves = self._leaves.row([node], scope)
                if len(leaves) == 1 and unit is None:
                    return leaves[0]
                # A sentence in one word, or parts with hyphens: ranked, so that the better match comes first.
                plan = scope.sum(
                    [
                        (Need.SHOULD if node.start == 0 else Need.MUST if leaf.counts else Need.SHOULD, leaf)
                        for leaf in leaves
                    ]
                )
                return self._united(unit, [node], plan, scope)
            case Phrase():
                return self._leaves.phrase(node, scope)
            case Pattern():
                return scope.scoped(self._pattern(node.text))
            case Filter():
                if node.field == "like":
                    return self._like(node, scope)
                if node.field in ("is", "note"):
                    return replace(node, among=self._marked(node, self._leaves.notes.append))
                return self._entity(node, scope) if node.field == "entity" else node
            case InTitle():
                return self.node(node.child, replace(scope, title_only=True))
            case And():
                return All(tuple(self.node(child, scope) for child in node.children))
            case Or():
                return Any(tuple(self.node(child, scope) for child in node.children))
            case Not():
                return Except(self.node(node.child, scope))
            case Ranked():
                return self._ranked(node, scope)

    def _pattern(self, text: str) -> Leaf:
        """The leaf of a word with wildcards, found once however often it stands in the query."""
        leaf = self._patterns.get(text)
        if leaf is None:
            leaf, notes = pattern_leaf(text, self._tools.vocabulary)
            self._patterns[text] = leaf
            self._leaves.notes.extend(notes)
        return leaf

    def _ranked(self, node: Ranked, scope: Scope) -> Plan:
        words = [child for need, child in node.parts if need is Need.SHOULD and isinstance(child, Word)]
        unit = self._unit(words, scope) if len(words) == len(node.parts) else None
        parts: list[tuple[Need, Plan]] = []
        row: list[Word] = []
        narrowing: list[Plan] = []
        for need, child in (*node.parts, (Need.MUST, None)):
            if isinstance(child, Filter) and child.field == "entity" and need is not Need.MUST_NOT:
                # Beside the row, not in it: the words still have to be found, and the entity adds nothing to them.
                narrowing.append(self._entity(child, scope))
                continue
            if need is Need.SHOULD and isinstance(child, Word) and not child.near and not child.exact:
                row.append(child)
                continue
            parts.extend((Need.SHOULD, leaf) for leaf in self._leaves.row(row, scope))
            row = []
            if child is None:
                break
            # A filter in a row of words narrows them; nobody means "or everything in German".
            narrows = need is Need.SHOULD and isinstance(child, Filter)
            parts.append((Need.MUST if narrows else need, self.node(child, scope)))
        plan: Plan = scope.sum(parts)
        plan = self._united(unit, words, plan, scope)
        if not narrowing:
            return plan
        if not parts:
            return All(tuple(narrowing))
        return All((plan, *(unscored(each) for each in narrowing)))

    def _unit(self, nodes: Sequence[Word], scope: Scope) -> Named | None:
        """The words as one name, if they may be one; what else they are it does not know."""
        options = self._options
        loose = options.fuzzy or options.translations
        if not options.names or options.exact or loose or scope.title_only or self._typed >= 0 or self._asks:
            return None
        if any(node.exact or node.near for node in nodes):
            return None
        tokens = [token for node in nodes for token in self._leaves.tokens_of(node)]
        owners = [number for number, node in enumerate(nodes) for _ in self._leaves.tokens_of(node)]
        parts = [each for part in parts_of(tokens, owners) for each in parts_of_run(part)]
        if not 2 <= len(parts) <= MOST_WORDS or not all(map(may_be_name, parts)):
            return None
        kept = [
            at
            for at, part in enumerate(parts)
            if len(part) > 1 or _ends_name(parts, at) or not self._leaves.says_nothing(part[0], scope)
        ]
        if not kept or kept[0] != 0 or not self._may_be_unit([parts[at][0] for at in kept], len(parts)):
            return None
        part_of = [at for at, part in enumerate(parts) for _ in part]
        if any(part_of[span.start] != part_of[span.end - 1] for span in self._tools.names.spans(tokens)):
            # It has a name in it that is known as a whole.
            return None
        if self._leaves.kinds_of_place(tokens, scope):
            return None
        if self._leaves.reads(tokens) and self._leaves.readings(tokens, scope.languages):
            return None
        self._checkpoint()
        return self._tools.units.named([parts[at] for at in kept])

    def _united(self, unit: Named | None, nodes: Sequence[Word], otherwise: Plan, scope: Scope) -> Plan:
        """The words as a name, where they may be one, or else what they are."""
        if unit is None:
            return otherwise
        named = replace(unit, otherwise=otherwise)
        # In the name its words may stand in any order; as they are typed together they come first.
        together = [(Need.SHOULD, leaf) for leaf in self._leaves.together(nodes, scope)]
        return Sum(((Need.SHOULD, named), *together)) if together else named

    def _may_be_unit(self, tokens: Sequence[QueryToken], words: int) -> bool:
        """Whether words may be a name: all with a capital, or few of which any is written with one as a rule.

        `words`: how many they are with the stop words between them. A question is told by these alone where there are
        no capitals.
        """
        if all(token.raw[:1].isupper() or is_particle(token.folded) for token in tokens):
            return True
        if not any(token.raw[:1].isalpha() for token in tokens):
            return False
        few = words < weights.QUESTION
        return few and any(not is_small_letter(token.raw) or self._tools.names.is_name(token) for token in tokens)

    def _entity(self, node: Filter, scope: Scope) -> Plan:
        """Documents that name an entity; a value that is no entity is searched as words."""
        entities = self._tools.names.find(node.low)
        if not entities:
            self._leaves.notes.append(f"entity:{node.low} is no name that is known: searched as words")
            return self.node(Word(node.low, 0, len(node.low)), scope)
        if len(entities) > 1:
            self._leaves.notes.append(several(node.low, entities))
        return self._tools.names.entity_leaf(node.low, entities)

    def _like(self, node: Filter, scope: Scope) -> Plan:
        """Documents that tell the same as one; a value that is no document is searched as words."""
        self._checkpoint()
        plan = self._stories(node.low)
        if plan is None:
            self._leaves.notes.append(f"like:{node.low} is no document's id or path: searched as words")
            return self.node(Word(node.low, 0, len(node.low)), scope)
        return plan


def _ends_name(parts: Sequence[Sequence[QueryToken]], at: int) -> bool:
    """Whether a word is the last of a name rather than one that says nothing: Ang Lee, Тим Бернерс-Ли."""
    return at == len(parts) - 1 and parts[at][0].raw[:1].isupper()
