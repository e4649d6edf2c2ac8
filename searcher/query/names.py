"""Names: what an entity is called in every language, the case endings those names take, and what sounds alike.

An entity's names score as one pseudo-term, whatever their number: one tier, judged among all documents.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from searcher.bounded import Bounded, Budget
from searcher.entities.inflect import inflected_forms, lemma_candidates
from searcher.entities.model import MANY_LANGUAGES, Entity, Name
from searcher.entities.table import EntitySpan, EntityTable
from searcher.query import memory, weights
from searcher.query.plan import Kind, Leaf, Tier, Variant
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import QueryToken, WordExpander
from searcher.text.fold import fold
from searcher.text.letters import is_letters
from searcher.text.phonetics import name_key, similarity
from searcher.text.term_keys import MIN_NAME_LETTERS
from searcher.text.terms import Entry, Term
from searcher.text.tokens import spans

# Letters of a word from which what sounds alike is offered.
MIN_SOUNDING = 5
# No name is longer; a key has relatives by the thousand then.
MAX_SOUNDING = 40
MOST_SOUNDING = 12
_LETTERS = "abcdefghjklmnprstv"  # all that a name key is made of
# Hangul and kana write one consonant for several; see `keys.similarity`.
_NEIGHBOURS = ("bpfv", "dt", "gk", "lr", "js")
_PREFIXING = re.compile("[\u0590-\u05ff\u0600-\u06ff]")

_NOTES = {
    "name": "{}",
    "acronym": "{}",
    "misspelling": "misspelling of {}",
    "translit": "transliteration of {}",
    "demonym": "of {}",
    "weak": "short for {}",
}


class NameExpander:
    """Expands names over one vocabulary and one entity table."""

    def __init__(self, vocabulary: Vocabulary, words: WordExpander, table: EntityTable, budget: Budget) -> None:
        self._vocabulary = vocabulary
        self._words = words
        self._table = table
        # Of the names in this table: another table's are other variants.
        self._own = object()
        self._variants: Bounded[str, tuple[Variant, ...]] = Bounded(budget, memory.of_variants)
        self._inflected: Bounded[str, tuple[Entry, ...]] = Bounded(budget, memory.of_words)
        self._named: Bounded[tuple[tuple[str, ...], tuple[str, ...]], tuple[Variant, ...]] = Bounded(
            budget, memory.of_variants
        )

    def spans(self, tokens: Sequence[QueryToken]) -> list[EntitySpan]:
        """The names of entities in a row of words, longest first; of a word that is none, its base form."""
        found = self._table.spans([token.folded for token in tokens], [token.raw for token in tokens])
        covered = {at for span in found for at in range(span.start, span.end)}
        for at, token in enumerate(tokens):
            if at not in covered and (span := self._inflected_span(at, token)):
                found.append(span)
        return sorted(found, key=lambda span: span.start)

    def whole(self, tokens: Sequence[QueryToken]) -> EntitySpan | None:
        """The entities that all of `tokens` together are a name of, or None."""
        found = self._table.spans([token.folded for token in tokens], [token.raw for token in tokens])
        return found[0] if found and (found[0].start, found[0].end) == (0, len(tokens)) else None

    def leaf(self, tokens: Sequence[QueryToken], span: EntitySpan) -> tuple[Leaf, list[str]]:
        """The leaf of a name in the query, and notes when it means several entities."""
        own = tokens[span.start : span.end]
        entities = [entity for entity_id in span.entity_ids if (entity := self._table.entity(entity_id))]
        text = " ".join(token.raw for token in own)
        tiers = []
        places = tuple(self._words.place(token.folded) for token in own)
        if all(places):
            capital = any(name.case for names in span.names for name in names)
            typed = Variant(places, 1.0, Kind.EXACT, text, capital=capital)
            tiers.append(Tier((typed,), weights.TYPED_TIER, key=("typed", text, capital)))
        names = self._names_tier(tuple(token.folded for token in own), entities)
        tiers.append(names)
        if len(own) == 1 and any(entity.type == "person" for entity in entities):
            known = {term for variant in names.variants for place in variant.places for term in place}
            alike = tuple(self._sounding(own[0], known))
            if alike:
                tiers.append(Tier(alike, weights.GUESS_TIER, key=(self._own, "alike", own[0].raw)))
        notes = [several(text, entities)] if len(entities) > 1 else []
        return Leaf(text, tuple(tiers)), notes

    def find(self, text: str) -> tuple[Entity, ...]:
        """The entity with this id, or all with this name."""
        return self._table.find(text)

    def entity_leaf(self, text: str, entities: Sequence[Entity]) -> Leaf:
        """All names of entities that were asked for by `text`, a name or an id; no word that counts."""
        typed = tuple(fold(word) for _, _, word in spans(text))
        return Leaf(text, (self._names_tier(typed, entities),), counts=False)

    def guesses(self, token: QueryToken) -> Tier | None:
        """What a word that may be a name, but is none of the table, can look like in texts."""
        if not MIN_SOUNDING <= len(token.folded) <= MAX_SOUNDING or not is_letters(token.folded):
            return None
        written = {(entry.lang, entry.word) for entry in self._words.entries(token.folded)}
        variants: list[Variant] = []
        for base in (token.folded, *lemma_candidates(token.folded)):
            if base != token.folded and not self._words.entries(base):
                continue
            for entry in (*self._words.entries(base), *self._inflections(base)):
                if (entry.lang, entry.word) not in written:
                    written.add((entry.lang, entry.word))
                    place = (((entry.lang, entry.word),),)
                    note = f"inflected form of {token.raw}"
                    variants.append(Variant(place, weights.INFLECTED, Kind.INFLECTED, entry.word, note))
        variants.extend(self._sounding(token, written))
        return Tier(tuple(variants), weights.GUESS_TIER, key=("guess", token.raw)) if variants else None

    def _inflected_span(self, at: int, token: QueryToken) -> EntitySpan | None:
        """The entities whose name the word is an inflected form of."""
        if not token.raw[:1].isupper() and token.raw[:1].lower() != token.raw[:1].upper():
            return None
        for base in lemma_candidates(token.folded):
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
                for variant in self.variants(entity)
            ),
        )
        # Reasons do not change what is counted.
        return Tier(variants, weights.NAMES_TIER, key=(self._own, "names", key[1]))

    def tier(self, entity: Entity) -> Tier:
        """All names of an entity."""
        return Tier(self.variants(entity), weights.NAMES_TIER, key=(self._own, "names", (entity.id,)))

    def variants(self, entity: Entity) -> tuple[Variant, ...]:
        """The forms of the entity's names that the index holds, the plainest first."""
        return self._variants.of(entity.id, lambda: tuple(self._make_variants(entity)))

    def _make_variants(self, entity: Entity) -> Iterator[Variant]:
        made: set[tuple[tuple[tuple[Term, ...], ...], bool]] = set()
        languages = self._vocabulary.languages
        for name in sorted(entity.names, key=lambda name: _prominence(name, entity)):
            folded = [fold(word) for _, _, word in spans(name.text)]
            if not folded:
                continue
            # A name that is a common word elsewhere (Того, "that") is looked for in its own languages only.
            only = set(name.langs) if name.case and MANY_LANGUAGES not in name.langs else None
            note = _NOTES[name.kind].format(entity.canonical)
            if name.text == entity.canonical:
                note = entity.canonical
            exact = [_among(self._words.place(word), only) for word in folded]
            if all(exact) and (tuple(exact), name.case) not in made:
                made.add((tuple(exact), name.case))
                yield Variant(
                    tuple(exact),
                    name.weight,
                    Kind.NAME,
                    name.text,
                    note,
                    entity.canonical,
                    capital=name.case,
                    weak=not name.strong,
                )
            own = languages.keys() if MANY_LANGUAGES in name.langs else languages.keys() & set(name.langs)
            if not name.inflect or not own:
                continue
            forms = [_among(((entry.lang, entry.word) for entry in self._inflections(word)), own) for word in folded]
            places = tuple(tuple(dict.fromkeys((*at, *form))) for at, form in zip(exact, forms, strict=True))
            if any(forms) and all(places) and (places, name.case) not in made:
                made.add((places, name.case))
                yield Variant(
                    places,
                    name.weight * weights.INFLECTED,
                    Kind.INFLECTED,
                    name.text,
                    f"inflected form of {name.text}" + ("" if note == name.text else f", {note}"),
                    entity.canonical,
                    capital=name.case,
                    weak=not name.strong,
                )

    def _inflections(self, base: str) -> tuple[Entry, ...]:
        """The words of the index that are inflected forms of a folded name, by the endings of their language."""
        return self._inflected.of(base, lambda: tuple(self._find_inflections(base)))

    def _find_inflections(self, base: str) -> Iterator[Entry]:
        forms = inflected_forms(base) if is_letters(base) else frozenset[str]()
        if not forms:
            return
        if _PREFIXING.search(base):
            candidates: Iterable[Entry] = (entry for form in forms for entry in self._words.entries(form))
        else:
            there = self._vocabulary.among(forms)
            candidates = (entry for form in there for entry in self._words.entries(form))
        for entry in candidates:
            if fold(entry.word) in inflected_forms(base, entry.lang):
                yield entry

    def _sounding(self, token: QueryToken, known: set[Term]) -> list[Variant]:
        """What sounds like the word, best first, but for the terms in `known`."""
        key = name_key(token.folded)
        if not MIN_SOUNDING <= len(token.folded) <= MAX_SOUNDING or len(key) < MIN_NAME_LETTERS - 1:
            return []
        eastern = bool(self._vocabulary.languages.keys() & {"ko", "ja"})
        found: dict[Term, float] = {}
        for entry in self._vocabulary.by_name_keys(_near_keys(key, eastern)):
            term = entry.lang, entry.word
            if term in known or term in found:
                continue
            alike = similarity(token.folded, fold(entry.word))
            if alike > 0:
                found[term] = alike
        best = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_SOUNDING]
        return [
            Variant(((term,),), weights.ROMANISED * alike, Kind.ROMANISED, term[1], f"sounds like {token.raw}")
            for term, alike in best
        ]


def several(text: str, entities: Iterable[Entity]) -> str:
    """The note that a name means more than one entity."""
    return f"{text} is a name of several: {', '.join(entity.canonical for entity in entities)}; all are searched"


def _prominence(name: Name, entity: Entity) -> tuple[float, bool, bool, bool]:
    """Sorts the names of an entity: of several that look the same folded, the plainest stands for all."""
    return -name.weight, name.text != entity.canonical, MANY_LANGUAGES not in name.langs, not name.text.isascii()


def _holds(variant: Variant, typed: tuple[str, ...]) -> bool:
    """Whether the words of a name, as they are, have those that were typed among them."""
    if variant.kind is not Kind.NAME:
        return False
    words = [fold(word) for _, _, word in spans(variant.text)]
    return any(tuple(words[at : at + len(typed)]) == typed for at in range(len(words) - len(typed) + 1))


def _among(terms: Iterable[Term], languages: Iterable[str] | None) -> tuple[Term, ...]:
    if languages is None:
        return tuple(terms)
    wanted = set(languages)
    return tuple(term for term in terms if term[0] in wanted or term[0] == "und")


def _near_keys(key: str, eastern: bool) -> Iterator[str]:
    """`key`, the keys with one letter more, less or other, and, beside `eastern` scripts, its coarse relatives."""
    seen = {key}
    yield key
    initials = [key[0]]
    if eastern:
        initials += [letter for group in _NEIGHBOURS if key[0] in group for letter in group if letter != key[0]]
    for initial in initials:
        rest = key[1:]
        edited = [rest]
        for at in range(len(rest) + 1):
            edited.extend(rest[:at] + letter + rest[at:] for letter in _LETTERS)
            if at < len(rest):
                edited.append(rest[:at] + rest[at + 1 :])
                edited.extend(rest[:at] + letter + rest[at + 1 :] for letter in _LETTERS)
        for tail in edited:
            if initial + tail not in seen:
                seen.add(initial + tail)
                yield initial + tail
