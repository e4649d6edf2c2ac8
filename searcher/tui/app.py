"""The application: it puts the parts of the live search together, and hands each key and message to its part."""

import asyncio
import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from pathlib import Path

from rich.console import Console, RenderableType
from rich.traceback import Traceback
from textual.app import App, ComposeResult, SystemCommand
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from searcher.preferences import (
    orders_letters,
    read_theme,
    read_viewer,
    wants_tour,
    write_bidi,
    write_theme,
    write_tour_seen,
)
from searcher.query.options import Level
from searcher.tui import looks
from searcher.tui.commands import COMMANDS
from searcher.tui.controller import Controller
from searcher.tui.dialog_actions import DialogActions
from searcher.tui.hit_actions import HitActions
from searcher.tui.keys import ANYWHERE, BESIDE_THE_SEARCH_LINE, bindings
from searcher.tui.mark_actions import READ_AFTER, MarkActions
from searcher.tui.news import DocumentRead, IndexChanged, News, Opened, Report, Suggestion
from searcher.tui.presenter import Presenter
from searcher.tui.reading import CHANGING, ReadingSession
from searcher.tui.report_actions import ReportActions
from searcher.tui.screen import SearchScreen
from searcher.tui.session import Session
from searcher.tui.widgets.bars import Chip
from searcher.tui.widgets.document import DocumentView
from searcher.tui.widgets.line import LineInput
from searcher.tui.widgets.panels import FacetsPanel, NamesPanel
from searcher.tui.widgets.results import Results
from searcher.tui.widgets.search_line import SearchLine
from searcher.tui.worker import REST

# Seconds between two looks whether another process has changed the library.
CHECK_EVERY = 2.0
# Columns of a traceback as Rich draws it.
_RECORD_WIDTH = 120
# With fewer rows nothing would be left of the results beside the tour, which then waits for another start.
_TOUR_ROWS = 16
# What shells add to the number of the signal that ended a process.
_ENDED_BY = 128
# So long after its terminal is gone the application may take to end in order.
_LAST_SECONDS = 5.0


class Arrived(Message):
    """News of a thread, on their way to the application."""

    def __init__(self, news: News) -> None:
        super().__init__()
        self.news = news


class SearchApp(App[None]):
    """Live search in the library at `folder`.

    `index`, `clock` and `rest` are for the session. `preferences` is the file of the theme, None for none. `signals`
    are those that end the application in order, with the exit status that a shell gives a process ended by them.
    `read_after`: seconds in the preview that count as reading. With `reads_only` nothing is changed, no program is
    started, and no file is read or written that the person names.
    """

    TITLE = "searcher"
    CSS_PATH = Path(__file__).with_name("styles.tcss")
    BINDINGS = bindings((*ANYWHERE, *BESIDE_THE_SEARCH_LINE))
    ENABLE_COMMAND_PALETTE = True

    fault: Exception | None = None
    """What nobody foresaw, and why the application has ended."""

    # Numbers of the question at the last look, and when garbage was collected last.
    _looked_at = _cleaned_at = -1

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
        read_after: float = READ_AFTER,
        reads_only: bool = False,
    ) -> None:
        super().__init__()
        self._preferences = preferences
        self._check_every = check_every
        self._signals = signals
        self._reads_only = reads_only
        session = ReadingSession if reads_only else Session
        self.session = session(folder, self._hear, index=index, clock=clock, rest=rest)
        self.view = SearchScreen()
        self.presenter = Presenter(self.session, self.view)
        self.controller = Controller(self.session, self.view, self.presenter)
        self.hit_actions = HitActions(self, self.session, self.view, self._viewer)
        self.dialog_actions = DialogActions(self, self.session, self.view, self.controller)
        self.report_actions = ReportActions(self, self.session, self.view)
        self.mark_actions = MarkActions(self, self.session, self.view, read_after)
        self.view.results.mark_of = self.view.document.mark_of = self.session.mark_of

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is being searched, read or built, and nothing is about to be."""
        return self.session.is_at_rest and not self.presenter.is_reading_soon

    # Opening and closing.

    def get_default_screen(self) -> SearchScreen:
        return self.view

    def compose(self) -> ComposeResult:
        return self.view.parts()

    def on_load(self) -> None:
        loop = asyncio.get_running_loop()
        for number in self._signals:
            loop.add_signal_handler(number, self._end, number)

    def _end(self, number: signal.Signals) -> None:
        """End as a signal asks. Where the terminal is gone, writing to it may never come back: then without ado."""
        self.exit(None, _ENDED_BY + number)
        if number == signal.SIGHUP:
            last = threading.Timer(_LAST_SECONDS, os._exit, (_ENDED_BY + number,))
            last.daemon = True
            last.start()

    def on_mount(self) -> None:
        # To look through all that an index and a screen keep in memory takes longer than a search; `_look` does it.
        gc.disable()
        self.register_theme(looks.THEME)
        self.view.open()
        self._take_preferences()
        self.session.start()
        self.session.want(self.view.details)
        self.set_interval(self._check_every, self._look)
        self.theme_changed_signal.subscribe(self, lambda _: self._theme_changed())

    def _take_preferences(self) -> None:
        """Look as the person wants it."""
        if self._preferences is None:
            return
        theme = read_theme(self._preferences)
        if theme in self.available_themes:
            self.theme = theme
        elif self.console.color_system == "standard":
            self.theme = looks.SIXTEEN
        self._show_contrast()
        if orders_letters(self._preferences):
            self._order_letters(True)
        if wants_tour(self._preferences) and self.size.height >= _TOUR_ROWS:
            self.view.tour.begin()

    def on_unmount(self) -> None:
        gc.enable()
        if self.view.results.orders_letters:
            self._send(looks.IMPLICIT)
        self.session.close()

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
        # Textual's own write pictures of the screen to files, too.
        own = super().get_system_commands(screen)
        yield from (command for command in own if not self._reads_only or command.title != "Screenshot")
        for command in COMMANDS:
            action = command.action
            if self._reads_only and action in CHANGING:
                continue
            yield SystemCommand(
                command.title, command.what, lambda action=action: self.call_later(self.run_action, action)
            )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does anything; the footer shows no other."""
        return not (self._reads_only and action in CHANGING)

    def _look(self) -> None:
        """What is done now and then: collect garbage while nobody types, and see whether the library has changed."""
        number = self.session.state.number
        if number == self._looked_at != self._cleaned_at:
            gc.collect()
            self._cleaned_at = number
        self._looked_at = number
        self.mark_actions.look()
        if not self.session.is_building:
            self.session.check()

    def _theme_changed(self) -> None:
        self._show_contrast()
        self.call_after_refresh(self.view.document.show_legend)
        if self._preferences is not None:
            write_theme(self._preferences, self.theme)

    def _show_contrast(self) -> None:
        self.view.set_class(self.theme == looks.CONTRAST, "-contrast")
        self.view.set_class(self.current_theme.ansi, "-sixteen")

    def _order_letters(self, here: bool) -> None:
        self._send(looks.EXPLICIT if here else looks.IMPLICIT)
        self.view.order_letters(here)

    def _send(self, sequence: str) -> None:
        """Tell the terminal something that Textual has no word for."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    def _viewer(self) -> str:
        """The command that the person has PDFs opened with, or ""."""
        return read_viewer(self._preferences) if self._preferences is not None else ""

    # News.

    def _hear(self, news: News) -> None:
        """Take news from any thread; they are handled in the order in which they come."""
        self.post_message(Arrived(news))

    async def on_arrived(self, message: Arrived) -> None:
        news = message.news
        if not self.view.is_whole or not self.session.take(news):
            return
        if isinstance(news, Report):
            self.report_actions.show(news)
            return
        if isinstance(news, Suggestion):
            self.dialog_actions.show(news)
            return
        self.presenter.show(news)
        if isinstance(news, DocumentRead):
            self.mark_actions.shown(news.hit)
        if isinstance(news, Opened | IndexChanged) and news.stale:
            await self.controller.ask_again()

    # What the parts of the screen tell. Dialogs have lines of their own, whose messages come by here too.

    async def on_input_changed(self, event: Input.Changed) -> None:
        if self.view.is_whole and event.input is self.view.search_line:
            await self.controller.type(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input is self.view.search_line:
            self.controller.submit()

    def on_line_input_shortened(self, message: LineInput.Shortened) -> None:
        self.presenter.shortened(message.kept, message.given)

    def on_search_line_moved(self, message: SearchLine.Moved) -> None:
        self.controller.move(message.rows, message.pages)

    async def on_search_line_erased(self) -> None:
        await self.controller.remove_last_filter()

    def on_search_line_recalled(self, message: SearchLine.Recalled) -> None:
        self.controller.walk_history(older=message.older)

    def on_results_moved(self, message: Results.Moved) -> None:
        self.controller.select(message.place)

    def on_results_page_wanted(self, message: Results.PageWanted) -> None:
        self.session.page(message.start, message.end)

    def on_results_suggested(self, message: Results.Suggested) -> None:
        self.controller.take_suggestion(message.text)

    def on_results_open_wanted(self) -> None:
        if self._reads_only:
            self.on_results_read_wanted()
        else:
            self.action_open()

    def on_results_read_wanted(self) -> None:
        self.view.query_one(DocumentView).focus()

    def on_document_view_leave_wanted(self) -> None:
        self.view.results.focus()

    def on_tour_ended(self) -> None:
        if self._preferences is not None:
            write_tour_seen(self._preferences)

    async def on_chip_removed(self, message: Chip.Removed) -> None:
        await self.controller.toggle_filter(message.word)

    async def on_facets_panel_toggled(self, message: FacetsPanel.Toggled) -> None:
        await self.controller.toggle_filter(message.word)

    async def on_names_panel_form_toggled(self, message: NamesPanel.FormToggled) -> None:
        await self.controller.toggle_form(message.form)

    async def on_names_panel_resolved(self, message: NamesPanel.Resolved) -> None:
        await self.controller.resolve(message.entity_id, message.others)

    def on_names_panel_name_wanted(self, message: NamesPanel.NameWanted) -> None:
        self.dialog_actions.add_name(message.name, message.label)

    # The actions of the keys and of the command palette.

    def action_help(self) -> None:
        self.dialog_actions.help()

    def action_tour(self) -> None:
        self.view.tour.begin()

    def action_tour_on(self) -> None:
        if self.view.tour.display:
            self.view.tour.go_on()
        else:
            self.view.tour.begin()

    def action_contrast(self) -> None:
        self.theme = "textual-dark" if self.theme == looks.CONTRAST else looks.CONTRAST

    def action_bidi(self) -> None:
        here = not self.view.results.orders_letters
        self._order_letters(here)
        if self._preferences is not None:
            write_bidi(self._preferences, here)
        self.view.tell(f"right-to-left text is put in order by {'this program' if here else 'the terminal'}")

    def action_search_line(self) -> None:
        self.controller.go_to_search_line()

    def action_facets(self) -> None:
        self.controller.toggle(self.view.facets)

    def action_names(self) -> None:
        self.controller.toggle(self.view.names)

    def action_suggestions(self) -> None:
        self.dialog_actions.suggestions()

    async def action_level(self, steps: int) -> None:
        await self.controller.step_level(steps)

    async def action_translations(self) -> None:
        await self.controller.toggle_translations()

    async def action_set_level(self, level: str) -> None:
        await self.controller.set_level(Level(level))

    def action_match(self, steps: int) -> None:
        self.view.document.step(steps)

    def action_update(self) -> None:
        self.controller.update()

    def action_open(self) -> None:
        if self.hit_actions.open():
            self.mark_actions.opened()

    def action_open_desktop(self) -> None:
        if self.hit_actions.open_desktop():
            self.mark_actions.opened()

    def action_star(self) -> None:
        self.mark_actions.star()

    def action_note(self) -> None:
        self.mark_actions.note()

    def action_read(self) -> None:
        self.mark_actions.toggle_read()

    async def action_marked(self, mark: str) -> None:
        await self.controller.toggle_filter(f"is:{mark}")

    async def action_order(self) -> None:
        await self.controller.toggle_order()

    def action_fold(self) -> None:
        self.controller.toggle_fold()

    def action_columns(self) -> None:
        self.controller.toggle_columns()

    def action_similar(self) -> None:
        self.controller.find_similar()

    def action_copy_path(self) -> None:
        self.hit_actions.copy_path()

    def action_copy_quotation(self) -> None:
        self.hit_actions.copy_quotation()

    def action_copy_command(self) -> None:
        self.hit_actions.copy_command()

    def action_about(self) -> None:
        self.report_actions.about()

    def action_watchlist(self) -> None:
        self.report_actions.watchlist()

    def action_export(self) -> None:
        self.dialog_actions.export()

    def action_save(self) -> None:
        self.dialog_actions.save()

    def action_recall(self) -> None:
        self.dialog_actions.recall()
