"""Text in the order in which it is seen, for terminals that put every letter to the right of the one before.

After the Unicode Bidirectional Algorithm (UAX #9, https://www.unicode.org/reports/tr9/): the weak types (W1 to W7), the
neutral ones (N1, N2; brackets as any other neutral), the implicit levels and the reordering (I1, I2, L1 to L4). Marks
of direction have no place here, because none of them reaches a terminal. Letters are not joined: Arabic stands in its
separate forms where a terminal does not shape it.
"""

import unicodedata
from collections.abc import Sequence

from searcher.expressions import expression
from searcher.text.cells import Segment
from searcher.text.graphemes import graphemes

# Blocks with letters from right to left: Hebrew to Arabic Extended-A, presentation forms, further ones of plane 1.
_RIGHT_TO_LEFT = expression("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_MIRRORED = dict(zip("()[]{}<>«»‹›≤≥⟨⟩", ")(][}{><»«›‹≥≤⟩⟨", strict=True))
_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}


def has_right_to_left(text: str) -> bool:
    """Whether any of a text runs from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def visual(row: Sequence[Segment]) -> list[Segment]:
    """A row of segments from left to right as it is seen, each character in the style that it had.

    The row runs as its first strong character does; it is not put at the right edge.
    """
    if not any(has_right_to_left(text) for text, _ in row):
        return list(row)
    letters = [(letter, style) for text, style in row for letter in graphemes(text)]
    levels = _levels([_type(letter) for letter, _ in letters])
    order = list(range(len(letters)))
    for level in range(max(levels), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    seen: list[Segment] = []
    for at in order:
        letter, style = letters[at]
        shown = _MIRRORED.get(letter, letter) if levels[at] % 2 else letter
        if seen and seen[-1][1] == style:
            seen[-1] = (seen[-1][0] + shown, style)
        else:
            seen.append((shown, style))
    return seen


def _type(letter: str) -> str:
    """The bidirectional type of a character with its marks."""
    return unicodedata.bidirectional(letter[0]) or "L"


def _levels(types: Sequence[str]) -> list[int]:
    """The embedding level of each character: even from left to right, odd from right to left."""
    base = next((0 if kind == "L" else 1 for kind in types if kind in ("L", "R", "AL")), 0)
    around = "R" if base else "L"
    kinds = _neutral(_weak(list(types), around), around)
    levels = [base + _raised(kind, base) for kind in kinds]
    # Blanks at the end are of the row itself (L1).
    for at in range(len(types) - 1, -1, -1):
        if types[at] not in ("WS", "S", "B", "BN"):
            break
        levels[at] = base
    return levels


def _raised(kind: str, base: int) -> int:
    if base % 2:
        return 0 if kind == "R" else 1
    return {"L": 0, "R": 1}.get(kind, 2)


def _weak(kinds: list[str], around: str) -> list[str]:
    """Numbers, and what belongs to them."""
    strong = before = around
    for at, kind in enumerate(kinds):
        if kind == "NSM":  # W1
            kind = kinds[at] = before
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":  # W2
            kinds[at] = "AN"
        before = kinds[at]
    kinds = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    for at in range(1, len(kinds) - 1):  # W4
        sides = kinds[at - 1], kinds[at + 1]
        if sides == ("EN", "EN") and kinds[at] in ("ES", "CS"):
            kinds[at] = "EN"
        elif sides == ("AN", "AN") and kinds[at] == "CS":
            kinds[at] = "AN"
    at = 0
    while at < len(kinds):  # W5
        end = at
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if end > at and "EN" in (kinds[at - 1] if at else "", kinds[end] if end < len(kinds) else ""):
            kinds[at:end] = ["EN"] * (end - at)
        at = max(end, at + 1)
    strong = around
    for at, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind in ("ES", "ET", "CS"):  # W6
            kinds[at] = "ON"
        elif kind == "EN" and strong == "L":  # W7
            kinds[at] = "L"
    return kinds


def _neutral(kinds: list[str], around: str) -> list[str]:
    """What has no direction takes that of both sides, or else that of the row."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] not in _STRONG:
            end += 1
        if end > at:
            before = _STRONG[kinds[at - 1]] if at else around
            after = _STRONG[kinds[end]] if end < len(kinds) else around
            kinds[at:end] = [before if before == after else around] * (end - at)
        at = max(end, at + 1)
    return kinds
