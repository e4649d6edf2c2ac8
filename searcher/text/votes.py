"""The languages of texts by their commonest words: answers in microseconds, where they are beyond doubt.

Every stop word votes for the languages that have it. On 2,500 texts of 600 characters in some 60 languages this
decides two thirds, and agrees with the model on 99.5 % of those.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from searcher.expressions import expression
from searcher.records import dataclass
from searcher.text.characters import DIGIT, LATIN_LETTERS, WORD, Codes, Kinds, Places, codes_of, edges
from searcher.text.numbering import Numbers, WordNumbers
from searcher.text.stopwords import stopword_languages, stopwords

# Votes that a language needs, times the votes of any other, and per word of the text.
LEAST = 5
MARGIN = 1.6
SHARE = 0.15
# In a document whose language is known a paragraph needs less to be in the same.
LEAST_OF_KNOWN = 2
# The share of Latin letters in a text from which a language in Latin script may win, and up to which another may.
MOSTLY_LATIN, HARDLY_LATIN = 0.75, 0.5

_LATIN = expression(f"[{LATIN_LETTERS}]")
_UNSPACED = ("ja", "th", "zh")
NOBODY = -1

Answers = npt.NDArray[np.int16]


@cache
def voters() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Stop word → the languages that have it; and the languages in Latin script."""
    found: dict[str, list[str]] = {}
    latin = set()
    for lang in stopword_languages():
        if lang in _UNSPACED:
            continue
        words = stopwords(lang)
        if sum(_LATIN.match(word) is not None for word in words) * 2 > len(words):
            latin.add(lang)
        for word in words:
            found.setdefault(word, []).append(lang)
    return {word: tuple(langs) for word, langs in found.items()}, frozenset(latin)


@dataclass(frozen=True, slots=True)
class Electorate:
    """Stop words as arrays: those of number w vote for `votes[bounds[w]:bounds[w + 1]]`, numbers in `langs`.

    `latin` says of each of `langs` whether it is in Latin script; `longest` is the length of the longest word.
    """

    langs: tuple[str, ...]
    latin: npt.NDArray[np.bool_]
    words: WordNumbers
    bounds: Places
    votes: Numbers
    longest: int


@cache
def electorate() -> Electorate:
    """The stop words of all languages."""
    by_word, latin = voters()
    langs = tuple(sorted({lang for each in by_word.values() for lang in each}))
    column = {lang: at for at, lang in enumerate(langs)}
    words = WordNumbers()
    words.add(list(by_word))
    numbered = words.fresh()
    return Electorate(
        langs,
        np.array([lang in latin for lang in langs]),
        words,
        np.concatenate(([0], np.cumsum([len(by_word[word]) for word in numbered]))),
        np.array([column[lang] for word in numbered for lang in by_word[word]], np.int32),
        max(map(len, by_word)),
    )


def answers(text: str, latin: Places, table: Kinds) -> Answers:
    """What the votes say of each line of `text`, which begins and ends with a line's end: lines x (languages + 1).

    Columns are the languages that the text around a line may have, and the last one is for any other or none. An
    answer is the number of a language, or NOBODY when the votes leave a doubt. `latin`: the count of Latin letters in
    each line; `table`: that of `kinds_table`.
    """
    known = electorate()
    # The lower case of a sigma depends on what follows it, but not on what follows in another line.
    lowered = text.lower()
    codes = codes_of(lowered)
    starts, ends = edges((table[codes] & (WORD | DIGIT)) == WORD)
    bounds = np.searchsorted(starts, np.flatnonzero(codes == ord("\n")))
    words = np.diff(bounds)
    lengths = ends - starts
    letters = np.diff(np.concatenate(([0], np.cumsum(lengths)))[bounds])
    votes = _count(known, lowered, codes, starts, ends, np.repeat(np.arange(len(words)), words), len(words))

    lines = np.arange(len(words))
    most = votes.max(1)
    best = votes.argmax(1)
    others = votes.copy()
    others[lines, best] = 0
    clear = (most >= LEAST) & (most >= SHARE * words) & (others.max(1) * MARGIN <= most)
    share = (latin / np.maximum(letters, 1))[:, None]
    fits = np.where(known.latin, share >= MOSTLY_LATIN, share <= HARDLY_LATIN)
    free = np.where(clear & fits[lines, best], best, NOBODY)
    leading = (votes == most[:, None]) & (most >= LEAST_OF_KNOWN)[:, None]
    kept = np.where(fits, np.arange(len(known.langs)), NOBODY)
    return np.column_stack((np.where(leading, kept, free[:, None]), free)).astype(np.int16)


def _count(
    known: Electorate, text: str, codes: Codes, starts: Places, ends: Places, owners: Places, lines: int
) -> Places:
    """Votes by line and language, for the words `text[start:end]` of the lines `owners`."""
    short = np.flatnonzero(ends - starts <= known.longest)
    numbers = known.words.number(text, codes, starts[short], ends[short], grow=False)
    hits = np.flatnonzero(numbers >= 0)
    numbers, owners = numbers[hits], owners[short[hits]]
    begin = known.bounds[numbers]
    counts = known.bounds[numbers + 1] - begin
    votes = known.votes[np.repeat(begin - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())]
    cells = np.repeat(owners * len(known.langs), counts) + votes
    return np.bincount(cells, minlength=lines * len(known.langs)).reshape(lines, -1)
