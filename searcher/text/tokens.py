"""Raw text to tokens: words with the offsets of the text as it stands.

A token is a run of letters, marks and digits. Hyphens, apostrophes and dots part words; digits grouped in
thousands are one token; every character of a script without spaces (Han, kana, Thai …) is a token of its own,
with the marks that stand on it. Such runs are searched as phrases, so no dictionary can cut a name in two.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from searcher.text.fold import normalise
from searcher.text.scripts import HALF_WIDTH_VOICING, JOINERS, MARKS, UNSPACED

EXTEND = MARKS + JOINERS + HALF_WIDTH_VOICING
GROUP_SEPARATORS = ".,'’\u00a0\u2009\u202f"
_GROUPED = rf"\d{{1,3}}(?:[{GROUP_SEPARATORS}]\d{{3}})+(?!\d)"
WORD = re.compile(rf"{_GROUPED}|[^\W_]+(?:[{EXTEND}]+[^\W_]*)*")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_PIECE = re.compile(f"[{UNSPACED}][{EXTEND}]*|[^{UNSPACED}]+")


# A checkpoint stands at every token whose number is a multiple of this; shorter texts (code points) have none.
CHECKPOINT_TOKENS = 1024
WORD_CHECKPOINT = 65_536


@dataclass(frozen=True, slots=True)
class Token:
    """`text[start:end]` (code points, half open) is the raw word; `word` its normal form as written."""

    start: int
    end: int
    word: str


def is_unspaced(word: str) -> bool:
    """Whether `word` is a character of a script that writes no spaces between words."""
    return not word.isascii() and _UNSPACED.match(word) is not None


def spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, str]]:
    """(start, end, normal form) of each token in `text[start:end]`, offsets into the whole `text`."""
    for match in WORD.finditer(text, start, len(text) if end is None else end):
        raw = match[0]
        if not raw.isascii() and _UNSPACED.search(raw):
            at = match.start()
            for piece in _PIECE.finditer(raw):
                word = normalise(piece[0])
                if word:
                    yield at + piece.start(), at + piece.end(), word
        else:
            word = normalise(raw)
            if word:
                yield match.start(), match.end(), word


def bounds(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """(start, end) of each token in `text[start:]`, as `spans` gives them, without the work of normal forms."""
    for match in WORD.finditer(text, start):
        at, raw = match.start(), match[0]
        parts = (raw,) if raw.isascii() or not _UNSPACED.search(raw) else _PIECE.findall(raw)
        for part in parts:
            # Of all that is a word, only a stretched line by itself has no normal form.
            if part[0] != "\u0640" or normalise(part):
                yield at, at + len(part)
            at += len(part)


def tokenize(text: str) -> list[Token]:
    """All tokens of `text`, in order."""
    return [Token(start, end, word) for start, end, word in spans(text)]
