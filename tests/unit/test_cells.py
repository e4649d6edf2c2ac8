import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.text.cells import HIDDEN, UNSAFE, Segment, cells, clip, printable, wrap
from searcher.text.graphemes import graphemes

MIXED = "ab 漢字。「かな」 שלום مرحبا e\u0301 ที่นี่ 한글 👩‍👦❤️🇩🇪 \u200b-…"
HOSTILE = (
    "\x1b[]0;m\x07\t\n\r\x9b\u202e\u2066\u2069\u200f\ud800\0\xad\u200c\ufe0f\ufe00\U000e0100\U000e0041\ufffa\u3164ก"
)
TEXTS = st.one_of(st.text(), st.text(alphabet=MIXED + HOSTILE))
PRINTABLE = st.text(alphabet=MIXED)
SEGMENTS = st.lists(st.tuples(PRINTABLE, st.sampled_from(["", "1", "2"])), max_size=8)


def plain(lines: list[list[Segment]]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0), ("abc", 3), ("café", 4), ("cafe\u0301", 4), ("漢字", 4), ("ｱ", 1), ("Ａ", 2), ("한글", 4),
        ("\u1112\u1161\u11ab", 2), ("שָׁלוֹם", 4), ("مُحَمَّد", 4), ("ที่", 1), ("a\u200db", 2), ("🇩🇪", 2), ("❤", 1),
        ("❤️", 2), ("1️⃣", 2), ("👍", 2), ("…", 1), ("\U0001fae8", 2), ("co\xadop", 5),
    ],
)  # fmt: skip
def test_the_width_of_a_text(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("red \x1b[31malert\x1b[0m!", "red alert!"),
        ("\x9b1;31mred", "red"),
        ("\x1b]0;new title\x07text", "text"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bP1$r0m\x1b\\text", "text"),
        ("\x1b(Btext\x1bc", "text"),
        ("\x1b]0;never ended, so not hidden", "0;never ended, so not hidden"),
        ("\x1b]0;not\nover lines\x07", "0;not over lines"),
        ("a\0b\x07c\x08d\x7fe\x84f", "abcdef"),
        ("one\ntwo\r\nthree\tfour", "one two three four"),
        ("paragraph\n\n \n\tnext", "paragraph next"),
        ("a\u2028b\u2029c\x85d\x0be\x0cf\x1cg", "a b c d e f g"),
        ("two  spaces stay", "two  spaces stay"),
        ("evil\u202egnp.exe\u202c", "evilgnp.exe"),
        ("\u2067שלום\u2069 \u200fא\u200e \u061cب", "שלום א ب"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩‍👦 e\u0301 क्\u200dष", "👩‍👦 e\u0301 क्\u200dष"),
        ("\ufefftext", "text"),
        ("lost \ud83d half", "lost \ufffd half"),
        ("no\u00a0break", "no\u00a0break"),
        ("pass\xadword", "password"),
        ("pay\u200bpal \u2060\u2063x\u034fy", "paypal xy"),
        ("tag\U000e0001\U000e0068\U000e0069ged", "tagged"),
        ("base\ufff9a\ufffanote\ufffb", "baseanote"),
        ("fill\u3164\u115fers\uffa0", "fillers"),
        ("a\ufe0fb\ufe0f\U000e0100", "ab"),
        ("❤\ufe0f\ufe0f\U000e0141\U000e0142!", "❤\ufe0f!"),
        ("葛\U000e0100城 1\ufe0f\u20e3", "葛\U000e0100城 1\ufe0f\u20e3"),
        ("ad\u200dm\u200cin", "admin"),
        ("می\u200c\u200c\u200dخواهم \u200c", "می\u200cخواهم "),
        ("\u200dव and क्\u200d", "\u200dव and क्\u200d"),
        ("👩\u200d", "👩"),
        ("🏳\ufe0f\u200d🌈 👩🏽\u200d⚕\ufe0f", "🏳\ufe0f\u200d🌈 👩🏽\u200d⚕\ufe0f"),
    ],
)
def test_what_may_be_shown_of_a_text(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(TEXTS)
def test_nothing_unsafe_is_ever_shown(text: str) -> None:
    shown = printable(text)
    assert not re.search(f"[{UNSAFE}{HIDDEN}]", shown)
    assert not re.search("[\u200c\u200d]{2}|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2}", shown)
    assert printable(shown) == shown
    shown.encode()


@given(TEXTS)
def test_letters_without_escape_sequences_are_all_shown(text: str) -> None:
    text = re.sub(f"[\x1b\x90-\x9f{HIDDEN}\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]", "", text)
    letters = [character for character in text if unicodedata.category(character)[0] in "LNMPS"]
    assert [character for character in printable(text) if character in set(letters)] == letters


def test_hostile_text_takes_no_more_time_than_its_length() -> None:
    for text in ("\x1b]" * 50_000, "\n" + " " * 100_000, ("\n" + " " * 50) * 5_000, "\x1b[" + "0" * 100_000):
        assert "\x1b" not in printable(text)


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [("short", 5, "short"), ("longer", 5, "long…"), ("漢字漢字", 5, "漢字…"), ("漢字漢字", 6, "漢字…"),
     ("cafe\u0301s", 5, "cafe\u0301s"), ("cafe\u0301s", 4, "caf…"), ("👩‍👦👩‍👦", 5, "👩‍👦…"), ("ab", 1, "…"),
     ("ab", 0, ""), ("", 0, "")],
)  # fmt: skip
def test_a_clipped_text(text: str, width: int, shown: str) -> None:
    assert clip(text, width) == shown


@given(PRINTABLE, st.integers(0, 20))
def test_a_clipped_text_fits_and_keeps_whole_characters(text: str, width: int) -> None:
    shown = clip(text, width)
    assert cells(shown) <= width
    if shown != text and shown:
        kept = list(graphemes(shown.removesuffix("…")))
        assert kept == list(graphemes(text))[: len(kept)]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("the quick brown fox", 10, ["the quick", "brown fox"]),
        ("exactly ten", 7, ["exactly", "ten"]),
        ("  many   spaces  ", 20, ["many spaces"]),
        ("a verylongwordindeed b", 8, ["a", "verylong", "wordinde", "ed b"]),
        ("会談は平壌で行われた。次", 10, ["会談は平壌", "で行われ", "た。次"]),
        ("彼は「本」を読む", 6, ["彼は", "「本」", "を読む"]),
        ("ロシアのプーチン", 10, ["ロシアの", "プーチン"]),
        ("한글은 띄어 쓴다", 8, ["한글은", "띄어", "쓴다"]),
        ("ไปที่นี่เมื่อวาน", 4, ["ไปที่นี่", "เมื่อ", "วาน"]),
        ("zero\u200bwidth", 6, ["zero\u200b", "width"]),
        ("שלום עולם גדול", 10, ["שלום עולם", "גדול"]),
        ("", 10, []),
        ("   ", 10, []),
    ],
)  # fmt: skip
def test_a_wrapped_text(text: str, width: int, lines: list[str]) -> None:
    assert plain(wrap([(text, "")], width)) == lines


def test_styles_stay_on_their_words() -> None:
    segments = [("the ", ""), ("quick brown", "1"), (" fox", "")]
    assert wrap(segments, 10) == [[("the ", ""), ("quick", "1")], [("brown", "1"), (" fox", "")]]


@given(SEGMENTS, st.integers(2, 30))
def test_lines_fit_and_lose_nothing_but_spaces(segments: list[Segment], width: int) -> None:
    lines = wrap(segments, width)
    assert wrap(segments, width, 2) == lines[:2]
    for line in plain(lines):
        assert cells(line) <= width or len(list(graphemes(line))) == 1
        assert next(iter(graphemes(line))) != " " and line[-1] != " "
        assert "  " not in line
    shown = [(character, style) for line in lines for text, style in line for character in text if character != " "]
    assert shown == [(character, style) for text, style in segments for character in text if character != " "]


@given(SEGMENTS, st.integers(2, 30))
def test_no_line_begins_inside_a_character(segments: list[Segment], width: int) -> None:
    for line in plain(wrap(segments, width))[1:]:
        assert not unicodedata.combining(line[0])
