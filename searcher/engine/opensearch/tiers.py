"""Tiers of variants as queries: which documents hold any, and how often, as far as the server can tell.

What the server counts of a tier is never less than its spans: spans that overlap, which are one, it counts each.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from searcher.cluster.schema import CAPITAL, INNER, term_key
from searcher.query.plan import SingleWords, Tier, Variant
from searcher.text.terms import Term

Query = dict[str, Any]

NOTHING: Query = {"match_none": {}}
# So many words in rows are looked for as fast as a request is answered.
MANY_IN_ROWS = 60
_WHOLE = "keyword"  # an analyzer of the server's own that leaves a text as it is
# Turns the score of intervals, f / (f + 1), back. A float tells large counts from each other no more.
_PHRASE = "double f = _score / (1 - _score); return params.w * (f < 500 ? Math.rint(f) : 1.01 * f);"
# A span with g words between counts 1 / (g + 1) there.
_NEAR = "return params.w * params.m * 1.001 * _score / (1 - _score);"


class Keys:
    """What the terms of variants are called, of those that the index has; and numbers that make equal parts differ.

    Equal parts of a query are joined by the server, which loses the weight of one.
    """

    def __init__(self, has: Callable[[Term], bool]) -> None:
        self._has = has
        self._number = 0

    def of(self, terms: Sequence[Term], mark: str = "") -> list[str]:
        """The keys of the terms, each once."""
        return list(dict.fromkeys(mark + term_key(*term) for term in terms if self._has(term)))

    def next(self) -> int:
        """Another number each time."""
        self._number += 1
        return self._number


def field_of(title_only: bool) -> str:
    return "tt" if title_only else "t"


def is_exact(variant: Variant) -> bool:
    """Whether the server can tell which documents hold a variant; else it tells some too many."""
    return (
        not variant.written
        and not variant.apart
        and not variant.joined
        and (variant.slop is None or len(set(variant.places)) == len(variant.places))
    )


def holding(variants: Sequence[Variant], title_only: bool, keys: Keys) -> Query:
    """The documents that hold any of the variants."""
    field = field_of(title_only)
    if isinstance(variants, SingleWords):
        return _any_term(field, keys.of(variants.terms))
    plain: list[Term] = []
    parts: list[Query] = []
    for variant in variants:
        if len(variant.places) == 1 and not variant.weak:
            if variant.capital or variant.whole:
                parts.append(_any_term(field, keys.of(variant.places[0], CAPITAL)))
            else:
                plain.extend(variant.places[0])
            continue
        parts.append(_gated(_of_variant(variant, field, keys), variant, variants, field, keys))
    if plain:
        parts.append(_any_term(field, keys.of(plain)))
    return union_of(parts)


def around(variants: Sequence[Variant], title_only: bool, keys: Keys) -> Query:
    """The documents that hold all words of any of the variants, side by side or not: some too many, in less time."""
    field = field_of(title_only)
    parts: list[Query] = []
    for variant in variants:
        places = [_any_term(field, keys.of(*each)) for each in zip(variant.places, _marks(variant), strict=True)]
        if NOTHING not in places:
            parts.append({"bool": {"filter": places}})
    return any_of(parts)


def counting(variants: Sequence[Variant], title_only: bool, keys: Keys) -> Query:
    """The same, and as score the weighted count of the spans, or more."""
    field = field_of(title_only)
    weights: dict[str, float] = {}
    parts: list[Query] = []
    for variant in variants:
        if len(variant.places) > 1 or variant.weak:
            found = _counted(variant, field, keys)
            parts.append(_gated(found, variant, variants, field, keys))
            continue
        mark = CAPITAL if variant.capital or variant.whole else ""
        for key in keys.of(variant.places[0], mark):
            weights[key] = max(weights.get(key, 0.0), variant.weight)
    parts += [{"term": {field: {"value": key, "boost": weight}}} for key, weight in weights.items() if weight]
    return any_of(parts)


def any_of(parts: Sequence[Query]) -> Query:
    """The documents of any part; as score the sum."""
    left = [part for part in parts if part != NOTHING]
    if len(left) < 2:
        return left[0] if left else NOTHING
    return {"bool": {"should": left, "minimum_should_match": 1}}


def union_of(parts: Sequence[Query]) -> Query:
    """The same where no score is asked for: all words of a field are looked for at once, which is much quicker."""
    words: dict[str, list[str]] = {}
    others: list[Query] = []
    left = list(parts)
    for part in left:
        inner = part.get("bool")
        if inner is not None and inner.keys() == {"should", "minimum_should_match"}:
            left.extend(inner["should"])
            continue
        kind, own = next(iter(part.items()))
        field, wanted = next(iter(own.items()), ("", ""))
        if kind == "terms" and isinstance(wanted, list):
            words.setdefault(field, []).extend(wanted)
        elif kind == "term" and isinstance(wanted, str):
            words.setdefault(field, []).append(wanted)
        else:
            others.append(part)
    return any_of([*(_any_term(field, list(dict.fromkeys(each))) for field, each in words.items()), *others])


def _any_term(field: str, keys: Sequence[str]) -> Query:
    if not keys:
        return NOTHING
    return {"term": {field: keys[0]}} if len(keys) == 1 else {"terms": {field: list(keys)}}


def _of_variant(variant: Variant, field: str, keys: Keys) -> Query:
    if len(variant.places) == 1:
        mark = CAPITAL if variant.capital or variant.whole else ""
        return _any_term(field, keys.of(variant.places[0], mark))
    places = [keys.of(place, mark) for place, mark in zip(variant.places, _marks(variant), strict=True)]
    if not all(places):
        return NOTHING
    if variant.slop is not None and not is_exact(variant):
        # The same word several times: each of its places is there, and how often is looked at later.
        return {"bool": {"filter": [_any_term(field, place) for place in places]}}
    rule: Query = {"ordered": variant.slop is None, "max_gaps": variant.slop or 0}
    return {"intervals": {field: {"all_of": {**rule, "intervals": [_any_interval(place) for place in places]}}}}


def _marks(variant: Variant) -> Iterator[str]:
    """The mark that the word at each place has, "" for any."""
    last = len(variant.places) - 1
    for at in range(last + 1):
        if variant.whole:
            yield CAPITAL if at in (0, last) else INNER
        else:
            yield CAPITAL if variant.capital and at == 0 and variant.slop is None else ""


def _any_interval(keys: Sequence[str]) -> Query:
    rules: list[Query] = [{"match": {"query": key, "analyzer": _WHOLE}} for key in keys]
    return rules[0] if len(rules) == 1 else {"any_of": {"intervals": rules}}


def _counted(variant: Variant, field: str, keys: Keys) -> Query:
    found = _of_variant(variant, field, keys)
    if found == NOTHING:
        return found
    if len(variant.places) == 1:
        mark = CAPITAL if variant.capital or variant.whole else ""
        boosts = keys.of(variant.places[0], mark)
        return any_of([{"term": {field: {"value": key, "boost": variant.weight}}} for key in boosts])
    if "intervals" not in found:
        # No document has it more often.
        return {"constant_score": {"filter": found, "boost": 1e6 * variant.weight}}
    params: Query = {"w": variant.weight, "i": keys.next()}
    if variant.slop is not None:
        params["m"] = variant.slop + 1
    return {"script_score": {"query": found, "script": {"source": _near_or_phrase(variant), "params": params}}}


def _near_or_phrase(variant: Variant) -> str:
    return _PHRASE if variant.slop is None else _NEAR


def _gated(found: Query, variant: Variant, variants: Sequence[Variant], field: str, keys: Keys) -> Query:
    """`found`, of a weak variant only where one of the same entity that is not weak occurs."""
    if not variant.weak or found == NOTHING:
        return found
    strong = [each for each in variants if not each.weak and each.entity == variant.entity]
    vouching = holding(strong, field == "tt", keys) if strong else NOTHING
    if vouching == NOTHING:
        return NOTHING
    return {"bool": {"must": [found], "filter": [vouching]}}


def is_heavy(variants: Sequence[Variant]) -> bool:
    """Whether the server looks long for the variants: for each word of a row it begins anew."""
    if isinstance(variants, SingleWords):
        return False
    return sum(len(place) for each in variants if len(each.places) > 1 for place in each.places) > MANY_IN_ROWS


def terms_of(tier: Tier) -> Iterator[Term]:
    """All terms of a tier, some several times."""
    if isinstance(tier.variants, SingleWords):
        yield from tier.variants.terms
        return
    for variant in tier.variants:
        for place in variant.places:
            yield from place
