"""The words of names that are translated: commission, ministry, bank, united, north, in the languages of an index."""

from collections.abc import Iterator

from searcher.bounded import Bounded, Budget
from searcher.entities.concepts import ConceptWord, office_words
from searcher.entities.inflect import inflected_forms, lemma_candidates
from searcher.query import memory
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import WordExpander
from searcher.text.stems import has_stemmer, stem
from searcher.text.terms import Term


class Translator:
    """Finds what a common word of names is called in other languages; inside names only, for elsewhere it is a word."""

    def __init__(self, vocabulary: Vocabulary, words: WordExpander, budget: Budget) -> None:
        self._vocabulary = vocabulary
        self._words = words
        self._translated: Bounded[str, tuple[Term, ...]] = Bounded(budget, memory.of_words)

    def terms(self, folded: str) -> tuple[Term, ...]:
        """The terms, in whatever form, that mean the same as a word; none for one that names are not made of."""
        return self._translated.of(folded, lambda: tuple(dict.fromkeys(self._find(folded))))

    def _find(self, folded: str) -> Iterator[Term]:
        concepts = office_words().concepts(folded)
        if not concepts:
            concepts = next(filter(None, map(office_words().concepts, lemma_candidates(folded))), ())
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
            forms = {word.key} if has_stemmer(lang) else {word.key, *inflected_forms(word.key, lang)}
            for form in self._vocabulary.among(forms) if len(forms) > 1 else forms:
                yield from ((entry.lang, entry.word) for entry in self._words.entries(form) if entry.lang == lang)
