"""A plan run over whole posting lists: every node gives its documents with their scores."""

import re
from collections.abc import Sequence
from fnmatch import translate

import numpy as np

from searcher.engine.engine import IsCancelled, never
from searcher.engine.local.scorer import LeafScores, Scorer, add_up
from searcher.engine.local.scores import NOTHING, Mask, Scores
from searcher.engine.local.snapshot import Snapshot
from searcher.index.segment.reader import Segment
from searcher.ingest.document import FIELDS as METADATA_FIELDS
from searcher.ingest.metadata import values_of
from searcher.query.plan import All, Any, Except, Leaf, Plan, Sum
from searcher.query.tree import Filter, Need
from searcher.text.fold import fold
from searcher.text.languages import normalise_code
from searcher.text.tokens import words_of


class Evaluator:
    """Runs plans over one snapshot."""

    def __init__(self, snapshot: Snapshot, scorer: Scorer) -> None:
        self._snapshot = snapshot
        self._scorer = scorer

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
                return add_up([self.scores(child, cancelled) for child in plan.children], self._snapshot.documents)
            case Except():
                return _unscored(self._snapshot.live & ~self._mask(self.scores(plan.child, cancelled)))
            case Filter():
                return _unscored(filter_mask(self._snapshot, plan))

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
        parts = [(need, part, self._part(part, cancelled)) for need, part in plan.parts]
        if len(parts) == 1 and parts[0][0] is not Need.MUST_NOT:
            return self._with_support(parts[0][2]) if len(parts[0][2].found) else parts[0][2].supported
        held = self._held(parts)
        wanted = [(part, found) for need, part, found in parts if need is not Need.MUST_NOT]
        totals = np.zeros(self._snapshot.documents)
        for _, found in wanted:
            for each in (found.found, found.supported):
                totals[each.documents] += each.values
        counted = [found for part, found in wanted if not isinstance(part, Filter) and getattr(part, "counts", True)]
        if len(counted) > 1 and plan.completeness:
            holds = np.zeros(self._snapshot.documents, np.min_scalar_type(len(counted)))
            for found in counted:
                holds += self._mask(found.found, found.supported)
            shares = (np.arange(len(counted) + 1) / len(counted)) ** plan.completeness
            totals *= shares[holds]
        totals *= held
        return Scores.spread(held, totals)

    def _part(self, plan: Plan, cancelled: IsCancelled) -> LeafScores:
        if isinstance(plan, Leaf):
            return self._scorer.leaf(plan, cancelled)
        return LeafScores(self.scores(plan, cancelled), NOTHING)

    def _held(self, parts: Sequence[tuple[Need, Plan, LeafScores]]) -> Mask:
        """By document: whether it has all that it must, none of what it must not, and any of the rest."""
        optional = [found for need, _, found in parts if need is Need.SHOULD]
        words_must = any(need is Need.MUST and not isinstance(part, Filter) for need, part, _ in parts)
        held: Mask | None = None
        if optional and not words_must:
            # What only supports finds nothing by itself, unless there is nothing else.
            held = self._mask(*(found.found for found in optional))
            if not held.any():
                held = self._mask(*(found.supported for found in optional))
        for need, _, found in parts:
            if need is Need.MUST:
                needed = self._mask(found.best)
                held = needed if held is None else held & needed
        if held is None:
            held = self._snapshot.live.copy()
        for need, _, found in parts:
            if need is Need.MUST_NOT:
                held[found.best.documents] = False
        return held


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
    if asked.field == "lang":
        return segment.holds(normalise_code(asked.low))
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
