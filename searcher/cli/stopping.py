"""Ending a run of indexing: asked once it commits what it has read, asked twice it ends at once."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_ENDED_BY = 128
"""What shells add to the number of the signal that ended a process."""


class Stopped(KeyboardInterrupt):
    """A run was asked to end, and has; `status` is the exit status that a shell gives a process ended by the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = _ENDED_BY + number


class StopRequest:
    """Whether and by which signal a person or the system has asked for an end; 0 for none."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self) -> bool:
        """Whether to end."""
        return self.number != 0

    def hear(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal. The second one ends the processes that work for this one, and raises Stopped."""
        if self.number:
            for process in multiprocessing.active_children():
                process.kill()
            raise Stopped(number)
        self.number = number
        # Not by `print`, which may be at work where the signal meets it.
        with suppress(OSError):
            os.write(2, b"ending: what is read is committed; once more ends at once\n")


@contextmanager
def stop_requests() -> Iterator[StopRequest]:
    """Ctrl+C and SIGTERM ask for an end, and no more, within the `with` block."""
    request = StopRequest()
    if threading.current_thread() is not threading.main_thread():
        yield request  # no other thread can take signals
        return
    before = {number: signal.signal(number, request.hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
