"""Text on a terminal: how many cells it takes, what may be shown of it, and where its lines break.

A cell is the width of one Latin letter; East Asian wide characters and most emoji take two (UAX #11,
https://www.unicode.org/reports/tr11/). In doubt the larger width is taken, so that no line is too long.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from searcher.expressions import expression
from searcher.text.graphemes import graphemes
from searcher.text.scripts import UNSPACED

# A stretch of text in one style; what a style means is for the caller to say.
Segment = tuple[str, str]

ELLIPSIS = "…"
_EMOJI_STYLE = "\ufe0f"
_ZERO_WIDTH_SPACE = "\u200b"

# The insides of regular expressions' [...].
_SEPARATORS = "\t-\r\x1c-\x1f\x85\u2028\u2029"
# C0 and C1 controls; direction marks, embeddings, overrides and isolates with their deprecated kin; byte order mark.
_INVISIBLE = "\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufeff"
_SURROGATES = "\ud800-\udfff"
# Every character that must not reach a terminal as it is, in any format.
UNSAFE = _SEPARATORS + _INVISIBLE + _SURROGATES
# What else shows nothing of itself, so that a text for people could hide something in it: soft hyphen, fillers,
# zero-width space and word joiner, invisible operators, interlinear annotation, shorthand and musical controls, tags.
# It is DerivedCoreProperties' Default_Ignorable_Code_Point (https://www.unicode.org/Public/16.0.0/ucd/) with the marks
# of annotation, and without what `_USEFUL` holds.
HIDDEN = (
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u200b\u2060-\u2065\u3164\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_JOINER = "\u200d"
_JOINERS = f"\u200c{_JOINER}"
# What shows nothing either, but tells how its neighbours are drawn: joiners, and selectors of a character's variant.
_USEFUL = f"{_JOINERS}\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
# The patterns for what is about them are compiled where one occurs: most texts have none.
# Scripts whose letters join or stack: Arabic to Sinhala, Burmese, Khmer, Mongolian, further ones of India and beyond.
_JOINING = (
    "[\u0600-\u0dff\u1000-\u109f\u1780-\u18af\u1a20-\u1aaf\u1b00-\u1c4f\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
_PICTURES = "\u203c-\u3299\U0001f000-\U0001faff"
_PICTURE = f"[{_PICTURES}{_EMOJI_STYLE}]"
# Characters that have variants (StandardizedVariants.txt and emoji-variation-sequences.txt, by block), each with the
# selector behind it.
_VARIANT = (
    f"[#*0-9\xa9\xae{_PICTURES}\u1000-\u109f\u3400-\u9fff\ua840-\ua87f\uf900-\ufaff\uff00-\uffef\U00010ac0-\U00010aff"
    "\U00020000-\U0003ffff][\ufe00-\ufe0f]"
    "|[\u3000-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][\U000e0100-\U000e01ef]"
    "|[\u1800-\u18af][\u180b-\u180f]"
)

# ECMA-48 control sequences and control strings, seven and eight bit. A string without its end, or over more than
# one line, loses only its introducer: a document must not be able to hide the rest of itself.
_SEQUENCE = expression(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]PX^_]|[\x90\x98\x9d-\x9f])[^\0-\x1f\x7f-\x9f]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]*[0-~]"
)
_SEPARATOR_RUN = expression(f"[{_SEPARATORS}]+(?: +[{_SEPARATORS}]+)*")
_INVISIBLE_RUN = expression(f"[{_INVISIBLE}{HIDDEN}]+")
_USEFUL_RUN = expression(f"[{_USEFUL}]+")
# Those of both that `str.isprintable` lets pass, because they are letters and marks by category.
_LETTERS_TO_LOOK_AT = expression(f"[{_USEFUL}{HIDDEN}]")
_SURROGATE = expression(f"[{_SURROGATES}]")

_UNSPACED = expression(f"[{UNSPACED}]")
# Thai and Lao vowels that are written before the consonant after which they are spoken, and those beside it.
_LEADING_VOWELS = "\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4"
_TRAILING_VOWELS = "\u0e30\u0e32\u0e45\u0eb0\u0eb2"


def cells(text: str) -> int:
    """The width of printable `text` in terminal cells."""
    if text.isascii():
        return len(text)
    width = sum(map(_character_cells, text))
    if _EMOJI_STYLE in text:
        # The variation selector asks for the emoji form of the character before it, which is a wide one.
        width += sum(after == _EMOJI_STYLE and _character_cells(before) == 1 for before, after in pairwise(text))
    return width


def joins(text: str) -> bool:
    """Whether a text is of characters that show nothing, but tell how their neighbours are drawn."""
    return _USEFUL_RUN.fullmatch(text) is not None


def printable(text: str) -> str:
    """`text` as one line that cannot move the cursor, colour the terminal, turn the direction of reading or hide text.

    Escape sequences, control characters and what shows nothing of itself go; tabs and line ends become one space
    for each run of them; lone surrogates become U+FFFD. Joiners stay where their script or an emoji needs them, and a
    variation selector behind a character that has variants. Right-to-left text stays in its logical order.
    """
    if _is_printable(text):
        return text
    # Most of the others are of several lines, and have nothing else that needs a look.
    spaced = _SEPARATOR_RUN.sub(" ", text)
    if _is_printable(spaced):
        return spaced
    text = _SEQUENCE.sub("", text)
    text = _INVISIBLE_RUN.sub("", text)
    text = _USEFUL_RUN.sub(_needed, text)
    text = _SEPARATOR_RUN.sub(" ", text)
    return _SURROGATE.sub("\ufffd", text)


def clip(text: str, width: int) -> str:
    """`text` if it takes at most `width` cells, else as many of its graphemes as fit before an ellipsis."""
    if cells(text) <= width:
        return text
    kept, room = "", width - cells(ELLIPSIS)
    if room < 0:
        return ""
    for grapheme in graphemes(text):
        room -= cells(grapheme)
        if room < 0:
            break
        kept += grapheme
    return kept + ELLIPSIS


def wrap(segments: Iterable[Segment], width: int, most: int | None = None) -> list[list[Segment]]:
    """`segments` as lines of at most `width` cells (at least 2), broken at spaces; the first `most` of them, or all.

    Scripts without spaces break between graphemes, so does a word that is wider than a line. Runs of spaces count
    as one; those at the ends of lines go. Without text there is no line.
    """
    text, styles = _collapse(segments)
    lines: list[list[Segment]] = []
    start = at = used = 0
    last_break = 0  # the last place where the line may end; none if it is `start`
    before = ""
    for grapheme in graphemes(text):
        if before and _may_break(before, grapheme):
            last_break = at
        size = cells(grapheme)
        while grapheme != " " and used + size > width and at > start:
            end = last_break if last_break > start else at
            lines.append(_line(text, styles, start, end))
            if len(lines) == most:
                return lines
            start = end
            used = cells(text[start:at])
        at += len(grapheme)
        used += size
        before = grapheme
    if text[start:].strip(" "):
        lines.append(_line(text, styles, start, len(text)))
    return lines


def _is_printable(text: str) -> bool:
    return text.isprintable() and (text.isascii() or not _LETTERS_TO_LOOK_AT.search(text))


def _needed(run: re.Match[str]) -> str:
    """What of a run of joiners and selectors is of use to its neighbours: at most one of each."""
    before, after = run.string[run.start() - 1 : run.start()], run.string[run.end() : run.end() + 1]
    joiner = next((character for character in run[0] if character in _JOINERS), "")
    return _useful(before, run[0][0], joiner, after)


@lru_cache(maxsize=8192)
def _useful(before: str, first: str, joiner: str, after: str) -> str:
    kept = first if first != joiner and re.match(_VARIANT, before + first) else ""
    # Behind a selector stands no letter that could be joined.
    if joiner and (
        (not kept and (re.match(_JOINING, before) or re.match(_JOINING, after)))
        or (joiner == _JOINER and re.match(_PICTURE, kept or before) and re.match(_PICTURE, after))
    ):
        kept += joiner
    return kept


@lru_cache(maxsize=8192)
def _character_cells(character: str) -> int:
    category = unicodedata.category(character)
    if category in ("Mn", "Me") or "\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7ff":
        return 0  # marks, and the vowels and final consonants of decomposed Hangul
    # The soft hyphen and the Arabic number signs are format characters that can be seen.
    if category == "Cf" and character != "\xad" and not "\u0600" <= character <= "\u08e2":
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    # Emoji newer than the standard library's Unicode.
    return 2 if category == "Cn" and "\U0001f300" <= character <= "\U0001faff" else 1


def _collapse(segments: Iterable[Segment]) -> tuple[str, list[str]]:
    """The text of the segments without leading and doubled spaces, and the style of each of its code points."""
    characters: list[str] = []
    styles: list[str] = []
    after_space = True
    for piece, style in segments:
        for character in piece:
            if not (after_space and character == " "):
                characters.append(character)
                styles.append(style)
            after_space = character == " "
    return "".join(characters), styles


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two graphemes."""
    if before in (" ", _ZERO_WIDTH_SPACE):
        return True
    if not (_UNSPACED.match(before) or _UNSPACED.match(after)):
        return False
    # Opening brackets stay with what follows; closing ones, points and length marks with what is before.
    return (
        unicodedata.category(before[0]) not in ("Ps", "Pi")
        and before[0] not in _LEADING_VOWELS
        and after[0] not in _TRAILING_VOWELS
        and after != " "
        and unicodedata.category(after[0]) not in ("Pe", "Pf", "Po", "Lm")
    )


def _line(text: str, styles: list[str], start: int, end: int) -> list[Segment]:
    """The code points from `start` to `end` as segments, without a space at the end."""
    if text[end - 1] == " ":
        end -= 1
    line: list[Segment] = []
    for at in range(start, end):
        if line and line[-1][1] == styles[at]:
            line[-1] = (line[-1][0] + text[at], styles[at])
        else:
            line.append((text[at], styles[at]))
    return line
