"""Spellings of Japanese words in kana: hiragana and katakana, signs of repetition, long vowels at the end."""

from collections.abc import Sequence
from unicodedata import normalize

_HIRAGANA, _KATAKANA, _BETWEEN = range(0x3041, 0x3097), range(0x30A1, 0x30F7), 0x60
# What repeats the character before it: as it is; and voiced, with the dots that a kana then has.
_REPEATED, _VOICED = "ゝヽ々", "ゞヾ"
_DOTS = "\u3099"
LONG = "ー"


def is_hiragana(token: str) -> bool:
    """Whether a token, one character of a script without spaces, is one."""
    return ord(token[0]) in _HIRAGANA


def others(folds: Sequence[str], at: int) -> tuple[str, ...]:
    """What else may stand for the character `folds[at]` (folded, one token) in the place of that word.

    The same kana of the other kind, a sign of repetition for one that is repeated, and one that is repeated for such a
    sign: さ and サ, こころ and こゝろ, いすず and いすゞ, 人人 and 人々.
    """
    own = folds[at]
    found = [*_other_kana(own)]
    before = folds[at - 1] if at else ""
    if before and own in _REPEATED:
        found += [before, *_other_kana(before)]
    elif before and own in _VOICED:
        voiced = _voiced(before)
        found += [voiced, *_other_kana(voiced)]
    elif before and (own == before or own in _other_kana(before)):
        found += _REPEATED
    elif before and own == _voiced(before):
        found += _VOICED
    return tuple(dict.fromkeys(each for each in found if each != own))


def _other_kana(character: str) -> tuple[str, ...]:
    if len(character) != 1:
        return ()
    if ord(character) in _HIRAGANA:
        return (chr(ord(character) + _BETWEEN),)
    if ord(character) in _KATAKANA:
        return (chr(ord(character) - _BETWEEN),)
    return ()


def _voiced(character: str) -> str:
    return normalize("NFC", character + _DOTS)
