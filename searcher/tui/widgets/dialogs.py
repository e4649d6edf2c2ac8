"""Screens that lie over the search: help, a line to fill in, a list to choose from."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from searcher.text.cells import printable, wrap
from searcher.text.fold import fold
from searcher.tui.keys import PLACES
from searcher.tui.widgets.line import LineInput
from searcher.tui.widgets.modal import Over

# Cells of the two columns of the help.
_KEY_COLUMN, _WHAT_COLUMN = 18, 48


class HelpScreen(Over[None]):
    """Every key, by the part of the screen where it counts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark,q,enter", "dismiss", "Close"),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("t", "tour", "Tour"),
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog", id="help") as box:
            box.border_title = "Keys"
            box.border_subtitle = "[@click=screen.tour]t shows the tour[/] · [@click=screen.dismiss]Esc closes[/]"
            yield Static(help_text(), markup=False)

    async def action_tour(self) -> None:
        self.dismiss(None)
        await self.app.run_action("tour")

    def action_scroll(self, lines: int) -> None:
        self.query_one("#help").scroll_relative(y=lines, animate=False)


def help_text() -> Content:
    """The keys of all parts of the screen."""
    lines: list[Content] = []
    for place, keys in PLACES:
        if lines:
            lines.append(Content(""))
        lines.append(Content.styled(place, "bold $primary"))
        for key in keys:
            name = key.name
            gap = " " * max(1, _KEY_COLUMN - len(name))
            first, *rest = ("".join(text for text, _ in row) for row in wrap([(key.what, "")], _WHAT_COLUMN))
            lines.append(Content.assemble((name, "bold"), gap, first))
            lines += [Content(" " * _KEY_COLUMN + text) for text in rest]
    return Content("\n").join(lines)


class PromptScreen(Over[str]):
    """Asks for one line; dismissed with None when the person thinks better of it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel")]

    def __init__(self, title: str, value: str = "", hint: str = "") -> None:
        super().__init__()
        self._title, self._value, self._hint = title, value, hint

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="prompt") as box:
            box.border_title = Content(printable(self._title))
            box.border_subtitle = "Enter accepts · Esc cancels"
            yield LineInput(self._value, compact=True)
            if self._hint:
                yield Static(Content.styled(printable(self._hint), "$text-muted"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())

    def action_cancel(self) -> None:
        self.dismiss(None)


class ChoiceScreen(Over[str]):
    """Lets the person choose one of several texts, narrowed by what is typed; "" for none of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel"),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, title: str, choices: Sequence[tuple[str, str]]) -> None:
        """`choices`: what is given back, and how it is shown."""
        super().__init__()
        self._title, self._choices = title, choices

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="choice") as box:
            box.border_title = self._title
            box.border_subtitle = "Enter takes it · Esc cancels"
            yield LineInput(placeholder="Type to narrow", compact=True)
            yield OptionList(compact=True, markup=False)

    def on_mount(self) -> None:
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def on_input_submitted(self) -> None:
        chosen = self.query_one(OptionList).highlighted_option
        self.dismiss(chosen.id if chosen is not None and chosen.id else "")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id or "")

    def action_cancel(self) -> None:
        self.dismiss("")

    def action_move(self, steps: int) -> None:
        options = self.query_one(OptionList)
        if steps > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def _fill(self, typed: str) -> None:
        wanted = fold(typed)
        options = self.query_one(OptionList)
        options.set_options(Option(printable(shown), id=key) for key, shown in self._choices if wanted in fold(shown))
        options.highlighted = 0 if options.option_count else None
