"""From a document to what the index keeps of it: words with positions by language, offsets, capitals.

Positions number the tokens of a document from 0: those of a title that the text does not repeat first, then one
empty place so that no phrase runs from the one into the other, then those of the text. Every column below is
indexed by position.
"""

import re
import zlib
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from reference.languages import passages
from searcher.ingest.document import Document
from searcher.ingest.metadata import tail_of
from searcher.text.identify import UNDETERMINED
from searcher.text.letter_case import is_small_letter
from searcher.text.scripts import KATAKANA
from searcher.text.terms import METADATA
from searcher.text.tokens import spans

_KATAKANA = re.compile(f"[{KATAKANA}]")


@dataclass(frozen=True, slots=True)
class Analysed:
    """One document, ready to be inverted.

    `words`: language → word → positions, ascending. `langs`: languages by their share of the tokens, most first.
    `tokens`: count of all tokens. `title_tokens`: how many of them are the title's. `offsets` and `capitals`:
    the packed columns of this module.
    """

    words: dict[str, dict[str, list[int]]]
    langs: tuple[str, ...]
    tokens: int
    title_tokens: int
    offsets: bytes
    capitals: bytes


def pack_offsets(starts: list[int], ends: list[int]) -> bytes:
    """Token boundaries (code points) as compressed 32-bit steps: gap to the start, length, gap, length …

    A step from a title's end back to the text's beginning is negative, so the steps are signed.
    """
    steps = array("i", bytes(8 * len(starts)))
    at = 0
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        steps[2 * index] = start - at
        steps[2 * index + 1] = end - start
        at = end
    return zlib.compress(steps.tobytes(), 1)


def unpack_offsets(packed: bytes) -> tuple[list[int], list[int]]:
    """(starts, ends) by position, in code points: of the title for a title's tokens, of the text for the others."""
    steps = array("i")
    steps.frombytes(zlib.decompress(packed))
    boundaries = list(accumulate(steps))
    return boundaries[0::2], boundaries[1::2]


def inside_katakana(source: str, tokens: Sequence[tuple[int, int, str]]) -> list[bool]:
    """For each token: whether it, the one right before it and the one right behind it are katakana."""
    joins = [
        stop == begin and all(_KATAKANA.match(source, at) for at in (start, begin))
        for (start, stop, _), (begin, _, _) in pairwise(tokens)
    ]
    return [before and behind for before, behind in zip([False, *joins], [*joins, False], strict=True)][: len(tokens)]


def is_capital(capitals: bytes, position: int) -> bool:
    """Whether the token at `position` begins with an upper-case letter, or one of no case that is not inside katakana."""
    return bool(capitals[position >> 3] >> (position & 7) & 1)


def analyse(document: Document, lang: str = "", among: tuple[str, ...] = ()) -> Analysed:
    """`document` split into words; `lang` (ISO 639) overrides what the document tells and what is identified.

    `among`: the only languages that are identified, if any are given.
    """
    text, title = document.text + tail_of(document), document.title
    parts = passages(document.text, lang or document.lang, among)
    words: dict[str, dict[str, list[int]]] = {}
    shares: Counter[str] = Counter()
    starts: list[int] = []
    ends: list[int] = []
    capitals = bytearray()

    def add(source: str, start: int, end: int, into: str) -> None:
        known = words.setdefault(into, {})
        position = first = len(starts)
        found = list(spans(source, start, end))
        inner = inside_katakana(source, found)
        for (begin, stop, word), is_inner in zip(found, inner, strict=True):
            known.setdefault(word, []).append(position)
            if not position & 7:
                capitals.append(0)
            if not is_small_letter(source[begin]) and not is_inner:
                capitals[-1] |= 1 << (position & 7)
            starts.append(begin)
            ends.append(stop)
            position += 1
        shares[into] += position - first

    title_tokens = 0
    if title and not text.lstrip().startswith(title):
        weight = Counter[str]()
        for part in parts:
            weight[part.lang] += part.end - part.start
        add(title, 0, len(title), weight.most_common(1)[0][0] if weight else UNDETERMINED)
        title_tokens = len(starts)
        if title_tokens:
            if not title_tokens & 7:
                capitals.append(0)
            starts.append(0)
            ends.append(0)
    for part in parts:
        add(text, part.start, part.end, part.lang)
    tokens = sum(shares.values())
    if text != document.text:
        add(text, len(document.text), len(text), METADATA)
        tokens += shares.pop(METADATA)
    return Analysed(
        words={into: known for into, known in words.items() if known},
        langs=tuple(into for into, _ in shares.most_common()) or (UNDETERMINED,),
        tokens=tokens,
        title_tokens=title_tokens,
        offsets=pack_offsets(starts, ends),
        capitals=bytes(capitals),
    )
