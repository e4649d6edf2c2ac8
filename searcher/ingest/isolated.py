"""Reading files in processes of their own: what makes a reader loop, crash or eat the memory costs one file.

A process reads one file after another and sends what it finds. One that runs out of its limits, or dies, is replaced,
and the file that it was at is named; the files that wait for it go to its successor.
"""

import math
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext

from searcher.errors import SearcherError
from searcher.ingest import pulse
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract import NO_MEMORY, extract
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile
from searcher.processes import serve_parent
from searcher.records import dataclass

MOST_PROCESSES = 4
# Files that wait for a process: it has the next one at hand, and few are sent again when it dies.
_WAITING = 4
# What is sent at once holds so many documents or code points.
_BATCH_DOCUMENTS = 256
_BATCH_CHARACTERS = 500_000

Work = Callable[[FoundFile, Settings], Iterable[Document | Problem]]


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` of the processor, and `rest` seconds of nothing at all, that a reader may take until its next document.

    A step of its own bounds on the way there (see `pulse`) counts like a document.

    `memory` in bytes. The time of the processor is what counts: a busy machine makes no file unreadable.
    """

    seconds: int = 60
    rest: float = 600.0
    memory: int = 1_000_000_000


LIMITS = Limits()


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
        count = min(os.cpu_count() or 1, MOST_PROCESSES)
        self._processes: list[_Process | None] = [None] * count
        self._waiting: list[deque[FoundFile]] = [deque() for _ in range(count)]
        self._order: deque[int] = deque()

    @property
    def has_room(self) -> bool:
        """Whether another file can be started before the results of the oldest are taken."""
        return len(self._order) < _WAITING * len(self._waiting)

    def start(self, found: FoundFile) -> None:
        """Let a process read the file as soon as it can."""
        at = min(range(len(self._waiting)), key=lambda each: len(self._waiting[each]))
        self._waiting[at].append(found)
        self._order.append(at)
        process = self._processes[at]
        if process is None:
            self._processes[at] = self._started(at)
        else:
            process.send(found)

    def items(self) -> Iterator[Document | Problem]:
        """What the oldest file gives that was started and not asked for. Raises SearcherError if none can be read."""
        at = self._order.popleft()
        process, found = self._processes[at], self._waiting[at][0]
        assert process is not None
        while True:
            reason = ""
            try:
                answer = process.answer(self._limits.rest)
            except (EOFError, OSError):
                reason = process.reason_of_end(self._limits)
            else:
                if answer is None:
                    reason = f"its reader did nothing for {self._limits.rest:g} s"
                elif answer.items:
                    yield from answer.items
                elif not answer.is_last:
                    self._beat()
            if reason:
                yield Problem(found.key, reason)
            if reason or (answer is not None and answer.is_last):
                break
        self._waiting[at].popleft()
        if reason or (answer is not None and answer.retires):
            process.end()
            self._processes[at] = self._started(at) if self._waiting[at] else None

    def close(self) -> None:
        """End the processes, at once."""
        for process in self._processes:
            if process is not None:
                process.end()
        self._processes = [None] * len(self._processes)

    def _started(self, at: int) -> "_Process":
        """A new process, which has what waits for it."""
        process = _Process(self._start_of)
        for found in self._waiting[at]:
            process.send(found)
        return process


@dataclass(frozen=True, slots=True)
class _Answer:
    """Some of what a file gives; `is_last` ends it, and the process with it if it `retires`.

    One without items that is not the last is a sign of life.
    """

    items: list[Document | Problem]
    is_last: bool = False
    retires: bool = False


_Start = tuple[Work, Settings, Limits]


class _Process:
    """A process that reads."""

    def __init__(self, start: _Start) -> None:
        context = _context()
        self._connection, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, *start), daemon=True)
        self._process.start()
        there.close()
        self._is_ready = False

    def send(self, found: FoundFile) -> None:
        # Of a process that has died the next answer tells.
        with suppress(OSError):
            self._connection.send(found)

    def answer(self, rest: float) -> _Answer | None:
        """The next answer, None if there is none for `rest` seconds. Raises EOFError and OSError when it has ended."""
        if not self._is_ready:
            try:
                self._connection.recv()
            except (EOFError, OSError):
                raise SearcherError(
                    "the processes that read files cannot be started; a program that calls this needs "
                    '`if __name__ == "__main__":` around its main part'
                ) from None
            self._is_ready = True
        if not self._connection.poll(rest):
            return None
        answer: _Answer = self._connection.recv()
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
        self._connection.close()
        self._process.kill()
        self._process.join()


def _context() -> ForkServerContext | SpawnContext:
    # A fork of this process would share its locks and threads, and take its memory for its own.
    if "forkserver" in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("forkserver")
    return multiprocessing.get_context("spawn")


# In the other process.


def _serve(connection: Connection, work: Work, settings: Settings, limits: Limits) -> None:
    serve_parent()
    _be_silent()
    _limit_memory(limits.memory)
    pulse.listen(partial(_beat, connection, limits))
    try:
        connection.send(None)
        while True:
            found: FoundFile = connection.recv()
            for answer in _answers(work(found, settings), found, settings, limits):
                connection.send(answer)
                if answer.retires:
                    return
    except (EOFError, OSError):  # nobody listens any more
        return


def _beat(connection: Connection, limits: Limits) -> None:
    _limit_seconds(limits.seconds)
    connection.send(_Answer([]))


def _answers(
    items: Iterable[Document | Problem], found: FoundFile, settings: Settings, limits: Limits
) -> Iterator[_Answer]:
    _limit_seconds(limits.seconds)
    batch: list[Document | Problem] = []
    characters = 0
    for item in _within_memory(items, found):
        if isinstance(item, Document):
            _limit_seconds(limits.seconds)
            if len(item.text) > settings.max_file_bytes:
                limit = f"the limit is {size_text(settings.max_file_bytes)} (max_file_bytes in searcher.toml)"
                item = Problem(found.key, f"gives too large a text: {limit}", item.number)
            else:
                characters += len(item.text)
        batch.append(item)
        if len(batch) >= _BATCH_DOCUMENTS or characters >= _BATCH_CHARACTERS:
            yield _Answer(batch)
            batch, characters = [], 0
    yield _Answer(batch, is_last=True, retires=_has_grown(limits.memory))


def _within_memory(items: Iterable[Document | Problem], found: FoundFile) -> Iterator[Document | Problem]:
    try:
        yield from items
    except MemoryError:
        yield Problem(found.key, NO_MEMORY)


def _be_silent() -> None:
    """What a library says goes nowhere: the output of the program is its hits, and a problem is told by its file."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _limit_memory(most: int) -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # What is written to counts; addresses that libraries merely set aside do so on other systems than Linux alone.
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_AS, (8 * most, 8 * most))


def _limit_seconds(most: int) -> None:
    """Let the system end this process when it has used so many seconds more of the processor."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = math.ceil(used.ru_utime + used.ru_stime) + most
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _has_grown(most: int) -> bool:
    """Whether this process holds on to so much memory that the next file might want for it."""
    try:
        import resource
    except ImportError:
        return False
    # In kilobytes, but on macOS in bytes, where it ends the process sooner than it needs to.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > most // 2
