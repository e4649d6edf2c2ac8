"""Numbers in the digits of any script: ١٠ and १० are 10."""

from functools import cache

from searcher.expressions import expression

# The zeros of the digits that texts are written with (Unicode 14, general category Nd), nine digits behind each:
# ASCII, Arabic, Persian and Urdu, N'Ko, the scripts of India, Thai, Lao, Tibetan, Burmese, Khmer, Mongolian.
_ZEROS = (
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
    0xF20, 0x1040, 0x17E0, 0x1810,
)  # fmt: skip
_NUMBER = expression(r"\d+")
# Longer runs are data, not numbers that somebody tells: telephones, checksums.
MOST_DIGITS = 12


def number_in(word: str) -> str:
    """The number that a word begins with, in ASCII digits without leading zeros; "" if it begins with none.

    Endings and units may follow (2018년, 125th), but no digits: 4x4 is no number. `word` is normalised: of digits
    grouped in thousands the separators are gone.
    """
    found = _NUMBER.match(word)
    if found is None or len(found[0]) > MOST_DIGITS or _NUMBER.search(word, found.end()):
        return ""
    return str(int(found[0]))


@cache
def _digits() -> tuple[dict[int, int], ...]:
    return tuple({ord("0") + digit: zero + digit for digit in range(10)} for zero in _ZEROS)


def written_numbers(number: str) -> list[str]:
    """A number of ASCII digits in the digits of each script, and with a zero before a single one, as dates have it."""
    forms = (number, f"0{number}") if len(number) == 1 else (number,)
    return [form.translate(digits) for form in forms for digits in _digits()]
