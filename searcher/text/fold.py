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
from searcher.text.ethiopic import of_one_sound
from searcher.text.han import ideographs, simplified
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
_SIGN = expression("(?<=[\u0590-\u05ff])['’\"”]|(?<=[\u0300-\u036f\u0400-\u052fcC])['’]")
_SIGNS = {"'": "\u05f3", "’": "\u05f3", '"': "\u05f4", "”": "\u05f4"}
# A tone stands on the letter, wherever it is typed; and so does what is left of a sara am that is one character.
_TONE = expression(
    "([\u0e4d\u0ecd])([\u0e48-\u0e4b\u0ec8-\u0ecb])(?=[\u0e32\u0eb2])|([\u0e4d\u0ecd][\u0e32\u0eb2])([\u0e48-\u0e4b\u0ec8-\u0ecb])"
)
# Two of the sign for e look like the one for ae.
_SARA_AE = "\u0e40\u0e40"
# Figures of notes behind a word; a unit or a formula has shorter ones (km², CO₂).
_SUPERSCRIPT = expression("[¹²³⁰⁴-⁹]\\Z")
_NOTE = expression("(?<=[^\\W\\d_]{4})[¹²³⁰⁴-⁹]+\\Z")
# A word that goes on in the next line.
_BREAK = expression("(?:[-\u2010]|\u00ad)\n[ \t]*")
_DIGIT = expression("[^\\D0-9]")
# Longer runs are data, not words (base64, hashes); the index engine's terms are bounded as well.
MAX_WORD = 255
# Letters of alphabets of which nothing but the case changes; most words have no other. Left out are those that have a
# compatibility form or no lower case of one letter (İ, ĳ, ŀ, ŉ, ſ, և).
_PLAIN = expression(
    "["
    + character_class(
        "41-5a 61-7a c0-d6 d8-f6 f8-12f 131 134-13e 141-148 14a-17e 388-38a 38c 38e-3a1 3a3-3ce 400-45f 490-491 "
        "531-556 561-586 5d0-5ea 621-63f 641-64a ac00-d7a3"
    )
    + f"]{{1,{MAX_WORD}}}"
)
# Letters that `fold` leaves alone whatever stands beside them.
_UNFOLDED = expression(
    "["
    + character_class(
        "30-39 61-7a 3b1-3c1 3c3-3c9 430-449 44b-44f 452 454 456-45b 45e-45f 561-581 583-586 5d0-5ea 621 627-628 "
        "62a-63a 641-648 64a 67e 686 698 6af 10d0-10fa e01-e30 e32 e40-e46 3041-3096 30a1-30fa 30fc ac00-d7a3"
    )
    + "]*"
)
# Larger vocabularies go by in slices: their texts and lists would take more memory than the index itself.
_WORDS_AT_ONCE = 65_536
_GROUPING = expression(r"(?<=\d)[.,'’\s\u066c](?=\d)")

# Letters that Unicode does not decompose, or that stand for another where people type without care:
# Latin letters with strokes and hooks, and ligatures; those of African languages; dotless i; apostrophes and primes
# that are letters, and the gershayim; the ligatures of Yiddish; Ukrainian ґ, and letters of other languages in Cyrillic
# that Russian keyboards lack; letters of Russian before 1918, of Bulgarian before 1945 and of Church Slavonic;
# final sigma; Arabic alef, yeh and teh marbuta forms, and what keyboards for Persian, Urdu, Pashto, Sindhi and Kurdish
# have in the place of the Arabic yeh, heh, kaf and gaf.
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t",
    "ı": "i", "ĸ": "k", "ŋ": "n", "ə": "e", "ſ": "s", "ȷ": "j", "ɓ": "b", "ƈ": "c", "ɖ": "d", "ɗ": "d", "ǝ": "e",
    "ɛ": "e", "ƒ": "f", "ǥ": "g", "ɠ": "g", "ɣ": "g", "ɨ": "i", "ɩ": "i", "ƙ": "k", "ɫ": "l", "ɲ": "n", "ɔ": "o",
    "ɵ": "o", "ƥ": "p", "ƭ": "t", "ʈ": "t", "ʉ": "u", "ʊ": "u", "ʋ": "v", "ƴ": "y", "ƶ": "z", "ʒ": "z",
    "ʼ": "", "ʻ": "", "ʽ": "", "ʾ": "", "ʿ": "", "ʹ": "", "ʺ": "", "ˮ": "", "ꞌ": "", "\u05f4": "",
    "\u05f0": "וו", "\u05f1": "וי", "\u05f2": "יי", "ґ": "г",
    "ғ": "г", "ҕ": "г", "ӷ": "г", "ҙ": "з", "қ": "к", "ҡ": "к", "ҝ": "к", "ӄ": "к", "ң": "н", "ҥ": "н", "ӈ": "н",
    "ө": "о", "ҫ": "с", "ү": "у", "ұ": "у", "һ": "х", "ҳ": "х", "ҷ": "ч", "ҹ": "ч",
    "ѣ": "е", "ѕ": "з", "ѳ": "ф", "ѵ": "и", "ѡ": "о", "ѧ": "я", "ѫ": "ъ", "ѯ": "кс", "ѱ": "пс", "ς": "σ",
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
        "93c 9bc a3c abc b3c 180b-180d 180f 1ab0-1aff 1dc0-1dff 20d0-20ff fe00-fe0f fe20-fe2f e0100-e01ef"
    )
    + "]"
)
# й, ў, ї and their like are letters of their own; only ё is commonly written without its dots.
_CYRILLIC_LETTERS = expression("([иуі])([\u0306\u0308])")
_KEPT = {"и\u0306": "й", "у\u0306": "ў", "і\u0308": "ї"}
# A hard sign behind the last consonant, in Russian before 1918 and Bulgarian before 1945.
_LAST_HARD_SIGN = expression("(?<=[бвгджзклмнпрстфхцчшщ])ъ(?![^\\W\\d_])")
# The modern Armenian alphabet has a letter for these two, which in capitals are written as these (ԵՐԵՎԱՆ).
_ARMENIAN_YEV, _YEV = "եւ", "եվ"


def normalise(raw: str) -> str:
    """The word as written: compatibility forms, case and invisible joiners removed, accents kept.

    Digits of any script are those of ASCII, and without separators where they are grouped in thousands ("10.000" and
    "11 000" become "10000", "11000"). At most MAX_WORD code points are kept. "" if nothing but joiners is left.
    """
    if raw.isascii() and "'" not in raw:
        word = (_BREAK.sub("", raw) if "\n" in raw else raw).lower()
    else:
        word = _BREAK.sub("", raw) if "\n" in raw else raw
        word = _JOINERS.sub("", chillus(word) if "\u200d" in word else word)
        if _SUPERSCRIPT.search(word):
            word = _NOTE.sub("", unicodedata.normalize("NFC", word))
        word = unicodedata.normalize("NFKC", _FRACTION.sub(_kept, ideographs(word))).lower()
        if _NO_LETTER.search(word):
            word = _NO_LETTER.sub(_letters, _SIGN.sub(_sign, word))
        if _DIGIT.search(word):
            word = _DIGIT.sub(_ascii_digit, word)
        if _TONE.search(word):
            word = _TONE.sub(_tone_first, word)
        if _SARA_AE in word:
            word = word.replace(_SARA_AE, "\u0e41")
        if _JOINERS.search(word):  # a compatibility form may hold a tatweel
            word = _JOINERS.sub("", word)
        if "i\u0307" in word:  # what lower() makes of the Turkish capital dotted I
            word = unicodedata.normalize("NFC", word.replace("i\u0307", "i"))
    if raw[:1].isdigit():
        word = _GROUPING.sub("", word)
    return word[:MAX_WORD]


def _tone_first(found: re.Match[str]) -> str:
    vowel, tone, written_out, late_tone = found.groups()
    return f"{tone}{vowel}" if tone else f"{late_tone}{written_out}"


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
    is_plain = _PLAIN.fullmatch
    # One pass over all the other words would save too little.
    return [raw.lower() if is_plain(raw) else normalise(raw) for raw in raws]


def fold(word: str) -> str:
    """`word` (normalised) without accents, points and spelling variants of letters, by script.

    "pjöngjang" → "pjongjang", "straße" → "strasse", "łódź" → "lodz", "ёлка" → "елка", "вѣкъ" → "век", "हिन्दी" →
    "हिंदी", "圖" → "图"; й, パ and Indic vowel signs stay. Idempotent.
    """
    return word if word.isascii() else _folded(word)


def fold_each(words: Sequence[str]) -> list[str]:
    """`fold` of each word, in order."""
    is_unfolded = _UNFOLDED.fullmatch
    others = [at for at, word in enumerate(words) if not word.isascii() and is_unfolded(word) is None]
    folded = list(words)
    for at, word in zip(others, on_lines(_folded, [words[at] for at in others], _folded), strict=True):
        folded[at] = word
    return folded


def _folded(text: str) -> str:
    """One word, or many on a line each, folded."""
    decomposed = unicodedata.normalize("NFD", _SPELLINGS.sub(_letter, text))
    decomposed = _CYRILLIC_LETTERS.sub(lambda pair: _KEPT.get(pair[0], pair[0]), decomposed)
    folded = unicodedata.normalize("NFC", _DROPPED.sub("", decomposed))
    folded = _LAST_HARD_SIGN.sub("", _SPELLINGS.sub(_letter, folded)).replace(_ARMENIAN_YEV, _YEV)
    return of_one_sound(simplified(nasals(folded)))


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
