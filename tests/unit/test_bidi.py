"""Right-to-left text as it is seen. What is expected is written with capitals for letters from right to left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.text.bidi import visual

_HEBREW = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", map(chr, range(0x5D0, 0x5EA)), strict=True))
_LATIN = {letter: name for name, letter in _HEBREW.items()}


def seen(text: str) -> str:
    row = visual([("".join(_HEBREW.get(letter, letter) for letter in text), "")])
    return "".join(_LATIN.get(letter, letter) for text, _ in row for letter in text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("latin only 12", "latin only 12"),
        ("ABC", "CBA"),
        ("he said ABC DEF.", "he said FED CBA."),
        ("ABC said he", "said he CBA"),
        ("ABC 12 DEF", "FED 12 CBA"),
        ("price ABC 1,250 D end", "price D 1,250 CBA end"),
        ("ABC (DEF) GHI", "IHG (FED) CBA"),
        ("x ABC! y", "x CBA! y"),
        ("ABC, 50%", "50% ,CBA"),
    ],
)
def test_it_is_seen_as_it_is_read(typed: str, expected: str) -> None:
    assert seen(typed) == expected


def test_styles_go_with_their_letters() -> None:
    assert visual([("ab ", ""), ("אב", "match"), ("ג", "")]) == [("ab ג", ""), ("בא", "match")]


def test_marks_stay_on_their_letter() -> None:
    assert visual([("שָׁב", "")]) == [("בשָׁ", "")]


@given(st.text(alphabet="ab 12,.()אבג٣سل%-", max_size=40))
def test_nothing_is_lost(text: str) -> None:
    mirror = str.maketrans(")(", "((")
    row = visual([(text, "")])
    assert sorted("".join(part for part, _ in row).translate(mirror)) == sorted(text.translate(mirror))
