"""A hit as rows of a list: title, place, snippet and reason, each a run of segments with the name of its style."""

import os
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from searcher.engine.engine import Match
from searcher.marks import NO_MARK, Mark
from searcher.output.marked import signs
from searcher.output.reasons import kinship, reasons, written_form
from searcher.records import dataclass
from searcher.search.hits import Hit
from searcher.text.cells import ELLIPSIS, Segment, cells, clip, printable, wrap
from searcher.text.graphemes import graphemes
from searcher.tui.kinds import class_of

PLAIN, TITLE, DIM, BADGE, BAR = "card-plain", "card-title", "card-dim", "card-badge", "card-bar"
# The title of a document that was read, and the signs of marks.
READ, MARK = "card-read", "card-mark"
# What stands beside the text: the rank, the date, the score, and the room between.
ASIDE = "card-aside"
STYLES = (PLAIN, TITLE, DIM, BADGE, BAR, READ, MARK, ASIDE)
# Columns of the list rather than text: they stay where they are, whichever way the text runs.
COLUMNS = frozenset({BADGE, BAR, MARK, ASIDE})
_BAR = 5
# Cells of a date and of a score, each in a column of its own.
_DATE, _SCORE = 10, 7
# Cells of a list that leave room for the date, and for the bar.
_DATED, _BARRED = 56, 40


class Columns(StrEnum):
    """What stands at the right of a hit: its date and its score, as a bar or as a number in columns, or neither."""

    BAR = "bar"
    NUMBER = "number"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a hit beside itself: what is marked of it, and how many hits are folded under it."""

    mark: Mark = NO_MARK
    folded: int = 0
    columns: Columns = Columns.BAR


@dataclass(frozen=True, slots=True)
class Shape:
    """How many rows a hit takes. `place` and `gap`: whether there is a row for the path, and an empty one."""

    snippet: int
    place: bool
    gap: bool

    @property
    def rows(self) -> int:
        return 2 + self.snippet + self.place + self.gap


TOLD = Told()
ROOMY = Shape(snippet=2, place=True, gap=True)
COMPACT = Shape(snippet=1, place=False, gap=False)


def card(hit: Hit, rank: int, best: float, width: int, shape: Shape, told: Told = TOLD) -> list[list[Segment]]:
    """The rows of a hit, exactly `shape.rows` of at most `width` cells. `rank` from 1; `best` is the best's score."""
    rows = [_head(hit, rank, best, width, told)]
    if shape.place:
        rows.append([(clip_start(place(hit), width - 2), DIM)])
    snippet = wrap(_snippet(hit), width - 2, shape.snippet)
    rows += snippet + [[]] * (shape.snippet - len(snippet))
    rows.append(_why(hit, width - 2, fallback="" if shape.place else place(hit), folded=told.folded))
    if shape.gap:
        rows.append([])
    return [rows[0], *([("  ", ASIDE), *row] if row else [] for row in rows[1:])]


def place(hit: Hit) -> str:
    """The path from where the person stands, or from home, with the line of a record and the place in it; safe."""
    path = hit.location
    for folder, short in ((f"{Path.cwd()}{os.sep}", ""), (f"{Path.home()}{os.sep}", f"~{os.sep}")):
        if path.startswith(folder):
            path = short + path[len(folder) :]
            break
    return printable(path) + (f" · {printable(hit.place)}" if hit.place else "")


def highlighted(text: str, start: int, matches: Iterable[Match], style: str) -> list[Segment]:
    """`text`, which begins at code point `start` of what the matches count in, with each match in its own style."""
    segments: list[Segment] = []
    at = 0
    for match in sorted(matches, key=lambda match: match.start):
        first, last = max(match.start - start, at), min(match.end - start, len(text))
        if first < last:
            segments += ((printable(text[at:first]), style), (printable(text[first:last]), class_of(match.kind)))
            at = last
    segments.append((printable(text[at:]), style))
    return [segment for segment in segments if segment[0]]


def clip_segments(segments: Sequence[Segment], width: int) -> list[Segment]:
    """The segments as far as they fit, with an ellipsis where they are cut."""
    kept: list[Segment] = []
    room = width
    whole = sum(cells(text) for text, _ in segments) <= width
    for text, style in segments:
        size = cells(text)
        if whole or size < room:
            kept.append((text, style))
            room -= size
            continue
        shown = clip(text + ELLIPSIS, room) if size == room else clip(text, room)
        kept.append((shown, style))
        break
    return kept


def clip_start(text: str, width: int) -> str:
    """`text` without its beginning if it takes more than `width` cells: of a path the end says most."""
    if cells(text) <= width:
        return text
    kept, room = "", width - cells(ELLIPSIS)
    for grapheme in reversed(list(graphemes(text))):
        room -= cells(grapheme)
        if room < 0:
            break
        kept = grapheme + kept
    return ELLIPSIS + kept


def _head(hit: Hit, rank: int, best: float, width: int, told: Told) -> list[Segment]:
    """Rank, marks and title, and at the right the language, the date and the score."""
    marks = signs(told.mark)
    before: list[Segment] = [(f"{rank} ", ASIDE), *([(f"{marks} ", MARK)] if marks else [])]
    about: list[Segment] = []
    if hit.lang:
        about.append((f" {printable(hit.lang)} ", BADGE))
    about += _date_and_score(hit, best, width, told.columns)
    room = width - sum(cells(text) for text, _ in (*before, *about)) - 1
    style = READ if told.mark.read else TITLE
    title = highlighted(hit.title, 0, hit.title_matches, style) if hit.title.strip() else []
    title = clip_segments(title or [(printable(Path(hit.path).name), style)], max(1, room))
    gap = room - sum(cells(text) for text, _ in title) + 1
    return [*before, *title, (" " * max(1, gap), ASIDE), *about]


def _date_and_score(hit: Hit, best: float, width: int, columns: Columns) -> list[Segment]:
    """The date, and the score as a number or as a bar against the best, as far as there is room."""
    date = printable(hit.date[:_DATE])
    about: list[Segment] = []
    if columns is Columns.NUMBER:
        if width >= _DATED:
            about.append((f" {date:<{_DATE}}", ASIDE))
        if width >= _BARRED:
            about.append((f" {hit.score:>{_SCORE}.3f}", ASIDE))
    elif columns is Columns.BAR:
        if date and width >= _DATED:
            about.append((f" {date}", ASIDE))
        if width >= _BARRED:
            filled = max(1, round(_BAR * hit.score / best)) if best > 0 else 0
            about += [(" " + "━" * filled, BAR), ("━" * (_BAR - filled), ASIDE)]
    return about


def _snippet(hit: Hit) -> list[Segment]:
    segments: list[Segment] = []
    for snippet in hit.snippets:
        if segments:
            segments.append((" ", PLAIN))
        if snippet.before:
            segments.append((ELLIPSIS, DIM))
        segments += highlighted(snippet.text, snippet.start, snippet.matches, PLAIN)
        if snippet.after:
            segments.append((ELLIPSIS, DIM))
    return segments


def _why(hit: Hit, width: int, fallback: str, folded: int) -> list[Segment]:
    """What is folded under it, and the most frequent reasons; the place, where there is no other row for it."""
    if folded:
        head = (f"+{folded} tell{'s' if folded == 1 else ''} the same · ", MARK)
        return clip_segments([head, *_why(hit, width, fallback, 0)], width)
    if shares := kinship(hit):
        return clip_segments([(printable(shares), DIM)], width)
    segments: list[Segment] = []
    for group in reasons(hit):
        first = group[0]
        languages = dict.fromkeys(match.lang for match in group if match.lang)
        count = f" ×{len(group)}" if len(group) > 1 else ""
        if segments:
            segments.append((" · ", DIM))
        segments.append((printable(written_form(first)), class_of(first.kind)))
        segments.append((f"{count} — {printable(', '.join((first.note, *languages)))}", DIM))
    if segments:
        return clip_segments(segments, width)
    return [(clip_start(fallback, width), DIM)] if fallback else []
