"""The screen of suggestions: spellings that the documents show to be one name, to be taken over or rejected."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from searcher.text.cells import printable
from searcher.tui.keys import SUGGESTIONS, bindings
from searcher.tui.widgets.modal import Over
from searcher.wording import counted

if TYPE_CHECKING:
    from searcher.search.equivalents import Equivalence, Spelling

_SHOWN = 8
Decide = Callable[["Equivalence"], None]


class SuggestionsScreen(Over[None]):
    """Pairs as they are found, and what is known of the one that is highlighted.

    `accept` and `reject` are called with what the person decides on; the pair leaves the list then.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(SUGGESTIONS)

    def __init__(self, title: str, accept: Decide, reject: Decide) -> None:
        super().__init__()
        self._title, self._accept, self._reject = title, accept, reject
        self._pairs: list[Equivalence] = []
        # Also those that were decided on: a change of the library begins the search anew.
        self._known: set[frozenset[str]] = set()
        self._ended = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="suggestions") as box:
            box.border_title = Content(printable(self._title))
            box.border_subtitle = "a takes it over · r rejects it · Esc closes"
            yield OptionList(compact=True, markup=False)
            yield Static(markup=False)

    def on_mount(self) -> None:
        self._tell()

    def add(self, found: "Equivalence") -> None:
        """Take in another pair, behind those that are there."""
        pair = frozenset((found.name.text, found.other.text))
        if pair in self._known:
            return
        self._known.add(pair)
        self._pairs.append(found)
        options = self.query_one(OptionList)
        options.add_option(Option(_row(found)))
        if options.highlighted is None:
            options.highlighted = 0
        self._tell()

    def end(self) -> None:
        """Tell that all were found."""
        self._ended = True
        self._tell()

    def on_option_list_option_highlighted(self) -> None:
        self._tell()

    def on_option_list_option_selected(self) -> None:
        self.action_accept()

    def action_accept(self) -> None:
        self._decide(self._accept)

    def action_reject(self) -> None:
        self._decide(self._reject)

    def action_close(self) -> None:
        self.dismiss(None)

    def _decide(self, decide: Decide) -> None:
        options = self.query_one(OptionList)
        at = options.highlighted
        if at is None:
            return
        options.remove_option_at_index(at)
        decide(self._pairs.pop(at))
        options.highlighted = min(at, len(self._pairs) - 1) if self._pairs else None
        self._tell()

    def _tell(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is not None and at < len(self._pairs):
            shown = _about(self._pairs[at])
        elif not self._ended:
            shown = Content.styled("looking through the documents …", "$text-muted")
        elif self._known:
            shown = Content.styled("that was all", "$text-muted")
        else:
            shown = Content.styled("no two spellings of a name keep the same company", "$text-muted")
        self.query_one(Static).update(shown)


def _row(found: "Equivalence") -> Content:
    counts = f"  {found.name.documents:,} · {found.other.documents:,}"
    return Content.assemble(printable(f"{found.name.text} = {found.other.text}"), (counts, "$text-muted"))


def _about(found: "Equivalence") -> Content:
    more = ", …" if len(found.shared) > _SHOWN else ""
    common = f"{len(found.shared)} in common: {', '.join(found.shared[:_SHOWN])}{more}"
    lines = [
        Content(""),
        Content.styled(printable(f"sound {found.sound:.2f}, company {found.company:.2f}; {common}"), "$text-muted"),
    ]
    for spelling in (found.name, found.other):
        lines += [
            Content(""),
            Content.styled(printable(_heading(spelling)), "bold"),
            Content(printable(spelling.quotation)),
        ]
    return Content("\n").join(lines)


def _heading(spelling: "Spelling") -> str:
    return f"{spelling.text}: {counted(spelling.documents, 'document')} ({', '.join(spelling.langs)}), {spelling.id}"
