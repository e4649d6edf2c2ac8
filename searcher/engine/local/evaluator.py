"""A plan run over whole posting lists: every node gives its documents with their scores."""

import re
from collections.abc import Iterator, Sequence, Set
from fnmatch import translate

import numpy as np

from searcher.engine.engine import IsCancelled, never, stop_if
from searcher.engine.local.certain import certain_mask
from searcher.engine.local.scorer import LeafScores, Scorer, add_up
from searcher.engine.local.scores import NOTHING, Mask, Scores
from searcher.engine.local.snapshot import Snapshot
from searcher.index.segment.reader import Segment
from searcher.ingest.document import FIELDS as METADATA_FIELDS
from searcher.ingest.metadata import values_of
from searcher.query.plan import (
    TOGETHER,
    All,
    Any,
    Except,
    Leaf,
    Named,
    Plan,
    Sum,
    is_counted,
    pointing,
    worth_of_part,
)
from searcher.query.tree import Among, Filter, Need
from searcher.text.fold import fold
from searcher.text.languages import normalise_code
from searcher.text.tokens import words_of

# Below this share of all documents, those that are found are reckoned one by one.
_SPARSE = 4


class Evaluator:
    """Runs plans over one snapshot."""

    def __init__(self, snapshot: Snapshot, scorer: Scorer) -> None:
        self._snapshot = snapshot
        self._scorer = scorer
        self._certain: tuple[Among, Mask] | None = None

    def scores(self, plan: Plan, cancelled: IsCancelled = never) -> Scores:
        """Every document that the plan finds, with its score. Raises Cancelled, which is asked before each tier."""
        match plan:
            case Leaf():
                found = self._scorer.leaf(plan, cancelled)
                return self._with_support(found) if len(found.found) else found.supported
            case Sum():
                return self._sum(plan, cancelled)
            case All():
                return self._all(plan.children, cancelled)
            case Any():
                return add_up((self.scores(child, cancelled) for child in plan.children), self._snapshot.documents)
            case Named():
                return self._named(plan, cancelled)
            case Except():
                return _unscored(self._snapshot.live & ~self._mask(self.scores(plan.child, cancelled)))
            case Filter():
                return _unscored(self._filter(plan))

    def _filter(self, asked: Filter) -> Mask:
        """By document: whether it is as asked. The last certain documents are kept: they are asked for at each key."""
        if asked.among is None:
            return filter_mask(self._snapshot, asked)
        if self._certain is None or self._certain[0] is not asked.among:
            self._certain = asked.among, filter_mask(self._snapshot, asked)
        return self._certain[1]

    def _with_support(self, leaf: LeafScores) -> Scores:
        """What the leaf finds by itself, with what its supporting tiers add to that."""
        if not len(leaf.supported):
            return leaf.found
        return add_up((leaf.found, leaf.supported.among(self._mask(leaf.found))), self._snapshot.documents)

    def _mask(self, *parts: Scores) -> Mask:
        """By document: whether any of the parts has it."""
        mask = np.zeros(self._snapshot.documents, bool)
        for part in parts:
            mask[part.documents] = True
        return mask

    def _all(self, children: Sequence[Plan], cancelled: IsCancelled) -> Scores:
        """The documents that all of the children find; frequent words are looked for in those of the others alone."""
        found: Scores | None = None
        for child in sorted(children, key=self._size):
            if found is None:
                found = self.scores(child, cancelled)
                continue
            narrowed = self._scorer.with_leaf(found, child) if isinstance(child, Leaf) else None
            if narrowed is None:
                narrowed = _both(found, self.scores(child, cancelled), self._snapshot.documents)
            found = narrowed
        return NOTHING if found is None else found

    def _size(self, plan: Plan) -> int:
        """About how many documents a plan finds; all of them where that is not known beforehand."""
        return self._scorer.size(plan) if isinstance(plan, Leaf) else self._snapshot.documents

    def _sum(self, plan: Sum, cancelled: IsCancelled) -> Scores:
        """The ranked parts of a query: see `Sum`."""
        if not plan.parts:
            return NOTHING
        if len(plan.parts) == 1 and plan.parts[0][0] is not Need.MUST_NOT:
            found = self._part(plan.parts[0][1], cancelled)
            return self._with_support(found) if len(found.found) else found.supported
        held = _Held(self._snapshot, plan)
        totals = np.zeros(self._snapshot.documents)
        is_counting = bool(plan.completeness) or plan.least > 1
        counted = sum(is_counted(need, part) for need, part in plan.parts) if is_counting else 0
        live = self._snapshot.live_documents
        most = worth_of_part(1, live) if plan.by_rarity else 1
        holds, whole = np.zeros(self._snapshot.documents, np.min_scalar_type(counted * most)), 0
        # One part after the other: there may be hundreds, each with most of the documents.
        for need, part in plan.parts:
            found = self._part(part, cancelled)
            held.take(need, found)
            if need is Need.MUST_NOT:
                continue
            for each in (found.found, found.supported):
                totals[each.documents] += each.values
            if (counted > 1 or plan.least > 1) and is_counted(need, part):
                there = found.found.documents
                if len(found.supported):
                    there = self._mask(found.found, found.supported).nonzero()[0]
                worth = worth_of_part(len(there), live) if plan.by_rarity else 1
                holds[there] += worth
                whole += worth
        mask = held.mask()
        if plan.least > 1:
            mask = mask & (holds >= plan.least)
        is_weighed = counted > 1 and bool(plan.completeness)
        shares = (np.arange(whole + 1) / whole) ** plan.completeness if is_weighed else np.ones(1)
        if np.count_nonzero(mask) * _SPARSE < self._snapshot.documents:
            documents = mask.nonzero()[0]
            values = totals[documents]
            return Scores(documents, values * shares[holds[documents]] if is_weighed else values)
        if is_weighed:
            totals *= shares[holds]
        totals *= mask
        return Scores.spread(mask, totals)

    def _named(self, plan: Named, cancelled: IsCancelled) -> Scores:
        """A name of several words: see `Named`."""
        size = self._snapshot.documents
        wholes = (self._scorer.leaf(leaf, cancelled).found for leaf in plan.whole)
        whole = next((found for found in wholes if len(found)), None)
        if whole is None:
            return self.scores(plan.otherwise, cancelled)
        if len(whole) < TOGETHER * self._holding_all(plan.sure):
            return add_up((whole, self.scores(plan.otherwise, cancelled)), size)
        langs = self._snapshot.languages_of(whole.documents)
        leaves = (*plan.words, *plan.shorter)
        pointing = [each for leaf in leaves for each in self._pointing(leaf, whole, langs, cancelled)]
        return add_up((whole, *pointing), size)

    def _holding_all(self, leaves: Sequence[Leaf]) -> int:
        """How many documents hold every one of the leaves."""
        held = self._snapshot.live.copy()
        for leaf in leaves:
            held &= self._mask(*(self._scorer.counts(tier, leaf.title_only) for tier in leaf.tiers))
        return int(np.count_nonzero(held))

    def _pointing(self, leaf: Leaf, whole: Scores, langs: Set[str], cancelled: IsCancelled) -> Iterator[Scores]:
        """The scores of the tiers that point to a name, which is whole in documents of these languages."""
        there = whole.mask(self._snapshot.documents)
        counts = []
        for tier in leaf.tiers:
            stop_if(cancelled)
            found = self._scorer.counts(tier, leaf.title_only)
            counts.append((tier, len(found), int(np.count_nonzero(there[found.documents]))))
        for tier, _, share in pointing(counts, langs):
            found = self._scorer.tier(tier, leaf.title_only)
            yield Scores(found.documents, found.values * share)

    def _part(self, plan: Plan, cancelled: IsCancelled) -> LeafScores:
        if isinstance(plan, Leaf):
            return self._scorer.leaf(plan, cancelled)
        return LeafScores(self.scores(plan, cancelled), NOTHING)


class _Held:
    """By document: whether it has all that it must of a sum, none of what it must not, and any of the rest."""

    def __init__(self, snapshot: Snapshot, plan: Sum) -> None:
        self._live = snapshot.live
        words_must = any(need is Need.MUST and not isinstance(part, Filter) for need, part in plan.parts)
        self._is_choice = not words_must and any(need is Need.SHOULD for need, _ in plan.parts)
        # What only supports finds nothing by itself, unless there is nothing else.
        self._found, self._supported, self._excluded = (np.zeros(snapshot.documents, bool) for _ in range(3))
        self._needed: Mask | None = None

    def take(self, need: Need, found: LeafScores) -> None:
        """Take in what a part finds."""
        if need is Need.MUST_NOT:
            self._excluded[found.best.documents] = True
        elif need is Need.MUST:
            needed = found.best.mask(len(self._live))
            self._needed = needed if self._needed is None else self._needed & needed
        elif self._is_choice:
            self._found[found.found.documents] = True
            self._supported[found.supported.documents] = True

    def mask(self) -> Mask:
        """Of all parts that were taken in."""
        held = self._live
        if self._is_choice:
            held = self._found if self._found.any() else self._supported
        if self._needed is not None:
            held = held & self._needed if self._is_choice else self._needed
        return held & ~self._excluded


def _both(some: Scores, others: Scores, size: int) -> Scores:
    """The documents of both, of `size` in all, with the sums of their scores."""
    # Scores are not negative.
    there = np.full(size, -1.0)
    there[others.documents] = others.values
    added = there[some.documents]
    held = added >= 0
    return Scores(some.documents[held], some.values[held] + added[held])


def _unscored(mask: Mask) -> Scores:
    documents = np.flatnonzero(mask)
    return Scores(documents, np.zeros(len(documents)))


def filter_mask(snapshot: Snapshot, asked: Filter) -> Mask:
    """By document: whether it is not deleted and its metadata are as asked."""
    masks = [_segment_mask(segment, asked) for segment in snapshot.segments]
    return (np.concatenate(masks) if masks else np.empty(0, bool)) & snapshot.live


def _segment_mask(segment: Segment, asked: Filter) -> Mask:
    if asked.among is not None:
        mask = certain_mask(segment, asked.among.documents)
        return ~mask if asked.among.others else mask
    if asked.field == "lang":
        return segment.holds(normalise_code(asked.low))
    if asked.field == "id":
        mask = np.zeros(segment.documents, bool)
        mask[[at for at in segment.with_id(asked.low) if segment.name_of("file", at) == asked.high]] = True
        return mask
    if asked.field == "date":
        dates = segment.dates
        mask = dates != b""
        if asked.low:
            mask &= dates >= asked.low.encode()
        if asked.high:
            mask &= dates <= asked.high.encode()
        return np.asarray(mask, bool)
    if asked.field == "type":
        wanted = asked.low.lower().lstrip(".")
        good = [name == wanted for name in segment.names("type")]
        return np.array(good, bool)[segment.numbers("type")]
    if asked.field in METADATA_FIELDS:
        whole, words = asked.low.startswith("="), fold_words(asked.low)
        good = [has_value(fields, asked.field, words, whole=whole) for fields in segment.names("field")]
        return np.array(good, bool)[segment.numbers("field")]
    form = path_form(asked.low)
    good = [form.fullmatch(name) is not None for name in segment.names("file")]
    return np.array(good, bool)[segment.numbers("file")]


def fold_words(text: str) -> str:
    """The words of a text, in any case and accents or not, between blanks."""
    return f" {' '.join(map(fold, words_of(text)))} "


def has_value(fields: str, name: str, words: str, *, whole: bool) -> bool:
    """Whether a value of the field holds the words side by side; `words` as `fold_words` gives them.

    `whole`: the value is these words and no others. Else who sent a mail counts as its author.
    """
    if whole:
        return any(words == fold_words(value) for value in values_of(fields, name))
    names = ("author", "from") if name == "author" else (name,)
    return any(words in fold_words(value) for each in names for value in values_of(fields, each))


def path_form(asked: str) -> re.Pattern[str]:
    """Files whose path fits a glob from a folder's name on, or holds a text without wildcards; case is ignored."""
    is_glob = any(mark in asked for mark in "*?[")
    form = rf"(?:.*/)?{translate(asked)}" if is_glob else f".*{re.escape(asked)}.*"
    return re.compile(form, re.IGNORECASE | re.DOTALL)
