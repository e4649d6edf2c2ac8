"""A plan as a Whoosh query: leaves are a query and matcher of our own, the rest are Whoosh's.

Whoosh's DisjunctionMax compares scores of different documents, and its Or adds up the spellings of one name;
`Scored` holds the score of a whole set of variants instead, and takes its place among Whoosh's own queries.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import translate
from functools import reduce
from typing import Any

from whoosh import query
from whoosh.matching import ListMatcher, NullMatcher

from reference.scoring import LeafScores, Scorer
from searcher.ingest.document import FIELDS
from searcher.ingest.metadata import values_of
from searcher.query.plan import (
    LEAST_POINTING,
    POINTING_PRIOR,
    TOGETHER,
    All,
    Except,
    Leaf,
    Named,
    Plan,
    Sum,
    worth_of_part,
)
from searcher.query.plan import Any as AnyOf
from searcher.query.tree import Among, Filter, Need
from searcher.text.fold import fold
from searcher.text.languages import normalise_code
from searcher.text.tokens import words_of


class _ScoredMatcher(ListMatcher):  # type: ignore[misc]  # Whoosh has no types
    """Documents of one segment with their scores; `weight` and `score` are the same."""

    def score(self) -> float:
        return float(self._weights[self._i])

    def supports_block_quality(self) -> bool:
        return False


class Scored(query.Query):  # type: ignore[misc]  # Whoosh has no types
    """Documents with scores that are known, numbered over the whole index."""

    def __init__(self, scores: Mapping[int, float], bases: Mapping[str, int]) -> None:
        """`bases`: the id of each segment → the number of its first document."""
        self.scores = scores
        self._bases = bases

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scored) and self.scores == other.scores

    def __hash__(self) -> int:
        return id(self)

    def is_leaf(self) -> bool:
        return True

    def estimate_size(self, reader: Any) -> int:
        return len(self.scores)

    def estimate_min_size(self, reader: Any) -> int:
        return 0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        reader = searcher.reader()
        base = self._bases[reader.segment().segment_id()]
        end = base + reader.doc_count_all()
        numbers = sorted(number for number in self.scores if base <= number < end)
        if not numbers:
            return NullMatcher()
        return _ScoredMatcher([number - base for number in numbers], [self.scores[number] for number in numbers])


class Runner:
    """Runs plans with Whoosh over the reader of one snapshot."""

    def __init__(self, reader: Any, leaves: Sequence[tuple[Any, int]], scorer: Scorer) -> None:
        from whoosh.searching import Searcher

        self._searcher = Searcher(reader)
        self._scorer = scorer
        self._documents = reader.doc_count()
        self._bases = {leaf.segment().segment_id(): base for leaf, base in leaves}

    def scores(self, plan: Plan) -> dict[int, float]:
        """Document → score for every document that the plan finds."""
        return self._drain(self._query(plan))

    def _drain(self, asked: Any) -> dict[int, float]:
        if isinstance(asked, Scored):
            return dict(asked.scores)
        found: dict[int, float] = {}
        for searcher, base in self._searcher.leaf_searchers():
            matcher = asked.matcher(searcher, searcher.context())
            while matcher.is_active():
                # What a NOT leaves has deleted documents among it when nothing is left out.
                if not searcher.reader().is_deleted(matcher.id()):
                    found[base + matcher.id()] = matcher.score()
                matcher.next()
        return found

    def _query(self, plan: Plan) -> Any:
        match plan:
            case Leaf():
                found = self._scorer.leaf(plan)
                return Scored(_joined(found, set(found.found or found.supported)), self._bases)
            case Sum():
                return Scored(self._sum(plan), self._bases)
            case All():
                # Whoosh has no answer for an And of nothing within another query.
                children = [self._query(child) for child in plan.children]
                return query.And(children) if children else query.NullQuery
            case AnyOf():
                # Two by two: for more, Whoosh takes a matcher that leaves out documents that score nothing.
                children = [self._query(child) for child in plan.children]
                return reduce(lambda one, other: query.Or([one, other]), children) if children else query.NullQuery
            case Named():
                return Scored(self._named(plan), self._bases)
            case Except():
                return self._unscored(query.Not(self._query(plan.child)))
            case Filter(field="id"):
                return Scored(dict.fromkeys(self._with_id(plan.low, plan.high), 0.0), self._bases)
            case Filter(among=Among(documents, _, others)):
                there = {name for name in self._names().items() if (name[1] in documents) != others}
                return Scored({document: 0.0 for document, _ in there}, self._bases)
            case Filter():
                return self._unscored(filter_query(plan))

    def _unscored(self, asked: Any) -> Scored:
        # Whoosh takes a constant score of 0 for none, and gives 1.
        return Scored(dict.fromkeys(self._drain(asked), 0.0), self._bases)

    def _with_id(self, identifier: str, file: str | None) -> Iterator[int]:
        return (document for document, name in self._names().items() if name == (identifier, file))

    def _names(self) -> dict[int, tuple[str, str]]:
        """The id of each document, and the key of its file."""
        reader = self._searcher.reader()
        live = (document for document in range(reader.doc_count_all()) if not reader.is_deleted(document))
        stored = ((document, reader.stored_fields(document)) for document in live)
        return {document: (fields["id"], fields["file"]) for document, fields in stored}

    def _sum(self, plan: Sum) -> dict[int, float]:
        """The ranked parts of a query: see `Sum`."""
        if not plan.parts:
            return {}
        parts = [
            (need, part, self._scorer.leaf(part) if isinstance(part, Leaf) else self._whole(part))
            for need, part in plan.parts
        ]
        optional: list[LeafScores] = [found for need, _, found in parts if need is Need.SHOULD]
        must = [set(found.found or found.supported) for need, _, found in parts if need is Need.MUST]
        words_must = any(need is Need.MUST and not isinstance(part, Filter) for need, part, _ in parts)
        documents: set[int] | None = None
        if optional and not words_must:
            # What only supports finds nothing by itself, unless there is nothing else.
            documents = set().union(*(found.found for found in optional))
            documents = documents or set().union(*(found.supported for found in optional))
        for needed in must:
            documents = needed if documents is None else documents & needed
        if documents is None:
            documents = set(self._drain(query.Every()))
        for need, _, found in parts:
            if need is Need.MUST_NOT:
                documents -= (found.found or found.supported).keys()
        counted = [
            found
            for need, part, found in parts
            if need is not Need.MUST_NOT and not isinstance(part, Filter) and getattr(part, "counts", True)
        ]
        totals = dict.fromkeys(documents, 0.0)
        for need, _, found in parts:
            if need is not Need.MUST_NOT:
                for document, score in _joined(found, documents).items():
                    totals[document] += score
        held, whole = Counter[int](), 0
        for found in counted:
            there = found.found.keys() | found.supported.keys()
            worth = worth_of_part(len(there), self._documents) if plan.by_rarity else 1
            whole += worth
            held.update(dict.fromkeys(documents & there, worth))
        if len(counted) > 1 and plan.completeness:
            for document in documents:
                totals[document] *= (held[document] / whole) ** plan.completeness
        if plan.least > 1:
            return {document: score for document, score in totals.items() if held[document] >= plan.least}
        return totals

    def _named(self, plan: Named) -> dict[int, float]:
        """A name of several words: see `Named`."""
        whole = next((found for leaf in plan.whole if (found := self._scorer.leaf(leaf).found)), None)
        if whole is None:
            return self._drain(self._query(plan.otherwise))
        totals = dict(whole)
        holding = [set().union(*(self._scorer.tier(t, leaf.title_only) for t in leaf.tiers)) for leaf in plan.sure]
        if len(whole) < TOGETHER * len(set.intersection(*holding)):
            return _added(totals, self._drain(self._query(plan.otherwise)), 1.0)
        langs = self._scorer.languages_of(whole)
        for leaf in (*plan.words, *plan.shorter):
            tiers = [(tier, self._scorer.tier(tier, leaf.title_only)) for tier in leaf.tiers]
            told = [own for tier, own in tiers if tier.lang in ("", *langs)]
            both = sum(len(own.keys() & whole.keys()) for own in told)
            prior = both / (sum(map(len, told)) + POINTING_PRIOR)
            for tier, own in tiers:
                share = prior
                if tier.lang in ("", *langs):
                    share = (len(own.keys() & whole.keys()) + POINTING_PRIOR * prior) / (len(own) + POINTING_PRIOR)
                if share >= LEAST_POINTING:
                    totals = _added(totals, own, share)
        return totals

    def _whole(self, plan: Plan) -> LeafScores:
        return LeafScores(self._drain(self._query(plan)), {})


def _added(totals: dict[int, float], others: dict[int, float], weight: float) -> dict[int, float]:
    return {
        document: totals.get(document, 0.0) + weight * others.get(document, 0.0) for document in {**totals, **others}
    }


def _joined(found: LeafScores, documents: set[int]) -> dict[int, float]:
    """The scores of those of `documents` that have any."""
    scores = {document: score for document, score in found.found.items() if document in documents}
    for document, score in found.supported.items():
        if document in documents:
            scores[document] = scores.get(document, 0.0) + score
    return scores


def filter_query(asked: Filter) -> Any:
    """The Whoosh query for a filter on metadata."""
    if asked.field == "date":
        return query.TermRange("date", asked.low or None, asked.high or None)
    if asked.field == "lang":
        return query.Term("langs", normalise_code(asked.low))
    if asked.field == "type":
        return query.Term("type", asked.low.lower().lstrip("."))
    if asked.field in FIELDS:
        return _Fields(asked.field, asked.low)
    return _Paths(asked.low)


class _Fields(query.MultiTerm):  # type: ignore[misc]  # Whoosh has no types
    """Documents with a value of a field that holds words side by side, in any case and accents or not."""

    fieldname = "asked"
    constantscore = True
    boost = 1.0

    def __init__(self, name: str, value: str) -> None:
        self._whole = value.startswith("=")
        self._names = (name, "from") if name == "author" and not self._whole else (name,)
        self._words = list(map(fold, words_of(value)))

    def _btexts(self, reader: Any) -> Iterator[bytes]:
        for text in reader.lexicon("asked"):
            values = (value for name in self._names for value in values_of(text.decode(), name))
            if any(self._fits(list(map(fold, words_of(value)))) for value in values):
                yield text

    def _fits(self, words: list[str]) -> bool:
        if self._whole:
            return words == self._words
        size = len(self._words)
        return any(words[at : at + size] == self._words for at in range(len(words) - size + 1))


class _Paths(query.MultiTerm):  # type: ignore[misc]  # Whoosh has no types
    """Files whose path fits a glob from a folder's name on, or holds a text without wildcards; case is ignored."""

    fieldname = "file"
    constantscore = True
    boost = 1.0

    def __init__(self, asked: str) -> None:
        is_glob = any(mark in asked for mark in "*?[")
        form = rf"(?:.*/)?{translate(asked)}" if is_glob else f".*{re.escape(asked)}.*"
        self._form = re.compile(form, re.IGNORECASE | re.DOTALL)

    def _btexts(self, reader: Any) -> Iterator[bytes]:
        for text in reader.lexicon("file"):
            if self._form.fullmatch(text.decode()):
                yield text
