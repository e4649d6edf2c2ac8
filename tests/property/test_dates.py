"""Dates and numbers: whatever a language writes is read as what it means."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searcher.entities.formats import formats
from searcher.query.readings import LIKE_YEARS, Day, Reader, Reading
from searcher.query.rows import tokens_of
from searcher.query.written import amount_forms, amounts_in_figures, day_forms

DAYS = st.builds(Day, st.none() | st.integers(1000, 2199), st.integers(1, 12), st.integers(1, 28))
# Of some languages only the order of figures is known; Tibetan parts its words within what stands around a month.
LANGUAGES = sorted(set(formats().dates) & {lang for name in formats().names(1) for lang in name.langs} - {"bo", "dz"})


def read(text: str, lang: str) -> list[Reading]:
    return list(Reader(formats(), text, {lang: 1.0}).readings(tokens_of(text, 0)))


@given(day=DAYS, lang=st.sampled_from(LANGUAGES))
def test_a_day_that_is_written_is_read_again(day: Day, lang: str) -> None:
    names = [name for name in formats().names(day.month) if lang in name.langs]
    forms = list(day_forms(day, lang, formats(), names))
    assert forms
    for form in forms:
        if form.written and day.year is None:
            # A fraction in a query: "3/4", "1.5".
            continue
        assert any(day in reading.days for reading in read(form.text, lang)), form.text


@given(value=st.integers(1, 9999), power=st.integers(3, 9), lang=st.sampled_from(LANGUAGES))
@example(value=100, power=7, lang="af")
def test_a_number_that_is_written_is_read_again(value: int, power: int, lang: str) -> None:
    amount = value * 10**power
    # Marks and letters that stand before the figures in one word are no word for a number.
    forms = [form for form in amount_forms(amount, formats().amounts.get(lang, ())) if form.text[:1].isdecimal()]
    for form in (*forms, *amounts_in_figures(amount)):
        if "," in form.text or amount in LIKE_YEARS or (lang, amount >= 10**9) in (("bn", True), ("my", True)):
            continue
        assert any(amount in reading.values for reading in read(form.text, lang)), form.text


@pytest.mark.parametrize("lang", ["de", "en", "ru", "zh", "ka", "hi"])
def test_the_forms_of_a_day_are_few(lang: str) -> None:
    names = [name for name in formats().names(11) if lang in name.langs]
    assert len(list(day_forms(Day(2021, 11, 30), lang, formats(), names))) < 80
