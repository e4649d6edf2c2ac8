"""Numbers in a text: where one ends that is written in several words."""

from searcher.expressions import expression
from searcher.records import dataclass
from searcher.text.scripts import character_class
from searcher.text.tokens import EXTEND, GROUP_SEPARATORS

# A few figures and a sign before the place; of groups parted by blanks the ones before.
_BEFORE = expression(r"(?<!\d)\d{1,3}[.,/:'’\u00a0\u2009\u202f]$")
_GROUP_BEFORE = expression(r"(?<!\d)\d{1,3} $")
_GROUP = expression(r"\d{3}(?!\d)")
_GROUP_BEHIND = expression(r"[.,'’ \u00a0\u2009\u202f]\d{3}(?!\d)")
_LOOK = 5
# Characters of which the words of an index have other figures than the text: compatibility forms, what is dropped.
COMPATIBLE = character_class(
    "b2-b3 b9 bc-be 2070 2074-2079 2080-2089 2150-215f 2189 2460-249b 24ea 3251-325f 32b1-32cb 3358-3370 3378-3379 "
    "339f-33a6 33a8 33af 33e0-33fe 1f100-1f10a"
)
_ODD = expression(rf"[{COMPATIBLE}]|\d[{EXTEND}\u0640]")
_JOINED = expression(rf"\d+(?:[{GROUP_SEPARATORS}/: ]\d+)+")


@dataclass(frozen=True, slots=True)
class Figures:
    """The decimal digits, in ASCII, of the first word of a row, of its last, and of all; "" for what has none.

    `whole` is "" too where not all words are figures.
    """

    first: str
    last: str
    whole: str


def figures_of(text: str) -> str:
    """The decimal digits of a text, of whatever script, as those of ASCII."""
    return "".join(str(int(character)) for character in text if character.isdecimal())


def joined_figures(text: str) -> frozenset[str] | None:
    """The figures of a text that go on behind a sign or a blank, without these; None if words may differ from them."""
    return None if _ODD.search(text) else frozenset(map(figures_of, _JOINED.findall(text)))


def may_go_on(figures: Figures, joined: frozenset[str]) -> bool:
    """Whether a row of words with such figures may not be apart in a text with these joined ones."""
    ends = tuple(filter(None, (figures.first, figures.last)))
    return any(each != figures.whole and any(end in each for end in ends) for each in joined)


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
