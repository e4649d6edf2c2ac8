"""What figures in a query say."""

from collections.abc import Mapping

import pytest

from searcher.entities.formats import formats
from searcher.query.readings import Day, Reader, Reading
from searcher.query.rows import tokens_of
from searcher.text.numbers import is_apart


def readings(text: str, languages: Mapping[str, float] | None = None) -> list[Reading]:
    return list(Reader(formats(), text, languages or {}).readings(tokens_of(text, 0)))


def days(text: str, languages: Mapping[str, float] | None = None) -> list[tuple[int | None, int, int | None]]:
    return [(day.year, day.month, day.day) for reading in readings(text, languages) for day in reading.days]


def values(text: str, languages: Mapping[str, float] | None = None) -> list[int]:
    return [value for reading in readings(text, languages) for value in reading.values]


@pytest.mark.parametrize(
    "text",
    ["30 November", "November 30", "the 30th of November", "30 novembre", "30 de noviembre", "30 de novembro",
     "30. November", "30.11.", "30.11", "30/11", "11/30", "11月30日", "30 ноября", "30-го ноября", "30 листопада",
     "ნოემბერი 30", "30 ნოემბერს", "30 נובמבר", "30 בנובמבר", "٣٠ نوفمبر", "३० नवंबर", "30 พฤศจิกายน", "30 Νοεμβρίου",
     "30 Kasım", "30 tháng 11", "11월 30일", "november 30", "30. marraskuuta", "lapkričio 30 d.", "30:e november"],
)  # fmt: skip
def test_a_day_is_read_in_any_language(text: str) -> None:
    assert days(text, {"uk": 1.0}) == [(None, 11, 30)]


@pytest.mark.parametrize(
    "text",
    ["2021-10-25", "25.10.2021", "25/10/2021", "10/25/2021", "25. 10. 2021", "25.10.21", "10/25/21", "2021/10/25",
     "25 October 2021", "October 25, 2021", "Oct. 25th, 2021", "2021年10月25日", "2021년 10월 25일",
     "25 de octubre de 2021", "25 октября 2021 г.", "2021. gada 25. oktobris", "2021. október 25.", "25 tháng 10 năm 2021",
     "25 ตุลาคม 2021", "25 ตุลาคม 2564", "2021 m. spalio 25 d.", "২৫ অক্টোবর, ২০২১"],
)  # fmt: skip
def test_a_day_of_a_year_is_read_in_any_order(text: str) -> None:
    assert days(text) == [(2021, 10, 25)]


def test_what_may_be_two_days_is_both() -> None:
    assert days("10/11") == [(None, 11, 10), (None, 10, 11)]
    assert days("10/11/2021") == [(2021, 11, 10), (2021, 10, 11)]
    # With points the day comes first.
    assert days("10.11.2021") == [(2021, 11, 10)]
    assert days("2021-10-11") == [(2021, 10, 11)]


def test_a_name_of_two_months_is_that_of_the_language_that_fits() -> None:
    assert {month for _, month, _ in days("30 listopad")} == {10, 11}
    assert days("30 listopada", {"pl": 1.0, "hr": 0.1}) == [(None, 11, 30)]
    assert days("30 listopada", {"pl": 0.1, "hr": 1.0}) == [(None, 10, 30)]


def test_a_month_of_a_year() -> None:
    assert days("November 2021") == days("noviembre de 2021") == days("2021年11月") == [(2021, 11, None)]
    assert readings("November 2021")[0].is_month


@pytest.mark.parametrize(
    "text",
    ["1.5", "3/4", "1/2", "10-11", "24-25", "192.168.30.11", "1.30.11", "31.02.2021", "30 Feb", "29.2.2021", "2021",
     "November", "10 may die", "they march 10 miles", "version 1.2.3", "12:30", "101,102,103", "0/11", "13.13."],
)  # fmt: skip
def test_other_figures_are_no_day(text: str) -> None:
    assert days(text) == []


def test_a_month_that_is_a_common_word_wants_a_capital_or_a_year_or_nothing_else() -> None:
    assert days("10 May they met") == days("May 10") == days("10 may") == [(None, 5, 10)]
    assert days("10 may 2020 they met") == [(2020, 5, 10)]


@pytest.mark.parametrize(
    "text",
    ["10.000 Soldaten", "10,000 troops", "10 000 солдат", "10\u00a0000 soldats", "10'000 Soldaten", "10 tysięcy", "10 тысяч",
     "10 тыс. солдат", "10 thousand", "10 mille", "১০,০০০", "١٠ آلاف", "elfu 10", "10 หมื่น"],
)  # fmt: skip
def test_a_number_is_read_in_any_way_of_writing(text: str) -> None:
    assert values(text) == ([100_000] if "หมื่น" in text else [10_000])


@pytest.mark.parametrize(
    "text",
    ["1.5 million", "1,5 Millionen", "1,5 млн", "150万", "150만", "15 लाख", "1.500.000", "1 500 000", "1,500,000",
     "1500000"],
)  # fmt: skip
def test_a_million_and_a_half(text: str) -> None:
    assert values(text) == [1_500_000]


def test_a_word_for_two_numbers_is_that_of_the_language_that_fits() -> None:
    assert set(values("1 billion")) == {10**9, 10**12}
    assert values("1 billion", {"en": 1.0, "da": 0.2}) == [10**9]
    assert values("10 mil", {"es": 1.0, "hr": 0.2}) == [10_000]


@pytest.mark.parametrize("text", ["999", "1500", "1971", "30", "0.5", "1.25", "1234567890123456", "mille", "10 men"])
def test_other_figures_are_no_amount(text: str) -> None:
    assert values(text) == []


def test_a_row_is_read_from_left_to_right() -> None:
    found = readings("25 October 2021: 10,000 troops, 30.11.")
    assert [(reading.start, reading.end) for reading in found] == [(0, 3), (3, 4), (5, 7)]
    assert found[0].days == (Day(2021, 10, 25),)


@pytest.mark.parametrize(
    ("text", "figures", "apart"),
    [("1.5 million", "5 million", False), ("of 5 million", "5 million", True), ("10 000 000", "10 000", False),
     ("12 500 000", "500 000", False), ("in 2021 500 000", "500 000", True), ("192.168.30.11", "30.11", False),
     ("30.11.2021", "30.11", True), ("am 5, 30.11.", "30.11", True), ("1,10,000", "10,000", False)],
)  # fmt: skip
def test_a_number_is_no_part_of_a_longer_one(text: str, figures: str, apart: bool) -> None:
    start = text.index(figures)
    assert is_apart(text, start, start + len(figures)) is apart
