"""What the lists and the document share: rows of named segments, painted with the style sheet's classes."""

from collections.abc import Sequence
from itertools import groupby

from rich.segment import Segment as Painted
from rich.style import Style
from textual.geometry import Region
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

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._looks: dict[tuple[str, str], Style] = {}

    def render_lines(self, crop: Region) -> list[Strip]:
        # Textual itself asks the style sheet anew after each change.
        self._looks.clear()
        return super().render_lines(crop)

    def paint(self, row: Sequence[Segment], width: int, background: str) -> Strip:
        """A row of segments as a strip of `width` cells over the style `background`."""
        if self.orders_letters:
            parts = groupby(row, key=lambda segment: segment[1] in self.fixed_styles)
            row = [each for is_column, part in parts for each in (part if is_column else visual(list(part)))]
        painted = [Painted(text, self._look(name, background)) for text, name in row if text]
        return Strip(painted).adjust_cell_length(width, self._look("", background)).simplify()

    def _look(self, name: str, background: str) -> Style:
        """The style of a component class over that of another; none for ""."""
        known = self._looks.get((name, background))
        if known is None:
            known = self.get_component_rich_style(background) + self.style_of(name)
            self._looks[name, background] = known
        return known

    def style_of(self, name: str) -> Style:
        """The style of a component class; one without a background of its own keeps what is below it."""
        if not name:
            return Style.null()
        style = self.get_component_rich_style(name)
        if self.get_component_styles(name).background.a == 0:
            return style.without_color + Style(color=style.color)
        return style
