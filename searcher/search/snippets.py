"""Snippets: the stretches of a document that show best why it was found."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from operator import attrgetter

from searcher.engine.engine import Found, Match
from searcher.expressions import expression
from searcher.search.hits import Snippet
from searcher.text.graphemes import boundary_after, boundary_before

# Cells of a terminal that a snippet fills at most: two lines of 80 columns. A character of the Far East takes two.
WIDTH = 150
MOST = 2
# Cells of text before the first match.
LEAD = 40
# How far a cut moves to fall between words, in code points.
_REACH = 24
# What takes two is written as what does not: a class takes its time to compile by the code points below U+10000 in it.
_WIDE = expression("[^\0-\u10ff\u1160-\u2e7f\ua4d0-\uabff\ud7a4-\uf8ff\ufb00-\ufe2f\ufe50-\ufeff\uff61-\U0010ffff]")
_SAMPLE = 200
# Matches of a stretch that are weighed: more say nothing new.
_MOST_MATCHES = 50
# Sums that differ by less are one: the order in which numbers were added must not choose.
_SAME = 1e-9


def snippets(text: str, found: Sequence[Found], worth: Sequence[float], most: int = MOST) -> tuple[Snippet, ...]:
    """The best stretches of `text`, in its order; its beginning if nothing in it matched.

    `found` holds the matches in the text in order; `worth` what each leaf of the query is worth: a stretch with
    several rare words is better than one with a common word many times.
    """
    if not text.strip():
        return ()
    if not found:
        start = len(text) - len(text.lstrip())
        return (_snippet(text, start, _width(text, start), [], lead=0),)
    ends = _ends(text, found)
    best: list[tuple[int, int]] = []
    leaves = {item.leaf for item in found}
    taken: set[int] = set()
    while len(best) < most and taken != leaves:
        window = _best_window(ends, found, worth, taken)
        if window is None:
            break
        best.append(window)
        taken.update(found[at].leaf for at in range(*window))
    matches = [item.match for item in found]
    made: list[Snippet] = []
    for first, last in sorted(best):
        start, end = matches[first].start, matches[last - 1].end
        width = _width(text, start)
        snippet = _snippet(text, start, max(width, end - start), matches, lead=min(LEAD, width // 3))
        if not made or snippet.start >= made[-1].end:
            made.append(snippet)
    return tuple(made)


def _width(text: str, at: int) -> int:
    """How many code points fill WIDTH cells around `at`."""
    return _widths(text, at, at)(at)


def _widths(text: str, first: int, last: int) -> Callable[[int], int]:
    """`_width` for any place from `first` to `last`, in one look at the text."""
    wide = [match.start() for match in _WIDE.finditer(text, first, last + _SAMPLE)]
    if not wide:
        return lambda at: WIDTH

    def width(at: int) -> int:
        end = min(at + _SAMPLE, len(text))
        share = (bisect_left(wide, end) - bisect_left(wide, at)) / max(1, end - at)
        return int(WIDTH / (1 + share))

    return width


def _ends(text: str, found: Sequence[Found]) -> list[int]:
    """For each match how far, as an index into `found`, the run goes that begins with it and fits one snippet."""
    room_at = _widths(text, found[0].match.start, found[-1].match.start)
    ends = []
    last = 0
    for first, item in enumerate(found):
        room = item.match.start + room_at(item.match.start) * 3 // 4
        last = max(last, first + 1)
        while last < len(found) and found[last].match.end <= room:
            last += 1
        ends.append(last)
    return ends


def _best_window(
    ends: Sequence[int], found: Sequence[Found], worth: Sequence[float], taken: set[int]
) -> tuple[int, int] | None:
    """The run of matches, as indices into `found`, that fits one snippet and is worth most; None if all are known.

    A leaf counts in full once, a little for each further match, and next to nothing when it is in `taken`. Every match
    comes into the run and leaves it once, however many there are.
    """
    best, best_worth, end = None, 0.0, 0
    counts: dict[int, int] = {}
    value, fresh = 0.0, 0
    for first, (item, last) in enumerate(zip(found, ends, strict=True)):
        while end < min(last, first + _MOST_MATCHES):
            leaf = found[end].leaf
            known = counts.get(leaf, 0)
            counts[leaf] = known + 1
            value += worth[leaf] * (0.1 if known else 0.0 if leaf in taken else 1.0)
            fresh += not known and leaf not in taken
            end += 1
        if fresh and value > best_worth + _SAME:
            best, best_worth = (first, last), value
        leaf = item.leaf
        counts[leaf] -= 1
        value -= worth[leaf] * (0.1 if counts[leaf] else 0.0 if leaf in taken else 1.0)
        fresh -= not counts[leaf] and leaf not in taken
    return best


def _snippet(text: str, start: int, width: int, matches: Sequence[Match], lead: int) -> Snippet:
    """The stretch of about `width` code points whose first match begins at `start`, cut between words."""
    begin = max(0, start - lead)
    line = text.rfind("\n", begin, start)
    if line >= 0:
        begin = line + 1
    elif begin > 0:
        space = re.compile(r"\s").search(text, begin, min(start, begin + _REACH))
        begin = space.end() if space else boundary_before(text, begin)
    end = min(len(text), begin + max(width, start - begin + 1))
    # A match is shown whole: the end moves behind the one that it would cut.
    last = first = bisect_left(matches, begin, key=attrgetter("start"))
    while last < len(matches) and matches[last].start < end:
        end = max(end, matches[last].end)
        last += 1
    if end < len(text):
        held = matches[last - 1].end if last > first else start
        cut = max(text.rfind(" ", max(held, end - _REACH), end), text.rfind("\n", max(held, end - _REACH), end))
        # A line may end in two characters, which are one.
        end = cut - text.startswith("\r\n", cut - 1) if cut > begin else boundary_after(text, end)
    within = tuple(matches[first:last])
    return Snippet(begin, end, text[begin:end], within, begin > 0, end < len(text.rstrip()))
