"""Acronyms letter by letter in other scripts: DPA is ДПА, and ΔΠΑ.

Agencies keep their letters where names are translated. The letters are those that stand for one another in the
alphabets themselves, not in sounds.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product

# Each Latin letter with those of Cyrillic and of Greek that stand for it; the first is the usual one.
_CYRILLIC = {
    "a": "а", "b": "б", "c": "цкс", "d": "д", "e": "еэ", "f": "ф", "g": "гґ", "h": "х", "i": "иі", "j": "йјж", "k": "к",
    "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в",
    "w": "ву", "x": "х", "y": "ий", "z": "з",
}  # fmt: skip
_GREEK = {
    "a": "α", "b": "β", "d": "δ", "e": "ε", "f": "φ", "g": "γ", "h": "χ", "i": "ι", "k": "κ", "l": "λ", "m": "μ",
    "n": "ν", "o": "ο", "p": "π", "r": "ρ", "s": "σ", "t": "τ", "u": "υ", "v": "β", "x": "ξ", "z": "ζ",
}  # fmt: skip
LETTERS = range(2, 7)
_MOST_SPELLINGS = 32


def is_acronym(raw: str) -> bool:
    """Whether a word is written as an acronym: two to six letters, all of them capitals."""
    return len(raw) in LETTERS and raw.isalpha() and raw.isupper()


def spellings(folded: str) -> Iterator[str]:
    """The same letters in other scripts, folded; some may be no acronym."""
    for table in _tables():
        choices = [table.get(letter, "") for letter in folded]
        if all(choices):
            for number, letters in enumerate(product(*choices)):
                if number < _MOST_SPELLINGS:
                    yield "".join(letters)


@cache
def _tables() -> tuple[dict[str, str], ...]:
    return _CYRILLIC, _GREEK, _turned(_CYRILLIC), _turned(_GREEK)


def _turned(table: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for letter, others in table.items():
        for other in others:
            found[other] = found.get(other, "") + letter
    return found
