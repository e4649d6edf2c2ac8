"""Spellings of Indic scripts: nasals, which have two, and letters that have no vowel, which have two codes."""

import re

from searcher.expressions import expression

# The blocks of these scripts are laid out alike (The Unicode Standard, chapter 12): the five rows of stops, each with
# its nasal behind it, the sibilants, the candrabindu, the anusvara and the virama stand at the same places.
_DEVANAGARI, _BENGALI, _GURMUKHI, _GUJARATI, _ORIYA, _TELUGU, _KANNADA, _MALAYALAM = (
    0x900, 0x980, 0xA00, 0xA80, 0xB00, 0xC00, 0xC80, 0xD00
)  # fmt: skip
_BLOCKS = (_DEVANAGARI, _BENGALI, _GURMUKHI, _GUJARATI, _ORIYA, _TELUGU, _KANNADA, _MALAYALAM)
_ROWS = (0x15, 0x1A, 0x1F, 0x24, 0x2A)
_STOPS, _NASAL = 4, 4
_DENTAL_NASAL, _SIBILANTS = 0x28, (0x36, 0x38)
_CANDRABINDU, _ANUSVARA, _VIRAMA = 0x01, 0x02, 0x4D
# Where people write the candrabindu and the anusvara for each other; the tippi of Gurmukhi is one more.
_NASALISING = (_DEVANAGARI, _GURMUKHI, _GUJARATI)
_TIPPI = 0xA70


def _nasal_before_stop(block: int) -> str:
    """A nasal without a vowel before a stop of its row, and n before a sibilant: where an anusvara may stand."""
    virama = chr(block + _VIRAMA)
    rows = [
        f"{chr(block + row + _NASAL)}{virama}(?=[{chr(block + row)}-{chr(block + row + _STOPS - 1)}])" for row in _ROWS
    ]
    sibilants = "-".join(chr(block + at) for at in _SIBILANTS)
    return "|".join((*rows, f"{chr(block + _DENTAL_NASAL)}{virama}(?=[{sibilants}])"))


_INDIC = expression("[\u0900-\u0d7f]")
_NASALISED = "".join(chr(block + _CANDRABINDU) for block in _NASALISING) + chr(_TIPPI)
_NASALS = expression("|".join((*map(_nasal_before_stop, _BLOCKS), f"[{_NASALISED}]")))
# Malayalam nta: with the chillu of n, with or without a virama behind it, or as two letters.
_NTA = expression("\u0d7b\u0d4d?\u0d31")

# Letter, virama and zero-width joiner, as before Unicode 5.1 (and 4.1 for the Bengali one): the atomic letter.
_ATOMIC = {
    "\u0d23": "\u0d7a", "\u0d28": "\u0d7b", "\u0d30": "\u0d7c", "\u0d31": "\u0d7c", "\u0d32": "\u0d7d",
    "\u0d33": "\u0d7e", "\u0d15": "\u0d7f", "\u09a4": "\u09ce",
}  # fmt: skip
_OLD = expression(f"([{''.join(_ATOMIC)}])[\u0d4d\u09cd]\u200d")


def chillus(raw: str) -> str:
    """`raw` with one code for each letter that has no vowel: the chillus of Malayalam, the khanda ta of Bengali."""
    return _OLD.sub(lambda found: _ATOMIC[found[1]], raw)


def nasals(text: str) -> str:
    """`text` with an anusvara wherever one may be written: हिन्दी as हिंदी, सङ्गीत as संगीत, चाँद as चांद."""
    if text.isascii() or _INDIC.search(text) is None:
        return text
    return _NTA.sub("\u0d28\u0d4d\u0d31", _NASALS.sub(_anusvara, text))


def _anusvara(found: re.Match[str]) -> str:
    return chr((ord(found[0][0]) & ~0x7F) + _ANUSVARA)
