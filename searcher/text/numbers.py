"""Numbers in a text: where one ends that is written in several words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

from searcher.expressions import expression

if TYPE_CHECKING:
    from searcher.text.characters import Codes, Flags, Kinds, Places

# Bits of a word's joint: the figures with which it begins go on in a longer number before it; those with which it ends
# go on behind it; above them, the number of the sign that alone parts its last figure from another behind, from 1 on.
BEFORE, BEHIND, SIGN = 1, 2, 2
SIGNS = ".,/:-\u2010\u2013'’_+*\u066b\u066c"
_SIGN_NUMBERS = {sign: number for number, sign in enumerate(SIGNS, 1)}
MOST_JOINT = BEFORE | BEHIND | len(SIGNS) << SIGN
LOOK = 5
"""So many code points beside a word tell it."""

# A few figures and a sign before the place; of groups parted by blanks the ones before.
_JOINS_BEFORE = ".,/:'’\u00a0\u2009\u202f"
_JOINS_GROUPS = ".,'’ \u00a0\u2009\u202f"
_BEFORE = expression(rf"(?<!\d)\d{{1,3}}[{_JOINS_BEFORE}]\Z")
_GROUP_BEFORE = expression(r"(?<!\d)\d{1,3} \Z")
_GROUP = expression(r"\d{3}(?!\d)")
_GROUP_BEHIND = expression(rf"[{_JOINS_GROUPS}]\d{{3}}(?!\d)")


def joint(text: str, start: int, end: int) -> int:
    """How the figures at the ends of the word `text[start:end]` (code points) are joined to others beside it; 0: not.

    "5 million" is part of "1.5 million", "10 000" of "10 000 000", "168.30" of an address; the day and the month of a
    date are parts of it, and still themselves.
    """
    found = 0
    before = text[max(0, start - LOOK) : start]
    if text[start : start + 1].isdecimal() and (
        _BEFORE.search(before) or (_GROUP_BEFORE.search(before) and _GROUP.match(text, start, end))
    ):
        found |= BEFORE
    if text[end - 1 : end].isdecimal():
        if _GROUP_BEHIND.match(text, end):
            found |= BEHIND
        if text[end + 1 : end + 2].isdecimal():
            found |= sign_number(text[end]) << SIGN
    return found


def joints(codes: Codes, is_digit: Flags, starts: Places, ends: Places) -> Kinds:
    """`joint` of each word `text[start:end]` of a text that begins and ends with at least two ends of lines.

    `codes` and `is_digit` are of its characters.
    """
    import numpy as np

    last = len(codes) - 1
    found = np.zeros(len(starts), np.uint8)

    def digit(places: Places, offset: int) -> Flags:
        # Beyond the text is nothing, and no more than the end of a line is at its ends.
        return is_digit[np.clip(places + offset, 0, last)]

    own = np.flatnonzero(is_digit[starts] & ~is_digit[starts - 1] & is_digit[starts - 2])
    start = starts[own]
    short = ~(digit(start, -3) & digit(start, -4) & digit(start, -5))
    is_group = digit(start, 1) & digit(start, 2) & (start + 3 <= ends[own])
    is_group &= (start + 3 == ends[own]) | ~digit(start, 3)
    joins = np.isin(codes[start - 1], [*map(ord, _JOINS_BEFORE)]) | ((codes[start - 1] == ord(" ")) & is_group)
    found[own[short & joins]] = BEFORE

    own = np.flatnonzero(is_digit[ends - 1] & ~is_digit[ends] & is_digit[ends + 1])
    end = ends[own]
    is_group = digit(end, 2) & digit(end, 3) & ~digit(end, 4)
    found[own] |= (BEHIND * (is_group & np.isin(codes[end], [*map(ord, _JOINS_GROUPS)]))).astype(np.uint8)
    signs, which = np.unique(codes[end], return_inverse=True)
    numbers = np.array([sign_number(chr(sign)) << SIGN for sign in signs.tolist()], np.uint8)
    found[own] |= numbers[which]
    return found


def sign_number(text: str) -> int:
    """The number of a sign that may stand between figures, whatever its compatibility form; 0 for any other text."""
    return _SIGN_NUMBERS.get(normalize("NFKC", text), 0)


def is_apart(text: str, start: int, end: int) -> bool:
    """Whether the figures at the ends of `text[start:end]`, a word or several, are no part of a longer number."""
    return not joint(text, start, end) & (BEFORE | BEHIND)
