"""The line in which the query is typed."""

from dataclasses import dataclass

from textual import events
from textual.message import Message

from searcher.tui.keys import SEARCH_LINE, bindings
from searcher.tui.widgets.line import LineInput


class SearchLine(LineInput):
    """An input whose vertical keys move in the results and in the history."""

    BINDINGS = bindings(SEARCH_LINE)

    @dataclass
    class Moved(Message):
        """Another hit is wanted: so many `rows` of the list, or `pages`, further."""

        rows: int
        pages: int

    @dataclass
    class Recalled(Message):
        """A query of the history is wanted: an older one, or a newer one."""

        older: bool

    class Erased(Message):
        """There is nothing before the cursor to erase."""

    def __init__(self) -> None:
        super().__init__(placeholder="Type a name or some words, in any language", id="query", compact=True)

    async def _on_key(self, event: events.Key) -> None:
        moves = {"up": (-1, 0), "down": (1, 0), "pageup": (0, -1), "pagedown": (0, 1)}
        if event.key in moves:
            event.stop()
            event.prevent_default()
            self.post_message(self.Moved(*moves[event.key]))
        elif event.key == "backspace" and self.cursor_position == 0 and not self.selected_text:
            self.post_message(self.Erased())

    def action_older(self) -> None:
        self.post_message(self.Recalled(older=True))

    def action_newer(self) -> None:
        self.post_message(self.Recalled(older=False))
