"""What every part of the application works with: the state, the threads, the parts of the screen."""

import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from textual.app import App
from textual.message import Message

from searcher.tui import memory
from searcher.tui.builder import IndexBuilder
from searcher.tui.news import News
from searcher.tui.state import History, SearchState
from searcher.tui.widgets.bars import Chips, Ladder, Notes, Summary
from searcher.tui.widgets.document import Document, DocumentView
from searcher.tui.widgets.panels import FacetsPanel, NamesPanel
from searcher.tui.widgets.results import Notice, Results
from searcher.tui.widgets.search_line import SearchLine
from searcher.tui.worker import REST, SearchThread

# Seconds between two looks whether another process has changed the library.
CHECK_EVERY = 2.0
# Seconds before the document of a new answer is fetched.
_READING_PAUSE = 0.03


class Arrived(Message):
    """News of a thread, on their way to the application."""

    def __init__(self, news: News) -> None:
        super().__init__()
        self.news = news


class Session(App[None]):
    """The library at `folder` on a screen.

    `index` is the library as the person named it, "" if it was found. `preferences` is the file of the theme, None for
    none. `clock` and `rest` are for the search; see `SearchThread`. `signals` are those that end the application in
    order, with the exit status that a shell gives a process ended by them.
    """

    def __init__(
        self,
        folder: Path,
        *,
        index: str = "",
        preferences: Path | None = None,
        clock: Callable[[], float] = time.perf_counter,
        check_every: float = CHECK_EVERY,
        rest: float = REST,
        signals: Sequence[signal.Signals] = (),
    ) -> None:
        super().__init__()
        self.folder = folder
        self.index = index
        self.preferences = preferences
        self.check_every = check_every
        self.signals = signals
        self.state = SearchState()
        self.history = History(memory.read_history(folder))
        self.thread = SearchThread(folder, self.hear, clock, rest)
        self.builder = IndexBuilder(folder, self.hear)
        self.documents = 0
        self.reading_soon = False

    def hear(self, news: News) -> None:
        """Take news from any thread; they are handled in the order in which they come."""
        self.post_message(Arrived(news))

    @property
    def is_open(self) -> bool:
        """Whether the screen is there: news may come while it is being put up or taken down."""
        return bool(self._screen_stack and self.screen_stack[0].query(DocumentView))

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is being searched, read or built, and nothing is about to be."""
        return self.thread.is_idle and not self.builder.is_running and not self.reading_soon

    @property
    def search_line(self) -> SearchLine:
        return self.screen_stack[0].query_one(SearchLine)

    @property
    def results(self) -> Results:
        return self.screen_stack[0].query_one(Results)

    @property
    def document(self) -> Document:
        return self.screen_stack[0].query_one(Document)

    @property
    def facets(self) -> FacetsPanel:
        return self.screen_stack[0].query_one(FacetsPanel)

    @property
    def names(self) -> NamesPanel:
        return self.screen_stack[0].query_one(NamesPanel)

    @property
    def ladder(self) -> Ladder:
        return self.screen_stack[0].query_one(Ladder)

    @property
    def summary(self) -> Summary:
        return self.screen_stack[0].query_one(Summary)

    @property
    def notes(self) -> Notes:
        return self.screen_stack[0].query_one(Notes)

    @property
    def chips(self) -> Chips:
        return self.screen_stack[0].query_one(Chips)

    async def ask(self) -> None:
        """Show what is asked, and ask it."""
        state = self.state
        await self.chips.show(state.all_filters())
        self.ladder.show(state.level, {})
        if state.is_empty:
            self.welcome()
        else:
            self.thread.ask(state.question(max(self.results.visible_hits, state.selected) + 1))

    def welcome(self) -> None:
        """Show what there is to search, while nothing is asked."""
        self.state.answered(0)
        self.notes.show(())
        self.document.show(None, None)
        self.facets.show((), set(self.state.all_filters()))
        self.names.show((), frozenset(), frozenset())
        if self.builder.is_running:
            return
        if not self.documents:
            self.results.notice(Notice("Nothing to search yet", _NEXT_STEPS))
            self.summary.say("")
            return
        self.summary.say(f"{self.documents:,} document{'' if self.documents == 1 else 's'}")
        self.results.notice(Notice("Search as you type", _HINTS))

    def read_soon(self) -> None:
        """Fetch the document of the selected hit when the list is painted: the next key may be on its way."""
        if not self.reading_soon:
            self.reading_soon = True
            self.set_timer(_READING_PAUSE, self.read_selected)

    def read_selected(self) -> None:
        """Fetch the document of the selected hit."""
        self.reading_soon = False
        if self.state.total:
            self.thread.read(self.state.generation, self.state.selected)

    def remember(self) -> None:
        """Put the query into the history of the library, as far as it can be written."""
        if self.history.remember(self.state.query):
            memory.write_history(self.folder, self.history.queries)

    def want_details(self) -> None:
        """Tell the search what of the details is on the screen."""
        shown = {"facets": self.facets.display, "parts": self.names.display}
        self.thread.want(frozenset(name for name, is_shown in shown.items() if is_shown))


_HINTS = (
    "A name finds every spelling of it, in any language and script;",
    "words find all their forms. Filters and quotation marks work",
    'as on the command line: lang:de  type:md  date:2024  "cold war"',
    "",
    "F1 shows all keys, F2 the filters, F3 the names.",
)
_NEXT_STEPS = (
    "This library has no documents. To add a folder or file to it:",
    "",
    "searcher index PATH",
    "",
    "then press F5 here. It takes text, Markdown, HTML, JSON Lines and CSV.",
)
