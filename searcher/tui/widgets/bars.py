"""The thin parts of the screen: filters that hold, the ladder, the count of hits, notes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from searcher.query.options import Level
from searcher.text.cells import clip, printable
from searcher.tui.state import LEVELS

_LONGEST_CHIP = 40
# The last level, where there is no room for its name.
_SHORT = "transl."
# The step that holds, those below it, those above.
_HERE, _ON, _OFF = "bold $text on $primary 55%", "$text on $primary 20%", "$text-muted"


class Chip(Static):
    """A filter that holds; a click takes it away."""

    @dataclass
    class Removed(Message):
        """The filter is not wanted any more."""

        word: str

    def __init__(self, word: str) -> None:
        super().__init__(Content.assemble(clip(printable(word), _LONGEST_CHIP), (" ×", "bold")), classes="chip")
        self._word = word
        self.tooltip = "click to take this filter away"

    def on_click(self) -> None:
        self.post_message(self.Removed(self._word))


class Chips(Horizontal):
    """The filters that hold, in a row; no row without any."""

    def __init__(self) -> None:
        super().__init__(id="chips")
        self._words: tuple[str, ...] = ()

    async def show(self, words: Sequence[str]) -> None:
        """Show these filters."""
        if tuple(words) != self._words:
            self._words = tuple(words)
            await self.remove_children()
            await self.mount_all(Chip(word) for word in words)
        if self.display != bool(words):
            self.display = bool(words)


class Ladder(Static):
    """The levels from exact to translations, which of them holds, and how many hits each adds to the one before."""

    def __init__(self) -> None:
        super().__init__("", id="ladder")
        self._level = Level.NAMES
        self._totals: Mapping[Level, int] = {}
        self.tooltip = "click a level to search as strictly"

    def show(self, level: Level, totals: Mapping[Level, int] | None = None) -> None:
        """Show the level that holds; with `totals`, the hits that each level has ({}: none known)."""
        self._level = level
        if totals is not None:
            self._totals = totals
        # The row does not change its size, and laying out the whole screen would cost every key.
        self.update(Content("").join(self._steps()), layout=False)

    def _steps(self) -> Iterator[Content]:
        reached = LEVELS.index(self._level)
        labels = list(self._labels())
        if sum(map(len, labels)) > self.size.width > 0:
            labels[-1] = labels[-1].replace(Level.TRANSLATIONS, _SHORT)
        for number, (level, label) in enumerate(zip(LEVELS, labels, strict=True)):
            style = _HERE if number == reached else _ON if number < reached else _OFF
            yield Content.from_markup(f"[{style}][@click=app.set_level('{level}')]{label}[/][/]")

    def _labels(self) -> Iterator[str]:
        """Each level with the hits that it adds, where they are known."""
        before = 0
        for number, level in enumerate(LEVELS):
            count = ""
            if level in self._totals:
                added = self._totals[level] - before
                before = self._totals[level]
                count = f" {added:,}" if number == 0 else f" {added:+,}"
            yield f" {level}{count} "


class Summary(Static):
    """How many hits there are, and how long it took."""

    def __init__(self) -> None:
        super().__init__("", id="summary", markup=False)

    def show(self, total: int, seconds: float) -> None:
        """Show the size of an answer."""
        took = f"{seconds:.1f} s" if seconds >= 1 else f"{round(seconds * 1000)} ms"
        self.update(Content.assemble((f"{total:,}", "bold"), f" hit{'' if total == 1 else 's'} · {took}"), layout=False)

    def say(self, text: str) -> None:
        """Show something else in its place."""
        self.update(Content.styled(printable(text), "$text-muted"), layout=False)


class Notes(Static):
    """What was read otherwise than typed; no row without any."""

    def __init__(self) -> None:
        super().__init__("", id="notes", markup=False)

    def show(self, notes: Sequence[str]) -> None:
        """Show these notes in one row."""
        if self.display != bool(notes):
            self.display = bool(notes)
        self.update(Content(printable(" · ".join(notes))), layout=False)
