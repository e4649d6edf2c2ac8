"""The letters that a word's sound is learned from: one form of a word, the same in training and at run time.

Beyond folding (`searcher.text.fold`), what scripts write differently for no sound's sake is made one: hiragana are
katakana, the scripts of India are written in the letters of Devanagari, Lao in those of Thai, Hebrew letters lose
their final forms, Hangul syllables fall apart into their letters, and a Chinese character is the reading that it has
in Mandarin, in capitals, so that traditional and simplified characters are one.
"""

import unicodedata
from collections.abc import Callable, Sequence

from searcher.expressions import expression
from searcher.text.fold import fold_each, normalise_each, on_lines

# Signs between letters that stand for a stop or a breath, which romanisations write or leave out (Sanʿāʾ, Sanaa),
# and the tone marks of Thai and Lao.
_UNHEARD = "'’‘`´ʹʺˈʼʻʽʾʿ·‧״" + "\u0e48\u0e49\u0e4a\u0e4b"
_SPELLINGS = dict(zip("ךםןףץ", "כמנפצ", strict=True)) | {"װ": "וו", "ױ": "וי", "ײ": "יי"} | dict.fromkeys(_UNHEARD, "")
# Letters of Russian before 1918.
_SPELLINGS |= {"ѣ": "е", "ѳ": "ф", "ѵ": "и"}
# A geresh makes another consonant of a Hebrew letter (ג׳ is the j of John), so there it stays.
_GERESH = expression("(?<=[\u05d0-\u05ea])['’‘´`]")
_HIRAGANA, _TO_KATAKANA = range(0x3041, 0x3097), 0x60
# Unicode lays these blocks out alike, after ISCII-1988 (The Unicode Standard, 12.1): Devanagari first, to Malayalam.
_INDIC, _DEVANAGARI, _BLOCK = range(0x0980, 0x0D80), 0x0900, 0x80
# What Devanagari writes otherwise, or not at all, goes to the letter nearest in sound: short e and o, the letters with
# a dot below, signs for a nasal or a double consonant, and the letters without a vowel of Bengali and Malayalam.
_IN_DEVANAGARI = dict(zip("ऩऱऴऎऒॆॊ", "नरळएओेो", strict=True)) | {
    "ੰ": "ं", "ੱ": "", "ৎ": "त्", "ৰ": "र", "ৱ": "व", "ୱ": "व",
    "ൺ": "ण्", "ൻ": "न्", "ർ": "र्", "ൽ": "ल्",
    "ஃ": "", "ൾ": "ळ्", "ൿ": "क्", "ৗ": "ौ", "ௗ": "ौ", "ൗ": "ौ",
}  # fmt: skip
_LAO, _TO_THAI = range(0x0E80, 0x0F00), -0x80
# Scripts of which the model has learned too few names, in the letters of one that it knows: an Armenian letter, the
# consonants of Syriac in those of Hebrew, Sinhala in those of Devanagari, Tifinagh and Thaana in Latin ones.
_KNOWN = (
    {"փ": "p"}
    | dict(zip("ܐܒܓܕܗܘܙܚܛܝܟܠܡܢܣܥܦܨܩܪܫܬ", "אבגדהוזחטיכלמנסעפצקרשת", strict=True))
    | dict(
        zip(
            "අආඇඈඉඊඋඌඑඒඔඕඅකඛගඝඞඟචඡජඣඤඥටඨඩඪණඬතථදධනඳපඵබභමඹයරලවශෂසහළෆ",
            "अआएएइईउऊएएओओअकखगघङगचछजझञञटठडढणडतथदधनदपफबभमबयरलवशषसहळफ",
            strict=True,
        )
    )
    | dict(zip("ාැෑිීුූෙේොෝෛෞ්ං", "ाेेिीुूेेोोैौ्ं", strict=True))
    | dict(zip("ⴰⴱⴳⴷⴹⴻⴼⴽⵀⵃⵄⵇⵉⵊⵍⵎⵏⵓⵔⵕⵙⵚⵜⵟⵡⵢⵣⵥ", "abgddefkhhaqijlmnurrssttwyzz", strict=True))
    | {"ⵅ": "kh", "ⵖ": "gh", "ⵛ": "ch", "ⵯ": "w"}
    | dict(zip("ހނރބޅކވމފދތލގސޑޒޓޔޕޖަާިީުޫެޭޮޯ", "hnrblkvmfdtlgsdztypjaaiiuueeoo", strict=True))
    | dict(zip("ޙޛޜޞޟޠޡޤޥ", "hzjsdtzqw", strict=True))
    | {"ށ": "sh", "އ": "", "ޏ": "ny", "ޗ": "ch", "ް": "", "ޘ": "th", "ޚ": "kh", "ޝ": "sh", "ޢ": "", "ޣ": "gh"}
)
# The rows of Ethiopic consonants by their first letter, eight letters each, and the vowels of the letters in a row
# (Leslau, Reference Grammar of Amharic, 1995, 1.1); of h and of the glottal stop the first vowel is a.
_ETHIOPIC, _VOWELS = range(0x1200, 0x1358), ("e", "u", "i", "a", "e", "", "o", "wa")
_ROWS = {
    0x1200 + 8 * row: consonant.strip("-")
    for row, consonant in enumerate((
        "h", "l", "h", "m", "s", "r", "s", "sh", "q", "q", "q", "q", "b", "v", "t", "ch", "h", "h", "n", "ny", "-", "k",
        "k", "kh", "kh", "w", "-", "z", "zh", "y", "d", "d", "j", "g", "g", "ng", "t", "ch", "p", "ts", "ts", "f", "p",
    ))
}  # fmt: skip
_HANGUL = range(0xAC00, 0xD7A4)


class SoundLetters(dict[int, str]):
    """Code point → its letters, as `str.translate` asks for them; `reading` gives those of Chinese characters, ""
    for none."""

    def __init__(self, reading: Callable[[int], str]) -> None:
        super().__init__((ord(letter), letters) for letter, letters in (_SPELLINGS | _IN_DEVANAGARI | _KNOWN).items())
        self._reading = reading

    def __missing__(self, code_point: int) -> str:
        letters = self[code_point] = self._letters(code_point)
        return letters

    def _letters(self, code_point: int) -> str:
        if code_point in _HANGUL:
            return unicodedata.normalize("NFD", chr(code_point))
        if code_point in _HIRAGANA:
            return chr(code_point + _TO_KATAKANA)
        if code_point in _INDIC:
            return self[_DEVANAGARI + code_point % _BLOCK]
        if code_point in _LAO:
            return self[code_point + _TO_THAI]
        if code_point in _ETHIOPIC:
            consonant, order = _ROWS[code_point & ~7], code_point % 8
            return consonant + ("a" if order == 0 and consonant in ("", "h") else _VOWELS[order])
        return self._reading(code_point) or chr(code_point)

    def each(self, words: Sequence[str], are_folded: bool = False) -> list[str]:
        """The letters of each word, in order; a word may be folded or not, with the same result.

        `are_folded` says that all of them are.
        """
        spelt = list(words) if are_folded else fold_each(normalise_each(words))
        # Letters of ASCII stay what they are, and most words have no other.
        others = [at for at, word in enumerate(spelt) if not word.isascii() or "'" in word or "`" in word]
        for at, word in zip(others, on_lines(self._spell, [spelt[at] for at in others], self._spell), strict=True):
            spelt[at] = word
        return spelt

    def _spell(self, text: str) -> str:
        return _GERESH.sub("\u05f3", text).translate(self)
