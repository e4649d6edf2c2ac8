"""A pager for text that is longer than the screen, where standard output is a terminal."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from searcher.cli.common import say
from searcher.cli.streams import ReaderLeft
from searcher.expressions import expression
from searcher.text.cells import cells

DEFAULT_PAGER = "less"
# What less does unless the person says otherwise, as with git: end where the text fits the screen (F), show colours
# (R), and leave the text on the screen (X).
_LESS = "FRX"
# Before version 566 less shows hyperlinks as they are written.
_LINK = expression("\x1b\\]8;;[^\x1b]*\x1b\\\\")
_STYLE = expression("\x1b\\[[0-9;]*m")


class PagedText:
    """A stream that keeps text back until it is longer than the screen; from then on it goes to the pager."""

    encoding = "utf-8"

    def __init__(self, out: TextIO, command: list[str], columns: int, rows: int) -> None:
        self._out = out
        self._command = command
        self._columns, self._rows = max(1, columns), rows
        self._kept: list[str] = []
        self._shown = 0
        self._pager: subprocess.Popen[bytes] | None = None

    def write(self, text: str) -> int:
        """Take more text. Raises ReaderLeft once the pager has ended."""
        if self._pager is not None:
            self._send(text)
        elif not self._command:
            self._out.write(text)
        else:
            self._kept.append(text)
            self._shown += sum(self._rows_of(line) for line in text.split("\n")[:-1])
            # One row is the prompt's.
            if self._shown >= self._rows:
                self._start()
        return len(text)

    def flush(self) -> None:
        """Text for the screen goes there when it is known that it fits."""

    def close(self) -> None:
        """Show what was kept back, and wait until the person has left the pager."""
        if self._pager is None:
            self._out.write("".join(self._kept))
            self._kept = []
            return
        assert self._pager.stdin is not None
        with suppress(BrokenPipeError):
            self._pager.stdin.close()
        self._pager.wait()

    def _rows_of(self, line: str) -> int:
        return max(1, -(-cells(_STYLE.sub("", _LINK.sub("", line))) // self._columns))

    def _start(self) -> None:
        environment = {"LESS": _LESS, "LESSCHARSET": "utf-8", **os.environ}
        self._out.flush()
        try:
            self._pager = subprocess.Popen(self._command, stdin=subprocess.PIPE, env=environment)
        except OSError as error:
            if self._command != [DEFAULT_PAGER]:
                reason = (error.strerror or str(error)).lower()
                say(f"{self._command[0]}: the pager cannot be started ({reason}); see --no-pager")
            self._command = []
            self.close()
            return
        self._send("".join(self._kept))
        self._kept = []

    def _send(self, text: str) -> None:
        assert self._pager is not None and self._pager.stdin is not None
        try:
            self._pager.stdin.write(_LINK.sub("", text).encode(errors="backslashreplace"))
        except BrokenPipeError:
            raise ReaderLeft from None


@contextmanager
def paged() -> Iterator[TextIO]:
    """Standard output, which is a terminal, or what pages it if that is possible."""
    command = pager_command()
    columns, rows = _size() if command else (0, 0)
    if not rows:
        yield sys.stdout
        return
    stream = PagedText(sys.stdout, command, columns, rows)
    # Ctrl+C is for the pager, which may be showing the text for a while yet.
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        try:
            yield stream  # type: ignore[misc]
        finally:
            stream.close()
    finally:
        signal.signal(signal.SIGINT, before)


def _size() -> tuple[int, int]:
    """The columns and rows of the screen; (0, 0) where that is not known."""
    with suppress(OSError):
        columns, rows = os.get_terminal_size(sys.stdout.fileno())
        return columns, rows
    return 0, 0


def pager_command() -> list[str]:
    """The words of SEARCHER_PAGER, PAGER, or less; none where the person wants no pager ("" or cat)."""
    told = os.environ.get("SEARCHER_PAGER", os.environ.get("PAGER", DEFAULT_PAGER))
    try:
        words = shlex.split(told)
    except ValueError as error:
        say(f"the pager is no command ({str(error).lower()}): {told}")
        return []
    return [] if words == ["cat"] else words
