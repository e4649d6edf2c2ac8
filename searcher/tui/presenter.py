"""From what the threads tell to what is on the screen."""

import time
from collections.abc import Mapping
from contextlib import suppress

from searcher.errors import SearcherError
from searcher.query.options import Level
from searcher.tui.news import (
    Answered,
    DocumentRead,
    DossierMade,
    FacetsCounted,
    Failed,
    HitsRead,
    IndexChanged,
    Indexed,
    Indexing,
    IndexMissing,
    LevelsCounted,
    ListLookedFor,
    News,
    Opened,
    PartsFound,
    StoriesFound,
    Suggested,
    Told,
)
from searcher.tui.screen import SearchScreen
from searcher.tui.session import Session
from searcher.tui.state import LEVELS
from searcher.tui.waiting import Waiting
from searcher.tui.widgets.line import LONGEST
from searcher.tui.widgets.results import Notice
from searcher.wording import counted

# Seconds between two looks at an index that is being built.
_GROWTH_PACE = 1.0
# Seconds before the document of a new answer is fetched.
_READING_PAUSE = 0.03


class Presenter:
    """Shows the session on the screen."""

    def __init__(self, session: Session, screen: SearchScreen) -> None:
        self._session = session
        self._state = session.state
        self._screen = screen
        self._last_fault = ""
        self._looked = 0.0
        self._waiting = Waiting(session, screen)
        self.is_reading_soon = False

    async def show_question(self) -> None:
        """Show what is asked: the filters that hold, and the ladder without counts."""
        await self._screen.chips.show(self._state.all_filters())
        self._screen.ladder.show(self._state.level, {})

    def wait(self) -> None:
        """An answer is on its way; if it is late, say so."""
        self._waiting.begin()

    def welcome(self) -> None:
        """Show what there is to search, while nothing is asked."""
        self._waiting.end()
        screen, documents = self._screen, self._session.documents
        self._state.answered(0)
        screen.notes.show(())
        self._show_no_document()
        screen.names.show((), frozenset(), frozenset())
        if self._session.is_building:
            return
        if not documents:
            screen.results.notice(self._nothing_to_search())
            screen.summary.say("")
            return
        screen.summary.say(counted(documents, "document"))
        screen.results.notice(Notice("Search as you type", _HINTS))

    def _nothing_to_search(self) -> Notice:
        """What to do in a library without any document."""
        with suppress(SearcherError):  # which whoever opens the index tells
            if self._session.has_sources():
                return Notice("No document in this library", _NO_DOCUMENTS)
        return Notice("Nothing to search yet", _NEXT_STEPS)

    def shortened(self, kept: int, given: int) -> None:
        """Tell that of a pasted text only the first `kept` of `given` code points had room."""
        characters = f"the first {kept:,} of {given:,} characters" if kept else "nothing"
        self._screen.tell(f"{characters} pasted: a line holds {LONGEST:,}", "warning")

    def show(self, news: News) -> None:
        """Show news that the session has taken in."""
        screen, state = self._screen, self._state
        match news:
            case Answered():
                self._answered(news)
            case Suggested():
                self._show_nothing_found(news.texts, news.unfiltered)
            case HitsRead():
                screen.results.add(news.start, news.hits)
            case DocumentRead():
                screen.document.show(news.hit, news.lines)
            case LevelsCounted():
                screen.ladder.show(state.level, news.totals)
                if not state.total:
                    self._tell_of_levels(news.totals)
            case FacetsCounted():
                screen.facets.show(news.facets, set(state.all_filters()))
            case StoriesFound():
                self._folded(news)
            case PartsFound():
                screen.names.show(news.parts, state.without, state.entities)
            case Opened():
                for problem in news.problems:
                    screen.tell(problem, "warning")
            case IndexMissing():
                self._index_missing(news)
            case Indexing():
                self._indexing(news)
            case Indexed():
                self._indexed(news)
            case Failed():
                self._failed(news)
            case Told():
                screen.tell(news.text)
            case DossierMade() | ListLookedFor():
                pass  # which `ReportActions` shows
            case IndexChanged():
                pass  # it shows in the answer to the same question, asked again

    def _answered(self, news: Answered) -> None:
        screen = self._screen
        self._waiting.end()
        self._last_fault = ""
        screen.notes.show(news.notes)
        screen.summary.show(news.total, news.seconds)
        if news.total:
            screen.results.show(news.hits, news.total, self._state.selected)
            self._read_soon()
            self._screen.show_order(by_date=self._state.by_date)
            if self._state.folds:
                self._session.fold()
            return
        self._show_nothing_found(())
        self._show_no_document()

    def _folded(self, news: StoriesFound) -> None:
        if not self._state.folds:
            return
        self._screen.results.fold(news.stories)
        if not news.stories:
            self._screen.tell("no two of the best hits tell the same story")

    def _read_soon(self) -> None:
        """Fetch the document of the selected hit when the list is painted: the next key may be on its way."""
        if not self.is_reading_soon:
            self.is_reading_soon = True
            self._screen.set_timer(_READING_PAUSE, self._read)

    def _read(self) -> None:
        self.is_reading_soon = False
        self._session.read()

    def _show_nothing_found(self, suggestions: tuple[str, ...], unfiltered: int = 0) -> None:
        heading = "No document matches"
        lines: tuple[str, ...] = ()
        if unfiltered:
            heading = "The filters leave nothing"
            lines = (
                f"Without them {counted(unfiltered, 'document')} match{'es' if unfiltered == 1 else ''}.",
                "A click on a filter above takes it away; so does Backspace at the beginning of the search line.",
            )
        elif not suggestions:
            lines = ("Fewer words or filters may find some; F4 searches less strictly.",)
        self._screen.results.notice(Notice(heading, lines, suggestions))

    def _tell_of_levels(self, totals: Mapping[Level, int]) -> None:
        """Say which looser step of the ladder finds something, where this one finds nothing."""
        looser = LEVELS[LEVELS.index(self._state.level) + 1 :]
        found = next((level for level in looser if totals.get(level)), None)
        notice = self._screen.results.shown_notice
        if found is None or notice is None or notice.suggestions or notice.heading != "No document matches":
            return
        steps = LEVELS.index(found) - LEVELS.index(self._state.level)
        keys = "F4" if steps == 1 else f"F4, {steps} times,"
        line = f"{keys} searches less strictly: “{found}” ({found.meaning}) finds {counted(totals[found], 'document')}."
        self._screen.results.notice(Notice(notice.heading, (line,)))

    def _show_no_document(self) -> None:
        self._screen.document.show(None, None)
        self._screen.facets.show((), set(self._state.all_filters()))

    def _index_missing(self, news: IndexMissing) -> None:
        self._waiting.end()
        if self._session.is_building:
            return
        try:
            has_sources = self._session.has_sources()
        except SearcherError as error:
            self._failed(Failed(str(error), lasting=True))
            return
        if not has_sources:
            self.welcome()
        elif self._session.update():
            self._screen.results.notice(Notice("Building the index", (f"{news.reason}; this is done once.",)))

    def _indexing(self, news: Indexing) -> None:
        files = f"{news.done:,} of {news.total:,} files" if news.total else f"{news.done:,} files"
        self._screen.summary.say(f"indexing {files} · {news.documents:,} documents")
        now = time.monotonic()
        if now - self._looked >= _GROWTH_PACE:
            self._looked = now
            self._session.check()

    def _indexed(self, news: Indexed) -> None:
        self._screen.tell(news.summary)
        if self._state.is_empty:
            self.welcome()
        self._session.check()

    def _failed(self, news: Failed) -> None:
        self._waiting.end()
        if news.lasting or not self._session.documents:
            lines = (news.text, "", "F5 tries again.")
            self._screen.results.notice(Notice("This library cannot be searched", lines))
            self._screen.document.show(None, None)
        elif news.text != self._last_fault:
            # What fails with every key is told once.
            self._last_fault = news.text
            self._screen.tell(news.text, "error")


_HINTS = (
    "A name finds every spelling of it, in any language and script;",
    "words find all their forms. Filters and quotation marks work",
    'as on the command line: lang:de  type:md  date:2024  "cold war"',
    "",
    "F1 shows all keys, F2 the filters, F3 the names.",
)
_NO_DOCUMENTS = (
    "Its sources hold no file that can be searched. What each of them lacks:",
    "",
    "searcher status",
    "",
    "F5 looks again; searcher index PATH adds another folder or file.",
)
_NEXT_STEPS = (
    "This library has no documents. To add a folder or file to it:",
    "",
    "searcher index PATH",
    "",
    "then press F5 here. It takes text, Markdown, HTML, JSON Lines and CSV.",
)
