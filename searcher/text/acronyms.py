"""Acronyms that a text explains: "Full Name (FN)" and "FN (Full Name)".

Only what stands in brackets and right before them is looked at. The letters of the acronym must be the first letters of
the words, in their order; small words and the later parts of hyphenated ones may be passed over. So a pair needs
nothing else to vouch for it, in any script that has capitals.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from searcher.expressions import expression
from searcher.records import dataclass
from searcher.text.fold import fold, normalise

LETTERS = range(2, 9)
# Two patterns, since one that begins with a single character is looked for many times faster.
_BRACKETS = (expression(r"\(([^()（）\n]{2,100})[)）]"), expression(r"（([^()（）\n]{2,100})[)）]"))
# An acronym may have some small letters (AfD, UdSSR), and stand in quotation marks.
_ACRONYM = expression(r"[«»„“”\"'‘’ ]*([^\W\d_]{2,8})[«»„“”\"'‘’ ]*")
_BEFORE = expression(r"([^\W\d_]{2,8})[ \u00a0]?[»“”\"’]?[ \u00a0]*\Z")
_WORD = expression(r"[^\W_]+")
# What ends a name on its way back from the bracket.
_STOP = expression(r"[.;:!?()\[\]«„\n\t|]|, ")
# Of the name alone, where more is said in the brackets: "DPA (Deutsche Presse-Agentur, Hamburg)".
_MORE = expression(r"[,;:–—]| - ")
# Small words of a name: no longer than this, and in small letters.
_SMALL = 4
_MOST_PASSED = 3
_LONG = 4
# Letters that case endings leave alone of the shortest word, and letters of an ending.
_STEM = 3
_ENDING = 3


@dataclass(frozen=True, slots=True)
class Explained:
    """An acronym and a full name, as documents write them, and how many documents explain the one by the other."""

    acronym: str
    name: str
    documents: int


def explained(text: str) -> Iterator[tuple[str, str]]:
    """The pairs of an acronym and the full name, as written, with spaces for white space; some several times."""
    for found in chain.from_iterable(brackets.finditer(text) for brackets in _BRACKETS):
        inner = found[1]
        # Most brackets hold small letters, and stand behind such.
        acronym = None if inner.islower() else _ACRONYM.fullmatch(inner)
        if acronym and is_written_so(acronym[1]):
            before = _STOP.split(text[max(0, found.start() - 160) : found.start()])[-1]
            words = _words(before)
            start = _start(acronym[1], words)
            if start >= 0:
                yield acronym[1], " ".join(before[start:].split()).rstrip("“”\"'’» ")
            continue
        before = text[max(0, found.start() - 12) : found.start()]
        leading = None if before.islower() else _BEFORE.search(before)
        if leading is not None and is_written_so(leading[1]):
            name = _MORE.split(inner)[0].strip("«»„“”\"'‘’ ")
            if _start(leading[1], _words(name)) == 0:
                yield leading[1], " ".join(name.split())


def is_written_so(word: str) -> bool:
    """Whether a word is written as acronyms are: two to eight letters, most of them capitals, also the first."""
    if len(word) not in LETTERS or not word[0].isupper() or word[1:].islower():
        return False
    capitals = sum(map(str.isupper, word))
    return capitals >= 2 and capitals * 2 > len(word)


def long_words(words: Sequence[str]) -> list[str]:
    """Those of the folded words of a name that are not small, if they are two or more, else all of them."""
    long = [word for word in words if len(word) >= _LONG]
    return long if len(long) > 1 else list(words)


def name_key(words: Sequence[str]) -> str:
    """What full names are looked up by: the beginnings of their long words, which case endings leave alone."""
    return " ".join(word[:_STEM] for word in long_words(words))


def is_form_of(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two full names, folded, have the same long words but for their last letters."""
    own, their = long_words(words), long_words(others)
    return len(own) == len(their) and all(map(_begin_alike, own, their))


def _begin_alike(word: str, other: str) -> bool:
    letters = max(min(_STEM, len(word), len(other)), max(len(word), len(other)) - _ENDING)
    return word[:letters] == other[:letters]


def words_of(name: str) -> list[str]:
    """The words of a full name, folded."""
    return [_folded(found[0]) for found in _WORD.finditer(name)]


def _words(text: str) -> list[tuple[int, str, bool]]:
    """Each word: where it begins, the word, and whether it is a later part of a hyphenated one."""
    return [
        (found.start(), found[0], found.start() > 0 and text[found.start() - 1] in "-‐‑")
        for found in _WORD.finditer(text)
    ]


def _folded(word: str) -> str:
    return fold(normalise(word))


def _start(acronym: str, words: Sequence[tuple[int, str, bool]]) -> int:
    """Where the last of the words begin that the letters of the acronym stand for; -1 if there are none."""
    letters = [_folded(letter)[:1] for letter in acronym]

    def begins(at: int, left: int, passed: int) -> int:
        """The first of the words up to `at` that the first `left` letters stand for, -1 for none."""
        if not left:
            return at + 1
        if at < 0:
            return -1
        _, word, is_part = words[at]
        small = len(word) <= _SMALL and word[0].islower()
        # A small word stands for a letter only if the name cannot be told without it.
        if (small or is_part) and passed < _MOST_PASSED and (found := begins(at - 1, left, passed + 1)) >= 0:
            return found
        if _folded(word)[:1] != letters[left - 1] or (left == 1 and (small or is_part)):
            return -1
        return begins(at - 1, left - 1, 0)

    first = begins(len(words) - 1, len(letters), 0)
    if first < 0 or len(words) - first < 2:
        return -1
    start, word, _ = words[first]
    return start if word != acronym else -1


def explained_in(text: str) -> str:
    """The pairs as they are stored: lines of an acronym, a tab and the full name, sorted; "" for none."""
    return "\n".join(sorted({f"{acronym}\t{name}" for acronym, name in explained(text)}))
