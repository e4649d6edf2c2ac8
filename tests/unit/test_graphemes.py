import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.text.graphemes import boundary_after, boundary_before, graphemes, is_boundary

# Characters that bind to their neighbours in every way that there is, among ordinary ones.
BINDING = "ae\u0301\u0308\u200d\u200c\ufe0f\u20e3👩👦❤🏽🇩🇪🇫가각각क्षिதமிழ்กำ\u0e33\u0600\u06dd١ガﾞ\r\n \U000e0067"
TEXTS = st.one_of(st.text(), st.text(alphabet=BINDING))

# "|" shows every boundary.
CLUSTERS = [
    ("plain letters", "a|b|c"),
    ("accent as a mark of its own", "f|e\u0301|s"),
    ("several marks", "a\u0323\u0302|b"),
    ("line end of two characters", "a|\r\n|b"),
    ("two line ends", "\n|\n"),
    ("pointed Hebrew", "\u05e9\u05c1\u05b8|ל|ו"),
    ("voweled Arabic", "مُ|حَ|مَّ|د"),
    ("Devanagari conjunct with vowel sign", "क्षि|म"),
    ("Bengali conjunct", "ন্ত|র"),
    ("Tamil, which does not stack", "க்|க"),
    ("Thai vowel and tone above", "ที่|นี่"),
    ("Thai sara am", "น้ำ"),
    ("decomposed Hangul", "한|글"),
    ("decomposed Hangul in jamo", "\u1112\u1161\u11ab|\u1100\u1173\u11af"),
    ("half-width voicing mark", "ｶﾞ|ｷ"),
    ("variation selector of an ideograph", "葛\U000e0100|城"),
    ("family", "👩‍👩‍👦‍👦|a"),
    ("skin tone", "👍🏽|👍"),
    ("heart in emoji style", "❤️|x"),
    ("heart on fire", "❤️‍🔥|x"),
    ("keycap", "1️⃣|2"),
    ("flags", "🇩🇪|🇫🇷|🇮🇹"),
    ("flag of Wales", "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f|a"),
    ("joiner after a letter binds no emoji", "a\u200d|👦"),
    ("Arabic number sign before its digits", "\u0600١|٢"),
    ("number sign before a control character", "\u0600|\n"),
]


@pytest.mark.parametrize("marked", [marked for _, marked in CLUSTERS], ids=[name for name, _ in CLUSTERS])
def test_what_a_reader_takes_for_one_character_is_not_cut(marked: str) -> None:
    text = marked.replace("|", "")
    assert list(graphemes(text)) == marked.split("|")


@given(TEXTS)
def test_pieces_cut_at_boundaries_join_to_the_text(text: str) -> None:
    pieces = list(graphemes(text))
    assert "".join(pieces) == text
    assert all(pieces)


@given(TEXTS, st.integers(-2, 60))
def test_a_piece_never_begins_with_a_mark(text: str, at: int) -> None:
    for cut in (boundary_before(text, at), boundary_after(text, at)):
        assert not unicodedata.combining(text[cut : cut + 1] or " ") or cut == 0
        assert not text[cut : cut + 1].startswith(("\u200d", "\ufe0f")) or cut == 0


@given(TEXTS, st.integers(-2, 60))
def test_the_boundaries_found_are_the_nearest(text: str, at: int) -> None:
    inside = min(max(at, 0), len(text))
    before, after = boundary_before(text, at), boundary_after(text, at)
    assert before <= inside <= after
    assert is_boundary(text, before) and is_boundary(text, after)
    assert not any(is_boundary(text, between) for between in range(before + 1, inside))
    assert not any(is_boundary(text, between) for between in range(inside, after))


def test_the_ends_are_boundaries() -> None:
    assert is_boundary("", 0)
    assert is_boundary("\u0301", 0) and is_boundary("e\u0301", 2)
    assert boundary_before("e\u0301", 1) == 0 and boundary_after("e\u0301", 1) == 2


def test_a_mark_stays_with_a_line_end_too() -> None:
    assert list(graphemes("\n\u0301a")) == ["\n\u0301", "a"]


def test_an_endless_cluster_is_cut_where_asked() -> None:
    text = "a" + "\u0301" * 100_000
    assert boundary_before(text, 50_000) == 50_000
    assert boundary_after(text, 50_000) == 50_000
    flags = "🇩🇪" * 50_000
    assert boundary_before(flags, 50_001) == 50_001


def test_a_long_row_of_flags_is_cut_between_flags() -> None:
    assert set(graphemes("🇩🇪" * 300)) == {"🇩🇪"}
