"""Names: what an entity is called in every language, the case endings those names take, and what sounds alike.

An entity's names score as one pseudo-term, whatever their number: one tier, judged among all documents.
"""

from collections.abc import Iterable, Iterator, Sequence

from searcher.bounded import Bounded, Budget
from searcher.entities.inflect import lemma_candidates
from searcher.entities.model import DEMONYM_WEIGHT, Entity, Name
from searcher.entities.spelled_out import spans
from searcher.entities.table import EntitySpan, EntityTable
from searcher.expressions import expression
from searcher.query import memory, weights
from searcher.query.acronyms import is_acronym, spellings
from searcher.query.entity_forms import EntityForms
from searcher.query.inflections import Inflections
from searcher.query.learned import LearnedAcronyms
from searcher.query.misprinted import MisprintExpander
from searcher.query.plan import Kind, Leaf, Tier, Variant
from searcher.query.sounding import SoundExpander
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import MOST_ALIKE, QueryToken, WordExpander
from searcher.records import replace
from searcher.text.abbreviations import written_out
from searcher.text.fold import fold
from searcher.text.letters import is_letters
from searcher.text.scripts import MARKS
from searcher.text.terms import METADATA, Term
from searcher.text.tokens import folds_of

# Letters of a name from which words that begin with it are about it, and of a beginning from which it is told.
MIN_BEGINNING = 5
# Of documents, so many more or less are chance.
FEW_DOCUMENTS = 3
MIN_TYPED = 5
# Keys of the table that are looked at for a beginning, and entities that it may mean.
MOST_KEYS = 50
MOST_TYPED = 3
# From what share of the documents on, those in whose language a word is a name, it is one in small letters too.
MOST_NAMED = 0.95
# The source of places whose names the table has in some languages only; theirs are as often those of persons.
GAZETTEER = "geonames"
_LAST_SIGN = expression(f"[{MARKS}]+$")


class NameExpander:
    """Expands names over one vocabulary and one entity table."""

    def __init__(self, vocabulary: Vocabulary, words: WordExpander, table: EntityTable, budget: Budget) -> None:
        self._vocabulary = vocabulary
        self._words = words
        self._table = table
        self.sounds = SoundExpander(vocabulary, words, budget)
        self._inflections = Inflections(vocabulary, words, budget)
        self.forms = EntityForms(vocabulary, words, self._inflections, budget)
        self.misprinted = MisprintExpander(vocabulary, words, self.sounds, self._inflections.of, self._is_known, budget)
        self.learned = LearnedAcronyms(vocabulary, words, self._forms)
        # Of the names in this table: another table's are other variants.
        self._own = object()
        self._named: Bounded[tuple[tuple[str, ...], tuple[str, ...]], tuple[Variant, ...]] = Bounded(
            budget, memory.of_variants
        )

    def spans(self, tokens: Sequence[QueryToken]) -> list[EntitySpan]:
        """The names of entities in a row of words, longest first; of a word that is none, its base form."""
        found = self._spans(tokens)
        covered = {at for span in found for at in range(span.start, span.end)}
        for at, token in enumerate(tokens):
            if at not in covered and (span := self._inflected_span(at, token)):
                found.append(span)
        return sorted(found, key=lambda span: span.start)

    def _spans(self, tokens: Sequence[QueryToken]) -> list[EntitySpan]:
        folds, raws = [token.folded for token in tokens], [token.raw for token in tokens]
        return spans(self._table, folds, raws, self._is_nothing_else)

    def _is_nothing_else(self, folded: str) -> bool:
        """Whether the texts write a word with a capital, in next to all documents: "eu" is no word of theirs."""
        entries = self._words.entries(folded)
        named = sum(entry.documents for entry in self.sounds.names_among(entries))
        return named >= MOST_NAMED * max(1, sum(entry.documents for entry in entries))

    def in_text(self, folds: Sequence[str], raws: Sequence[str]) -> list[EntitySpan]:
        """The names of entities in a text as they are written there; `folds` and `raws` are all of its words."""
        return self._table.spans(folds, raws)

    def entities_leaf(self, text: str, entity_ids: Sequence[str]) -> Leaf:
        """All names of the entities with these ids, of which `text` is one."""
        return self.entity_leaf(text, self.with_ids(entity_ids))

    def whole(self, tokens: Sequence[QueryToken]) -> EntitySpan | None:
        """The entities that all of `tokens` together are a name of, or None."""
        found = self._spans(tokens)
        return found[0] if found and (found[0].start, found[0].end) == (0, len(tokens)) else None

    def leaf(self, tokens: Sequence[QueryToken], span: EntitySpan) -> tuple[Leaf, list[str]]:
        """The leaf of a name in the query, and notes when it means several entities."""
        own = tokens[span.start : span.end]
        entities = self.with_ids(span.entity_ids)
        text = " ".join(token.raw for token in own)
        tiers = []
        capital = any(name.case for names in span.names for name in names)
        if typed := self._words.side_by_side(text, own, capital):
            tiers.append(Tier(typed, weights.TYPED_TIER, key=("typed", text, capital)))
        names = self._names_tier(tuple(token.folded for token in own), entities)
        tiers.append(names)
        if len(own) == 1 and (longer := self._longer_words(own[0])) is not None:
            tiers.append(longer)
        if misprinted := tuple(self._misprinted(text, own, names)):
            tiers.append(Tier(misprinted, weights.GUESS_TIER, key=(self._own, "misprinted", text)))
        if len(own) == 1 and (letters := tuple(self._acronyms(own[0]))):
            tiers.append(Tier(letters, weights.GUESS_TIER, key=("acronym", own[0].raw)))
        if (learned := self.learned.tier(own)) is not None:
            tiers.append(learned)
        if alike := self._alike(own, entities, names):
            tiers.append(Tier(alike, weights.GUESS_TIER, key=(self._own, "alike", text)))
        notes = [several(text, entities)] if len(entities) > 1 else []
        return Leaf(text, tuple(tiers)), notes

    def _is_known(self, folded: str) -> bool:
        return bool(self._table.lookup(folded))

    def _misprinted(self, text: str, own: Sequence[QueryToken], names: Tier) -> Iterator[Variant]:
        """What the words of a name look like in misprinted texts, whose `names` are those in the table."""
        if len(own) == 1:
            yield from self.misprinted.variants(own[0], lambda: self._spellings(names))
            return
        typed = tuple(self._words.place(token.folded) for token in own)
        words = (self.misprinted.terms(token) for token in own)
        places = tuple(tuple(dict.fromkeys((*place, *found))) for place, found in zip(typed, words, strict=True))
        if all(places) and places != typed:
            yield Variant(places, weights.NEAR, Kind.NEAR, text, f"misprint of {text}")

    @staticmethod
    def _spellings(names: Tier) -> Iterator[str]:
        """The words of an index that are names of one word."""
        for variant in names.variants:
            if len(variant.places) == 1 and variant.weight > DEMONYM_WEIGHT:
                yield from (word for _, word in variant.places[0])

    def _alike(self, own: Sequence[QueryToken], entities: Sequence[Entity], names: Tier) -> tuple[Variant, ...]:
        """What sounds like the name of entities, whose names in the table are `names`: of a full name, like its last.

        Of a place the table has many names, so that only languages that it has none for are listened to; of a full
        name these too.
        """
        last = own[-1]
        heard = [entity for entity in entities if is_heard(entity)]
        some = heard or [entity for entity in entities if entity.type == "place"]
        if len(own) > 1:
            called = {named.entity_id for named in self._table.lookup(last.folded)}
            some = [entity for entity in heard if entity.id in called]
        if not some:
            return ()
        known = {term for variant in names.variants if len(variant.places) == 1 for term in variant.places[0]}
        alike = tuple(self.sounds.variants(last.raw, last.folded, known))
        return alike if heard and len(own) == 1 else tuple(self._untold(alike, some))

    def untold_tier(self, own: Sequence[QueryToken], span: EntitySpan, alike: Iterable[Variant]) -> Tier | None:
        """What sounds like a person's full name, in languages for which the table does not have it.

        `alike` gives what sounds like it in any; it is not asked where nobody has the name.
        """
        persons = [entity for entity in self.with_ids(span.entity_ids) if entity.type == "person"]
        if not persons or len(own) == 1:
            return None
        variants = tuple(self._untold(alike, persons))
        text = " ".join(token.raw for token in own)
        return Tier(variants, weights.GUESS_TIER, key=(self._own, "untold", text)) if variants else None

    def _untold(self, alike: Iterable[Variant], entities: Iterable[Entity]) -> Iterator[Variant]:
        """Those in languages for which the table has no name of the entities."""
        told = {lang for entity in entities for name in entity.names for lang in name.langs}
        for variant in alike:
            own = tuple(tuple(term for term in place if term[0] not in told) for place in variant.places)
            if all(own):
                yield replace(variant, places=own)

    def _longer_words(self, token: QueryToken) -> Tier | None:
        """The words that begin with a name and are written as names are: Moskaubesuch; and its forms by stem.

        A name finds no less than its letters would.
        """
        if len(token.folded) < MIN_BEGINNING or not is_letters(token.folded):
            return None
        # A vowel sign at the end is another one in the word's other forms.
        stem = token.folded if token.folded.isascii() else _LAST_SIGN.sub("", token.folded)
        found = self._vocabulary.by_prefix(stem, MOST_ALIKE)[0] if len(stem) >= MIN_BEGINNING - 1 else []
        found = [entry for entry in found if entry.lang != METADATA and fold(entry.word) != token.folded]
        longer = self.sounds.names_among(found)
        terms = dict.fromkeys((*self._words.related(token), *((entry.lang, entry.word) for entry in longer)))
        note = f"begins as {token.raw} does"
        variants = tuple(
            Variant(((term,),), weights.PART_OF_WORD, Kind.PART, term[1], note)
            for term in terms
            if fold(term[1]) != token.folded
        )
        return Tier(variants, weights.GUESS_TIER, key=(self._own, "longer", token.raw)) if variants else None

    def typed(self, token: QueryToken) -> Tier | None:
        """The names that begin with a word that is being typed, of the most prominent entities."""
        if len(token.folded) < MIN_TYPED:
            return None
        entities: dict[str, Entity] = {}
        for key in self._table.beginning(token.folded, MOST_KEYS):
            for named in self._table.lookup(key):
                entity = self._table.entity(named.entity_id)
                if entity is not None and named.name.trigger and not named.name.case:
                    entities.setdefault(entity.id, entity)
        # A beginning of many names is none of them.
        if not entities or len(entities) > MOST_TYPED:
            return None
        names = self._names_tier((token.folded,), list(entities.values()))
        return replace(names, weight=weights.COMPLETION_TIER)

    def find(self, text: str) -> tuple[Entity, ...]:
        """The entity with this id, or all with this name."""
        return self._table.find(text)

    def entity_leaf(self, text: str, entities: Sequence[Entity]) -> Leaf:
        """All names of entities that were asked for by `text`, a name or an id; no word that counts."""
        typed = tuple(folds_of(text))
        return Leaf(text, (self._names_tier(typed, entities),), counts=False)

    def guesses(self, token: QueryToken) -> Tier | None:
        """What a word that may be a name, but is none of the table, can look like in texts."""
        if not is_letters(token.folded):
            return None
        written = {(entry.lang, entry.word) for entry in self._words.entries(token.folded)}
        variants: list[Variant] = []
        for term in self._forms(token.folded):
            if term not in written:
                written.add(term)
                note = f"inflected form of {token.raw}"
                variants.append(Variant(((term,),), weights.INFLECTED, Kind.INFLECTED, term[1], note))
        variants.extend(self._acronyms(token))
        variants.extend(self.learned.names(token))
        misprinted = self.misprinted.variants(token)
        variants.extend(each for each in misprinted if each.places[0][0] not in written)
        if not is_acronym(token.raw):
            variants.extend(self.sounds.variants(token.raw, token.folded, written))
        return Tier(tuple(variants), weights.GUESS_TIER, key=("guess", token.raw)) if variants else None

    def _acronyms(self, token: QueryToken) -> Iterator[Variant]:
        """An acronym in the letters of other scripts, where they are written as one."""
        if not is_acronym(token.raw):
            return
        note = f"{token.raw} in other letters"
        for spelling in spellings(token.folded):
            for entry in self.sounds.names_among(self._words.entries(spelling)):
                place = (((entry.lang, entry.word),),)
                yield Variant(place, weights.ACRONYM, Kind.NAME, entry.word.upper(), note, capital=True)

    def alike(self, raw: str, folded: str) -> Tier | None:
        """What sounds like a run of characters that may be a name."""
        variants = tuple(self.sounds.variants(raw, folded, set()))
        return Tier(variants, weights.GUESS_TIER, key=("alike", raw)) if variants else None

    def is_name(self, token: QueryToken) -> bool:
        """Whether the word stands in the index, and there with a capital more often than not."""
        return bool(self.sounds.names_among(self._words.entries(token.folded)))

    def written(self, token: QueryToken) -> tuple[Term, ...]:
        """The terms of a word as typed, accents or not."""
        return self.written_as(token.folded)

    def has_language(self, langs: Iterable[str]) -> bool:
        """Whether the index has any of these languages."""
        return any(lang in self._vocabulary.languages for lang in langs)

    def written_as(self, folded: str) -> tuple[Term, ...]:
        """The terms of a word with this fold."""
        return self._words.place(folded)

    def sure(self, token: QueryToken) -> tuple[Term, ...]:
        """The terms that a word of a name is as written, and with case endings."""
        return tuple(dict.fromkeys((*self._words.place(token.folded), *self._forms(token.folded))))

    def certain(self, token: QueryToken) -> tuple[Term, ...]:
        """The terms that a word of a name is for sure: as typed, its forms by stem and by endings, its other names."""
        found = dict.fromkeys(self._words.place(token.folded))
        found.update(dict.fromkeys(self._words.related(token)))
        found.update(dict.fromkeys(self._forms(token.folded)))
        found.update(dict.fromkeys(self._words.abbreviations(token.folded)))
        for word in written_out(token.folded):
            found.update(dict.fromkeys(self._words.place(word)))
        for span in self.spans([token]):
            for entity_id in span.entity_ids:
                entity = self._table.entity(entity_id)
                for variant in self.forms.of(entity) if entity is not None else ():
                    if len(variant.places) == 1 and not variant.weak:
                        found.update(dict.fromkeys(variant.places[0]))
        return tuple(found)

    def _inflected_span(self, at: int, token: QueryToken) -> EntitySpan | None:
        """The entities whose name the word is an inflected form of."""
        if token.has_case and not token.raw[:1].isupper():
            return None
        for base in lemma_candidates(token.folded):
            # Where no capital tells a name, a word that is more frequent than the name is one of its own:
            # 고양이, a cat, is not said of the city of 고양.
            if not token.has_case and self._words.documents(token.folded) > self._words.documents(base) + FEW_DOCUMENTS:
                continue
            names: dict[str, list[Name]] = {}
            for named in self._table.lookup(base):
                if named.name.trigger and named.name.inflect and not named.name.case:
                    names.setdefault(named.entity_id, []).append(named.name)
            if names:
                return EntitySpan(at, at + 1, tuple(names), tuple(map(tuple, names.values())))
        return None

    def _names_tier(self, typed: tuple[str, ...], entities: Sequence[Entity]) -> Tier:
        """The names of the entities; where one holds the words as typed, that needs no reason."""
        key = typed, tuple(entity.id for entity in entities)
        variants = self._named.of(
            key,
            lambda: tuple(
                replace(variant, note="") if _holds(variant, typed) else variant
                for entity in entities
                for variant in self.forms.of(entity)
            ),
        )
        # Reasons do not change what is counted.
        return Tier(variants, weights.NAMES_TIER, key=(self._own, "names", key[1]))

    def entities(self, tokens: Sequence[QueryToken]) -> list[Entity]:
        """The entities that all of the words together are a name of."""
        span = self.whole(tokens) if tokens else None
        return [] if span is None else self.with_ids(span.entity_ids)

    def with_ids(self, entity_ids: Iterable[str]) -> list[Entity]:
        """The entities with these ids, as far as the table has them."""
        return [entity for each in entity_ids if (entity := self._table.entity(each)) is not None]

    def is_place(self, span: EntitySpan) -> bool:
        """Whether words are the name of nothing but places."""
        return all(entity.type == "place" for entity in self.with_ids(span.entity_ids))

    def learned_of(self, tokens: Sequence[QueryToken]) -> Sequence[Variant]:
        """What documents say that the words, an acronym or a full name, are called besides."""
        tier = self.learned.tier(tokens)
        return () if tier is None else tier.variants

    def tier(self, entity: Entity) -> Tier:
        """All names of an entity."""
        return Tier(self.forms.of(entity), weights.NAMES_TIER, key=(self._own, "names", (entity.id,)))

    def _forms(self, folded: str) -> Iterator[Term]:
        """The terms that are a word, a name that it may be a form of, or a form of either; some several times."""
        bases = folded, *lemma_candidates(folded)
        self._words.look_up(bases)
        for base in bases:
            if entries := self._words.entries(base):
                yield from ((entry.lang, entry.word) for entry in entries)
            if entries or base == folded:
                yield from ((entry.lang, entry.word) for entry in self._inflections.of(base))


def is_heard(entity: Entity) -> bool:
    """Whether the table has only some of the spellings: a person's, and those of a place that is not in every atlas."""
    return entity.type == "person" or all(name.source == GAZETTEER for name in entity.names)


def several(text: str, entities: Iterable[Entity]) -> str:
    """The note that a name means more than one entity."""
    return f"{text} is a name of several: {', '.join(entity.canonical for entity in entities)}; all are searched"


def _holds(variant: Variant, typed: tuple[str, ...]) -> bool:
    """Whether the words of a name, as they are, have those that were typed among them."""
    if variant.kind is not Kind.NAME:
        return False
    words = folds_of(variant.text)
    return any(tuple(words[at : at + len(typed)]) == typed for at in range(len(words) - len(typed) + 1))
