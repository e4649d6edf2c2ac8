"""A document laid out in lines of a terminal, as far as it is looked at.

A text is cut into lines at its line ends, and long ones at spaces, which is quick for any size. How many rows a line
takes is estimated from its length, and known once it was shown.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from searcher.engine.engine import Match
from searcher.text.cells import Segment, cells, printable, wrap

# Longer lines are cut, so that no line takes long to lay out.
LONGEST_LINE = 2_000
_BLOCK = 512
_KEPT_LINES = 2_000
_TAB = "    "


class Lines:
    """Where the lines of a text are: `starts[i]` to `ends[i]`, code points, half open, without the line end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        start = 0
        for line in text.split("\n"):
            end = start + len(line)
            at = start
            while end - at > LONGEST_LINE:
                cut = text.rfind(" ", at + LONGEST_LINE // 2, at + LONGEST_LINE) + 1 or at + LONGEST_LINE
                self._add(at, cut)
                at = cut
            self._add(at, end)
            start = end + 1

    def __len__(self) -> int:
        return len(self.starts)

    def _add(self, start: int, end: int) -> None:
        self.starts.append(start)
        self.ends.append(end)

    def line_of(self, offset: int) -> int:
        """The line that holds a code point."""
        return max(0, bisect_right(self.starts, offset) - 1)


class Heights:
    """Rows of each line, with sums that are quick to ask and to change."""

    def __init__(self, heights: list[int]) -> None:
        self._heights = heights
        self._blocks = [sum(heights[at : at + _BLOCK]) for at in range(0, len(heights), _BLOCK)]
        self.total = sum(self._blocks)

    def __getitem__(self, line: int) -> int:
        return self._heights[line]

    def set(self, line: int, height: int) -> None:
        change = height - self._heights[line]
        if change:
            self._heights[line] = height
            self._blocks[line // _BLOCK] += change
            self.total += change

    def top(self, line: int) -> int:
        """The row on which a line begins."""
        block = line // _BLOCK
        return sum(self._blocks[:block]) + sum(self._heights[block * _BLOCK : line])

    def at(self, row: int) -> tuple[int, int]:
        """The line on a row, and which row of the line that is; the last one below the end."""
        line = 0
        for height in self._blocks:
            if row < height:
                break
            row -= height
            line += _BLOCK
        else:
            return len(self._heights) - 1, self._heights[-1] - 1
        while row >= self._heights[line]:
            row -= self._heights[line]
            line += 1
        return line, row


class Layout:
    """The rows of a document at one width. The style of a segment is the number of its match, or ""."""

    def __init__(self, lines: Lines, matches: Sequence[Match], width: int) -> None:
        self.lines = lines
        self.width = max(2, width)
        self._matches = matches
        self._starts = [match.start for match in matches]
        self.heights = Heights(
            [
                1 if end - start <= self.width else -(-(end - start) // self.width)
                for start, end in zip(lines.starts, lines.ends, strict=True)
            ]
        )
        self.rows = lru_cache(maxsize=_KEPT_LINES)(self._rows)

    def row(self, number: int) -> list[Segment]:
        """The segments of a row; nothing below the last one. Settles the line that it is on."""
        while number < self.heights.total:
            line, row = self.heights.at(number)
            rows = self.rows(line)
            if row < len(rows):
                return rows[row]
            # The estimate was too high; `rows` has put it right.
        return []

    def settle_above(self, line: int, rows: int) -> None:
        """Let the lines that fill `rows` rows above `line` have their true heights."""
        while rows > 0 and line > 0:
            line -= 1
            rows -= len(self.rows(line))

    def row_of(self, number: int) -> int:
        """The row on which a match begins. Settles its line."""
        line = self.lines.line_of(self._starts[number])
        style = str(number)
        row = next((at for at, row in enumerate(self.rows(line)) if any(mark == style for _, mark in row)), 0)
        return self.heights.top(line) + row

    def match_at(self, offset: int) -> int:
        """The first match that begins at or behind a code point; the last one if none does."""
        return max(0, min(bisect_left(self._starts, offset), len(self._starts) - 1))

    def _rows(self, line: int) -> list[list[Segment]]:
        segments = self._segments(self.lines.starts[line], self.lines.ends[line])
        if sum(cells(text) for text, _ in segments) <= self.width:
            rows = [segments]
        else:
            rows = wrap(segments, self.width) or [[]]
        self.heights.set(line, len(rows))
        return rows

    def _segments(self, start: int, end: int) -> list[Segment]:
        """The text between two code points, safe to show, with its matches as segments of their own."""
        text = self.lines.text
        segments: list[Segment] = []
        at = start
        number = bisect_left(self._starts, start)
        if number and self._matches[number - 1].end > start:
            number -= 1
        while number < len(self._matches) and self._starts[number] < end:
            match = self._matches[number]
            first, last = max(at, match.start), min(end, match.end)
            if first < last:
                segments += ((_shown(text[at:first]), ""), (_shown(text[first:last]), str(number)))
                at = last
            number += 1
        segments.append((_shown(text[at:end]), ""))
        return [segment for segment in segments if segment[0]]


def _shown(text: str) -> str:
    return printable(text.replace("\t", _TAB) if "\t" in text else text)
