"""What a text must read where words are asked for exactly, in upper and lower case."""

import operator
import re
from functools import cached_property
from itertools import pairwise
from unicodedata import is_normalized, normalize

from searcher.expressions import expression
from searcher.query.plan import Variant
from searcher.records import dataclass
from searcher.text.letter_case import OTHERWISE, has_capital, letter_case
from searcher.text.numbers import sign_number
from searcher.text.scripts import UNSPACED
from searcher.text.tokens import EXTEND, GROUP_SEPARATORS, HEBREW, is_unspaced, spans

_NO_LETTER = expression(r"[\W_]*")
# Makes one token of the digits before it.
_MORE_DIGITS = expression(rf"(?:[{GROUP_SEPARATORS}]\d{{3}})+(?!\d)")

_EXTENDER = expression(f"[{EXTEND}]")
# Letters of which each may be a token, or that a sign may join.
_UNCLEAR = expression(f"[{UNSPACED}{EXTEND}{HEBREW}]")


@dataclass(frozen=True)
class Reading:
    """What a text must read.

    `text` is what was asked for, and `pieces` are what white space parts, in the form NFKC. `cases` are the letter
    cases of the words, and `cased` says whether each begins with a letter that has a case; both are empty if the words
    tell nothing. `spaced` says of what stands before, between and behind the words whether it is white space alone, or
    before and behind nothing; `signs` has the numbers of the signs that alone stand between two figures there, 0 for
    anything else.
    """

    text: str
    pieces: tuple[str, ...]
    cases: tuple[int, ...]
    cased: tuple[bool, ...]
    spaced: tuple[bool, ...]
    signs: tuple[int, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds it in a text that is in the form NFKC, inside of words too."""
        return re.compile(r"\s+".join(map(re.escape, self.pieces)))

    @cached_property
    def is_countable(self) -> bool:
        """Whether `count` may tell."""
        is_whole = bool(self.cases) and self.spaced[0] and self.spaced[-1]
        return is_whole and _UNCLEAR.search(self.text) is None and is_normalized("NFKC", self.text)

    def count(self, text: str, end: int) -> int:
        """How often words of `text[:end]` read just so, without compatibility forms; -1 if only its tokens tell."""
        found = 0
        match = self.pattern.search(text, 0, end)
        while match is not None:
            start, stop = match.span()
            before, behind = text[start - 1 : start], text[stop : min(stop + 1, end)]
            if _EXTENDER.match(before) or (text[start].isdigit() and before and before in GROUP_SEPARATORS):
                return -1
            goes_on = _continues(before) or _continues(behind) or _EXTENDER.match(behind)
            if not goes_on and not (text[stop - 1].isdigit() and _MORE_DIGITS.match(text, stop, end)):
                found += 1
            match = self.pattern.search(text, start + 1, end)
        return found

    @property
    def is_plain(self) -> bool:
        """Whether columns can tell for sure that a text reads so."""
        told = all(map(operator.or_, self.spaced, map(bool, self.signs)))
        return bool(self.cases) and told and OTHERWISE not in self.cases


def reading_of(variant: Variant) -> Reading:
    """What a text must read where `variant` stands, which is written in some way."""
    written = variant.written
    pieces = tuple(normalize("NFKC", written).split())
    tokens = list(spans(written))
    words = [word for _, _, word in tokens]
    places = [{word for _, word in place} for place in variant.places]
    edges = [0, *(edge for start, end, _ in tokens for edge in (start, end)), len(written)]
    between = [normalize("NFKC", written[start:end]) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    # A sign may stand for letters (™), which would then be counted as the words' own.
    if places != [{word} for word in words] or not all(map(_NO_LETTER.fullmatch, between)):
        return Reading(written, pieces, (), (), (), ())
    spaced = [each.isspace() for each in between]
    signs = [
        sign_number(gap) if before[-1].isdecimal() and behind[0].isdecimal() else 0
        for gap, (before, behind) in zip(between[1:-1], pairwise(words), strict=True)
    ]
    spaced[0], spaced[-1] = not between[0].strip(), not between[-1].strip()
    return Reading(
        written,
        pieces,
        tuple(letter_case(written[start:end], word) for start, end, word in tokens),
        tuple(map(has_capital, words)),
        tuple(spaced),
        (0, *signs, 0),
    )


def _continues(character: str) -> bool:
    """Whether a character, or nothing, beside a word in a script with spaces belongs to it."""
    return character.isalnum() and not is_unspaced(character)
