"""How a word is written in upper and lower case, as a number beside its normal form, which has neither."""

from unicodedata import normalize

# So many letters have a bit each.
LETTERS = 16
ALL = (1 << LETTERS) - 1
"""Every letter that has an upper case is in it, and that is not the first one alone; whatever the length."""
MOST = ALL - 64
"""The greatest number that says which letters are capitals: some are left for what an index tells of other words."""
OTHERWISE = -1
"""Written in a way that no number tells: with other characters, or with a capital behind the letters that have bits."""


def letter_case(raw: str, word: str) -> int:
    """Which letters of `word` are capitals in `raw`, of which it is the normal form: bit n for letter n, from 0.

    ALL and OTHERWISE stand for what they say. Two raw forms of one word with the same number, not OTHERWISE, are equal
    but for compatibility forms, and two with different ones are not.
    """
    there = raw if raw.isascii() else normalize("NFKC", raw)
    if there is not raw and any(there[at].isdecimal() > raw[at].isdecimal() for at in (0, -1)):
        # A superscript: what stands between figures is told of figures alone.
        return OTHERWISE
    if there == word:
        return 0
    if len(there) != len(word):
        return OTHERWISE
    if there[1:] == word[1:] and has_capital(word):
        return 1 if there[0] == word[0].upper() else OTHERWISE
    capitals = [letter.upper() for letter in word]
    if list(there) == capitals:
        return ALL
    case = 0
    for at, (own, letter, capital) in enumerate(zip(there, word, capitals, strict=True)):
        if own != letter:
            if own != capital:
                return OTHERWISE
            case |= 1 << at
    return case if case <= MOST else OTHERWISE


def has_capital(word: str) -> bool:
    """Whether the first letter of a normal form is another one in a name, one letter too."""
    first = word[0].title()
    return first != word[0] and len(first) == 1


def has_case(text: str) -> bool:
    """Whether a text begins with a letter that may be a capital, whether or not it is one.

    Georgian has capitals for words that are written in capitals throughout, and none for the beginnings of names.
    """
    return text[:1].lower() != text[:1].title()


def is_small_letter(text: str) -> bool:
    """Whether a text begins with a letter that would be a capital in a name, and is none."""
    return text[:1].islower() and text[:1].title() != text[:1]
