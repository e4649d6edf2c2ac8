"""The words of names that are translated: commission, ministry, bank, united, north, in the languages of an index."""

from collections.abc import Iterator

from searcher.bounded import Bounded, Budget
from searcher.entities.concepts import ConceptWord, office_words
from searcher.entities.inflect import inflected_forms, lemma_candidates
from searcher.query import memory
from searcher.query.compounds import Compounder
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import WordExpander
from searcher.records import dataclass
from searcher.text.stems import has_stemmer, stem
from searcher.text.terms import UNDETERMINED, Term
from searcher.text.tokens import is_unspaced


@dataclass(frozen=True, slots=True)
class Run:
    """A word in a script without spaces: as it is written, and the terms of each of its characters."""

    form: str
    places: tuple[tuple[Term, ...], ...]


class Translator:
    """Finds what a common word of names is called in other languages; inside names only, for elsewhere it is a word."""

    def __init__(self, vocabulary: Vocabulary, words: WordExpander, budget: Budget) -> None:
        self._vocabulary = vocabulary
        self._words = words
        self._compounder = Compounder(vocabulary, words)
        self._translated: Bounded[str, tuple[Term, ...]] = Bounded(budget, memory.of_words)
        self._compounds: Bounded[tuple[str, str], tuple[Term, ...]] = Bounded(budget, memory.of_words)
        self._runs: Bounded[str, tuple[Run, ...]] = Bounded(budget, memory.of_words)

    def concepts(self, key: str) -> frozenset[str]:
        """What a word of names means: the ids of its concepts; `key` folded, characters without spaces apart."""
        found = office_words().concepts(key)
        if not found and " " not in key:
            found = next(filter(None, map(office_words().concepts, lemma_candidates(key))), ())
        return frozenset(found)

    def runs(self, key: str) -> tuple[Run, ...]:
        """What a word of names is called in scripts without spaces, as the index has it; `key` as in `concepts`."""
        return self._runs.of(key, lambda: tuple(self._find_runs(key)))

    def _find_runs(self, key: str) -> Iterator[Run]:
        there = self._vocabulary.languages
        made = set[str]()
        for concept in sorted(self.concepts(key)):
            for word in office_words().words(concept):
                characters = word.key.split(" ")
                if word.key in made or not is_unspaced(word.text) or not there.keys() & set(word.langs):
                    continue
                made.add(word.key)
                places = tuple(self._words.place(character) for character in characters)
                if all(places):
                    yield Run(word.text, places)

    def compounds(self, first: str, second: str) -> tuple[Term, ...]:
        """The words that say both of two words of names, in languages that write them as one."""
        return self._compounds.of((first, second), lambda: tuple(dict.fromkeys(self._find_compounds(first, second))))

    def _find_compounds(self, first: str, second: str) -> Iterator[Term]:
        one, other = self.concepts(first), self.concepts(second)
        if one and other and one != other:
            yield from self._compounder.terms(one, other)
            yield from self._compounder.terms(other, one)

    def terms(self, folded: str) -> tuple[Term, ...]:
        """The terms, in whatever form, that mean the same as a word; none for one that names are not made of."""
        return self._translated.of(folded, lambda: tuple(dict.fromkeys(self._find(folded))))

    def _find(self, folded: str) -> Iterator[Term]:
        concepts = sorted(self.concepts(folded))
        there = self._vocabulary.languages
        known: list[tuple[str, ConceptWord]] = [
            (lang, word)
            for concept in concepts
            for word in office_words().words(concept)
            if " " not in word.key
            for lang in word.langs
            if lang in there
        ]
        stems = [(lang, stem(lang, word.text.lower())) for lang, word in known if has_stemmer(lang)]
        yield from ((entry.lang, entry.word) for entry in self._vocabulary.by_stems(stems))
        for lang, word in known:
            # Of a text of few words the language may not be known.
            own = lang, UNDETERMINED
            forms = {word.key} if has_stemmer(lang) else {word.key, *inflected_forms(word.key, lang)}
            for form in self._vocabulary.among(forms) if len(forms) > 1 else forms:
                yield from ((entry.lang, entry.word) for entry in self._words.entries(form) if entry.lang in own)
