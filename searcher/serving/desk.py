"""Answers calls in threads, within limits of time and number."""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from searcher.engine.engine import Cancelled
from searcher.errors import SearcherError
from searcher.faults import fault_line
from searcher.output.records import escaped
from searcher.search.searcher import Searcher
from searcher.serving.calls import Call
from searcher.serving.parameters import Value

SECONDS = 20.0
"""Of one call, with the time that it waits."""
THREADS = 2
MOST_AT_WORK = 32
"""Calls that are answered or wait."""


class TimeLimitError(SearcherError):
    """A call took longer than it may."""


class BusyError(SearcherError):
    """More is asked than is answered."""


class FaultError(SearcherError):
    """What nobody foresaw, in one line; where it is written down in full stands in it."""


class Desk:
    """Answers calls about the library at `folder`. A Searcher is for one thread, so that each has its own.

    A call may take `seconds`, with the time that it waits; it is given up then, and its work ends at the next of the
    points at which the search asks whether it is still wanted. What has not ended counts as work: there is never more
    than `most` of it.
    """

    def __init__(
        self, folder: Path, *, seconds: float = SECONDS, threads: int = THREADS, most: int = MOST_AT_WORK
    ) -> None:
        self._folder = folder
        self._seconds = seconds
        self._most = most
        self._own = threading.local()
        self._closed = False
        self._at_work: set[Future[str]] = set()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="answer")

    async def ask(self, call: Call, arguments: Mapping[str, Value]) -> str:
        """The answer as one line of JSON. Raises SearcherError: a TimeLimitError, a BusyError, a FaultError.

        A caller that is cancelled has the work given up too.
        """
        if self.at_work >= self._most:
            raise BusyError(f"{self._most} calls are being answered or wait: ask again later")
        end = time.monotonic() + self._seconds
        gone = threading.Event()

        def cancelled() -> bool:
            return self._closed or gone.is_set() or time.monotonic() > end

        work = self._threads.submit(self._answer, call, arguments, cancelled)
        self._at_work.add(work)
        work.add_done_callback(self._at_work.discard)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(work), self._seconds)
        except (TimeoutError, Cancelled):
            raise TimeLimitError(
                f"{call.name} took longer than {self._seconds:g} seconds and was given up: ask for less"
            ) from None
        finally:
            gone.set()

    @property
    def at_work(self) -> int:
        """How many calls are answered or wait."""
        return len(self._at_work)

    def close(self) -> None:
        """Give up what is at work, and end the threads."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _answer(self, call: Call, arguments: Mapping[str, Value], cancelled: Callable[[], bool]) -> str:
        if cancelled():
            raise Cancelled
        try:
            return escaped(call.run(self._searcher(), self._folder, arguments, cancelled))
        except (Cancelled, SearcherError):
            raise
        except Exception as error:
            raise FaultError(fault_line(error, ["serve", call.name])) from None

    def _searcher(self) -> Searcher:
        """The searcher of this thread, as the library is now."""
        kept: Searcher | None = getattr(self._own, "searcher", None)
        # If it cannot go on, the next call opens it anew.
        self._own.searcher = None
        if kept is None:
            kept = Searcher(self._folder)
        else:
            kept.refresh()
        self._own.searcher = kept
        return kept
