"""How far a run is, on a terminal."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from searcher.cli.common import can_draw

if TYPE_CHECKING:
    from searcher.indexing.progress import Progress

_NAME_CELLS = 40


@contextmanager
def progress_bar() -> "Iterator[Callable[[Progress], None] | None]":
    """A bar on a terminal's stderr, with files and bytes done, rate, time left and the file at hand; None elsewhere."""
    if not can_draw(sys.stderr):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bar

    from searcher.ingest.settings import size_text
    from searcher.text.cells import clip, printable

    columns = (
        BarColumn(20),
        TextColumn("{task.fields[files]} files, {task.fields[bytes]}", markup=False),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        # By bytes, of which a file of a gigabyte has more than a thousand small ones.
        task = bar.add_task("", total=None, files="", bytes="")

        def show(progress: "Progress") -> None:
            bar.update(
                task,
                completed=progress.bytes_done,
                total=progress.bytes_total or None,
                description=clip(printable(progress.current), _NAME_CELLS),
                files=f"{progress.done:,}/{progress.total:,}",
                bytes=f"{size_text(progress.bytes_done)} of {size_text(progress.bytes_total)}",
            )

        yield show


# Seconds after which a person wants to know how far it is, and between two looks at it.
_PATIENCE = 1.0
_PACE = 0.1


class Counting:
    """Tells how far it is, as `searcher.telling.Tell`; `hide` makes room for a line of the product."""

    def __call__(self, done: int, total: int) -> None:
        """So many are done of so many (0: not known)."""

    def hide(self) -> None:
        """Take the line away until the next look."""


class _Line(Counting):
    """A line on stderr from the first second on, even while what was begun takes longer than that."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._lock = threading.Lock()
        self._started = self._told = time.monotonic()
        self._last: tuple[int, int] | None = None
        self._is_shown = False
        self._timer = threading.Timer(_PATIENCE, self._first)
        self._timer.daemon = True
        self._timer.start()

    def __call__(self, done: int, total: int) -> None:
        with self._lock:
            self._last = done, total
            now = time.monotonic()
            if now - self._started >= _PATIENCE and now - self._told >= _PACE:
                self._show(done, total, now)

    def _first(self) -> None:
        with self._lock:
            if self._last is not None and not self._is_shown:
                self._show(*self._last, max(time.monotonic(), self._started + _PATIENCE))

    def _show(self, done: int, total: int, now: float) -> None:
        self._told = now
        self._is_shown = True
        line = count_line(self._what, done, total, now - self._started)
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    def hide(self) -> None:
        with self._lock:
            if self._is_shown:
                self._is_shown = False
                print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        self._timer.cancel()
        with self._lock:
            self._last = None
        self.hide()


@contextmanager
def counting(what: str, *, alone: bool = False) -> Iterator[Counting]:
    """Tells how many of how many are done, with their rate and the time left, on a terminal's stderr.

    It is told once a second has passed, and is gone at the end. Nothing is told where the product is printed on a
    terminal: they would stand in each other's way, unless nothing is printed meanwhile or the line is hidden for it
    (`alone`).
    """
    if not can_draw(sys.stderr) or (sys.stdout.isatty() and not alone):
        yield Counting()
        return
    line = _Line(what)
    try:
        yield line
    finally:
        line.end()


def count_line(what: str, done: int, total: int, seconds: float) -> str:
    """ "1,200 of 5,000 names · 400/s · 0:09 left"; without what is not known."""
    rate = done / seconds
    parts = [
        f"{done:,} of {total:,} {what}" if total else f"{done:,} {what}",
        f"{rate:,.3g}/s" if rate < 100 else f"{rate:,.0f}/s",
    ]
    if total and done:
        minutes, rest = divmod(round((total - done) / rate), 60)
        parts.append(f"{minutes}:{rest:02} left")
    return " · ".join(parts)
