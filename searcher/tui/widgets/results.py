"""The list of hits, of any length: only those on the screen are made and painted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from searcher.marks import NO_MARK, Mark
from searcher.search.hits import Hit
from searcher.text.cells import Segment, printable, wrap
from searcher.tui.cards import BAR, COLUMNS, COMPACT, DIM, PLAIN, ROOMY, STYLES, TITLE, Columns, Told, card
from searcher.tui.folding import Folds
from searcher.tui.keys import RESULTS, bindings
from searcher.tui.kinds import CLASSES
from searcher.tui.widgets.painted import PaintedView

# Hits that are asked for at a time.
PAGE = 20
# Rows of the list from which a hit shows all that there is to say.
_ROOM = 16
_BACKGROUND, _SELECTED, _SUGGESTION = "results-row", "results-selected", "results-suggestion"


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands in the place of hits: a heading, lines below it, and queries that may be meant."""

    heading: str
    lines: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


class Results(PaintedView):
    """Shows hits by rank from 0. The selection is told by messages and set by `select`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*STYLES, *CLASSES, _BACKGROUND, _SELECTED, _SUGGESTION}
    BINDINGS = bindings(RESULTS)
    fixed_styles = COLUMNS

    @dataclass
    class Moved(Message):
        """The hit of this rank is wanted."""

        place: int

    @dataclass
    class PageWanted(Message):
        """Hits from `start` on are on the screen, and not there."""

        start: int
        end: int

    @dataclass
    class Suggested(Message):
        """A suggestion was taken."""

        text: str

    class OpenWanted(Message):
        """The selected hit is to be opened."""

    class ReadWanted(Message):
        """The person goes on to the document."""

    def __init__(self) -> None:
        super().__init__(id="results")
        self._hits: dict[int, Hit] = {}
        self._asked: set[int] = set()
        self._cards: dict[int, list[list[Segment]]] = {}
        self._total = 0
        self._selected = 0
        self._best = 0.0
        self._folds = Folds()
        self.columns = Columns.BAR
        # What is marked of a hit; the application knows.
        self.mark_of: Callable[[Hit], Mark] = lambda hit: NO_MARK
        self.shape = COMPACT
        self._notice: Notice | None = None
        self._notice_rows: list[tuple[list[Segment], str]] = []

    @property
    def hit(self) -> Hit | None:
        """The selected hit, if it is there."""
        return self._hits.get(self._selected)

    @property
    def shown_notice(self) -> Notice | None:
        """What stands in the place of hits, if anything does."""
        return self._notice

    @property
    def visible_hits(self) -> int:
        """How many hits fit on the screen, at least one."""
        return max(1, self.size.height // self.shape.rows)

    def hits(self) -> Sequence[Hit]:
        """The hits that are there, best first."""
        return [self._hits[place] for place in sorted(self._hits)]

    def show(self, hits: Sequence[Hit], total: int, selected: int) -> None:
        """Show the answer to another question, of which the first hits are there."""
        self._hits = dict(enumerate(hits))
        self._asked.clear()
        self._total, self._selected, self._notice = total, selected, None
        self._best = max((hit.score for hit in hits), default=0.0)
        self._folds = Folds()
        self._measure()
        if selected == 0:
            self.scroll_to(y=0, animate=False, force=True)
        else:
            self._reveal()

    def add(self, start: int, hits: Sequence[Hit]) -> None:
        """Take in the hits from a rank on."""
        for place, hit in enumerate(hits, start):
            self._hits[place] = hit
            self._cards.pop(place, None)
        self.refresh()

    def fold(self, stories: Sequence[Sequence[int]]) -> None:
        """Fold hits that tell the same under the best of them; without any nothing is folded."""
        self._folds = Folds(stories)
        self._measure()
        self._reveal()

    @property
    def is_folded(self) -> bool:
        """Whether any hit is folded."""
        return len(self._folds) > 0

    def further(self, place: int, rows: int) -> int:
        """The rank of the hit so many rows below another, or above it; the first or last one beyond the ends."""
        row = max(0, min(self._folds.row_of(place) + rows, self._total - len(self._folds) - 1))
        return self._folds.place_of(row)

    def show_marks(self) -> None:
        """Show what is marked of the hits now."""
        self._cards.clear()
        self.refresh()

    def show_columns(self, columns: Columns) -> None:
        """Show date and score in another way."""
        self.columns = columns
        self.show_marks()

    def notice(self, notice: Notice) -> None:
        """Show a notice in the place of hits."""
        self._hits, self._total, self._notice = {}, 0, notice
        self._measure()
        self.scroll_to(y=0, animate=False, force=True)

    def select(self, place: int) -> None:
        """Select a hit and show it."""
        self._selected = place
        self._reveal()
        self.refresh()

    def _measure(self) -> None:
        """Take in the size: everything is laid out anew, when it is looked at."""
        self._cards.clear()
        self.shape = ROOMY if self.size.height >= _ROOM else COMPACT
        width = self.scrollable_content_region.width or self.size.width
        self._notice_rows = []
        if self._notice is not None:
            self._notice_rows = list(_notice_rows(self._notice, width - 2))
        height = len(self._notice_rows) or (self._total - len(self._folds)) * self.shape.rows
        self.virtual_size = Size(width, height)
        self.refresh()

    def _reveal(self) -> None:
        rows = self.shape.rows
        self.scroll_to_region(
            Region(0, self._folds.row_of(self._selected) * rows, 1, rows), animate=False, force=True, x_axis=False
        )

    def on_resize(self) -> None:
        self._measure()
        self._reveal()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        row = y + self.scroll_offset.y
        width = self.size.width
        if self._notice is not None:
            segments, background = self._notice_rows[row] if row < len(self._notice_rows) else ([], _BACKGROUND)
            return self.paint([("  ", PLAIN), *segments], width, background)
        shown, part = divmod(row, self.shape.rows)
        place = self._folds.place_of(shown)
        if place >= self._total:
            return self.paint([], width, _BACKGROUND)
        is_selected = shown == self._folds.row_of(self._selected)
        background = _SELECTED if is_selected else _BACKGROUND
        if self.shape.gap and part == self.shape.rows - 1:
            return self.paint([], width, _BACKGROUND)
        mark = ("▌" if is_selected else " ", BAR)
        return self.paint([mark, *self._card(place, width - 2)[part]], width, background)

    def _card(self, place: int, width: int) -> list[list[Segment]]:
        known = self._cards.get(place)
        if known is None:
            hit = self._hits.get(place)
            if hit is None:
                self._want(place)
                return [[(f"{place + 1} …", DIM)], *([[]] * (self.shape.rows - 1))]
            told = Told(self.mark_of(hit), self._folds.under(place), self.columns)
            known = self._cards[place] = card(hit, place + 1, self._best, width, self.shape, told)
        return known

    def _want(self, place: int) -> None:
        start = place // PAGE * PAGE
        if start not in self._asked:
            self._asked.add(start)
            # Later, because it is the screen that paints, and a message made there counts as the screen's own.
            self.call_later(self._tell_wanted, start)

    def _tell_wanted(self, start: int) -> None:
        self.post_message(self.PageWanted(start, min(start + PAGE, self._total)))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        row = offset.y + self.scroll_offset.y
        if self._notice is not None:
            if row < len(self._notice_rows) and self._notice_rows[row][1] == _SUGGESTION:
                first = next(at for at, (_, kind) in enumerate(self._notice_rows) if kind == _SUGGESTION)
                self.post_message(self.Suggested(self._notice.suggestions[row - first]))
            return
        place = self._folds.place_of(row // self.shape.rows)
        if place < self._total:
            self.post_message(self.Moved(place))
            if event.chain == 2:
                self.post_message(self.OpenWanted())

    def action_move(self, steps: int) -> None:
        self.post_message(self.Moved(self.further(self._selected, steps)))

    def action_page(self, pages: int) -> None:
        self.post_message(self.Moved(self.further(self._selected, pages * self.visible_hits)))

    def action_first(self) -> None:
        self.post_message(self.Moved(0))

    def action_last(self) -> None:
        self.post_message(self.Moved(self.further(self._total - 1, 0)))

    def action_open(self) -> None:
        if self._notice is not None and self._notice.suggestions:
            self.post_message(self.Suggested(self._notice.suggestions[0]))
        else:
            self.post_message(self.OpenWanted())

    def action_read(self) -> None:
        self.post_message(self.ReadWanted())


def _notice_rows(notice: Notice, width: int) -> list[tuple[list[Segment], str]]:
    rows: list[tuple[list[Segment], str]] = [([], _BACKGROUND)]
    rows += [(line, _BACKGROUND) for line in wrap([(printable(notice.heading), TITLE)], width)]
    rows.append(([], _BACKGROUND))
    for text in notice.lines:
        rows += [(line, _BACKGROUND) for line in wrap([(printable(text), DIM)], width)] or [([], _BACKGROUND)]
    if notice.suggestions:
        rows += [([("Did you mean", DIM)], _BACKGROUND)]
        # One row each: a row is what is clicked.
        rows += [([("→ ", DIM), (printable(text), "match-near")], _SUGGESTION) for text in notice.suggestions]
    return rows
