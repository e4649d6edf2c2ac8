"""Regions by other words for what they are: Одесская область is called Odesa Region and Oblast Odessa as well.

The table has one name of a region in each language, with the word for what it is that the language uses. Texts say it
otherwise as often, most of all of regions that are called after a place that is known for itself.
"""

from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import chain

from searcher.bounded import Bounded, Budget
from searcher.entities.concepts import office_words
from searcher.entities.model import DEMONYM_WEIGHT, Entity
from searcher.entities.table import EntityTable
from searcher.query import memory, weights
from searcher.query.names import NameExpander
from searcher.query.plan import Kind, Tier, Variant
from searcher.query.translating import Translator
from searcher.text.scripts import script_of
from searcher.text.terms import Term
from searcher.text.tokens import folds_of, is_unspaced

_KINDS = ("province", "region")
# Letters of what a region is called after: shorter ones are parts of longer names.
_SHORTEST = 4
# "The region of Odesa": one word may stand between.
_BETWEEN = 1


@cache
def _kind_words() -> frozenset[str]:
    """What says of a place that it is a region, folded, in any language."""
    return frozenset(word.key for kind in _KINDS for word in office_words().words(kind) if " " not in word.key)


@cache
def _kind_words_in(script: str) -> tuple[str, ...]:
    return tuple(sorted(word for word in _kind_words() if script_of(word) == script))


class RegionExpander:
    """Finds what a region is called besides; see `Expander` for the table."""

    def __init__(self, names: NameExpander, translator: Translator, table: EntityTable, budget: Budget) -> None:
        self._names = names
        self._translator = translator
        self._table = table
        # Of the names in this table: another table's are other variants.
        self._own = object()
        self._kept: Bounded[str, tuple[Variant, ...]] = Bounded(budget, memory.of_variants)

    def tier(self, entities: Sequence[Entity]) -> Tier | None:
        """What those of the entities that are regions are called by other words for what they are."""
        variants = tuple(
            chain.from_iterable(
                self._kept.of(entity.id, partial(self._make, entity)) for entity in entities if entity.type == "place"
            )
        )
        key = (self._own, "region", tuple(entity.id for entity in entities))
        return Tier(variants, weights.GUESS_TIER, key=key) if variants else None

    def around(self, entities: Sequence[Entity], kinds: Sequence[str]) -> Iterator[Tier]:
        """All that the regions are called that are called after one of the entities, places.

        `kinds`: the words beside the place's name, folded; one of them must say that a region is meant.
        """
        if any(self._translator.concepts(kind).intersection(_KINDS) for kind in kinds):
            regions = [region for region in self._called_after(entities) if region not in entities]
            yield from map(self._names.tier, regions)
            if (otherwise := self.tier(regions)) is not None:
                yield otherwise

    def _called_after(self, entities: Sequence[Entity]) -> list[Entity]:
        names = {
            folded[0]
            for entity in entities
            for name in entity.names
            if name.kind == "name" and len(folded := folds_of(name.text)) == 1 and len(folded[0]) >= _SHORTEST
        }
        found: dict[str, Entity] = {}
        for name in sorted(names):
            for word in _kind_words_in(script_of(name)):
                for key in (f"{name} {word}", f"{word} {name}"):
                    found.update((entity.id, entity) for entity in self._named(key))
        return list(found.values())

    def _make(self, entity: Entity) -> tuple[Variant, ...]:
        core = tuple(dict.fromkeys(self._terms(frozenset(self._cores(entity)), entity)))
        kinds = tuple(dict.fromkeys(term for kind in _KINDS for term in self._translator.terms(kind))) if core else ()
        if not kinds:
            return ()
        called, note = entity.canonical, f"another word for {entity.canonical}"
        return (Variant((core, kinds), weights.TRANSLATED, Kind.NAME, called, note, called, slop=_BETWEEN),)

    def _cores(self, entity: Entity) -> Iterator[str]:
        """What the region is called after, in each of its languages; nothing for what is no region."""
        names = [name.text for name in entity.names if name.kind == "name"]
        # Most places are none, and all of them are asked: their names of one word are not looked at.
        longer = (folds_of(name) for name in names if " " in name or "-" in name)
        if said := [core for words in longer if (core := self._core(words))]:
            yield from said
            # A language that leaves the word for what it is out: Novosibirsk.
            for name in names:
                if len(words := folds_of(name)) == 1 and self._may_be_core(words[0]):
                    yield words[0]

    def _core(self, words: Sequence[str]) -> str:
        """The other one of two words of which one says what the place is, "" if none does."""
        if len(words) != 2:
            return ""
        is_kind = [word in _kind_words() for word in words]
        core = words[is_kind.index(False)] if is_kind.count(True) == 1 else ""
        return core if self._may_be_core(core) else ""

    def _may_be_core(self, word: str) -> bool:
        # The Northern Region is called after no place.
        return len(word) >= _SHORTEST and not is_unspaced(word) and not self._translator.concepts(word)

    def _terms(self, cores: frozenset[str], region: Entity) -> Iterator[Term]:
        """The terms of what a region is called after, and of the places that it is."""
        if not cores:
            return
        for variant in self._names.forms.of(region):
            words = folds_of(variant.text)
            if len(words) == len(variant.places):
                for word, terms in zip(words, variant.places, strict=True):
                    yield from terms if word in cores else ()
        for core in sorted(cores):
            yield from self._names.written_as(core)
        places = {place.id: place for core in sorted(cores) for place in self._named(core) if place.id != region.id}
        for place in places.values():
            for variant in self._names.forms.of(place):
                if len(variant.places) == 1 and variant.weight > DEMONYM_WEIGHT and not variant.weak:
                    yield from variant.places[0]

    def _named(self, key: str) -> Iterator[Entity]:
        """The places that have this name."""
        for named in self._table.lookup(key):
            entity = self._table.entity(named.entity_id)
            if entity is not None and entity.type == "place" and named.name.kind == "name":
                yield entity
