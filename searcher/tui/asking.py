"""From what the person does on the screen to what is asked."""

from textual.widgets import Input

from searcher.tui.session import Session
from searcher.tui.widgets.bars import Chip
from searcher.tui.widgets.document import DocumentView
from searcher.tui.widgets.panels import FacetsPanel, NamesPanel
from searcher.tui.widgets.results import Results
from searcher.tui.widgets.search_line import SearchLine


class Asking(Session):
    """Handles the messages of the widgets."""

    async def on_input_changed(self, event: Input.Changed) -> None:
        if self.is_open and event.input is self.search_line and self.state.type(event.value):
            await self.ask()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input is not self.search_line:
            return
        self.remember()
        if self.state.total:
            self.results.focus()
        else:
            self.results.action_open()

    def on_search_line_moved(self, message: SearchLine.Moved) -> None:
        steps = message.rows or message.pages * self.results.visible_hits
        self.select(self.state.selected + steps)

    async def on_search_line_erased(self) -> None:
        if self.state.remove_last_filter():
            await self.ask()

    def on_search_line_recalled(self, message: SearchLine.Recalled) -> None:
        text = self.history.older(self.search_line.value) if message.older else self.history.newer()
        # A query of the history has its filters in its text.
        self.state.filters = ()
        self.search_line.value = text
        self.search_line.action_end()

    def on_results_moved(self, message: Results.Moved) -> None:
        self.select(message.place)

    def on_results_page_wanted(self, message: Results.PageWanted) -> None:
        self.thread.page(self.state.generation, message.start, message.end)

    def on_results_suggested(self, message: Results.Suggested) -> None:
        text = message.text
        for word in self.state.filters:
            text = text.replace(word, "", 1)
        self.search_line.value = text.strip()
        self.search_line.action_end()
        self.search_line.focus()

    async def on_results_open_wanted(self) -> None:
        await self.run_action("open")

    def on_results_read_wanted(self) -> None:
        self.document.query_one(DocumentView).focus()

    def on_document_view_leave_wanted(self) -> None:
        self.results.focus()

    async def on_chip_removed(self, message: Chip.Removed) -> None:
        await self.toggle_filter(message.word)

    async def on_facets_panel_toggled(self, message: FacetsPanel.Toggled) -> None:
        await self.toggle_filter(message.word)

    async def on_names_panel_form_toggled(self, message: NamesPanel.FormToggled) -> None:
        self.state.toggle_form(message.form)
        await self.ask()

    async def on_names_panel_resolved(self, message: NamesPanel.Resolved) -> None:
        self.state.resolve(message.entity_id, message.others)
        await self.ask()

    async def toggle_filter(self, word: str) -> None:
        """Set a filter or take it away, in the text too if it was typed there."""
        self.state.toggle_filter(word)
        with self.search_line.prevent(Input.Changed):
            self.search_line.value = self.state.text
        await self.ask()

    def select(self, place: int) -> None:
        """Go to the hit of a rank."""
        if self.state.total and self.state.select(place):
            self.results.select(self.state.selected)
            self.read_selected()
