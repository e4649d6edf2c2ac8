"""From what the threads tell to what is on the screen."""

import time

from searcher.errors import SearcherError
from searcher.library import Library
from searcher.tui.asking import Asking
from searcher.tui.news import (
    Answered,
    DocumentRead,
    FacetsCounted,
    Failed,
    HitsRead,
    IndexChanged,
    Indexed,
    Indexing,
    IndexMissing,
    LevelsCounted,
    Opened,
    PartsFound,
    Suggested,
    Told,
)
from searcher.tui.session import Arrived
from searcher.tui.widgets.line import LONGEST, LineInput
from searcher.tui.widgets.results import Notice

# Seconds between two looks at an index that is being built.
_GROWTH_PACE = 1.0
_LONGEST_NOTICE = 400


class Answering(Asking):
    """Handles the news of the threads; those of an older question are dropped."""

    _last_fault = ""
    _looked = 0.0

    async def on_arrived(self, message: Arrived) -> None:
        """Hand news to the method for them."""
        if not self.is_open:
            return
        news = message.news
        match news:
            case Answered():
                self._answered(news)
            case Suggested():
                self._suggested(news)
            case HitsRead():
                self._hits_read(news)
            case DocumentRead():
                self._document_read(news)
            case LevelsCounted():
                self._levels_counted(news)
            case FacetsCounted():
                self._facets_counted(news)
            case PartsFound():
                self._parts_found(news)
            case Opened():
                await self._opened(news)
            case IndexChanged():
                await self._index_changed(news)
            case IndexMissing():
                self._index_missing(news)
            case Indexing():
                self._indexing(news)
            case Indexed():
                self._indexed(news)
            case Failed():
                self._failed(news)
            case Told():
                self._told(news)

    def _answered(self, news: Answered) -> None:
        if news.generation != self.state.generation:
            return
        self._last_fault = ""
        self.state.answered(news.total)
        self.notes.show(news.notes)
        self.summary.show(news.total, news.seconds)
        if news.total:
            self.results.show(news.hits, news.total, self.state.selected)
            self.read_soon()
            return
        self._tell_nothing(())
        self.document.show(None, None)
        self.facets.show((), set(self.state.all_filters()))

    def _suggested(self, news: Suggested) -> None:
        if news.generation == self.state.generation and news.texts:
            self._tell_nothing(news.texts)

    def _tell_nothing(self, suggestions: tuple[str, ...]) -> None:
        lines = () if suggestions else ("Fewer words or filters may find some; F4 searches less strictly.",)
        self.results.notice(Notice("No document matches", lines, suggestions))

    def _hits_read(self, news: HitsRead) -> None:
        if news.generation == self.state.generation:
            self.results.add(news.start, news.hits)

    def _document_read(self, news: DocumentRead) -> None:
        if (news.generation, news.place) == (self.state.generation, self.state.selected):
            self.document.show(news.hit, news.lines)

    def _levels_counted(self, news: LevelsCounted) -> None:
        if news.generation == self.state.generation:
            self.ladder.show(self.state.level, news.totals)

    def _facets_counted(self, news: FacetsCounted) -> None:
        if news.generation == self.state.generation:
            self.facets.show(news.facets, set(self.state.all_filters()))

    def _parts_found(self, news: PartsFound) -> None:
        if news.generation == self.state.generation:
            self.names.show(news.parts, self.state.without, self.state.entities)

    async def _opened(self, news: Opened) -> None:
        self.documents = news.documents
        for problem in news.problems:
            self.tell(problem, severity="warning")
        if news.stale:
            self.state.again()
            await self.ask()

    async def _index_changed(self, news: IndexChanged) -> None:
        self.documents = news.documents
        if news.stale:
            self.state.again()
            await self.ask()

    def _index_missing(self, news: IndexMissing) -> None:
        if self.builder.is_running:
            return
        try:
            library = Library.open(self.folder)
        except SearcherError as error:
            self._failed(Failed(str(error), lasting=True))
            return
        if not library.sources:
            self.welcome()
        elif self.builder.start():
            self.results.notice(Notice("Building the index", (f"{news.reason}; this is done once.",)))

    def _indexing(self, news: Indexing) -> None:
        files = f"{news.done:,} of {news.total:,} files" if news.total else f"{news.done:,} files"
        self.summary.say(f"indexing {files} · {news.documents:,} documents")
        now = time.monotonic()
        if now - self._looked >= _GROWTH_PACE:
            self._looked = now
            self.thread.check()

    def _indexed(self, news: Indexed) -> None:
        self.documents = news.documents
        self.tell(news.summary)
        if self.state.is_empty:
            self.welcome()
        self.thread.check()

    def _failed(self, news: Failed) -> None:
        if news.lasting or not self.documents:
            lines = (news.text, "", "F5 tries again.")
            self.results.notice(Notice("This library cannot be searched", lines))
            self.document.show(None, None)
        elif news.text != self._last_fault:
            # What fails with every key is told once.
            self._last_fault = news.text
            self.tell(news.text, severity="error")

    def on_line_input_shortened(self, message: LineInput.Shortened) -> None:
        characters = f"the first {message.kept:,} of {message.given:,} characters" if message.kept else "nothing"
        self.tell(f"{characters} pasted: a line holds {LONGEST:,}", severity="warning")

    def _told(self, news: Told) -> None:
        self.tell(news.text)

    def tell(self, text: str, severity: str = "information") -> None:
        """A line for the person, over the screen."""
        from searcher.text.cells import clip, printable

        shown = clip(printable(text), _LONGEST_NOTICE)
        if severity == "error":
            self.notify(shown, severity="error", markup=False, timeout=8)
        elif severity == "warning":
            self.notify(shown, severity="warning", markup=False)
        else:
            self.notify(shown, markup=False)
