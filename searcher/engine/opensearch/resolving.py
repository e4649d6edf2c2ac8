"""From a plan to what can be told of each document by itself: all that a plan asks of the whole library is answered.

How many documents hold a tier, whether a part finds anything at all, and how far the words of a name point to it; see
`searcher.query.plan`. What the dictionary knows is not asked of the cluster, and the rest in as few requests as can be.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Protocol

from searcher.engine.local.scorer import collection
from searcher.engine.opensearch.nodes import (
    EVERYBODY,
    NOBODY,
    AllOf,
    AnyOf,
    Node,
    Only,
    Ranked,
    Supported,
    Without,
    any_node,
)
from searcher.engine.opensearch.scored import Known, Scored
from searcher.query.plan import (
    TOGETHER,
    All,
    Any,
    Except,
    Leaf,
    Named,
    Plan,
    Sum,
    Tier,
    is_counted,
    pointing,
    worth_of_part,
)
from searcher.query.tree import Filter, Need

Asked = tuple[Tier, bool]
"""A tier, and whether it is looked for in titles only."""
Frequency = tuple[int, bool]
"""In how many documents a tier is at least, and whether that is all."""


class Numbers(Protocol):
    """What is known of the whole library."""

    @property
    def documents(self) -> int: ...

    @property
    def average_tokens(self) -> float: ...

    @property
    def languages(self) -> Mapping[str, tuple[int, int]]: ...

    def frequencies(self, tiers: Sequence[Asked]) -> list[int]:
        """In how many documents each of the tiers is."""

    def prepare(self, tiers: Sequence[Asked], sure: Sequence[Asked]) -> None:
        """Ask in one request for what will be asked of these tiers one by one.

        `sure`: those of them that will be looked for whatever the others tell.
        """

    def least(self, tiers: Sequence[Asked]) -> list[Frequency]:
        """In how many each is at least, 0 for none; asked is only what the dictionary tells nothing of."""

    def settle(self, tiers: Sequence[Asked], leaves: Sequence[Leaf]) -> None:
        """Ask in one request for the frequencies of tiers, and of the most frequent tier of each leaf."""

    def known(self, tier: Tier, title_only: bool) -> Known | None:
        """The documents of a tier by name, with its count in each; None where the server can tell them."""

    def counts(self, nodes: Sequence[Node], among: Node | None = None) -> list[int]:
        """How many documents each of the nodes finds, of all or of those that another finds."""

    def languages_of(self, node: Node) -> Set[str]:
        """The languages of the documents that a node finds."""


class Resolver:
    """Answers plans over one state of a library."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def node(self, plan: Plan) -> Node:
        """The plan with all that it asks answered."""
        self._numbers.prepare(list(_asked(plan)), list(_asked(plan, surely=True)))
        return self._node(plan)

    def settle(self, tiers: Sequence[Scored], leaves: Sequence[Leaf]) -> None:
        """Find out in how many documents each of the tiers is, and each leaf's most frequent one on the way."""
        asked = [(each.tier, each.title_only) for each in tiers]
        self._numbers.settle(asked, leaves)
        for tier, frequency in zip(tiers, self._numbers.frequencies(asked), strict=True):
            tier.settle(frequency)

    def tier(self, tier: Tier, title_only: bool = False) -> Node:
        """The documents with a tier."""
        (frequency,) = self._numbers.least([(tier, title_only)])
        return self._scored((tier, title_only), frequency) if frequency[0] else NOBODY

    def _node(self, plan: Plan) -> Node:
        match plan:
            case Leaf():
                return _best_with_support(*self._leaf(plan))
            case Sum():
                return self._sum(plan)
            case All():
                parts = tuple(self._node(child) for child in plan.children)
                return AllOf(parts) if parts and NOBODY not in parts else NOBODY
            case Any():
                return any_node([self._node(child) for child in plan.children])
            case Named():
                return self._named(plan)
            case Except():
                return Without(self._node(plan.child))
            case Filter():
                return Only(plan)

    def _leaf(self, leaf: Leaf) -> tuple[Node, Node]:
        """What a leaf finds by itself, and by what only supports."""
        asked = [(tier, leaf.title_only) for tier in leaf.tiers]
        found: list[Node] = []
        supported: list[Node] = []
        for each, frequency in zip(asked, self._numbers.least(asked), strict=True):
            if frequency[0]:
                node = self._scored(each, frequency, steepness=leaf.steepness)
                (supported if each[0].supports else found).append(node)
        return any_node(found), any_node(supported)

    def _scored(self, asked: Asked, frequency: Frequency, share: float = 1.0, steepness: float = 1.0) -> Node:
        numbers = self._numbers
        whole = numbers.documents, numbers.average_tokens
        among = collection(asked[0].lang, numbers.languages, whole)
        return Scored(*asked, frequency, among, share, steepness, numbers.known(*asked))

    def _sum(self, plan: Sum) -> Node:
        if not plan.parts:
            return NOBODY
        if len(plan.parts) == 1 and plan.parts[0][0] is not Need.MUST_NOT:
            return _best_with_support(*self._part(plan.parts[0][1]))
        parts = [(need, part, *self._part(part)) for need, part in plan.parts]
        words_must = any(need is Need.MUST and not isinstance(part, Filter) for need, part in plan.parts)
        chosen = [(found, more) for need, _, found, more in parts if need is Need.SHOULD]
        is_choice = not words_must and bool(chosen)
        held: Node = EVERYBODY
        is_union = False
        if is_choice:
            finding = any_node([found for found, _ in chosen])
            supporting = any_node([more for _, more in chosen])
            held = finding if supporting is NOBODY or self._exists(finding) else supporting
            is_union = supporting is NOBODY and all(need is not Need.MUST for need, *_ in parts)
        needed = tuple(self._best(found, more) for need, _, found, more in parts if need is Need.MUST)
        excluded = any_node([self._best(found, more) for need, _, found, more in parts if need is Need.MUST_NOT])
        if held is NOBODY or NOBODY in needed:
            return NOBODY
        scoring = [
            (any_node([found, more]), is_counted(need, part))
            for need, part, found, more in parts
            if need is not Need.MUST_NOT
        ]
        worths = self._worths([node for node, counts in scoring if counts], plan.by_rarity)
        # Of a single part every document that counts has all.
        whole = sum(worths) if plan.completeness and len(worths) > 1 else 0
        shares = tuple((worth / whole) ** plan.completeness for worth in range(whole + 1)) if whole else ()
        weighed = iter(worths)
        scored = tuple((node, next(weighed) if counts else 0) for node, counts in scoring)
        # What is told by how many parts a document has cannot be told by its having any.
        return Ranked(held, needed, excluded, scored, shares, is_union and plan.least < 2, plan.least)

    def _worths(self, nodes: Sequence[Node], by_rarity: bool) -> list[int]:
        """What it is worth that a document has each of some parts."""
        if not by_rarity or len(nodes) < 2:
            return [1] * len(nodes)
        return [worth_of_part(found, self._numbers.documents) for found in self._numbers.counts(nodes)]

    def _part(self, plan: Plan) -> tuple[Node, Node]:
        return self._leaf(plan) if isinstance(plan, Leaf) else (self._node(plan), NOBODY)

    def _best(self, found: Node, more: Node) -> Node:
        """What a part finds: what only supports, if there is nothing else."""
        return found if more is NOBODY or self._exists(found) else more

    def _exists(self, node: Node) -> bool:
        if node is NOBODY:
            return False
        # A tier is here because a document has it.
        if isinstance(node, Scored) or (
            isinstance(node, AnyOf) and any(isinstance(each, Scored) for each in node.parts)
        ):
            return True
        return self._numbers.counts([node])[0] > 0

    def _named(self, plan: Named) -> Node:
        whole = next((found for leaf in plan.whole if (found := self._leaf(leaf)[0]) is not NOBODY), None)
        if whole is None:
            return self.node(plan.otherwise)
        sure = [self._any_tier(leaf) for leaf in plan.sure]
        held = AllOf(tuple(sure)) if sure else EVERYBODY
        together, with_all = self._numbers.counts([whole, NOBODY if NOBODY in sure else held])
        if together < TOGETHER * with_all:
            return any_node([whole, self._node(plan.otherwise)])
        leaves = (*plan.words, *plan.shorter)
        langs = self._numbers.languages_of(whole)
        return any_node([whole, *self._pointing(leaves, whole, langs)])

    def _any_tier(self, leaf: Leaf) -> Node:
        found, supported = self._leaf(leaf)
        return any_node([found, supported])

    def _pointing(self, leaves: Sequence[Leaf], whole: Node, langs: Set[str]) -> Iterator[Node]:
        """The tiers that point to a name, which is whole in documents of these languages."""
        asked = [(tier, leaf.title_only) for leaf in leaves for tier in leaf.tiers]
        frequencies = self._numbers.frequencies(asked)
        present = [at for at, frequency in enumerate(frequencies) if frequency]
        nodes = [self._scored(asked[at], (frequencies[at], True)) for at in present]
        both = dict(zip(present, self._numbers.counts(nodes, whole), strict=True))
        at = 0
        for leaf in leaves:
            counts = []
            for tier in leaf.tiers:
                counts.append((tier, frequencies[at], both.get(at, 0)))
                at += 1
            for tier, all_, share in pointing(counts, langs):
                yield self._scored((tier, leaf.title_only), (all_, True), share)


def _best_with_support(found: Node, more: Node) -> Node:
    """A leaf by itself: what it finds with what supports that, or else what only supports."""
    if found is NOBODY:
        return more
    return found if more is NOBODY else Supported(found, more)


def _asked(plan: Plan, *, surely: bool = False) -> Iterator[Asked]:
    """All tiers of a plan, so that they can be asked for at once; or those that are whatever others tell."""
    match plan:
        case Leaf():
            yield from ((tier, plan.title_only) for tier in plan.tiers)
        case Sum():
            for _, part in plan.parts:
                yield from _asked(part, surely=surely)
        case All() | Any():
            for child in plan.children:
                yield from _asked(child, surely=surely)
        case Named():
            for leaf in plan.whole[:1] if surely else (*plan.whole, *plan.sure):
                yield from _asked(leaf, surely=surely)
            if not surely:
                yield from _asked(plan.otherwise, surely=surely)
        case Except():
            yield from _asked(plan.child, surely=surely)
        case Filter():
            return
