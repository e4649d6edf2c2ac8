"""Two normal forms of a word: as written (`normalise`) and folded (`fold`).

Step order matters and is the same on the index and the query side: tokenise the raw text first, so that
offsets stay those of the text; then `normalise` each raw word; then `fold` that.

`normalise_each` and `fold_each` give the same for all words of a vocabulary. No step of `fold` looks past the end
of a line, so that one pass over a text with a word on each line serves them all.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

from searcher.expressions import expression
from searcher.text.han import simplified
from searcher.text.indic import chillus, nasals
from searcher.text.scripts import JOINERS, MARKS, character_class

_JOINERS = expression(f"[{JOINERS}\u0640]")  # U+0640 is the Arabic tatweel, a stretching of the line
# Written out, a fraction would be two numbers with a sign between; so for a while a character of no use stands for it.
_FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅟↉"
_FRACTION = expression(f"[{_FRACTIONS}]")
_STANDS = {fraction: chr(0xFDD0 + at) for at, fraction in enumerate(_FRACTIONS)}  # noncharacters
_STOOD = {stands: fraction for fraction, stands in _STANDS.items()}
# Compatibility forms may hold signs that would part the word (⑴ is "(1)", ŀ is "l·").
_NO_LETTER = expression(rf"[^\w{MARKS}\u05f3\u05f4]|_")
# Signs that are letters are written in several ways; see `tokens`.
_SIGN = expression("(?<=[\u0590-\u05ff])['’\"”]|(?<=[\u0300-\u036f\u0400-\u052f])['’]")
_SIGNS = {"'": "\u05f3", "’": "\u05f3", '"': "\u05f4", "”": "\u05f4"}
# A tone stands on the letter, wherever it is typed; and so does what is left of a sara am that is one character.
_TONE = expression("([\u0e4d\u0ecd])([\u0e48-\u0e4b\u0ec8-\u0ecb])(?=[\u0e32\u0eb2])")
# A word that goes on in the next line.
_BREAK = expression("(?:[-\u2010]|\u00ad)\n[ \t]*")
_DIGIT = expression("[^\\D0-9]")
# Longer runs are data, not words (base64, hashes); the index engine's terms are bounded as well.
MAX_WORD = 255
# Larger vocabularies go by in slices: their texts and lists would take more memory than the index itself.
_WORDS_AT_ONCE = 65_536
_GROUPING = expression(r"(?<=\d)[.,'’\s\u066c](?=\d)")

# Letters that Unicode does not decompose, or that stand for another where people type without care:
# Latin letters with strokes and ligatures; dotless i; apostrophes that are letters, and the gershayim; Ukrainian ґ;
# final sigma; Arabic alef, yeh and teh marbuta forms, and what keyboards for Persian, Urdu, Pashto, Sindhi and Kurdish
# have in the place of the Arabic yeh, heh, kaf and gaf.
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t",
    "ı": "i", "ĸ": "k", "ŋ": "n", "ə": "e", "ſ": "s", "ʼ": "", "ʻ": "", "\u05f4": "", "ґ": "г", "ς": "σ",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ؠ": "ي", "ة": "ه", "ۀ": "ه", "ە": "ه", "ہ": "ه", "ۂ": "ه",
    "ۃ": "ه", "ھ": "ه", "ک": "ك", "ڪ": "ك", "ګ": "گ",
}  # fmt: skip
# Four times as fast as str.translate, which looks up every letter.
_SPELLINGS = expression(f"[{''.join(_LETTERS)}]")

# Marks that are spelling, not letters: accents, points, vowel signs of Semitic scripts, nuktas, variation
# selectors. Vowel signs and viramas of Indic and South-East Asian scripts are letters in all but name, and
# kana voicing changes the sound, so they stay.
_DROPPED = expression(
    "["
    + character_class(
        "300-36f 483-489 591-5bd 5bf 5c1-5c2 5c4-5c5 5c7 610-61a 64b-65f 670 6d6-6dc 6df-6e8 6ea-6ed 711 730-74a "
        "93c 9bc a3c abc b3c 1ab0-1aff 1dc0-1dff 20d0-20ff fe00-fe0f fe20-fe2f"
    )
    + "]"
)
# й, ў, ї and their like are letters of their own; only ё is commonly written without its dots.
_CYRILLIC_LETTERS = expression("([иуі])([\u0306\u0308])")
_KEPT = {"и\u0306": "й", "у\u0306": "ў", "і\u0308": "ї"}


def normalise(raw: str) -> str:
    """The word as written: compatibility forms, case and invisible joiners removed, accents kept.

    Digits of any script are those of ASCII, and without separators where they are grouped in thousands ("10.000" and
    "11 000" become "10000", "11000"). At most MAX_WORD code points are kept. "" if nothing but joiners is left.
    """
    if raw.isascii():
        word = (_BREAK.sub("", raw) if "\n" in raw else raw).lower()
    else:
        word = _BREAK.sub("", raw) if "\n" in raw else raw
        word = _JOINERS.sub("", chillus(word) if "\u200d" in word else word)
        word = unicodedata.normalize("NFKC", _FRACTION.sub(_kept, word)).lower()
        if _NO_LETTER.search(word):
            word = _NO_LETTER.sub(_letters, _SIGN.sub(_sign, word))
        if _DIGIT.search(word):
            word = _DIGIT.sub(_ascii_digit, word)
        if _TONE.search(word):
            word = _TONE.sub(r"\2\1", word)
        if _JOINERS.search(word):  # a compatibility form may hold a tatweel
            word = _JOINERS.sub("", word)
        if "i\u0307" in word:  # what lower() makes of the Turkish capital dotted I
            word = unicodedata.normalize("NFC", word.replace("i\u0307", "i"))
    if raw[:1].isdigit():
        word = _GROUPING.sub("", word)
    return word[:MAX_WORD]


def _sign(found: re.Match[str]) -> str:
    return _SIGNS[found[0]] if found.string[found.start() - 1] >= "\u0590" else "ʼ"


def _ascii_digit(found: re.Match[str]) -> str:
    return str(unicodedata.decimal(found[0]))


def _kept(found: re.Match[str]) -> str:
    return _STANDS[found[0]]


def _letters(found: re.Match[str]) -> str:
    return _STOOD.get(found[0], "")


def normalise_each(raws: Sequence[str]) -> list[str]:
    """`normalise` of each word, in order."""
    # Ascii letters have a lower case and no more; one pass over all the other words would save too little.
    return [raw.lower() if raw.isascii() and raw.isalpha() and len(raw) <= MAX_WORD else normalise(raw) for raw in raws]


def fold(word: str) -> str:
    """`word` (normalised) without accents, points and spelling variants of letters, by script.

    "pjöngjang" → "pjongjang", "straße" → "strasse", "łódź" → "lodz", "ёлка" → "елка", "हिन्दी" → "हिंदी", "圖" → "图";
    й, パ and Indic vowel signs stay. Idempotent.
    """
    return word if word.isascii() else _folded(word)


def fold_each(words: Sequence[str]) -> list[str]:
    """`fold` of each word, in order."""
    folded = iter(on_lines(_folded, [word for word in words if not word.isascii()], _folded))
    return [word if word.isascii() else next(folded) for word in words]


def _folded(text: str) -> str:
    """One word, or many on a line each, folded."""
    decomposed = unicodedata.normalize("NFD", _SPELLINGS.sub(_letter, text))
    decomposed = _CYRILLIC_LETTERS.sub(lambda pair: _KEPT.get(pair[0], pair[0]), decomposed)
    folded = unicodedata.normalize("NFC", _DROPPED.sub("", decomposed))
    return simplified(nasals(_SPELLINGS.sub(_letter, folded)))


def _letter(spelling: re.Match[str]) -> str:
    return _LETTERS[spelling[0]]


def on_lines(change: Callable[[str], str], words: Sequence[str], one: Callable[[str], str]) -> list[str]:
    """`one` of each word, in order, by way of `change`, which does to every line of a text what `one` does to a word.

    Words that hold a line's end themselves, and those around them, are changed one at a time.
    """
    changed: list[str] = []
    for start in range(0, len(words), _WORDS_AT_ONCE):
        some = words[start : start + _WORDS_AT_ONCE]
        text = "\n".join(some)
        if text.count("\n") == len(some) - 1:
            changed += change(text).split("\n")
        else:
            changed += map(one, some)
    return changed
