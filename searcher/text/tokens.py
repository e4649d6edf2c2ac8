"""Raw text to tokens: words with the offsets of the text as it stands.

A token is a run of letters, marks and digits. Hyphens, apostrophes and dots part words, but for the geresh of Hebrew,
which makes another letter of the one before it (ג׳ון); digits grouped in thousands are one token; every character of a
script without spaces (Han, kana, Thai …) is a token of its own, with the marks that stand on it. Such runs are searched
as phrases, so no dictionary can cut a name in two.
"""

from collections.abc import Iterator
from functools import lru_cache
from operator import methodcaller

from searcher.expressions import expression
from searcher.records import dataclass
from searcher.text.fold import normalise
from searcher.text.scripts import HALF_WIDTH_VOICING, JOINERS, MARKS, UNSPACED

EXTEND = MARKS + JOINERS + HALF_WIDTH_VOICING
GROUP_SEPARATORS = ".,'’\u00a0\u2009\u202f"
_GROUPED = rf"\d{{1,3}}(?:[{GROUP_SEPARATORS}]\d{{3}})+(?!\d)"
HEBREW = "\u0591-\u05bd\u05bf-\u05c7\u05d0-\u05ea"
GERESH = "'’\u05f3"
_LETTER_WITH_GERESH = f"(?<=[{HEBREW}])[{GERESH}](?=[\u05d0-\u05ea])"
WORD = expression(rf"{_GROUPED}|[^\W_]+(?:(?:[{EXTEND}]+|{_LETTER_WITH_GERESH})[^\W_]*)*")
_UNSPACED = expression(f"[{UNSPACED}]")
_PIECE = expression(f"[{UNSPACED}][{EXTEND}]*|[^{UNSPACED}]+")


# Most words of a text are those of the texts before it.
_normalise = lru_cache(maxsize=1 << 16)(normalise)
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
        at, behind = match.span()
        if not raw.isascii() and _UNSPACED.search(raw):
            for piece in _PIECE.finditer(raw):
                word = _normalise(piece[0])
                if word:
                    yield at + piece.start(), at + piece.end(), word
        else:
            word = _normalise(raw)
            if word:
                yield at, behind, word


def _is_plain(text: str) -> bool:
    """Whether each match of WORD in `text` is one token.

    In scripts without spaces it is several; and of all that is a word, only a stretched line by itself is none.
    """
    return "\u0640" not in text and (text.isascii() or _UNSPACED.search(text) is None)


def words_of(text: str) -> list[str]:
    """The normal forms of all tokens of `text`, in order: what `spans` gives, quicker."""
    if _is_plain(text):
        return list(map(_normalise, WORD.findall(text)))
    return [word for _, _, word in spans(text)]


def bounds(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """(start, end) of each token in `text[start:]`, as `spans` gives them, without the work of normal forms."""
    # A long text is walked from one of its checkpoints on, a little way each time.
    if len(text) <= WORD_CHECKPOINT and _is_plain(text):
        return map(methodcaller("span"), WORD.finditer(text, start))
    return _bounds_of_pieces(text, start)


def _bounds_of_pieces(text: str, start: int) -> Iterator[tuple[int, int]]:
    for match in WORD.finditer(text, start):
        at, raw = match.start(), match[0]
        parts = (raw,) if raw.isascii() or not _UNSPACED.search(raw) else _PIECE.findall(raw)
        for part in parts:
            if part[0] != "\u0640" or normalise(part):
                yield at, at + len(part)
            at += len(part)


def tokenize(text: str) -> list[Token]:
    """All tokens of `text`, in order."""
    return [Token(start, end, word) for start, end, word in spans(text)]
