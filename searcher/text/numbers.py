"""Numbers in a text: where one ends that is written in several words."""

from unicodedata import normalize

from searcher.expressions import expression

# Bits of a word's joint: the figures with which it begins go on in a longer number before it; those with which it ends
# go on behind it; above them, the number of the sign that alone parts its last figure from another behind, from 1 on.
BEFORE, BEHIND, SIGN = 1, 2, 2
SIGNS = ".,/:-\u2010\u2013'’_+*\u066b\u066c"
_SIGN_NUMBERS = {sign: number for number, sign in enumerate(SIGNS, 1)}
MOST_JOINT = BEFORE | BEHIND | len(SIGNS) << SIGN
LOOK = 5
"""So many code points beside a word tell it."""

# A few figures and a sign before the place; of groups parted by blanks the ones before.
_BEFORE = expression(r"(?<!\d)\d{1,3}[.,/:'’\u00a0\u2009\u202f]\Z")
_GROUP_BEFORE = expression(r"(?<!\d)\d{1,3} \Z")
_GROUP = expression(r"\d{3}(?!\d)")
_GROUP_BEHIND = expression(r"[.,'’ \u00a0\u2009\u202f]\d{3}(?!\d)")


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


def sign_number(text: str) -> int:
    """The number of a sign that may stand between figures, whatever its compatibility form; 0 for any other text."""
    return _SIGN_NUMBERS.get(normalize("NFKC", text), 0)


def is_apart(text: str, start: int, end: int) -> bool:
    """Whether the figures at the ends of `text[start:end]`, a word or several, are no part of a longer number."""
    return not joint(text, start, end) & (BEFORE | BEHIND)
