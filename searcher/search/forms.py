"""What the parts of a query stand for, form by form, and how often each form occurs in the index."""

from collections.abc import Iterable, Sequence

from searcher.engine.engine import Engine, IsCancelled, stop_if
from searcher.entities.model import Entity
from searcher.query.plan import Kind, Leaf, Tier, Variant
from searcher.records import dataclass, replace

# Forms of one part that are listed, those in most documents.
MOST_FORMS = 40


@dataclass(frozen=True, slots=True)
class Form:
    """One written form: as shown, how it came to stand for the query, why, in what languages and documents."""

    text: str
    kind: str
    note: str
    langs: tuple[str, ...]
    documents: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the query with its forms: an entity that it names (`entity_id`), or an ordinary word ("").

    `label` is the entity's canonical name or the word; `several` tells that the same words name other entities too.
    """

    text: str
    label: str
    entity_id: str
    type: str
    several: bool
    forms: tuple[Form, ...]


def entity_part(
    text: str, entity: Entity, several: bool, variants: Iterable[Variant], engine: Engine, cancelled: IsCancelled
) -> Part:
    """The forms of an entity's names. Raises Cancelled."""
    forms = _forms(variants, engine, cancelled)
    return Part(text, entity.canonical, entity.id, entity.type, several, forms)


def word_part(leaf: Leaf, engine: Engine, cancelled: IsCancelled) -> Part | None:
    """The forms of an ordinary word; None if it is found as typed alone. Raises Cancelled."""
    variants = [
        variant
        for tier in leaf.tiers
        for variant in tier.variants
        if not variant.entity and variant.kind not in (Kind.EXACT, Kind.PART)
    ]
    forms = _forms(variants, engine, cancelled)
    return Part(leaf.text, leaf.text, "", "", False, forms) if forms else None


def _forms(variants: Iterable[Variant], engine: Engine, cancelled: IsCancelled) -> tuple[Form, ...]:
    by_text: dict[str, list[Variant]] = {}
    for variant in variants:
        # Counted by itself, also where it counts only beside another name.
        by_text.setdefault(variant.text, []).append(replace(variant, weak=False))
    forms = []
    for text, same in by_text.items():
        stop_if(cancelled)
        documents = engine.frequency(Tier(tuple(same), 1.0))
        if documents:
            forms.append(Form(text, str(same[0].kind), same[0].note, _languages(same), documents))
    forms.sort(key=lambda form: (-form.documents, form.text))
    return tuple(forms[:MOST_FORMS])


def _languages(variants: Sequence[Variant]) -> tuple[str, ...]:
    return tuple(sorted({lang for variant in variants for place in variant.places for lang, _ in place}))
