"""A plan run over whole posting lists: every node gives its documents with their scores."""

import re
from fnmatch import translate

import numpy as np
import numpy.typing as npt

from searcher.index.reading import Snapshot
from searcher.index.segment import Segment
from searcher.query.plan import All, Any, Except, Leaf, Plan, Sum
from searcher.query.tree import Filter, Need
from searcher.search.scoring import NOTHING, LeafScores, Scorer, Scores, add_up
from searcher.text.languages import normalise_code

Mask = npt.NDArray[np.bool_]


class Runner:
    """Runs plans over one snapshot."""

    def __init__(self, snapshot: Snapshot, scorer: Scorer) -> None:
        self._snapshot = snapshot
        self._scorer = scorer

    def scores(self, plan: Plan) -> Scores:
        """Every document that the plan finds, with its score."""
        match plan:
            case Leaf():
                found = self._scorer.leaf(plan)
                if not len(found.found):
                    return found.supported
                return add_up((found.found, found.supported.among(self._mask(found.found))), self._snapshot.documents)
            case Sum():
                return self._sum(plan)
            case All():
                return self._all([self.scores(child) for child in plan.children])
            case Any():
                return add_up([self.scores(child) for child in plan.children], self._snapshot.documents)
            case Except():
                return _unscored(self._snapshot.live & ~self._mask(self.scores(plan.child)))
            case Filter():
                return _unscored(filter_mask(self._snapshot, plan))

    def _mask(self, scores: Scores) -> Mask:
        mask = np.zeros(self._snapshot.documents, bool)
        mask[scores.documents] = True
        return mask

    def _all(self, parts: list[Scores]) -> Scores:
        if not parts:
            return NOTHING
        held = self._mask(parts[0])
        for part in parts[1:]:
            held &= self._mask(part)
        return add_up([part.among(held) for part in parts], self._snapshot.documents)

    def _sum(self, plan: Sum) -> Scores:
        """The ranked parts of a query: see `Sum`."""
        size = self._snapshot.documents
        parts = [
            (need, part, self._scorer.leaf(part) if isinstance(part, Leaf) else LeafScores(self.scores(part), NOTHING))
            for need, part in plan.parts
        ]
        optional = [found for need, _, found in parts if need is Need.SHOULD]
        words_must = any(need is Need.MUST and not isinstance(part, Filter) for need, part, _ in parts)
        held: Mask | None = None
        if optional and not words_must:
            # What only supports finds nothing by itself, unless there is nothing else.
            held = self._union([found.found for found in optional])
            if not held.any():
                held = self._union([found.supported for found in optional])
        for need, _, found in parts:
            if need is Need.MUST:
                needed = self._mask(found.best)
                held = needed if held is None else held & needed
        if held is None:
            held = self._snapshot.live.copy()
        for need, _, found in parts:
            if need is Need.MUST_NOT:
                held[found.best.documents] = False
        wanted = [(part, found) for need, part, found in parts if need is not Need.MUST_NOT]
        scores = [each.among(held) for _, found in wanted for each in (found.found, found.supported)]
        total = add_up((_unscored(held), *scores), size)
        counted = [found for part, found in wanted if not isinstance(part, Filter) and getattr(part, "counts", True)]
        if len(counted) < 2 or not plan.completeness:
            return total
        holds = np.zeros(size, np.int64)
        for found in counted:
            holds += self._union([found.found, found.supported])
        share = holds[total.documents] / len(counted)
        return Scores(total.documents, total.values * share**plan.completeness)

    def _union(self, parts: list[Scores]) -> Mask:
        mask = np.zeros(self._snapshot.documents, bool)
        for part in parts:
            mask[part.documents] = True
        return mask


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
    form = path_form(asked.low)
    good = [form.fullmatch(name) is not None for name in segment.names("file")]
    return np.array(good, bool)[segment.numbers("file")]


def path_form(asked: str) -> re.Pattern[str]:
    """Files whose path fits a glob from a folder's name on, or holds a text without wildcards; case is ignored."""
    is_glob = any(mark in asked for mark in "*?[")
    form = rf"(?:.*/)?{translate(asked)}" if is_glob else f".*{re.escape(asked)}.*"
    return re.compile(form, re.IGNORECASE | re.DOTALL)
