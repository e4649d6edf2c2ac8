"""Word stems by language, from the Snowball algorithms in PyStemmer (https://snowballstem.org)."""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from searcher.text.fold import fold, fold_each
from searcher.text.languages import language_codes, stemmer_algorithm
from searcher.text.light_stems import has_light_stem, light_stem


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...

    def stemWords(self, words: Sequence[str]) -> list[str]: ...


@cache
def _stemmer(lang: str) -> _Stemmer | None:
    algorithm = stemmer_algorithm(lang)
    if algorithm is None:
        return None
    from Stemmer import Stemmer

    # No cache of its own: where most words come once, as in a vocabulary, it takes three times the work of stemming.
    stemmer: _Stemmer = Stemmer(algorithm, 0)
    return stemmer


@cache
def has_stemmer(lang: str) -> bool:
    """Whether words of `lang` (ISO 639 code) are stemmed at all."""
    return stemmer_algorithm(lang) is not None


@cache
def stemmed_languages() -> tuple[str, ...]:
    """The languages with a stemmer, one for each algorithm."""
    by_algorithm: dict[str, str] = {}
    for code in language_codes():
        if algorithm := stemmer_algorithm(code):
            by_algorithm.setdefault(algorithm, code)
    return tuple(by_algorithm.values())


@cache
def has_stems(lang: str) -> bool:
    """Whether `stem` makes something else of words of `lang`, by a stemmer or lightly."""
    return has_stemmer(lang) or has_light_stem(lang)


def stem(lang: str, word: str) -> str:
    """The folded stem of `word` (normalised, with its accents: stemmers need them); its light one without a stemmer."""
    stemmer = _stemmer(lang)
    return fold(stemmer.stemWord(word)) if stemmer else light_stem(lang, fold(word))


def stem_each(lang: str, words: Sequence[str]) -> list[str]:
    """`stem` of each word, in order."""
    stemmer = _stemmer(lang)
    if stemmer:
        return fold_each(stemmer.stemWords(words))
    return [light_stem(lang, folded) for folded in fold_each(words)]
