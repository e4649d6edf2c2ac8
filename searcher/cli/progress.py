"""How far a run of indexing is, on a terminal."""

import sys
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
