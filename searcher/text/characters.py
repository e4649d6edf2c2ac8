"""Texts as arrays of code points, and what kind of character each is.

The table of kinds is made from the same regular expressions and predicates that single texts are read with, so the
two cannot drift apart.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from unicodedata import unidata_version

import numpy as np
import numpy.typing as npt

from searcher.text.kept import kept
from searcher.text.scripts import KATAKANA as KATAKANA_LETTERS
from searcher.text.scripts import RADICALS, UNSPACED
from searcher.text.tokens import EXTEND, GROUP_SEPARATORS

Codes = npt.NDArray[np.uint32]
Kinds = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# Bits of a character's kind: what may begin a word; what continues one; a letter of a script without spaces; a
# decimal digit; a letter; a Latin letter; what may group digits; katakana.
WORD, EXTENDER, ALONE, DIGIT, LETTER, LATIN, GROUPING, KATAKANA = (1 << bit for bit in range(8))

LATIN_LETTERS = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_CODE_POINTS = 0x110000
# Unicode assigns nothing in between, nor after; private use has no kind.
_ASSIGNED = ((0, 0x40000), (0xE0000, 0xE1000))


def codes_of(text: str) -> Codes:
    """The code points of `text`; lone surrogates stay what they are."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32, copy=False)


def _stretches() -> Iterator[tuple[int, str]]:
    for start, end in _ASSIGNED:
        yield start, np.arange(start, end, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")


def runs(character_class: str) -> list[slice]:
    """The ranges of code points in a regular expression's [...]."""
    pattern = re.compile(f"[{character_class}]+")
    return [
        slice(start + match.start(), start + match.end())
        for start, characters in _stretches()
        for match in pattern.finditer(characters)
    ]


@cache
def kinds_table() -> Kinds:
    """Code point → bits."""
    classes = (
        (WORD, r"^\W_"),
        (WORD, RADICALS),
        (EXTENDER, EXTEND),
        (DIGIT, r"\d"),
        (LATIN, LATIN_LETTERS),
        (GROUPING, GROUP_SEPARATORS),
        (KATAKANA, KATAKANA_LETTERS),
        (ALONE, UNSPACED),
    )
    return _kept("kinds", classes, lambda: _kinds(classes))


def _kinds(classes: tuple[tuple[int, str], ...]) -> Kinds:
    table = np.zeros(_CODE_POINTS, np.uint8)
    for bit, inside in classes:
        for run in runs(inside):
            table[run] |= bit * (table[run] & WORD) if bit == ALONE else bit
    for start, characters in _stretches():
        letters = np.fromiter(map(str.isalpha, characters), bool, len(characters))
        table[start : start + len(characters)] |= LETTER * letters.astype(np.uint8)
    return table


@cache
def numbers_table(classes: tuple[str, ...]) -> Kinds:
    """Code point → the number of the first of `classes` (insides of [...]) that holds it, from 1 on; 0 for none."""
    return _kept("numbers", classes, lambda: _numbers(classes))


def _numbers(classes: tuple[str, ...]) -> Kinds:
    table = np.zeros(_CODE_POINTS, np.uint8)
    for number, inside in reversed(list(enumerate(classes, 1))):
        for run in runs(inside):
            table[run] = number
    return table


def _kept(name: str, classes: object, make: Callable[[], Kinds]) -> Kinds:
    """A table of characters, which depends on the Unicode of this Python."""
    return kept(name, ["table"], f"{sys.version} {unidata_version} {classes!r}", lambda: {"table": make()})["table"]


def edges(inside: npt.NDArray[np.bool_]) -> tuple[Places, Places]:
    """(starts, ends) of the runs of True in `inside`, whose first and last are False."""
    changes = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    return changes[0::2], changes[1::2]


def joined(texts: Iterable[str], between: str = "\n") -> str:
    """The texts with the ends of lines before, between and after them; none is in a word by itself."""
    return between.join(("", *texts, ""))
