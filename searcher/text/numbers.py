"""Numbers in a text: where one ends that is written in several words."""

from searcher.expressions import expression

# A few figures and a sign before the place; of groups parted by blanks the ones before.
_BEFORE = expression(r"(?<!\d)\d{1,3}[.,/:'’\u00a0\u2009\u202f]$")
_GROUP_BEFORE = expression(r"(?<!\d)\d{1,3} $")
_GROUP = expression(r"\d{3}(?!\d)")
_GROUP_BEHIND = expression(r"[.,'’ \u00a0\u2009\u202f]\d{3}(?!\d)")
_LOOK = 5


def is_apart(text: str, start: int, end: int) -> bool:
    """Whether the figures in `text[start:end]` (code points) are no part of a longer number.

    "5 million" is part of "1.5 million", "10 000" of "10 000 000", "168.30" of an address; the day and the month of a
    date are parts of it, and still themselves.
    """
    before = text[max(0, start - _LOOK) : start]
    if text[start : start + 1].isdecimal() and (
        _BEFORE.search(before) or (_GROUP_BEFORE.search(before) and _GROUP.match(text, start, end))
    ):
        return False
    return not (text[end - 1 : end].isdecimal() and _GROUP_BEHIND.match(text, end))
