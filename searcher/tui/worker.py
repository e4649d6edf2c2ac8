"""The thread that searches: one question at a time, the newest wins, and what nobody waits for is not done.

One Searcher must not be used by two threads at once, so that all that needs it is done here, in this order: the
newest question, then what the person waits for (pages, texts, exports), then what is nice to know (the levels,
facets and forms of the current question).
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.engine.engine import Cancelled
from searcher.engine.opening import IndexState, state_of
from searcher.errors import SearcherError
from searcher.faults import fault_line
from searcher.search.hits import Hit, Results
from searcher.search.ranking import Ranking
from searcher.search.searcher import Searcher
from searcher.tui.details import detail, fold
from searcher.tui.editing import NameEditing
from searcher.tui.layout import Lines
from searcher.tui.news import (
    Answered,
    DocumentRead,
    EquivalenceFound,
    EquivalencesEnded,
    Failed,
    HitsRead,
    IndexChanged,
    IndexMissing,
    News,
    Opened,
    Told,
)
from searcher.tui.pace import Pace
from searcher.tui.reporting import Reporting
from searcher.tui.state import Question

if TYPE_CHECKING:
    from searcher.search.equivalents import Equivalence

# Seconds of rest before what is only nice to know: the screen is being painted, and the next key may be on its way.
REST = 0.12
Job = Callable[[Searcher], None]


class SearchThread:
    """Answers questions about the library at `folder` by messages, given to `post` in this thread.

    `clock` gives seconds; a test may stop it. `rest` is how many of them pass before what is only nice to know.
    """

    def __init__(
        self,
        folder: Path,
        post: Callable[[News], object],
        clock: Callable[[], float] = time.perf_counter,
        rest: float = REST,
    ) -> None:
        self._folder = folder
        self._post = post
        self._clock = clock
        self._rest = rest
        self._wake = threading.Condition()
        self._question: Question | None = None
        self._jobs: deque[Job] = deque()
        self._details: Iterator[None] | None = None
        # The name whose other spellings are looked for ("" for all names, None for none), and where that is.
        self._suggested: str | None = None
        self._equivalences: Iterator[Equivalence] | None = None
        self._wanted: frozenset[str] = frozenset()
        self._rested = 0.0
        # When the question may be asked: where answers take long, a newer one is waited for.
        self._due = 0.0
        self._pace = Pace()
        self._busy = False
        self._closed = False
        self._searcher: Searcher | None = None
        # The question that was answered last, and its ranking: what pages and details are about.
        self._asked: Question | None = None
        self._without_details: Question | None = None
        self._ranking: Ranking | None = None
        self._made: dict[int, Hit] = {}
        # What was left out of the glossary, each told once.
        self._told: set[str] = set()
        self.reports = Reporting(folder, post, self._do, self._superseded)
        self.names = NameEditing(folder, post, self._do, self.check)
        self._thread = threading.Thread(target=self._run, name="search", daemon=True)

    def start(self) -> None:
        """Open the index, which counts as work, and answer from then on."""
        self._busy = True
        self._thread.start()

    def close(self, seconds: float = 2.0) -> None:
        """End the thread; what it is at is given up."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join(seconds)

    @property
    def is_idle(self) -> bool:
        """Whether everything that was asked has been answered."""
        with self._wake:
            idle = not (self._busy or self._question or self._jobs or self._details)
            return idle and self._suggested is None

    def ask(self, question: Question) -> None:
        """Search; whatever was asked before is superseded."""
        with self._wake:
            self._question = question
            self._due = time.monotonic() + self._pace.rest
            self._details = None
            self._wake.notify()

    def want(self, details: frozenset[str]) -> None:
        """Say which details are on the screen ("facets", "parts"); those of the current question follow."""
        with self._wake:
            self._wanted = details
            if self._asked is not None and self._ranking is not None:
                self._details = self._detail(self._asked, self._ranking)
            self._wake.notify()

    def fold(self, number: int) -> None:
        """Look which of the best hits tell the same, before the other details."""
        with self._wake:
            ranking = self._ranking_of(number)
            if self._searcher is not None and ranking is not None and self._asked is not None:
                folding = fold(self._searcher, number, ranking, self._post, self._superseded)
                self._details = chain(folding, self._detail(self._asked, ranking) or ())
                self._wake.notify()

    def page(self, number: int, start: int, stop: int) -> None:
        """Make the hits of rank [start, stop)."""

        def job(searcher: Searcher) -> None:
            if (ranking := self._ranking_of(number)) is not None:
                hits = searcher.hits(ranking, start, stop, cancelled=self._superseded)
                self._made.update(enumerate(hits, start))
                self._post(HitsRead(number, start, hits))

        self._do(job)

    def read(self, number: int, place: int) -> None:
        """Fetch the text of the hit of a rank."""

        def job(searcher: Searcher) -> None:
            ranking = self._ranking_of(number)
            if ranking is not None and place < len(ranking):
                hit = self._made.get(place)
                if hit is None:
                    (hit,) = searcher.hits(ranking, place, place + 1, cancelled=self._superseded)
                self._post(DocumentRead(number, place, hit, Lines(searcher.text(ranking, place))))

        self._do(job)

    def export(self, number: int, write: Callable[[Results], str]) -> None:
        """Give all hits of the current question to `write`, which returns what to tell the person."""

        def job(searcher: Searcher) -> None:
            if (ranking := self._ranking_of(number)) is not None:
                hits = searcher.hits(ranking, 0, len(ranking))
                self._post(Told(write(Results(ranking.text, hits, len(ranking), ranking.notes, (), 0.0))))

        self._do(job)

    def suggest(self, name: str | None) -> None:
        """Look for spellings that are one name, beside what else is asked: of the words of `name`, or for "" of the
        names in most documents. None ends it."""
        with self._wake:
            self._suggested, self._equivalences = name, None
            self._wake.notify()

    def check(self) -> None:
        """Look whether the index or the names have changed; open the index if there is one now."""

        def job(searcher: Searcher) -> None:
            if searcher.refresh():
                self._ranking = self._details = self._equivalences = None
                self._post(IndexChanged(searcher.documents, stale=True))

        self._do(job)

    def _do(self, job: Job) -> None:
        with self._wake:
            self._jobs.append(job)
            self._wake.notify()

    def _superseded(self) -> bool:
        return self._question is not None or self._closed

    def _ranking_of(self, number: int) -> Ranking | None:
        return self._ranking if self._asked is not None and self._asked.number == number else None

    def _run(self) -> None:
        self._guarded(partial(self._open, stale=True))
        while True:
            with self._wake:
                self._busy = False
                while not (self._closed or (self._jobs and self._question is None)):
                    # Whatever else there is gives way to a question.
                    asked, detailed = self._question is not None, self._details is not None
                    rest = (self._due if asked else self._rested) - time.monotonic()
                    if ((asked or detailed) and rest <= 0) or (self._suggested is not None and not asked):
                        break
                    self._wake.wait(rest if asked or detailed else None)
                if self._closed:
                    break
                self._busy = True
                question, self._question = self._question, None
                job = self._jobs.popleft() if question is None and self._jobs else None
                details = self._details
            if question is not None:
                self._guarded(partial(self._answer, question))
            elif job is not None:
                self._guarded(partial(self._with_searcher, job))
            elif details is not None:
                self._guarded(partial(self._step, details))
            else:
                self._guarded(self._go_on_suggesting)
        if self._searcher is not None:
            self._guarded(self._searcher.close)

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do a piece of work; whatever goes wrong is told, and the thread lives on."""
        try:
            work()
        except Cancelled:
            pass
        except SearcherError as error:
            self._give_up(str(error))
        except Exception as error:  # a damaged index, or a file that is gone, fails in many ways
            self._give_up(fault_line(error))

    def _give_up(self, reason: str) -> None:
        """Tell what failed. The index is opened anew with the next question: it may have been replaced."""
        searcher, self._searcher, self._ranking = self._searcher, None, None
        self._details = self._equivalences = self._suggested = None
        if searcher is not None:
            with suppress(Exception):  # what is broken need not close well
                searcher.close()
        self._post(Failed(reason, lasting=searcher is None))

    def _open(self, *, stale: bool) -> None:
        """Open the index if there is one. `stale`: what is on the screen is not what it answers."""
        found = state_of(self._folder)
        if found is IndexState.READY:
            self._searcher = Searcher(self._folder)
            self._post(Opened(self._searcher.documents, self._searcher.problems, stale))
        else:
            self._post(IndexMissing(found.value))

    def _with_searcher(self, job: Job, *, stale: bool = True) -> None:
        if self._searcher is None:
            self._open(stale=stale)
        if self._searcher is not None:
            job(self._searcher)

    def _answer(self, question: Question) -> None:
        began = time.monotonic()
        was_answered = False
        try:
            self._with_searcher(lambda searcher: self._search(searcher, question), stale=False)
            was_answered = True
        finally:
            self._pace.took(time.monotonic() - began, was_answered=was_answered)

    def _search(self, searcher: Searcher, question: Question) -> None:
        started = self._clock()
        self._ranking, self._asked = None, question
        if searcher.refresh():
            self._equivalences = None
            self._post(IndexChanged(searcher.documents, stale=False))
        ranking = searcher.rank(
            question.query, options=question.options, by_date=question.by_date, cancelled=self._superseded
        )
        seconds = self._clock() - started
        hits = searcher.hits(ranking, 0, question.room, cancelled=self._superseded)
        if question.options.translations:
            for problem in searcher.glossary_problems():
                if problem not in self._told:
                    self._told.add(problem)
                    self._post(Told(problem))
        self._ranking, self._made = ranking, dict(enumerate(hits))
        self._post(Answered(question.number, hits, len(ranking), ranking.notes, seconds))
        with self._wake:
            self._details, self._rested = self._detail(question, ranking), time.monotonic() + self._rest

    def _step(self, details: Iterator[None]) -> None:
        """One step of the details; they end when there is none left, or when something newer is asked."""
        try:
            next(details)
        except (StopIteration, Cancelled):
            with self._wake:
                if self._details is details:
                    self._details = None
        except Exception:
            # The index is opened anew after that and the question asked again, which would fail again, and so on.
            self._without_details = self._asked
            raise

    def _go_on_suggesting(self) -> None:
        self._with_searcher(self._suggest)
        if self._searcher is None:
            # Without an index there is nothing to wait for.
            self.suggest(None)
            self._post(EquivalencesEnded())

    def _suggest(self, searcher: Searcher) -> None:
        """One step of the suggestions: the next pair."""
        with self._wake:
            name, found = self._suggested, self._equivalences
            if name is None:
                return
            if found is None:
                found = searcher.equivalents(name, lambda: self._closed or self._suggested != name)
                self._equivalences = found
        pair = next(found, None)
        with self._wake:
            if self._equivalences is not found:
                return
            if pair is None:
                self._suggested = self._equivalences = None
        self._post(EquivalencesEnded() if pair is None else EquivalenceFound(pair))

    def _detail(self, question: Question, ranking: Ranking) -> Iterator[None] | None:
        failed = self._without_details
        again = failed is not None and (failed.query, failed.options) == (question.query, question.options)
        if self._searcher is None or again:
            return None
        return detail(self._searcher, question, ranking, self._wanted, self._post, self._superseded)
