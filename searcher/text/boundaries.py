"""Where the tokens of a long text are, as arrays: the same tokens as `tokens.spans` gives one by one.

A word is a run of letters, digits and what continues them. Three things are left to see to: what joins two runs, and
digits grouped in thousands, for which the places are found here and the regular expressions decide; and scripts
without spaces.
"""

import numpy as np

from searcher.expressions import expression
from searcher.text.characters import ALONE, DIGIT, EXTENDER, GROUPING, WORD, Codes, Flags, Kinds, Places, edges
from searcher.text.fold import normalise
from searcher.text.tokens import EXTEND, GERESH, GERSHAYIM, GROUP_SEPARATORS, JOINT, SECOND
from searcher.text.tokens import WORD as WORD_PATTERN

_TATWEEL, _BLANK, _LINE_END, _SOFT_HYPHEN, _HYPHENS = 0x640, 0x20, 0x0A, 0xAD, (0x2D, 0x2010, 0xAC, 0x2E17)
_SARA_AA, _NIKHAHIT, _TONES = (0xE32, 0xEB2), (0xE4D, 0xECD), ((0xE48, 0xE4B), (0xEC8, 0xECB))
_H = [ord(letter) for letter in "hH"]
_SIGNS = [ord(sign) for sign in GERESH + GERSHAYIM]
# A text can be cut after any of these without changing its tokens; a hyphen and the blanks behind it join two lines.
_BREAK = expression(
    rf"[^\w\s{EXTEND}{GROUP_SEPARATORS}{GERESH}{GERSHAYIM}\-\u2010\u00ac\u2e17]|(?<=[^\s\u00ad\-\u2010\u00ac\u2e17])[^\S{GROUP_SEPARATORS}]"
)


def cut(text: str, start: int, length: int) -> int:
    """Where the stretch of `text` that begins at `start` may end: not far behind `length` code points, if it can."""
    if len(text) - start <= length:
        return len(text)
    found = _BREAK.search(text, start + length)
    return found.end() if found else len(text)


def boundaries(text: str, codes: Codes, kinds: Kinds) -> tuple[Places, Places]:
    """(starts, ends) of the tokens of `text`, which begins and ends with a line's end; ascending code points.

    `codes` and `kinds` are those of its characters. Tokens without a normal form are left out.
    """
    starts, ends = _words(kinds)
    starts, ends = _joined(text, codes, starts, ends)
    _group(text, codes, kinds, starts, ends)
    # The grouped ones have emptied the places of those that they took in.
    full = starts < ends
    if not full.all():
        starts, ends = starts[full], ends[full]
    alone = np.flatnonzero(kinds & ALONE)
    if len(alone):
        second = _second_halves(codes, starts, alone)
        if second.any():
            kinds = kinds.copy()
            kinds[alone[second]] |= EXTENDER
            alone = alone[~second]
        starts, ends = _part(kinds, starts, ends, alone)
    stretched = np.flatnonzero(codes[starts] == _TATWEEL)
    if len(stretched):
        empty = [at for at in stretched.tolist() if not normalise(text[starts[at] : ends[at]])]
        starts, ends = np.delete(starts, empty), np.delete(ends, empty)
    return starts, ends


def _words(kinds: Kinds) -> tuple[Places, Places]:
    """The runs that begin with what may begin a word; some may be empty."""
    starts, ends = edges((kinds & (WORD | EXTENDER)) != 0)
    loose = np.flatnonzero((kinds[starts] & WORD) == 0)
    if len(loose):
        _, extended = edges((kinds & (WORD | EXTENDER)) == EXTENDER)
        behind = extended[np.searchsorted(extended, starts[loose], "right")]
        starts[loose] = np.minimum(behind, ends[loose])
    return starts, ends


def _joined(text: str, codes: Codes, starts: Places, ends: Places) -> tuple[Places, Places]:
    """One of the runs that a letter which looks like a sign joins, or a hyphen at a line's end."""
    # Most runs are parted by a blank, which joins nothing. Marks that no letter carries are no word that could go on.
    gaps = np.flatnonzero((codes[ends[:-1]] != _BLANK) & (starts[:-1] < ends[:-1]))
    end, start = ends[gaps], starts[gaps + 1]
    before, first, behind = codes[end - 1], codes[end], codes[start]
    letters = (behind - 0x5D0 < 27) | (behind - 0x400 < 0x130) | np.isin(behind, _H)
    sign = (start - end == 1) & letters & np.isin(first, _SIGNS)
    broken = (first == _LINE_END) & (before == _SOFT_HYPHEN)
    broken |= np.isin(first, _HYPHENS) & (codes[end + 1] == _LINE_END)
    joins = [
        at
        for at in gaps[sign | broken].tolist()
        if (joint := JOINT.match(text, int(ends[at]))) is not None and joint.end() == starts[at + 1]
    ]
    if joins:
        starts, ends = np.delete(starts, np.array(joins) + 1), np.delete(ends, joins)
    return starts, ends


def _second_halves(codes: Codes, starts: Places, alone: Places) -> Flags:
    """Which of the letters `alone` are one with what stands before them inside a word.

    The end of a sara am that is written as two characters, and the second letters of SECOND.
    """
    own, before = codes[alone], codes[alone - 1]
    second = np.isin(own, _SARA_AA)
    if second.any():
        further = codes[np.maximum(alone - 2, 0)]
        toned = np.zeros(len(alone), bool)
        for nikhahit, (low, high) in zip(_NIKHAHIT, _TONES, strict=True):
            toned |= (before >= low) & (before <= high) & (further == nikhahit)
        second &= np.isin(before, _NIKHAHIT) | toned
    # Of three in a row, the third begins another pair.
    for letter, first in SECOND.items():
        for at in np.flatnonzero((own == ord(letter)) & (before == ord(first))).tolist():
            second[at] = letter != first or not (second[at - 1] and alone[at - 1] == alone[at] - 1)
    begins = np.zeros(len(codes), bool)
    begins[starts] = True
    return second & ~begins[alone]


def _group(text: str, codes: Codes, kinds: Kinds, starts: Places, ends: Places) -> None:
    """Make one of the runs that are digits grouped in thousands, in place; those taken in become empty."""
    near = (starts[1:] - ends[:-1] == 1) & (ends[:-1] - starts[:-1] <= 3) & (ends[1:] - starts[1:] >= 2)
    candidates = np.flatnonzero(near)
    candidates = candidates[(kinds[ends[candidates]] & GROUPING) != 0]
    digits = kinds[starts[candidates]] & kinds[starts[candidates + 1]] & DIGIT
    done = 0
    for first in candidates[digits != 0].tolist():
        if first < done:
            continue
        last = at = first
        for match in WORD_PATTERN.finditer(text, int(starts[first])):
            while ends[last] < match.end():
                last += 1
            starts[at], ends[at] = match.span()
            at += 1
            if match.end() == ends[last]:
                break
        starts[at : last + 1] = ends[at : last + 1]
        done = last + 1


def _part(kinds: Kinds, starts: Places, ends: Places, alone: Places) -> tuple[Places, Places]:
    """Part words at the letters `alone` of scripts without spaces: each with its extenders, and what is in between."""
    behind = alone + 1
    extended = np.flatnonzero(kinds[behind] & EXTENDER)
    if len(extended):
        _, over = edges((kinds & EXTENDER) != 0)
        behind[extended] = over[np.searchsorted(over, behind[extended], "right")]
    begins = np.zeros(len(kinds), bool)
    begins[starts] = True
    whole = begins.copy()
    begins[alone] = True
    begins[behind[(kinds[behind] & WORD) != 0]] = True
    parts = np.flatnonzero(begins)
    until = ends[np.cumsum(whole[parts]) - 1]
    until[:-1] = np.minimum(until[:-1], parts[1:])
    return parts, until
