"""What all screens over the search share."""

from typing import TypeVar

from textual import events
from textual.screen import ModalScreen

Result = TypeVar("Result")


class Over(ModalScreen[Result]):
    """A screen over the search: a click beside it closes it, without any result."""

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.dismiss(None)
