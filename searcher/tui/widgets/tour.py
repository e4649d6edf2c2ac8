"""A short tour, in a strip above the keys: it says one thing at a time, and takes no key from the search line."""

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

STEPS = (
    "Type a name or some words, in any language: hits come with every key.",
    "↓ and ↑ select another hit; the document stands beside it, F8 goes to its next match.",
    "F2 shows filters, F3 the names that the query stands for, F4 searches more loosely.",
    "Tab leaves the search line; then * stars a hit, a notes, e opens it, ? shows all keys.",
)
_NEXT, _CLOSE = "Shift+F1 goes on", " × "


class Tour(Static):
    """The tour, at one of its steps; hidden at the end. A click goes on, a click on × ends it."""

    class Ended(Message):
        """The person has seen it, or does not want to."""

    def __init__(self) -> None:
        super().__init__("", id="tour", markup=False)
        self._step = 0

    def begin(self) -> None:
        """Show the first step."""
        self._step = 0
        self.display = True
        self._show()

    def go_on(self) -> None:
        """Show the next step; behind the last one the tour ends."""
        self._step += 1
        if self._step >= len(STEPS):
            self.end()
        else:
            self._show()

    def end(self) -> None:
        """Hide it."""
        if self.display:
            self.display = False
            self.post_message(self.Ended())

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and offset.y == 0 and offset.x >= self.content_size.width - len(_CLOSE):
            self.end()
        else:
            self.go_on()

    def on_resize(self) -> None:
        self._show()

    def _show(self) -> None:
        count = f"Tour {self._step + 1} of {len(STEPS)} · {_NEXT}, Esc ends it"
        gap = " " * max(1, self.content_size.width - len(count) - len(_CLOSE))
        head = Content.assemble((count, "bold"), gap, (_CLOSE, "bold reverse"))
        self.update(Content("\n").join([head, Content(STEPS[min(self._step, len(STEPS) - 1)])]))
