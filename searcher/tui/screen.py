"""The screen of the live search: its parts, and how they are put together."""

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from searcher.text.cells import clip, printable
from searcher.tui.widgets.bars import Chips, Ladder, Notes, Summary
from searcher.tui.widgets.document import Document, DocumentView
from searcher.tui.widgets.panels import FacetsPanel, NamesPanel
from searcher.tui.widgets.results import Results
from searcher.tui.widgets.search_line import SearchLine
from searcher.tui.widgets.tour import Tour

# Columns from which the document stands beside the list, and from which there is room for the filters too.
WIDE, VERY_WIDE = 110, 150
# Rows from which the search line has room around it.
TALL = 32
_LONGEST_NOTICE = 400
# Seconds for which a notice of what went wrong is to be read.
_ERROR_TIMEOUT = 8


class SearchScreen(Screen[None]):
    """The parts of the screen by name. They are there before the screen is, and shown with it."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.search_line = SearchLine()
        self.chips = Chips()
        self.notes = Notes()
        self.summary = Summary()
        self.ladder = Ladder()
        self.facets = FacetsPanel()
        self.results = Results()
        self.document = Document()
        self.names = NamesPanel()
        self.tour = Tour()

    def parts(self) -> ComposeResult:
        """All parts, each in its container. For the application to compose: it waits until its own are mounted."""
        with Horizontal(id="top"):
            yield Static("❯", id="prompt-mark")
            yield self.search_line
        yield self.chips
        yield self.notes
        with Horizontal(id="status"):
            yield self.summary
            yield self.ladder
        with Horizontal(id="body"):
            yield self.facets
            with Container(id="content"):
                yield self.results
                with Vertical(id="right"):
                    yield self.document
                    yield self.names
        yield self.tour
        yield Footer(compact=True)

    def open(self) -> None:
        """Show what there is to see before anything is asked."""
        self.results.border_title = "Results"
        self.facets.display = self.app.size.width >= VERY_WIDE
        self.names.display = self.tour.display = False
        self.notes.display = self.chips.display = False
        self.search_line.focus()

    @property
    def is_whole(self) -> bool:
        """Whether all parts are there: news may come while the screen is being put up or taken down."""
        return self.is_running and bool(self.query(DocumentView))

    @property
    def details(self) -> frozenset[str]:
        """Which details of an answer are shown, as `SearchThread.want` calls them."""
        shown = {"facets": self.facets.display, "parts": self.names.display}
        return frozenset(name for name, is_shown in shown.items() if is_shown)

    def show_order(self, *, by_date: bool) -> None:
        """Tell in what order the hits are."""
        title = "Results · newest first" if by_date else "Results"
        if self.results.border_title != title:
            self.results.border_title = title

    def toggle(self, panel: FacetsPanel | NamesPanel) -> None:
        """Show a panel and go there, or hide it."""
        had_focus = panel.has_focus
        panel.display = not panel.display
        if panel.display:
            panel.focus()
        elif had_focus:
            self.search_line.focus()
        self.set_class(self.names.display, "-names")

    def order_letters(self, here: bool) -> None:
        """Put right-to-left text in order here, or leave that to the terminal."""
        self.results.orders_letters = here
        self.results.refresh()
        self.document.order_letters(here)

    def type(self, text: str) -> None:
        """Put a text into the search line as if it had been typed."""
        self.search_line.value = text
        self.search_line.action_end()

    def show_text(self, text: str) -> None:
        """Put the text of the state into the search line: nobody is told that it has changed."""
        with self.search_line.prevent(Input.Changed):
            self.search_line.value = text

    def tell(self, text: str, severity: SeverityLevel = "information") -> None:
        """A line for the person, over the screen."""
        timeout = _ERROR_TIMEOUT if severity == "error" else None
        self.notify(clip(printable(text), _LONGEST_NOTICE), severity=severity, markup=False, timeout=timeout)
