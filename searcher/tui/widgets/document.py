"""The document of the selected hit, with every match in the colour of its kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Static

from searcher.engine.engine import Match
from searcher.marks import NO_MARK, Mark
from searcher.output.marked import signs
from searcher.search.hits import Hit
from searcher.search.places import place_at
from searcher.text.bidi import visual
from searcher.text.cells import cells, clip, printable
from searcher.tui.keys import DOCUMENT, bindings
from searcher.tui.kinds import CLASSES, LEGEND, class_of
from searcher.tui.layout import Layout, Lines
from searcher.tui.widgets.painted import PaintedView

# Cells of a note beside the title.
_LONGEST_NOTE = 40
# Cells of a frame's upper edge that are not its title's.
_CORNERS = 4
_BACKGROUND, _CURRENT = "document-row", "match-current"


class DocumentView(PaintedView):
    """A text of any size: only the lines around the screen are laid out."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*CLASSES, _BACKGROUND, _CURRENT}
    BINDINGS = bindings(DOCUMENT)

    class LeaveWanted(Message):
        """The person goes back to the results."""

    @dataclass
    class MatchClicked(Message):
        """A match was clicked."""

        number: int

    def __init__(self) -> None:
        super().__init__(id="text")
        self._lines: Lines | None = None
        self._layout: Layout | None = None
        self._matches: Sequence[Match] = ()
        self.current = 0

    def show(self, lines: Lines | None, matches: Sequence[Match]) -> None:
        """Show a text at its first match, or nothing."""
        self._lines, self._matches, self.current = lines, matches, 0
        self._lay_out()
        self.go_to(0)

    def go_to(self, number: int) -> None:
        """Show a match, a third below the top."""
        self.current = number
        layout = self._layout
        if layout is None or not self._matches:
            self.scroll_to(x=0, y=0, animate=False, force=True)
            return
        height = max(1, self.size.height)
        layout.settle_above(layout.lines.line_of(self._matches[number].start), height)
        row = layout.row_of(number)
        self._measure()
        if not self.scroll_offset.y <= row < self.scroll_offset.y + height - 1 or number == 0:
            self.scroll_to(y=max(0, row - height // 3), animate=False, force=True)
        self.refresh()

    def _lay_out(self) -> None:
        """Lay the text out for the width, with the same line at the top."""
        if self._lines is None:
            self._layout = None
            self.virtual_size = Size(0, 0)
            self.refresh()
            return
        top = 0
        if self._layout is not None and self._layout.lines is self._lines:
            top, _ = self._layout.heights.at(round(self.scroll_offset.y))
        self._layout = Layout(self._lines, self._matches, self.size.width - 1)
        self._measure()
        if top:
            self.scroll_to(y=self._layout.heights.top(top), animate=False, force=True)
        self.refresh()

    def _measure(self) -> None:
        if self._layout is not None and self.virtual_size.height != self._layout.heights.total:
            self.virtual_size = Size(self.size.width, self._layout.heights.total)

    def on_resize(self) -> None:
        if self._layout is None or self._layout.width != max(2, self.size.width - 1):
            self._lay_out()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        strips = super().render_lines(crop)
        # Lines that were looked at for the first time may be longer or shorter than was thought.
        self.call_later(self._measure)
        return strips

    def render_line(self, y: int) -> Strip:
        layout = self._layout
        row = [] if layout is None else layout.row(y + self.scroll_offset.y)
        shown = [(text, self._style(style)) for text, style in row]
        return self.paint(shown, self.size.width, _BACKGROUND)

    def _style(self, number: str) -> str:
        if not number:
            return ""
        return _CURRENT if int(number) == self.current else class_of(self._matches[int(number)].kind)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or self._layout is None:
            return
        at = 0
        for text, style in self._layout.row(offset.y + round(self.scroll_offset.y)):
            at += cells(text)
            if offset.x < at:
                if style:
                    self.post_message(self.MatchClicked(int(style)))
                return

    def action_leave(self) -> None:
        self.post_message(self.LeaveWanted())


class Document(Vertical):
    """The view with its title, the count of matches and the legend of their colours."""

    @dataclass
    class MatchShown(Message):
        """Another match is the current one."""

        number: int

    def __init__(self) -> None:
        super().__init__(id="document")
        self._hit: Hit | None = None
        # What is marked of a hit; the application knows.
        self.mark_of: Callable[[Hit], Mark] = lambda hit: NO_MARK
        self._lines: Lines | None = None

    def compose(self) -> ComposeResult:
        yield DocumentView()
        yield Static("", id="legend", markup=False)

    @property
    def hit(self) -> Hit | None:
        """The hit whose document is shown."""
        return self._hit

    @property
    def lines(self) -> Lines | None:
        return self._lines

    @property
    def match(self) -> Match | None:
        """The current match."""
        if self._hit is None or not self._hit.matches:
            return None
        return self._hit.matches[self.query_one(DocumentView).current]

    def show(self, hit: Hit | None, lines: Lines | None) -> None:
        """Show the document of a hit, or none."""
        if self._is_shown(hit, lines):
            self._hit = hit
            return  # it stays where the person left it
        self._hit, self._lines = hit, lines
        view = self.query_one(DocumentView)
        view.show(lines, hit.matches if hit is not None else ())
        self.show_mark(NO_MARK if hit is None else self.mark_of(hit))
        self.show_legend()
        self._tell()

    def show_mark(self, mark: Mark) -> None:
        """Show what is marked of the document, beside its title."""
        hit = self._hit
        if hit is None:
            self.border_title = None
            return
        title = printable(hit.title) or printable(Path(hit.path).name)
        note = f" “{clip(printable(mark.note), _LONGEST_NOTE)}”" if mark.note else ""
        told = " ".join(filter(None, (signs(mark), title))) + note
        if self.query_one(DocumentView).orders_letters:
            # What is too long is cut while its end is still at its end.
            told = "".join(text for text, _ in visual([(clip(told, max(1, self.size.width - _CORNERS)), "")]))
        self.border_title = Content(told)

    def order_letters(self, here: bool) -> None:
        """Put right-to-left text in order here, or leave that to the terminal."""
        view = self.query_one(DocumentView)
        view.orders_letters = here
        view.refresh()
        self._show_title()

    def on_resize(self) -> None:
        self._show_title()  # it is cut to the width where it is put in order here

    def _show_title(self) -> None:
        if self._hit is not None:
            self.show_mark(self.mark_of(self._hit))

    def show_legend(self) -> None:
        """Show the kinds of matches in the colours of the theme that holds now."""
        self.query_one("#legend", Static).update(self._legend(), layout=False)

    def _is_shown(self, hit: Hit | None, lines: Lines | None) -> bool:
        """Whether the same text with the same matches is on the screen."""
        shown, known = self._hit, self._lines
        if hit is None or shown is None or lines is None or known is None:
            return False
        return (hit.id, hit.matches, lines.text) == (shown.id, shown.matches, known.text)

    def on_document_view_match_clicked(self, message: DocumentView.MatchClicked) -> None:
        message.stop()
        self.query_one(DocumentView).go_to(message.number)
        self._tell()

    def step(self, steps: int) -> None:
        """Go on by so many matches, from the last to the first."""
        if self._hit is not None and self._hit.matches:
            view = self.query_one(DocumentView)
            view.go_to((view.current + steps) % len(self._hit.matches))
            self._tell()

    def _tell(self) -> None:
        if self._hit is None:
            self.border_subtitle = None
            return
        count = len(self._hit.matches)
        current = self.query_one(DocumentView).current + 1
        told = f"match {current} of {count}" if count else "no match in the text"
        self.border_subtitle = Content(" · ".join(filter(None, (told, self._place()))))

    def _place(self) -> str:
        """Where in its file the current match is."""
        hit, lines, match = self._hit, self._lines, self.match
        if hit is None or lines is None:
            return ""
        return printable(place_at(hit.within, hit.places, lines.text, match.start if match is not None else 0))

    def _legend(self) -> Content:
        """The kinds of matches that the document has, each in its colour."""
        if self._hit is None:
            return Content("")
        kinds = {class_of(match.kind) for match in self._hit.matches}
        view = self.query_one(DocumentView)
        parts = [
            Content.assemble((f" {text} ", view.get_visual_style(name, partial=True)), " ")
            for name, text in LEGEND.items()
            if name in kinds
        ]
        return Content("").join(parts) if parts else Content("")
