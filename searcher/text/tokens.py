"""Raw text to tokens: words with the offsets of the text as it stands.

A token is a run of letters, marks and digits. Hyphens, apostrophes and dots part words, but where they are letters:
the apostrophe between Cyrillic letters (п'ять), but in foreign names (О'Лири), and in the Breton c'h; the geresh of
Hebrew, which makes another letter of the one before it (ג׳ון), and its gershayim before the end of an acronym (צה״ל). A
word that a hyphen breaks at the end of a line is one.
Digits grouped in thousands are one token, unless they may as well be a list or an address. Every character of a script
without spaces (Han, kana, Thai …) is a token of its own, with the marks that stand on it. Such runs are searched as
phrases, so no dictionary can cut a name in two.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from operator import methodcaller

from searcher.expressions import expression
from searcher.records import dataclass
from searcher.text.fold import fold, normalise
from searcher.text.scripts import HALF_WIDTH_VOICING, JOINERS, MARKS, RADICALS, SARA_AM, UNSPACED

EXTEND = MARKS + JOINERS + HALF_WIDTH_VOICING + SARA_AM
GROUP_SEPARATORS = ".,'’\u00a0\u2009\u202f\u066c"
_ZERO = "[0٠۰߀०০੦૦୦௦౦೦൦๐໐༠၀០０]"


def _grouped(separator: str) -> str:
    """Digits grouped by a full stop or a comma, which also parts lists and addresses.

    Three groups of three digits may be either, and are parted; a 0 in front, or fewer digits, says that they are not.
    """
    few = rf"\d{{1,2}}(?:{separator}\d{{3}})+"
    full = rf"\d{{3}}(?:{separator}(?!{_ZERO})\d{{3}})*{separator}{_ZERO}\d\d(?:{separator}\d{{3}})*"
    return rf"(?<!\d{separator})(?:{few}|{full})(?!\d|{separator}\d)"


# Lakhs and crores, as South Asia groups digits.
_LAKHS = r"(?<!\d,)\d{1,2}(?:,\d\d)+,\d{3}(?!\d|,\d)"
_OTHERS = (rf"\d{{1,3}}(?:{separator}\d{{3}})+(?!\d)" for separator in ("['’]", "[\u00a0\u2009\u202f]", "\u066c"))
_GROUPED = "|".join((_grouped(r"\."), _grouped(","), _LAKHS, *_OTHERS))
HEBREW = "\u0591-\u05bd\u05bf-\u05c7\u05d0-\u05ea"
GERESH, GERSHAYIM = "'’\u05f3", '"”\u05f4'
_LETTER_WITH_GERESH = f"(?<=[{HEBREW}])[{GERESH}](?=[\u05d0-\u05ea])"
# An acronym's last letter and the endings of its forms: a quotation mark elsewhere in a word is one.
_ACRONYM_END = "[א-ת](?:[הויםןת]|ים|ית|ות|יות|יה|יו|נו|כם|הם|ניק)?(?![\u0591-\u05c7א-ת])"
ACRONYM = f"(?<=[{HEBREW}])[{GERSHAYIM}](?={_ACRONYM_END})"
_CYRILLIC, _ON_CYRILLIC = "\u0400-\u0481\u048a-\u052f", "\u0300-\u036f"
_AFTER_CYRILLIC = "|".join(f"(?<=[{_CYRILLIC}]{f'[{_ON_CYRILLIC}]' * marks})" for marks in range(3))
# Behind the only letter of a word it stands before a vowel with a glide (п'ять, з'езд); elsewhere it parts the words of
# a foreign name, as in Latin letters (О'Лири, д'Артаньян).
_OF_NAMES = rf"(?<=(?<![\w{_ON_CYRILLIC}])[{_CYRILLIC}]['’])[^яюєїеёіЯЮЄЇЕЁІ]"
_APOSTROPHE = f"(?:{_AFTER_CYRILLIC})['’](?=[{_CYRILLIC}])(?!{_OF_NAMES})"
# Lower case on both sides: a name that has a hyphen has capitals as well.
_LOWER = "".join(filter(str.islower, map(chr, (*range(0x61, 0x588), *range(0x1E00, 0x2000)))))
# A hyphen, and what stands for one where a machine has read a page: the not sign, and the double hyphen of Fraktur.
_LINE_HYPHENS = "\\-\u2010\u00ac\u2e17"
_BROKEN = f"(?:(?<=[{_LOWER}\u0300-\u036f])[{_LINE_HYPHENS}]|(?<=\u00ad))\n[ \t]*(?=[{_LOWER}])"
# The c'h of Breton is one letter.
_BRETON = "(?<=[cC])['’](?=[hH])"
# What joins the letters before and behind it.
_JOINT = f"{_LETTER_WITH_GERESH}|{ACRONYM}|{_APOSTROPHE}|{_BRETON}|{_BROKEN}"
JOINT = expression(_JOINT)
# A look at the next character, in front of what mostly fails, halves the time.
_MORE = rf"[^\W_]*(?:(?:[{EXTEND}]+|(?=[{GERESH}{GERSHAYIM}\n{_LINE_HYPHENS}])(?:{_JOINT}))[^\W_]*)*"
WORD = expression(rf"[^\W\d_]{_MORE}|(?=\d)(?:{_GROUPED})|\d{_MORE}|[{RADICALS}][{EXTEND}]*")
_UNSPACED = expression(f"[{UNSPACED}]")
# The rest of a run in which a letter of a script without spaces is parted from what is behind it: figures there are not
# grouped with those behind the run.
_REST = expression(_MORE)
_EXTENDED = expression(f"[{EXTEND}]")
_IN_RUN = expression(rf"(?![{RADICALS}])(?=[{UNSPACED}])[^\W\d_]")
# The second half of a sara am that is written as two characters.
_SARA_AM = "(?:(?<=[\u0e4d\u0ecd])|(?<=\u0e4d[\u0e48-\u0e4b])|(?<=\u0ecd[\u0ec8-\u0ecb]))[\u0e32\u0eb2]"
# A letter that is one with the one before it: Thai ae as two signs for e, and the Lao ho before n and m, which has a
# letter of its own in both.
SECOND = {"\u0e40": "\u0e40", "\u0e99": "\u0eab", "\u0ea1": "\u0eab"}
_SECOND = "|".join(f"(?<={first}){second}" for second, first in SECOND.items())
_PIECE = expression(
    f"[{UNSPACED}](?:{_SECOND})?[{EXTEND}]*(?:{_SARA_AM}[{EXTEND}]*)*|[^{UNSPACED}]+(?:{_SARA_AM}[^{UNSPACED}]*)*"
)


# Most words of a text are those of the texts before it.
_normalise = lru_cache(maxsize=1 << 16)(normalise)
# A checkpoint stands at every token of a text whose number is a multiple of this, but the first.
CHECKPOINT_TOKENS = 64


@dataclass(frozen=True, slots=True)
class Token:
    """`text[start:end]` (code points, half open) is the raw word; `word` its normal form as written."""

    start: int
    end: int
    word: str


def is_unspaced(word: str) -> bool:
    """Whether `word` is a character of a script that writes no spaces between words."""
    return not word.isascii() and _UNSPACED.match(word) is not None


def spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, str]]:
    """(start, end, normal form) of each token in `text[start:end]`, offsets into the whole `text`."""
    for match in WORD.finditer(text, start, len(text) if end is None else end):
        raw = match[0]
        at, behind = match.span()
        if not raw.isascii() and _UNSPACED.search(raw):
            for piece in _PIECE.finditer(raw):
                word = _normalise(piece[0])
                if word:
                    yield at + piece.start(), at + piece.end(), word
        else:
            word = _normalise(raw)
            if word:
                yield at, behind, word


def _is_plain(text: str) -> bool:
    """Whether each match of WORD in `text` is one token.

    In scripts without spaces it is several; and of all that is a word, only a stretched line by itself is none.
    """
    return "\u0640" not in text and (text.isascii() or _UNSPACED.search(text) is None)


def words_of(text: str) -> list[str]:
    """The normal forms of all tokens of `text`, in order: what `spans` gives, quicker."""
    if _is_plain(text):
        return list(map(_normalise, WORD.findall(text)))
    return [word for _, _, word in spans(text)]


def folds_of(text: str) -> list[str]:
    """The folds of all tokens of `text`, in order."""
    return list(map(fold, words_of(text)))


def bounds(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """(start, end) of each token of `text` from `start` on, as `spans` gives them, without the work of normal forms.

    A token begins at `start`, or it is 0; of those that begin at `end` or behind it, none is asked for.
    """
    rest = _REST.match(text, start) if start and _goes_on(text, start) else None
    if rest is not None and rest[0]:
        return chain(_pieces(start, rest[0]), _bounds(text, rest.end(), end))
    return _bounds(text, start, end)


def _bounds(text: str, start: int, end: int | None) -> Iterator[tuple[int, int]]:
    # What stands behind `end` tells where the last of them ends: "1,234" in "1,234,56".
    # So does the character at `end` whether it parts them: 年 in "2024年".
    if _is_plain(text[start : None if end is None else end + 1]):
        return map(methodcaller("span"), WORD.finditer(text, start))
    return chain.from_iterable(_pieces(match.start(), match[0]) for match in WORD.finditer(text, start))


def _goes_on(text: str, at: int) -> bool:
    """Whether a run with a letter of a script without spaces goes on at a place where it is parted."""
    if text[at - 1].isascii():
        return False  # mostly a blank, and the expressions take a process that asks once some time to compile
    while at and _EXTENDED.match(text, at - 1):
        at -= 1
    return at > 0 and _IN_RUN.match(text, at - 1) is not None


def _pieces(at: int, raw: str) -> Iterator[tuple[int, int]]:
    """(start, end) of the tokens of a run that begins at a place."""
    parts = (raw,) if raw.isascii() or not _UNSPACED.search(raw) else _PIECE.findall(raw)
    for part in parts:
        if part[0] != "\u0640" or normalise(part):
            yield at, at + len(part)
        at += len(part)


def tokenize(text: str) -> list[Token]:
    """All tokens of `text`, in order."""
    return [Token(start, end, word) for start, end, word in spans(text)]
