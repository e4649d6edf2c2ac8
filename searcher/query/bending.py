"""The forms that words of a language take in an index."""

from collections.abc import Iterable

from searcher.entities.inflect import inflected_forms
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import WordExpander
from searcher.text.stems import has_stemmer, stem
from searcher.text.terms import Term


def bent(folded: Iterable[str], lang: str, vocabulary: Vocabulary, words: WordExpander) -> list[Term]:
    """The words of a language that are other forms of some folded ones: by stem, or else by its endings."""
    if has_stemmer(lang):
        entries = vocabulary.by_stems((lang, stem(lang, word)) for word in sorted(folded))
        return [(entry.lang, entry.word) for entry in entries]
    there = vocabulary.among({form for word in folded for form in inflected_forms(word, lang)})
    return [(entry.lang, entry.word) for form in there for entry in words.entries(form) if entry.lang == lang]
