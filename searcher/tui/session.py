"""A search in one library, without a screen: what is asked, what is known, and the threads that work for it."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from searcher.errors import SearcherError
from searcher.library import Library
from searcher.marks import NO_MARK, Mark, Marks
from searcher.search.hits import Hit, Results
from searcher.search.watchlist import Watched
from searcher.searches import Saved, read_searches, write_searches
from searcher.tui import memory
from searcher.tui.builder import IndexBuilder
from searcher.tui.news import Answer, Answered, DocumentRead, IndexChanged, Indexed, News, Opened
from searcher.tui.state import History, SearchState
from searcher.tui.worker import REST, SearchThread


class Session:
    """The library at `folder`, and what is asked of it. `documents` is how many its index has, as far as is known.

    `post` gets the news of the threads, in the thread that tells them. `index` is the library as the person named it,
    "" if it was found. `trouble`: why nothing can be marked, "" if it can. `clock` and `rest` are for the search; see
    `SearchThread`.
    """

    def __init__(
        self,
        folder: Path,
        post: Callable[[News], object],
        *,
        index: str = "",
        clock: Callable[[], float] = time.perf_counter,
        rest: float = REST,
    ) -> None:
        self.folder = folder
        self.state = SearchState()
        self.history = History(memory.read_history(folder))
        self.documents = 0
        self._index = index
        self._post = post
        self._marks: Marks | None = None
        self.trouble = ""
        try:
            self._marks = Marks(folder)
        except SearcherError as error:
            self.trouble = str(error)
        self._search = SearchThread(folder, post, clock, rest)
        self._builder = IndexBuilder(folder, post)

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is being searched, read or built."""
        return self._search.is_idle and not self._builder.is_running

    @property
    def is_building(self) -> bool:
        """Whether the index is being brought up to date."""
        return self._builder.is_running

    def start(self) -> None:
        """Open the index, and answer from now on; keep it up to date if the library's settings say so."""
        with suppress(SearcherError):  # which whoever opens the index tells
            if Library.open(self.folder).settings.watch:
                self._builder.watch()
        self._search.start()

    def close(self) -> None:
        """End the threads."""
        self._search.close()
        self._builder.close()

    def take(self, news: News) -> bool:
        """Take in what a thread tells; whether that is about the library, or about what is asked and selected now."""
        if isinstance(news, Opened | IndexChanged | Indexed):
            self.documents = news.documents
        if not isinstance(news, Answer):
            return True
        if news.number != self.state.number:
            return False
        if isinstance(news, Answered):
            self.state.answered(news.total)
        return not isinstance(news, DocumentRead) or news.place == self.state.selected

    def ask(self, visible: int) -> None:
        """Search for what the state says; `visible` hits fit on the screen."""
        self._search.ask(self.state.question(max(visible, self.state.selected) + 1))

    def page(self, start: int, stop: int) -> None:
        """Fetch the hits of rank [start, stop)."""
        self._search.page(self.state.number, start, stop)

    def read(self) -> None:
        """Fetch the document of the selected hit, if there is one."""
        if self.state.total:
            self._search.read(self.state.number, self.state.selected)

    def want(self, details: frozenset[str]) -> None:
        """Say which details are on the screen; see `SearchThread`."""
        self._search.want(details)

    def export(self, write: Callable[[Results], str]) -> None:
        """Give all hits to `write`, which returns what to tell the person."""
        self._search.export(self.state.number, write)

    def add_name(self, name: str, variant: str) -> None:
        """Give an entity of the library another name."""
        self._search.names.add(name, variant)

    def about(self, name: str) -> None:
        """Tell everything about a name."""
        self._search.reports.about(name)

    def watch(self, file: str) -> None:
        """Look for the names of a list; until `stop_watching`, or to its end."""
        self._search.reports.watch(file)

    def stop_watching(self) -> None:
        """Look for no more names."""
        self._search.reports.stop()

    def mark_seen(self, file: str, found: Sequence[Watched]) -> None:
        """Count what was found of a list as told, so that it is not new any more."""
        self._search.reports.mark_seen(file, found)

    def reject(self, name: str, other: str) -> None:
        """Never suggest again that two spellings are one name."""
        self._search.names.reject(name, other)

    def suggest(self, name: str) -> None:
        """Look for spellings that are one name: of the words of `name`, or of all names."""
        self._search.suggest(name)

    def stop_suggesting(self) -> None:
        """Look for no more of them."""
        self._search.suggest(None)

    def check(self) -> None:
        """Look whether the index or the names have changed."""
        self._search.check()

    def update(self) -> bool:
        """Bring the index up to date, unless that is being done; whether it has begun."""
        return self._builder.start()

    def has_sources(self) -> bool:
        """Whether the library covers anything. Raises SearcherError if it cannot be read."""
        return bool(Library.open(self.folder).sources)

    def command(self) -> str:
        """The command line that finds what is on the screen."""
        return self.state.command(self._index)

    def remember(self) -> None:
        """Put the query into the history of the library, as far as it can be written."""
        if self.history.remember(self.state.query):
            memory.write_history(self.folder, self.history.queries)

    def mark_of(self, hit: Hit) -> Mark:
        """What the person marked of a hit."""
        return NO_MARK if self._marks is None else self._marks.of((hit.id, hit.file))

    def mark(self, hit: Hit, *, starred: bool | None = None, read: bool | None = None, note: str | None = None) -> None:
        """Mark a hit; None leaves a mark as it is. Raises SearcherError."""
        if self._marks is None:
            raise SearcherError(self.trouble)
        self._marks.change([(hit.id, hit.file)], starred=starred, read=read, note=note)

    def look_at_marks(self) -> bool:
        """Take in what others marked; whether there was anything."""
        with suppress(SearcherError):  # which the next mark tells
            return self._marks is not None and self._marks.refresh()
        return False

    def fold(self) -> None:
        """Look which of the best hits tell the same."""
        self._search.fold(self.state.number)

    def searches(self) -> dict[str, Saved]:
        """The saved searches by name."""
        return read_searches(self.folder)

    def save(self, name: str) -> bool:
        """Save what is asked under a name; whether that was possible."""
        return write_searches(self.folder, {**self.searches(), name: self.state.saved()})
