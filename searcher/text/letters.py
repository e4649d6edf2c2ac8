"""What is written with letters alone: the one question that all scripts are asked."""

from searcher.expressions import expression
from searcher.text.scripts import HALF_WIDTH_VOICING, JOINERS, MARKS

_ON_LETTERS = expression(f"[{MARKS}{JOINERS}{HALF_WIDTH_VOICING}\u05f3\u05f4]+")


def is_letters(word: str) -> bool:
    """Whether `word` is letters and the marks on them: vowel signs, points and accents are part of a word.

    `str.isalpha` alone takes Telugu, Hindi, Thai or pointed Hebrew words for none. False for "".
    """
    return word.isalpha() or (not word.isascii() and _ON_LETTERS.sub("", word).isalpha())
