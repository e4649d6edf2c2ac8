"""Where a text may be cut: boundaries of user-perceived characters (extended grapheme clusters).

The rules are those of UAX #29, "Unicode Text Segmentation", section 3.1.1 (https://www.unicode.org/reports/tr29/),
over the properties that the standard library has. Two departures, both towards fewer cuts: every spacing mark (Mc)
belongs to the character before it, and a mark does so even after a control character.
"""

import unicodedata
from collections.abc import Iterator

# How many code points are looked at on either side. Stream-safe text (UAX #15, section 13) has at most 30 marks in
# a row; the rest is for flags: there are some 260, and lists of them are written without spaces.
_REACH = 1024

_JOINER = "\u200d"
# Grapheme_Extend beyond Mn and Me: zero-width non-joiner, half-width voicing marks, and by tradition SARA AM and
# its Lao twin, which are letters by category but are written above the letter before them.
_EXTENDING_LETTERS = frozenset("\u200c\u200d\uff9e\uff9f\u0e33\u0eb3")
# Grapheme_Cluster_Break=Prepend of Unicode 15.1: number signs and dots that enclose or precede what follows.
_PREPENDED = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd\U000111c2\U000111c3"
    "\U0001193f\U00011941\U00011a3a\U00011a84\U00011a85\U00011a86\U00011a87\U00011a88\U00011a89\U00011d46\U00011f02"
)
# Indic_Conjunct_Break=Linker of Unicode 15.1: the viramas of the scripts that stack consonants.
_LINKERS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d")


def is_boundary(text: str, at: int) -> bool:
    """Whether `text` can be cut before its code point `at`; True at both ends and outside."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before < "\u0300" and after < "\u0300":
        return (before, after) != ("\r", "\n")
    if _extends(after):
        return False
    if before in _PREPENDED:
        return after not in _PREPENDED and unicodedata.category(after) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return not (
        _joins_jamo(before, after)
        or (_is_flag_half(after) and _flag_halves_before(text, at) % 2 == 1)
        or (before == _JOINER and _is_pictographic(after) and _is_pictographic(_base_before(text, at)))
        or (unicodedata.category(after) == "Lo" and _follows_linker(text, at))
    )


def boundary_before(text: str, at: int) -> int:
    """The last boundary at or before code point `at`.

    In a cluster of more than 1024 code points, which no language writes, `at` itself.
    """
    at = min(max(at, 0), len(text))
    for candidate in range(at, max(at - _REACH, 0) - 1, -1):
        if is_boundary(text, candidate):
            return candidate
    return at


def boundary_after(text: str, at: int) -> int:
    """The first boundary at or after code point `at`.

    In a cluster of more than 1024 code points, which no language writes, `at` itself.
    """
    at = min(max(at, 0), len(text))
    for candidate in range(at, min(at + _REACH, len(text)) + 1):
        if is_boundary(text, candidate):
            return candidate
    return at


def graphemes(text: str) -> Iterator[str]:
    """The clusters of `text` in order; joined they are `text`."""
    if text.isascii() and "\r" not in text:
        yield from text
        return
    start = 0
    for at in range(1, len(text) + 1):
        if is_boundary(text, at):
            yield text[start:at]
            start = at


def _extends(character: str) -> bool:
    """GB9 and GB9a: marks, variation selectors, joiners, emoji modifiers and tags stay with what is before them."""
    return (
        unicodedata.category(character)[0] == "M"
        or character in _EXTENDING_LETTERS
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _joins_jamo(before: str, after: str) -> bool:
    """GB6 to GB8: leading consonant, vowel and trailing consonant of one Hangul syllable."""
    first, second = _jamo(before), _jamo(after)
    return (
        (first == "L" and second in ("L", "V", "LV", "LVT"))
        or (first in ("LV", "V") and second in ("V", "T"))
        or (first in ("LVT", "T") and second == "T")
    )


def _jamo(character: str) -> str:
    """The Hangul_Syllable_Type of the character, or ""."""
    if "\uac00" <= character <= "\ud7a3":
        return "LVT" if (ord(character) - 0xAC00) % 28 else "LV"
    if "\u1100" <= character <= "\u115f" or "\ua960" <= character <= "\ua97c":
        return "L"
    if "\u1160" <= character <= "\u11a7" or "\ud7b0" <= character <= "\ud7c6":
        return "V"
    if "\u11a8" <= character <= "\u11ff" or "\ud7cb" <= character <= "\ud7fb":
        return "T"
    return ""


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_halves_before(text: str, at: int) -> int:
    """GB12 and GB13: how many regional indicators stand in a row directly before `at`, as far as it looks."""
    start = at
    while start > max(at - _REACH, 0) and _is_flag_half(text[start - 1]):
        start -= 1
    return at - start


def _is_pictographic(character: str) -> bool:
    """GB11: Extended_Pictographic, nearly; the standard library knows symbols, and the emoji blocks are fixed."""
    if "\U0001f000" <= character <= "\U0001faff":
        return not _is_flag_half(character)
    return character > "\x7f" and unicodedata.category(character) in ("So", "Sm")


def _base_before(text: str, at: int) -> str:
    """The nearest character before `at` that extends nothing, or "" if none is near."""
    for index in range(at - 1, max(at - _REACH, 0) - 1, -1):
        if not _extends(text[index]):
            return text[index]
    return ""


def _follows_linker(text: str, at: int) -> bool:
    """GB9c: whether a virama ties the letter at `at` to a letter of the same script (the same block of 128)."""
    linked = False
    for index in range(at - 1, max(at - _REACH, 0) - 1, -1):
        character = text[index]
        if not _extends(character):
            return linked and unicodedata.category(character) == "Lo" and ord(character) >> 7 == ord(text[at]) >> 7
        linked = linked or character in _LINKERS
    return False
