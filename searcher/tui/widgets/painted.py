"""What the lists and the document share: rows of named segments, painted with the style sheet's classes."""

from collections.abc import Sequence
from itertools import groupby

from rich.segment import Segment as Painted
from rich.style import Style
from textual.scroll_view import ScrollView
from textual.strip import Strip

from searcher.text.bidi import visual
from searcher.text.cells import Segment


class PaintedView(ScrollView, can_focus=True):
    """A scrolling view that paints rows on demand; names of styles are component classes."""

    # Whether right-to-left text is put in order here; else it goes to the terminal as it is read.
    orders_letters = False
    # Styles of what is no text, and stays where it is when the text of a row is put in order.
    fixed_styles: frozenset[str] = frozenset()

    def paint(self, row: Sequence[Segment], width: int, background: str) -> Strip:
        """A row of segments as a strip of `width` cells over the style `background`."""
        base = self.get_component_rich_style(background)
        if self.orders_letters:
            parts = groupby(row, key=lambda segment: segment[1] in self.fixed_styles)
            row = [each for is_column, part in parts for each in (part if is_column else visual(list(part)))]
        painted = [Painted(text, base + self.style_of(name)) for text, name in row if text]
        return Strip(painted).adjust_cell_length(width, base).simplify()

    def style_of(self, name: str) -> Style:
        """The style of a component class; one without a background of its own keeps what is below it."""
        if not name:
            return Style.null()
        style = self.get_component_rich_style(name)
        if self.get_component_styles(name).background.a == 0:
            return style.without_color + Style(color=style.color)
        return style
