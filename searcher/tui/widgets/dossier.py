"""The page about a name, over the search."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from searcher.output.dossiers import BAR, BOLD, DIM, MATCH, dossier_lines
from searcher.search.dossier import Dossier
from searcher.text.cells import clip, printable
from searcher.tui.widgets.modal import Over

_STYLES = {BOLD: "bold", DIM: "$text-muted", BAR: "$accent", MATCH: "bold $text-success"}
_LONGEST_TITLE = 40


class DossierScreen(Over[None]):
    """Everything about a name, to be read, and written to a file by `write`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Close"),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("w", "write", "Write"),
    ]

    def __init__(self, dossier: Dossier, write: Callable[[Dossier], None]) -> None:
        super().__init__()
        self.dossier = dossier
        self._write = write

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog page", id="dossier") as box:
            box.border_title = Content(f"About {clip(printable(self.dossier.text), _LONGEST_TITLE)}")
            box.border_subtitle = "w writes it to a file · Esc closes"
            yield Static(markup=False)

    def on_mount(self) -> None:
        self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.query_one("#dossier").scrollable_content_region.width
        rows = dossier_lines(self.dossier, max(20, width or self.app.size.width - 12))
        lines = (Content.assemble(*((text, _STYLES.get(style, "")) for text, style in row)) for row in rows)
        self.query_one(Static).update(Content("\n").join(lines))

    def action_scroll(self, lines: int) -> None:
        self.query_one("#dossier").scroll_relative(y=lines, animate=False)

    def action_write(self) -> None:
        self._write(self.dossier)
