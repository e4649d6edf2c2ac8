"""The application: how the screen is put together, and what opens and closes with it."""

import asyncio
import gc
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from rich.console import Console, RenderableType
from rich.traceback import Traceback
from textual.app import ComposeResult, SystemCommand
from textual.containers import Container, Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer, Static

from searcher.query.options import Level
from searcher.tui import memory
from searcher.tui.actions import Actions
from searcher.tui.keys import ANYWHERE, BESIDE_THE_SEARCH_LINE, bindings
from searcher.tui.widgets.bars import Chips, Ladder, Notes, Summary
from searcher.tui.widgets.document import Document
from searcher.tui.widgets.panels import FacetsPanel, NamesPanel
from searcher.tui.widgets.results import Results
from searcher.tui.widgets.search_line import SearchLine

# Columns from which the document stands beside the list, and from which there is room for the filters too.
WIDE, VERY_WIDE = 110, 150
# Rows from which the search line has room around it.
TALL = 32
# Columns of a traceback as Rich draws it.
_RECORD_WIDTH = 120
# What shells add to the number of the signal that ended a process.
_ENDED_BY = 128


class SearchApp(Actions):
    """Live search in one library."""

    TITLE = "searcher"
    CSS_PATH = Path(__file__).with_name("styles.tcss")
    BINDINGS = bindings((*ANYWHERE, *BESIDE_THE_SEARCH_LINE))
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall")]  # noqa: RUF012
    ENABLE_COMMAND_PALETTE = True

    fault: Exception | None = None
    """What nobody foresaw, and why the application has ended."""

    # Generations of the state at the last look, and when garbage was collected last.
    _looked_at = _cleaned_at = -1

    def compose(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Static("❯", id="prompt-mark")
            yield SearchLine()
        yield Chips()
        yield Notes()
        with Horizontal(id="status"):
            yield Summary()
            yield Ladder()
        with Horizontal(id="body"):
            yield FacetsPanel()
            with Container(id="content"):
                yield Results()
                with Vertical(id="right"):
                    yield Document()
                    yield NamesPanel()
        yield Footer(compact=True)

    def on_load(self) -> None:
        loop = asyncio.get_running_loop()
        for number in self.signals:
            loop.add_signal_handler(number, self.exit, None, _ENDED_BY + number)

    def on_mount(self) -> None:
        # To look through all that an index and a screen keep in memory takes longer than a search; `_look` does it.
        gc.disable()
        theme = memory.read_theme(self.preferences) if self.preferences is not None else ""
        if theme in self.available_themes:
            self.theme = theme
        self.results.border_title = "Results"
        self.facets.display = self.size.width >= VERY_WIDE
        self.names.display = False
        self.notes.display = self.chips.display = False
        self.search_line.focus()
        self.thread.start()
        self.want_details()
        self.set_interval(self.check_every, self._look)
        self.theme_changed_signal.subscribe(self, lambda _: self._remember_theme())

    def on_unmount(self) -> None:
        gc.enable()
        self.thread.close()
        self.builder.close()

    def _handle_exception(self, error: Exception) -> None:
        """Leave the screen in order; who runs the application tells of the fault. Tests see the whole of it."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        # The first one: what fails while the screen is taken down is a consequence.
        self.fault = self.fault or error
        self.exit()

    def panic(self, *renderables: RenderableType) -> None:
        """Leave because of a fault that one of Textual's threads has met, of which it gives the picture alone."""
        faults = [each.trace.stacks[0] for each in renderables if isinstance(each, Traceback)]
        error = RuntimeError("; ".join(f"{fault.exc_type}: {fault.exc_value}" for fault in faults))
        console = Console(file=StringIO(), width=_RECORD_WIDTH)
        with console.capture() as picture:
            console.print(*renderables)
        error.add_note(picture.get())
        self._handle_exception(error)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield from super().get_system_commands(screen)
        for title, text, action in _COMMANDS:
            yield SystemCommand(title, text, lambda action=action: self.call_later(self.run_action, action))
        for level in Level:
            action = f"set_level({level.value!r})"
            title = f"Search: {level.value}"
            yield SystemCommand(title, level.meaning, lambda action=action: self.call_later(self.run_action, action))

    def _look(self) -> None:
        """What is done now and then: collect garbage while nobody types, and see whether the library has changed."""
        generation = self.state.generation
        if generation == self._looked_at != self._cleaned_at:
            gc.collect()
            self._cleaned_at = generation
        self._looked_at = generation
        if not self.builder.is_running:
            self.thread.check()

    def _remember_theme(self) -> None:
        if self.preferences is not None:
            memory.write_theme(self.preferences, self.theme)


_COMMANDS = (
    ("Filters", "Show or hide language, type, folder, year and entity", "facets"),
    ("Names", "Show or hide what the query stands for", "names"),
    ("Open", "Open the document in the editor, at the match", "open"),
    ("Open with the desktop", "Open the document with the desktop's program", "open_desktop"),
    ("Copy path", "Copy the path of the document", "copy_path"),
    ("Copy passage", "Copy the passage with its source", "copy_quotation"),
    ("Copy command", "Copy the command line that finds the same", "copy_command"),
    ("Export", "Write all hits to a file", "export"),
    ("Save search", "Save this search under a name", "save"),
    ("Recall", "Call up a saved or an earlier search", "recall"),
    ("Update the index", "Take in what changed on disk", "update"),
    ("All keys", "Show every key", "help"),
)
