"""A list of names over the search: which of them are where, and what of that is new."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from searcher.search.watchlist import Sighting, Watched
from searcher.text.cells import cells, clip, printable
from searcher.tui.widgets.modal import Over
from searcher.wording import counted

# Documents of a name that are shown, and names; more rows are not read, and slow to make.
MOST_DOCUMENTS, MOST_NAMES = 5, 1_000
_NEW, _OLD = "● ", "  "
# Code points of a quotation that are looked at for a row.
_LEAD = 20


class WatchScreen(Over[str]):
    """The names that are anywhere, as they are found; dismissed with the name that is to be searched for, or "".

    `tell_seen` takes the names that are shown, as seen from now on.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close"),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        Binding("n", "only_new", "Only new"),
        Binding("s", "seen", "Seen"),
    ]

    def __init__(self, file: str, tell_seen: Callable[[Sequence[Watched]], None]) -> None:
        super().__init__()
        self.file = file
        self._tell_seen = tell_seen
        self._found: list[Watched] = []
        self._only_new = False
        self._done = self._total = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog page", id="watchlist") as box:
            box.border_title = Content(f"Watchlist {clip(printable(self.file), 50)}")
            box.border_subtitle = "Enter searches · n only new · s all seen · Esc closes"
            yield Static(id="watched", markup=False)
            yield OptionList(compact=True, markup=False)

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self._say()

    def show(self, found: Sequence[Watched], done: int, total: int) -> None:
        """Take in names that are somewhere; `done` of `total` were looked for, 0 when it begins, perhaps anew."""
        self._done, self._total = done, total
        if not done:
            self._found.clear()
            self._fill()
        before = len(self._found)
        self._found.extend(found)
        room = max(0, MOST_NAMES - before)
        options = [option for each in found[:room] for option in self._options(each)]
        listed = self.query_one(OptionList)
        listed.add_options(options)
        if listed.highlighted is None and options:
            listed.highlighted = 0
        self._say()

    def _say(self) -> None:
        documents = sum(each.total for each in self._found)
        new = sum(each.new for each in self._found)
        parts = [f"{self._done:,} of {counted(self._total, 'name')} looked for"] if self._done < self._total else []
        parts += [f"{len(self._found):,} found in {counted(documents, 'document')}", f"{new:,} new"]
        if len(self._found) > MOST_NAMES:
            parts.append(f"the first {MOST_NAMES:,} names are shown")
        self.query_one("#watched", Static).update(Content.styled(" · ".join(parts), "$text-muted"))

    def on_resize(self) -> None:
        self._fill()

    def _fill(self) -> None:
        listed = self.query_one(OptionList)
        at = listed.highlighted
        listed.set_options(option for each in self._found[:MOST_NAMES] for option in self._options(each))
        listed.highlighted = min(at or 0, listed.option_count - 1) if listed.option_count else None

    def _options(self, watched: Watched) -> Iterator[Option]:
        """The rows of a name, each with its place among all as its id."""
        if self._only_new and not watched.new:
            return
        room = max(20, (self.query_one(OptionList).size.width or self.app.size.width - 8) - 3)
        tail = f"{watched.total:,}" + (f", {watched.new:,} new" if watched.new else "")
        label = clip(printable(watched.row.label), room - cells(tail) - 3)
        gap = " " * max(1, room - cells(label) - cells(tail) - 2)
        mark = (_NEW, "bold $text-warning") if watched.new else (_OLD, "")
        yield Option(Content.assemble(mark, (label, "bold"), gap, (tail, "$text-muted")), id=f"{watched.row.key}\0")
        wanted = [each for each in watched.sightings if each.is_new or not self._only_new]
        for number, each in enumerate(wanted[:MOST_DOCUMENTS]):
            yield Option(_document(each, room), id=f"{watched.row.key}\0{number}")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        key = (event.option_id or "").partition("\0")[0]
        self.dismiss(next((each.row.label for each in self._found if each.row.key == key), ""))

    def action_close(self) -> None:
        self.dismiss("")

    def action_move(self, steps: int) -> None:
        listed = self.query_one(OptionList)
        if steps > 0:
            listed.action_cursor_down()
        else:
            listed.action_cursor_up()

    def action_only_new(self) -> None:
        self._only_new = not self._only_new
        self._fill()

    def action_seen(self) -> None:
        self._tell_seen(self._found)


def _document(sighting: Sighting, room: int) -> Content:
    """A row of a document: whether it is new, where, how sure, and the words around the name."""
    hit, quoted = sighting.hit, sighting.quotation
    about = " ".join(item for item in (printable(hit.lang), printable(hit.date[:10]), str(sighting.certainty)) if item)
    mark = ("  " + _NEW, "$text-warning") if sighting.is_new else ("  " + _OLD, "")
    if quoted is None or not quoted.matches:
        text = clip(printable(hit.title or hit.id), max(4, room - cells(about) - 6))
        return Content.assemble(mark, (about, "$text-muted"), "  ", text)
    start, end = quoted.spans[0]
    before = printable(quoted.text[max(0, start - _LEAD) : start])
    match = printable(quoted.text[start:end])
    left = max(0, room - cells(about) - cells(before) - cells(match) - 6)
    after = clip(printable(quoted.text[end:]), left)
    return Content.assemble(mark, (about, "$text-muted"), "  ", before, (match, "bold $text-success"), after)
