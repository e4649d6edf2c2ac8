"""The inflected forms of names that an index holds."""

from collections.abc import Collection, Iterable
from functools import partial
from itertools import chain

from searcher.bounded import Bounded, Budget
from searcher.entities.inflect import forms_without_endings, is_inflected, stems_of
from searcher.query import memory
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import WordExpander
from searcher.text.fold import fold
from searcher.text.letters import is_letters
from searcher.text.mutations import LANGUAGES_OF_NAMES, mutated_names
from searcher.text.terms import Entry


class Inflections:
    """Finds the forms of names by the endings of their languages, and keeps them for the next query."""

    def __init__(self, vocabulary: Vocabulary, words: WordExpander, budget: Budget) -> None:
        self._vocabulary = vocabulary
        self._words = words
        self._found: Bounded[str, tuple[Entry, ...]] = Bounded(budget, memory.of_words)

    def of(self, base: str) -> tuple[Entry, ...]:
        """The words of the index that are inflected forms of a folded name, by the endings of their language."""

        def found() -> tuple[Entry, ...]:
            folds = self._folds(base)
            self._words.look_up(folds)
            return self._among(folds, base)

        return self._found.of(base, found)

    def look_up(self, bases: Iterable[str]) -> None:
        """Look up the forms of several folded names at once, so that to ask for those of each is quick."""
        folds = {base: self._folds(base) for base in dict.fromkeys(bases) if self._found.get(base) is None}
        self._words.look_up(chain.from_iterable(folds.values()))
        for base, there in folds.items():
            self._found.of(base, partial(self._among, there, base))

    def _folds(self, base: str) -> Collection[str]:
        """Folds of which some may be inflected forms of a folded name that the index holds."""
        if not is_letters(base):
            return ()
        stems, otherwise = stems_of(base), forms_without_endings(base)
        if not stems and not otherwise:
            return ()
        langs = [lang for lang in LANGUAGES_OF_NAMES if lang in self._vocabulary.languages]
        otherwise.update(chain.from_iterable(mutated_names(lang, base) for lang in langs))
        return {*self._vocabulary.with_endings(stems), *self._vocabulary.among(otherwise)} - {base}

    def _among(self, folds: Iterable[str], base: str) -> tuple[Entry, ...]:
        """The words with these folds that are inflected forms of a folded name in their language."""
        entries = chain.from_iterable(map(self._words.entries, folds))
        return tuple(entry for entry in entries if is_inflected(fold(entry.word), base, entry.lang))
