"""How far a run is, on a terminal."""

import sys
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


@contextmanager
def counting(what: str, *, alone: bool = False) -> "Iterator[Callable[[int, int], None]]":
    """Tells how many of how many (0: not known) are done, with their rate and the time left, on a terminal's stderr.

    It is told once a second has passed, and is gone at the end. Nothing is told where the product is printed on a
    terminal: they would stand in each other's way, unless nothing is printed
    meanwhile (`alone`).
    """
    if not can_draw(sys.stderr) or (sys.stdout.isatty() and not alone):
        yield lambda done, total: None
        return
    started = told = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - started >= _PATIENCE and now - told >= _PACE:
            told = now
            print(f"\r\x1b[K{count_line(what, done, total, now - started)}", end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        if told != started:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


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
