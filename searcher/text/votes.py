"""The language of a text by its commonest words: an answer in microseconds, where it is beyond doubt.

Every stop word votes for the languages that have it. On 2,500 texts of 600 characters in some 60 languages this
decides two thirds, and agrees with the model on 99.5 % of those.
"""

import re
from functools import cache

from searcher.text.stopwords import stopword_languages, stopwords

# Votes that a language needs, times the votes of any other, and per word of the text.
LEAST = 5
MARGIN = 1.6
SHARE = 0.15
# In a document whose language is known a paragraph needs less to be in the same.
LEAST_OF_KNOWN = 2
# The share of Latin letters in a text from which a language in Latin script may win, and up to which another may.
_MOSTLY_LATIN, _HARDLY_LATIN = 0.75, 0.5

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_UNSPACED = ("ja", "th", "zh")


@cache
def _voters() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Stop word → the languages that have it; and the languages in Latin script."""
    voters: dict[str, list[str]] = {}
    latin = set()
    for lang in stopword_languages():
        if lang in _UNSPACED:
            continue
        words = stopwords(lang)
        if sum(_LATIN.match(word) is not None for word in words) * 2 > len(words):
            latin.add(lang)
        for word in words:
            voters.setdefault(word, []).append(lang)
    return {word: tuple(langs) for word, langs in voters.items()}, frozenset(latin)


def vote(sample: str, known: str = "") -> str:
    """The language of `sample`, or "" when the votes leave a doubt. `known`: that of the text around it."""
    voters, latin = _voters()
    words = _WORD.findall(sample.lower())
    votes: dict[str, int] = {}
    for word in words:
        for lang in voters.get(word, ()):
            votes[lang] = votes.get(lang, 0) + 1
    if not votes:
        return ""
    most = max(votes.values())
    if known and votes.get(known, 0) == most >= LEAST_OF_KNOWN:
        best = known
    else:
        best = max(votes, key=votes.__getitem__)
        if most < LEAST or most < SHARE * len(words):
            return ""
        if any(count * MARGIN > most for lang, count in votes.items() if lang != best):
            return ""
    share = 1.0 if sample.isascii() else len(_LATIN.findall(sample)) / max(1, sum(map(len, words)))
    fits = share >= _MOSTLY_LATIN if best in latin else share <= _HARDLY_LATIN
    return best if fits else ""
