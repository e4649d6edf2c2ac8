"""Parts of plans in another shape: without a variant, for one entity of several, as a filter, as a bonus."""

from collections.abc import Iterable, Iterator, Sequence, Set

from searcher.entities.table import EntitySpan
from searcher.query.plan import All, Any, Except, Kind, Leaf, Named, Plan, Sum, Tier
from searcher.records import replace


def chosen(span: EntitySpan, entities: Set[str]) -> EntitySpan:
    """`span` with only those of its entities that are in `entities`; as it is if none of them is."""
    kept = [at for at, entity_id in enumerate(span.entity_ids) if entity_id in entities]
    if not kept:
        return span
    return replace(
        span,
        entity_ids=tuple(span.entity_ids[at] for at in kept),
        names=tuple(span.names[at] for at in kept),
    )


# Before the name of a kind of variants, among forms: all of that kind.
OF_KIND = "kind:"


def unknown_kinds(forms: Set[str]) -> list[str]:
    """Those of the forms that name a kind which there is not."""
    kinds = {f"{OF_KIND}{kind}" for kind in Kind}
    return sorted(form for form in forms if form.startswith(OF_KIND) and form not in kinds)


def without(plan: Plan, forms: Set[str]) -> Plan:
    """`plan` without the variants that are shown as one of `forms`, or of whose kind one of them says so."""
    match plan:
        case Leaf():
            return _leaf_without(plan, forms)
        case Named():
            whole, sure, words, shorter = (
                tuple(_leaf_without(leaf, forms) for leaf in leaves)
                for leaves in (plan.whole, plan.sure, plan.words, plan.shorter)
            )
            return Named(whole, sure, words, shorter, without(plan.otherwise, forms))
        case Sum():
            return replace(plan, parts=tuple((need, without(part, forms)) for need, part in plan.parts))
        case All() | Any():
            return replace(plan, children=tuple(without(child, forms) for child in plan.children))
        case Except():
            return Except(without(plan.child, forms))
    return plan


def _leaf_without(leaf: Leaf, forms: Set[str]) -> Leaf:
    kinds = {kind for kind in Kind if f"{OF_KIND}{kind}" in forms}
    tiers = []
    for tier in leaf.tiers:
        kept = tuple(each for each in tier.variants if each.text not in forms and each.kind not in kinds)
        tiers.append(replace(tier, variants=kept, key=None))
    return replace(leaf, tiers=tuple(tiers))


def unscored(plan: Plan) -> Plan:
    """`plan` for its documents only, if it is a leaf."""
    if not isinstance(plan, Leaf):
        return plan
    return replace(plan, tiers=tuple(replace(tier, weight=0.0) for tier in plan.tiers))


def before_support(tiers: Sequence[Tier], new: Tier) -> tuple[Tier, ...]:
    """`tiers` with a new one before those that merely support: the first tier with a match gives its reason."""
    finding = (tier for tier in tiers if not tier.supports)
    return (*finding, new, *(tier for tier in tiers if tier.supports))


def bonus(leaf: Leaf, weight: float) -> Leaf:
    """`leaf` as evidence beside that of its words."""
    tiers = tuple(replace(tier, weight=tier.weight * weight) for tier in leaf.tiers)
    return replace(leaf, tiers=tiers, counts=False)


def supporting(leaf: Leaf) -> Leaf:
    """`leaf` as what adds to documents that are found otherwise."""
    return replace(leaf, tiers=tuple(replace(tier, supports=True) for tier in leaf.tiers), counts=False)


def pieces_of(text: str, words: Iterable[Leaf]) -> Iterator[Tier]:
    """The tiers of words that together are one thing, `text`: by themselves they only hint at it."""
    note = f"part of {text}"
    for word in words:
        for tier in supporting(word).tiers:
            yield replace(
                tier, variants=tuple(replace(variant, kind=Kind.PART, note=note) for variant in tier.variants)
            )


def is_of_place(span: EntitySpan) -> bool:
    """Whether the words are an adjective or the people of a place, rather than its name."""
    return all(name.kind == "demonym" for names in span.names for name in names)
