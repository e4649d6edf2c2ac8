"""The expanded query in words: per leaf its tiers and variants, with document frequency, weight and rule."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from searcher.engine.engine import Engine
from searcher.query.plan import All, Any, Except, Leaf, Named, Plan, Sum, Tier, Variant
from searcher.query.tree import Filter
from searcher.text.languages import language_name

# Variants of a tier that are listed; the rest are counted.
MOST_VARIANTS = 12
# Lines of a plan: more of a pasted page nobody reads, and each asks the index.
MOST_LINES = 1_000


def explain(plan: Plan, languages: Mapping[str, float], engine: Engine) -> tuple[str, ...]:
    """Lines for a person; indented by two blanks a level."""
    weighed = sorted(languages.items(), key=lambda item: (-item[1], item[0]))
    head = ", ".join(f"{lang} {weight:.2f}" for lang, weight in weighed)
    lines = list(islice(_lines(plan, engine, ""), MOST_LINES + 1))
    more = ["and more, as there are more words"] if len(lines) > MOST_LINES else []
    return (f"languages: {head}", *lines[:MOST_LINES], *more)


def _lines(plan: Plan, engine: Engine, indent: str) -> Iterator[str]:
    deeper = indent + "  "
    match plan:
        case Leaf():
            yield f"{indent}{plan.text}" + (" (in the title)" if plan.title_only else "")
            for tier, documents in zip(plan.tiers, engine.frequencies(plan), strict=True):
                yield from _tier_lines(tier, documents, plan.title_only, engine, deeper)
            if not any(tier.variants for tier in plan.tiers):
                yield f"{deeper}no word of the index"
        case Sum():
            yield f"{indent}ranked: documents with all parts first"
            for need, part in plan.parts:
                yield from _headed(str(need), part, engine, deeper)
        case All() | Any():
            yield f"{indent}{'all of' if isinstance(plan, All) else 'any of'}"
            for child in plan.children:
                yield from _lines(child, engine, deeper)
        case Named():
            yield f"{indent}a name, where its words stand together"
            for leaf in (*plan.whole, *plan.shorter, *plan.words):
                yield from _lines(leaf, engine, deeper)
            yield f"{indent}or else"
            yield from _lines(plan.otherwise, engine, deeper)
        case Except():
            yield f"{indent}without"
            yield from _lines(plan.child, engine, deeper)
        case Filter():
            span = plan.low if plan.high is None else f"{plan.low or '…'} to {plan.high.rstrip('~') or '…'}"
            yield f"{indent}only {plan.field} {span}"


def _headed(need: str, part: Plan, engine: Engine, indent: str) -> Iterator[str]:
    lines = _lines(part, engine, indent)
    yield f"{indent}{need}: {next(lines).lstrip()}"
    yield from lines


def _tier_lines(tier: Tier, documents: int, title_only: bool, engine: Engine, indent: str) -> Iterator[str]:
    if not tier.variants:
        return
    where = language_name(tier.lang) if tier.lang else "all languages"
    role = "supports" if tier.supports else "finds"
    yield f"{indent}{role} · {where} · weight {tier.weight:.2f} · {_documents(documents)}"
    apart = Leaf("", tuple(Tier((variant,), 1.0) for variant in tier.variants), title_only=title_only)
    counted = zip(engine.frequencies(apart), tier.variants, strict=True)
    present: Sequence[tuple[int, Variant]] = sorted(
        (item for item in counted if item[0]), key=lambda item: (-item[1].weight, -item[0], item[1].text)
    )
    for count, variant in present[:MOST_VARIANTS]:
        note = f" — {variant.note}" if variant.note else ""
        yield f"{indent}  {variant.text} · {variant.kind} · weight {variant.weight:.2f} · {_documents(count)}{note}"
    if len(present) > MOST_VARIANTS:
        yield f"{indent}  and {len(present) - MOST_VARIANTS} more"


def _documents(count: int) -> str:
    return f"{count} document{'' if count == 1 else 's'}"
