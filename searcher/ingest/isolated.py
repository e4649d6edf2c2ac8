"""Reading files in processes of their own: what makes a reader loop, crash or eat the memory costs one file.

A process reads one file after another and sends what it finds. One that runs out of its limits, or dies, is replaced,
and the file that it was at is named; the files that wait for it go to another.
"""

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext, SpawnContext

from searcher.errors import SearcherError
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract import extract
from searcher.ingest.reading_process import LIMITS, Answer, Limits, Work, serve
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

MOST_PROCESSES = 4
# Files that may be started before the oldest is taken, for each process: some take as long as many others.
_WAITING = 8
# Files that a process has at the same time: the next one is at hand, and few are sent again when it dies.
_AT_HAND = 2
# What is taken of files before it is asked for, in code points: a process whose answers nobody takes stands still.
_MOST_KEPT = 8_000_000


class _Reading:
    """A file that is being read: what is there of it and was not asked for, and whether that is all."""

    __slots__ = ("found", "is_done", "items", "kept")

    def __init__(self, found: FoundFile) -> None:
        self.found = found
        self.items: list[Document | Problem] = []
        self.kept = 0
        self.is_done = False

    def take(self, items: list[Document | Problem]) -> None:
        self.items += items
        self.kept += sum(len(item.text) for item in items if isinstance(item, Document))

    def taken(self) -> list[Document | Problem]:
        items, self.items, self.kept = self.items, [], 0
        return items


class IsolatedReaders:
    """Reads files by `work` in other processes; the results come in the order in which the files were started."""

    def __init__(
        self,
        settings: Settings,
        work: Work = extract,
        limits: Limits = LIMITS,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        """`work` is known by its module and name in the other processes.

        `beat` is called while a file is waited for, when its reader gives a sign of life (see `pulse`).
        """
        self._beat = beat
        self._start_of: _Start = (work, settings, limits)
        self._limits = limits
        self._processes: list[_Process] = []
        self._most = min(os.cpu_count() or 1, MOST_PROCESSES)
        # In the order in which they were started: those that no process has yet, and all.
        self._left: deque[_Reading] = deque()
        self._order: deque[_Reading] = deque()

    @property
    def has_room(self) -> bool:
        """Whether another file can be started before the results of the oldest are taken."""
        return len(self._order) < _WAITING * self._most

    def start(self, found: FoundFile) -> None:
        """Let a process read the file as soon as one can. Raises SearcherError if none can be started."""
        reading = _Reading(found)
        self._left.append(reading)
        self._order.append(reading)
        self._hand_out()
        self._take_what_is_there(self._to_listen_to(), 0.0)

    def items(self) -> Iterator[Document | Problem]:
        """What the oldest file gives that was started and not asked for. Raises SearcherError if none can be read."""
        reading = self._order.popleft()
        since = time.monotonic()
        while True:
            if there := reading.taken():
                yield from there
                # The reader has no part in how long somebody takes for them.
                since = time.monotonic()
            if reading.is_done:
                return
            process = next(each for each in self._processes if reading in each.readings)
            # Before it is ready a process is only slow.
            rest = since + self._limits.rest - time.monotonic() if process.is_ready else None
            if rest is not None and rest <= 0:
                self._end(process, f"its reader did nothing for {self._limits.rest:g} s")
                continue
            if process in self._take_what_is_there(self._to_listen_to() or [process], rest):
                since = time.monotonic()
                if rest is not None and not reading.items and not reading.is_done:
                    self._beat()

    def close(self) -> None:
        """End the processes, at once."""
        for process in self._processes:
            process.end()
        self._processes.clear()

    def _to_listen_to(self) -> list["_Process"]:
        """The processes of which answers are taken before they are asked for: all, or none where much is kept."""
        return self._processes if sum(reading.kept for reading in self._order) < _MOST_KEPT else []

    def _hand_out(self) -> None:
        """Give files to processes that have few, the one that has fewest first."""
        # One that has died without a file is no reason to name a file.
        dead = next((each for each in self._processes if not each.readings and not each.is_alive), None)
        if dead is not None:
            self._end(dead)
        while self._left:
            process = min(self._processes, key=lambda each: len(each.readings), default=None)
            if (process is None or process.readings) and len(self._processes) < self._most:
                process = _Process(self._start_of)
                self._processes.append(process)
            if process is None or len(process.readings) >= _AT_HAND:
                return
            process.send(self._left.popleft())

    def _take_what_is_there(self, processes: "list[_Process]", seconds: float | None) -> "set[_Process]":
        """Take an answer of each of the processes that has one; waits so long for the first. Gives those that had."""
        by_connection = {each.connection: each for each in processes if each.readings}
        ready = [by_connection[each] for each in wait(by_connection, seconds) if each in by_connection]
        for process in ready:
            try:
                answer = process.answer()
            except (EOFError, OSError):
                self._end(process, process.reason_of_end(self._limits))
                continue
            if answer is not None:
                self._take(process, answer)
        self._hand_out()
        return set(ready)

    def _take(self, process: "_Process", answer: Answer) -> None:
        reading = process.readings[0]
        reading.take(answer.items)
        if answer.is_last:
            reading.is_done = True
            process.readings.popleft()
        if answer.retires:
            self._end(process)

    def _end(self, process: "_Process", reason: str = "") -> None:
        """End a process; the file that it is at has failed if there is a reason, and others have what waits for it."""
        process.end()
        self._processes.remove(process)
        if reason:
            reading = process.readings.popleft()
            reading.take([Problem(reading.found.key, reason)])
            reading.is_done = True
        self._left.extendleft(reversed(process.readings))
        self._hand_out()


_Start = tuple[Work, Settings, Limits]


class _Process:
    """A process that reads."""

    def __init__(self, start: _Start) -> None:
        context = _context()
        self.connection, there = context.Pipe()
        self._process = context.Process(target=serve, args=(there, *start), daemon=True)
        self._process.start()
        there.close()
        self.is_ready = False
        self.readings: deque[_Reading] = deque()
        """The files that it has, in the order in which it reads them."""

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    def send(self, reading: _Reading) -> None:
        self.readings.append(reading)
        # Of a process that has died the next answer tells.
        with suppress(OSError):
            self.connection.send(reading.found)

    def answer(self) -> Answer | None:
        """What it has sent, None for being ready. Raises EOFError and OSError when it has ended."""
        try:
            answer: Answer | None = self.connection.recv()
        except (EOFError, OSError):
            if self.is_ready:
                raise
            raise SearcherError(
                "the processes that read files cannot be started; a program that calls this needs "
                '`if __name__ == "__main__":` around its main part'
            ) from None
        self.is_ready = True
        return answer

    def reason_of_end(self, limits: Limits) -> str:
        self._process.join()
        status = self._process.exitcode or 0
        if status == -getattr(signal, "SIGXCPU", 0):
            return f"took its reader more than {limits.seconds} s"
        if status == -getattr(signal, "SIGKILL", 9):
            return "its reader was ended by the system, perhaps for want of memory"
        how = f"signal {-status}" if status < 0 else f"status {status}"
        return f"its reader crashed ({how})"

    def end(self) -> None:
        self.connection.close()
        self._process.kill()
        self._process.join()


def _context() -> ForkServerContext | SpawnContext:
    # A fork of this process would share its locks and threads, and take its memory for its own.
    if "forkserver" in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("forkserver")
    return multiprocessing.get_context("spawn")
