"""The names of an entity as an index holds them: in which words of which languages, and inflected."""

from collections.abc import Iterable, Iterator
from itertools import chain

from searcher.bounded import Bounded, Budget
from searcher.entities.model import MANY_LANGUAGES, Entity, Name
from searcher.query import memory, weights
from searcher.query.inflections import Inflections
from searcher.query.plan import Kind, Variant
from searcher.query.sounding import LEAST_CAPITALS
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import WordExpander
from searcher.text.terms import UNDETERMINED, Term
from searcher.text.tokens import folds_of

# From what share of capitals on even an acronym that is a common word elsewhere is none here.
LEAST_CAPITALS_OF_WORD = 0.8
_NOTES = {
    "name": "{}",
    "acronym": "{}",
    "misspelling": "misspelling of {}",
    "translit": "transliteration of {}",
    "demonym": "of {}",
    "short": "short for {}",
    "weak": "short for {}",
}


class EntityForms:
    """Finds the forms of the names of entities, and keeps them for the next query."""

    def __init__(self, vocabulary: Vocabulary, words: WordExpander, inflections: Inflections, budget: Budget) -> None:
        self._vocabulary = vocabulary
        self._words = words
        self._inflections = inflections
        self._kept: Bounded[str, tuple[Variant, ...]] = Bounded(budget, memory.of_variants)

    def of(self, entity: Entity) -> tuple[Variant, ...]:
        """The forms of the entity's names that the index holds, the plainest first."""
        return self._kept.of(entity.id, lambda: self.made(entity))

    def made(self, entity: Entity) -> tuple[Variant, ...]:
        """The same of an entity that need not be in the table; nothing is kept."""
        return tuple(self._make(entity))

    def _make(self, entity: Entity) -> Iterator[Variant]:
        made: set[tuple[tuple[tuple[Term, ...], ...], bool, bool]] = set()
        words = {name: folds_of(name.text) for name in entity.names}
        self._words.look_up(chain.from_iterable(words.values()))
        self._inflections.look_up(chain.from_iterable(words[name] for name in words if name.inflect))
        languages = self._vocabulary.languages
        told = {lang for name in entity.names for lang in name.langs}
        for name in sorted(entity.names, key=lambda name: _prominence(name, entity)):
            folded = words[name]
            if not folded:
                continue
            # A name that is a common word elsewhere (Того, "that") is looked for in its own languages only.
            only = set(name.langs) if name.case and MANY_LANGUAGES not in name.langs else None
            note = _NOTES[name.kind].format(entity.canonical)
            if name.text == entity.canonical:
                note = entity.canonical
            exact = [_among(self._words.place(word), only) for word in folded]
            if len(folded) > 1:
                short = [_among(self._words.abbreviations(word), only) for word in folded]
                exact = [(*terms, *others) for terms, others in zip(exact, short, strict=True)]
            for places, is_written in self._read_as(name, tuple(exact)):
                if not all(places) or (places, name.case, is_written) in made:
                    continue
                made.add((places, name.case, is_written))
                yield Variant(
                    places,
                    name.weight,
                    Kind.NAME,
                    name.text,
                    note,
                    entity.canonical,
                    capital=name.case,
                    weak=not name.strong,
                    written=name.text if is_written else "",
                )
            own = languages.keys() if MANY_LANGUAGES in name.langs else languages.keys() & set(name.langs)
            if name.text == entity.canonical:
                # Tables leave out a name that is the same in a language: New York, in Czech "v New Yorku".
                own = own | (languages.keys() - told)
            if not name.inflect or not own:
                continue
            forms = [_among(((entry.lang, entry.word) for entry in self._inflections.of(word)), own) for word in folded]
            places = tuple(tuple(dict.fromkeys((*at, *form))) for at, form in zip(exact, forms, strict=True))
            if any(forms) and all(places) and (places, name.case, False) not in made:
                made.add((places, name.case, False))
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

    def _read_as(
        self, name: Name, places: tuple[tuple[Term, ...], ...]
    ) -> Iterator[tuple[tuple[tuple[Term, ...], ...], bool]]:
        """(places, whether they must read as the name is written) of a name.

        An acronym that is a common word as well ("Who", "As") begins with a capital where a sentence does; elsewhere
        texts may write it as a name ("Unesco", "Usa").
        """
        if name.kind != "acronym" or not name.case or not name.text.isupper() or len(places) > 1:
            yield places, False
            return
        (terms,) = places
        shares = self._vocabulary.capital_shares(terms)
        least = LEAST_CAPITALS_OF_WORD if name.query_case else LEAST_CAPITALS
        is_common = [share < least for share in shares]
        yield (tuple(term for term, common in zip(terms, is_common, strict=True) if not common),), False
        yield (tuple(term for term, common in zip(terms, is_common, strict=True) if common),), True


def _prominence(name: Name, entity: Entity) -> tuple[float, bool, bool, bool]:
    """Sorts the names of an entity: of several that look the same folded, the plainest stands for all."""
    return -name.weight, name.text != entity.canonical, MANY_LANGUAGES not in name.langs, not name.text.isascii()


def _among(terms: Iterable[Term], languages: Iterable[str] | None) -> tuple[Term, ...]:
    if languages is None:
        return tuple(terms)
    wanted = set(languages)
    return tuple(term for term in terms if term[0] in wanted or term[0] == UNDETERMINED)
