"""Translations: what a word that names a common thing is called in the other languages of an index."""

from collections.abc import Iterator, Mapping, Sequence

from searcher.bounded import Bounded, Budget
from searcher.entities.inflect import lemma_candidates
from searcher.entities.meanings import Meanings
from searcher.entities.model import Name
from searcher.entities.table import Named
from searcher.query import memory, weights
from searcher.query.bending import bent
from searcher.query.plan import Kind, Tier, Variant
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import QueryToken, WordExpander
from searcher.records import dataclass
from searcher.text.fold import fold
from searcher.text.languages import language_name
from searcher.text.stems import has_stemmer, stem
from searcher.text.terms import Term
from searcher.text.tokens import is_unspaced, words_of

# Tokens of a name; in a script without spaces each is a character.
_LONGEST = 8
# Names of things that one word may mean.
_MOST_THINGS = 4


@dataclass(frozen=True, slots=True)
class Meant:
    """Tokens [start, end) of a row that name a thing, and what it is called in other languages."""

    start: int
    end: int
    tier: Tier


class MeaningExpander:
    """Translates over one vocabulary, and keeps what it found for the next query."""

    def __init__(self, vocabulary: Vocabulary, words: WordExpander, meanings: Meanings, budget: Budget) -> None:
        self._vocabulary = vocabulary
        self._words = words
        self._meanings = meanings
        self._variants: Bounded[tuple[str, tuple[str, ...]], tuple[Variant, ...]] = Bounded(budget, memory.of_variants)

    def meant(self, tokens: Sequence[QueryToken], languages: Mapping[str, float]) -> Iterator[Meant]:
        """The names of things in a row of words, the longest from left to right, whose languages are weighted."""
        at = 0
        while at < len(tokens):
            found = self._at(tokens, at, languages)
            if found is not None:
                yield found
            at = at + 1 if found is None else found.end

    def _at(self, tokens: Sequence[QueryToken], at: int, languages: Mapping[str, float]) -> Meant | None:
        for end in range(min(len(tokens), at + _LONGEST), at, -1):
            own = tokens[at:end]
            named = self._named(own)
            if named:
                things = _fitting(named, languages)
                joint = "" if is_unspaced(own[0].word) else " "
                typed = joint.join(token.raw for token in own)
                if variants := self._all(typed, things):
                    return Meant(at, end, Tier(variants, weights.TRANSLATIONS_TIER, key=("meant", typed, things)))
        return None

    def _all(self, typed: str, things: tuple[str, ...]) -> tuple[Variant, ...]:
        return self._variants.of((typed, things), lambda: tuple(self._find(typed, things)))

    def _named(self, tokens: Sequence[QueryToken]) -> Sequence[Named]:
        key = " ".join(token.folded for token in tokens)
        there = self._vocabulary.languages.keys()
        named = self._meanings.lookup(key)
        if len(tokens) > 1 or any(there & set(each.name.langs) for each in named):
            return named
        if others := tuple(self._by_form(tokens[0])):
            return others
        bases = () if named else lemma_candidates(key)
        return named or tuple(each for base in bases for each in self._meanings.lookup(base))

    def _by_form(self, token: QueryToken) -> Iterator[Named]:
        """What the names mean that a word is another form of, in the same language."""
        forms = [(lang, stem(lang, token.word)) for lang in self._vocabulary.languages if has_stemmer(lang)]
        forms += [(lang, fold(word)) for lang, word in self._words.related(token)]
        for lang, form in dict.fromkeys(forms):
            if form != token.folded:
                yield from (named for named in self._meanings.lookup(form) if lang in named.name.langs)

    def _find(self, typed: str, things: Sequence[str]) -> Iterator[Variant]:
        made: set[tuple[tuple[Term, ...], ...]] = set()
        own = [fold(word) for word in words_of(typed)]
        for thing in things:
            for name in self._meanings.names(thing):
                for lang in sorted(self._vocabulary.languages.keys() & set(name.langs)):
                    places = self._places(name, lang)
                    if not places or places in made or [fold(word) for word in words_of(name.text)] == own:
                        continue
                    made.add(places)
                    note = f"{typed}, in {language_name(lang)}"
                    yield Variant(places, 1.0, Kind.TRANSLATION, name.text, note)

    def _places(self, name: Name, lang: str) -> tuple[tuple[Term, ...], ...]:
        """The terms of each word of a name, in any form; () if the index has none for one of them."""
        places: list[tuple[Term, ...]] = []
        for word in words_of(name.text):
            folded = fold(word)
            terms = [(entry.lang, entry.word) for entry in self._words.entries(folded) if entry.lang == lang]
            if not is_unspaced(word):
                terms += bent((folded,), lang, self._vocabulary, self._words)
            if not terms:
                return ()
            places.append(tuple(dict.fromkeys(terms)))
        return tuple(places)


def _fitting(named: Sequence[Named], languages: Mapping[str, float]) -> tuple[str, ...]:
    """The ids of what a word means in the languages that fit the query, or in any if none does."""
    fits: dict[str, float] = {}
    for each in named:
        fit = max((languages.get(lang, 0.0) for lang in each.name.langs), default=0.0)
        fits[each.entity_id] = max(fit, fits.get(each.entity_id, 0.0))
    least = max(fits.values()) * weights.LIKELY_MEANING
    return tuple(thing for thing, fit in fits.items() if fit >= least)[:_MOST_THINGS]
