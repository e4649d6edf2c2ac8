"""The rows of a table from its lines, in one pass: what a quotation mark that is never closed may not swallow.

A quoted cell may hold line ends. Whether a mark opens such a cell is known only where another closes it, perhaps
megabytes later, and every line after it asks the same again. So the answer is kept: from the lines after one that
leaves a cell open, all begin inside that cell until it is closed, whichever of them is asked. Each line is looked at
twice at most, once as the beginning of a row and once as the inside of a cell.
"""

import csv
from collections import deque
from collections.abc import Iterator

from searcher.records import dataclass

_DELIMITERS = ",;\t|"
_QUOTE = '"'
# What a short line takes in memory, in characters: a cell of empty lines must not fill it either.
_LINE_COST = 64
# The names of columns may hold line ends, but nothing tells how many cells to expect there.
_HEADER_LINES = 20

Line = tuple[int, str | None]
"""The number of a line, from 1, and the line with its end; None if it is too long."""


@dataclass(frozen=True, slots=True)
class Row:
    """The `cells` of a row. `is_stray`: a quotation mark in it opens a cell that none closes, and is text."""

    cells: list[str]
    is_stray: bool = False


def rows(lines: Iterator[Line], delimiter: str, limit: int) -> Iterator[tuple[int, Row | None]]:
    """Rows with the number of their first line; None for a line that is too long. Blank lines between rows go.

    `delimiter`: "" for the most frequent in the first line. `limit`: the characters of one row at most. A cell goes on
    over lines only if the row then has no more cells than the first row of the table.
    """
    reader = _Rows(lines, limit)
    columns = 0
    while (line := reader.take()) is not None:
        number, text = line
        if text is None:
            yield number, None
            continue
        if not text.strip():
            continue
        delimiter = delimiter or max(_DELIMITERS, key=text.count)
        row = reader.row(text, delimiter, columns)
        columns = columns or len(row.cells)
        yield number, row


@dataclass(frozen=True, slots=True)
class _End:
    """How a line ends: `cells` that end in it, the place `opens` where an open cell begins (-1: on a line before).

    `state` is "closed" if the row ends with it, "open" inside a quoted cell, "broken" if a cell that began on a line
    before goes on behind its closing mark: that was none then.
    """

    cells: int
    state: str
    opens: int = -1


def end_of(line: str, delimiter: str, *, inside: bool) -> _End:
    """How `line` ends, as the csv module reads it; `inside`: it begins inside a quoted cell."""
    cells, position, opens = 0, 0, -1
    carried = inside
    opening = delimiter + _QUOTE
    while True:
        if not inside:
            if line.startswith(_QUOTE, position):
                opens, inside, position = position, True, position + 1
                continue
            # Everything up to the next cell that may be quoted is plain.
            found = line.find(opening, position)
            cells += line.count(delimiter, position, found if found >= 0 else len(line))
            if found < 0:
                return _End(cells + 1, "closed")
            cells, position = cells + 1, found + 1
            continue
        quote = line.find(_QUOTE, position)
        if quote < 0:
            return _End(cells, "open", opens)
        after = line[quote + 1 : quote + 2]
        if after == _QUOTE:
            position = quote + 2
            continue
        if after in ("", "\n"):
            return _End(cells + 1, "closed")
        if after == delimiter:
            position = quote + 2
        elif carried and opens < 0:
            return _End(cells, "broken")
        else:
            following = line.find(delimiter, quote + 1)
            if following < 0:
                return _End(cells + 1, "closed")
            position = following + 1
        cells, inside = cells + 1, False


class _Rows:
    """The lines to come, and what is known of those that were looked at ahead."""

    def __init__(self, lines: Iterator[Line], limit: int) -> None:
        self._lines = lines
        self._limit = limit
        self._ahead: deque[Line] = deque()
        self._taken = 0  # lines given out
        # Of the lines ahead from `_chain` on, as the insides of one cell or several: how many were looked at, the cells
        # that end and the cost in all of them up to each, and how the last one ends.
        self._chain = 0
        self._cells: deque[int] = deque([0])
        self._costs: deque[int] = deque([0])
        self._state = "closed"

    def take(self) -> Line | None:
        """The next line, None at the end."""
        if not self._ahead:
            line = next(self._lines, None)
            if line is None:
                return None
        else:
            line = self._ahead.popleft()
        self._taken += 1
        return line

    def row(self, text: str, delimiter: str, columns: int) -> Row:
        """The row that begins with the line `text`, which was taken last; takes the lines that belong to it."""
        # The lines before this one are of no interest any more.
        while self._chain < self._taken and len(self._cells) > 1:
            self._chain += 1
            self._cells.popleft()
            self._costs.popleft()
        if _QUOTE not in text:
            return Row(text.removesuffix("\n").split(delimiter))
        end = end_of(text, delimiter, inside=False)
        if end.state == "closed":
            return Row(_parsed([text], delimiter))
        following = self._following(end.cells, len(text), delimiter, columns)
        if following:
            parts = [text]
            for _ in range(following):
                line = self.take()
                assert line is not None
                assert line[1] is not None
                parts.append(line[1])
            return Row(_parsed(parts, delimiter))
        whole = text.removesuffix("\n")
        before = _parsed([whole[: end.opens]], delimiter)[:-1] if end.opens else []
        return Row(before + whole[end.opens :].split(delimiter), is_stray=True)

    def _following(self, cells: int, size: int, delimiter: str, columns: int) -> int:
        """How many of the next lines the open cell and those after it take up, 0 if they are no row."""
        if len(self._cells) == 1:
            self._chain, self._state = self._taken, "open"
            self._cells, self._costs = deque([0]), deque([0])
        first_cells, first_cost = self._cells[0], self._costs[0]
        while self._state == "open":
            count = len(self._cells) - 1
            if not columns and count >= _HEADER_LINES:
                return 0
            if columns and cells + self._cells[-1] - first_cells > columns:
                return 0
            if size + self._costs[-1] - first_cost > self._limit:
                return 0
            self._extend(delimiter)
        count = len(self._cells) - 1
        fits = cells + self._cells[-1] - first_cells <= columns if columns else count <= _HEADER_LINES
        fits = fits and size + self._costs[-1] - first_cost <= self._limit
        return count if fits and self._state == "closed" else 0

    def _extend(self, delimiter: str) -> None:
        """Look at one more line as the inside of a cell."""
        count = len(self._cells) - 1
        if count == len(self._ahead):
            line = next(self._lines, None)
            if line is None:
                self._state = "broken"
                return
            self._ahead.append(line)
        text = self._ahead[count][1]
        if text is None:
            self._state = "broken"
            return
        end = end_of(text, delimiter, inside=True)
        self._cells.append(self._cells[-1] + end.cells)
        self._costs.append(self._costs[-1] + max(len(text), _LINE_COST))
        self._state = end.state


def _parsed(lines: list[str], delimiter: str) -> list[str]:
    return next(csv.reader(lines, delimiter=delimiter), [])
