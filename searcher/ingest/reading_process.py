"""What goes on in a process that reads files for another one, within limits; see `searcher.ingest.isolated`."""

import math
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection

from searcher.ingest import pulse
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract import NO_MEMORY
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile
from searcher.processes import serve_parent
from searcher.records import dataclass

# What is sent at once holds so many documents or code points.
_BATCH_DOCUMENTS = 256
_BATCH_CHARACTERS = 500_000
# So many seconds of what a reader may take until its next document may be gone when it gives one.
_LIMITED_FOR = 0.2

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


@dataclass(frozen=True, slots=True)
class Answer:
    """Some of what a file gives; `is_last` ends it, and the process with it if it `retires`.

    One without items that is not the last is a sign of life.
    """

    items: list[Document | Problem]
    is_last: bool = False
    retires: bool = False


def serve(connection: Connection, work: Work, settings: Settings, limits: Limits) -> None:
    """Read the files that come, and send what they give, until nobody listens; first None, to say that it is ready."""
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
    connection.send(Answer([]))


def _answers(
    items: Iterable[Document | Problem], found: FoundFile, settings: Settings, limits: Limits
) -> Iterator[Answer]:
    _limit_seconds(limits.seconds)
    limited = time.monotonic()
    batch: list[Document | Problem] = []
    characters = 0
    for item in _within_memory(items, found):
        if isinstance(item, Document):
            # The processor is never ahead of the clock, which takes a hundredth of the time to ask.
            if (now := time.monotonic()) - limited > _LIMITED_FOR:
                _limit_seconds(limits.seconds)
                limited = now
            if len(item.text) > settings.max_file_bytes:
                limit = f"the limit is {size_text(settings.max_file_bytes)} (max_file_bytes in searcher.toml)"
                item = Problem(found.key, f"gives too large a text: {limit}", item.number)
            else:
                characters += len(item.text)
        batch.append(item)
        if len(batch) >= _BATCH_DOCUMENTS or characters >= _BATCH_CHARACTERS:
            yield Answer(batch)
            batch, characters = [], 0
    yield Answer(batch, is_last=True, retires=_has_grown(limits.memory))


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
