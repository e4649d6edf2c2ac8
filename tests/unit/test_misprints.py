"""Letters that are taken for others of the same shape, and Russian as it was spelled before 1918."""

import pytest

from searcher.text.fold import fold
from searcher.text.misprints import MISPRINTS, misprints
from searcher.text.russian import after_reform, before_reform
from searcher.text.tokens import words_of


def test_lines_are_a_sign_and_another() -> None:
    lines = MISPRINTS.read_text(encoding="utf-8").splitlines()
    pairs = [tuple(line.split("\t")) for line in lines if line and line[0] not in "#["]
    assert len(pairs) == len([line for line in lines if line and line[0] not in "#["])
    for sign, other in pairs:
        assert sign.removeprefix("^") != other, sign
        assert sign == sign.lower() and other == other.lower(), sign


@pytest.mark.parametrize(
    ("word", "misprint"),
    [
        ("schlesien", "fchlesien"),
        ("schlesien", "schlefien"),
        ("clemenceau", "clernenceau"),
        ("bismarck", "vismarck"),
        ("zürich", "ziirich"),
        ("groningen", "grouingen"),
        ("liverpool", "liverpoo1"),
        ("петербург", "пегербург"),
    ],
)
def test_a_letter_is_taken_for_one_of_its_shape(word: str, misprint: str) -> None:
    assert misprint in misprints(word)


def test_a_short_word_has_no_misprints() -> None:
    assert misprints("bern") == frozenset()
    assert misprints("東京都庁前") == frozenset()


@pytest.mark.parametrize(
    ("now", "then"),
    [("киев", "кіевъ"), ("вена", "вѣна"), ("керенский", "керенскій"), ("федор", "ѳедоръ"), ("россия", "россія")],
)
def test_russian_was_spelled_otherwise(now: str, then: str) -> None:
    assert before_reform(now) == fold(then)
    assert after_reform(fold(then)) == now


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "¬", "⸗"])
def test_a_word_that_a_line_breaks_is_one(hyphen: str) -> None:
    assert words_of(f"Fürst Bis{hyphen}\nmarck") == ["fürst", "bismarck"]
    assert words_of(f"a {hyphen} b") == ["a", "b"]
