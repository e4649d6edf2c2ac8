"""The panels beside the results: filters with their counts, and the names that the query stands for."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from searcher.search.facets import Facet, Field
from searcher.search.forms import Form, Part
from searcher.text.cells import cells, clip, printable
from searcher.tui.keys import FILTERS, NAMES, bindings
from searcher.tui.kinds import COLOURS, class_of

_HEADINGS = {
    Field.LANG: "Language",
    Field.TYPE: "Type",
    Field.FOLDER: "Folder",
    Field.YEAR: "Year",
    Field.ENTITY: "Names in these hits",
    Field.AUTHOR: "Author",
    Field.FROM: "From",
    Field.TAG: "Tag",
    Field.MARK: "Marked",
}
_NARROWEST = 16


class _Panel(OptionList):
    """A list of options whose highlight stays on the same option when it is filled anew."""

    def fill(self, options: Sequence[Option]) -> None:
        """Replace the options."""
        before = self.highlighted_option
        index = self.highlighted
        self.set_options(options)
        ids = [option.id for option in options]
        if before is not None and before.id in ids:
            self.highlighted = ids.index(before.id)
        else:
            enabled = [at for at, option in enumerate(options) if not option.disabled]
            self.highlighted = next((at for at in enabled if index is None or at >= index), None)

    @property
    def room(self) -> int:
        """Cells of a row."""
        return max(_NARROWEST, self.scrollable_content_region.width - 2)


class FacetsPanel(_Panel):
    """Values to filter by; one that is set is marked, and can be taken away in the same place."""

    BINDINGS = bindings(FILTERS)

    @dataclass
    class Toggled(Message):
        """A filter was set or taken away."""

        word: str

    def __init__(self) -> None:
        super().__init__(id="facets", compact=True, markup=False)
        self.border_title = "Filters"
        self._facets: Sequence[Facet] = ()
        self._active: Set[str] = frozenset()

    def show(self, facets: Sequence[Facet], active: Set[str]) -> None:
        """Show the values of the current hits, and which filters hold."""
        self._facets, self._active = facets, active
        options: list[Option] = []
        listed = {facet.word for facet in facets}
        for word in sorted(active - listed):
            options.append(Option(_row("● ", word, "", self.room), id=word))
        for field, heading in _HEADINGS.items():
            found = [facet for facet in facets if facet.field is field]
            if not found:
                continue
            if options:
                options.append(Option("", disabled=True))
            options.append(Option(Content.styled(heading, "bold $text-muted"), disabled=True))
            for facet in found:
                mark = "● " if facet.word in active else "  "
                options.append(Option(_row(mark, facet.label, f"{facet.count:,}", self.room), id=facet.word))
        if not options:
            options.append(Option(Content.styled("nothing to divide", "$text-muted"), disabled=True))
        self.fill(options)

    def on_resize(self) -> None:
        self.show(self._facets, self._active)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self.post_message(self.Toggled(event.option_id))


class NamesPanel(_Panel):
    """The entities of the query with their forms and how often each occurs; the forms of its other words."""

    BINDINGS = bindings(NAMES)

    @dataclass
    class FormToggled(Message):
        """A form is not to be searched, or is again."""

        form: str

    @dataclass
    class Resolved(Message):
        """A name is to mean one entity, and none of the others; or all of them again."""

        entity_id: str
        others: tuple[str, ...]

    @dataclass
    class NameWanted(Message):
        """A name is to be added to an entity, or for a word that is none yet."""

        name: str
        label: str

    def __init__(self) -> None:
        super().__init__(id="names", compact=True, markup=False)
        self.border_title = "Names and forms"
        self.border_subtitle = "a adds a name"
        self._parts: Sequence[Part] = ()
        self._without: Set[str] = frozenset()
        self._entities: Set[str] = frozenset()
        self._of_option: list[tuple[Part, Form | None] | None] = []

    def show(self, parts: Sequence[Part], without: Set[str], entities: Set[str]) -> None:
        """Show what the query stands for, and what of it is off or chosen."""
        self._parts, self._without, self._entities = parts, without, entities
        options: list[Option] = []
        self._of_option = []
        for number, part in enumerate(parts):
            if options:
                self._add(options, Option("", disabled=True), None)
            heading = Option(self._heading(part), id=f"part {number} {part.entity_id or part.text}")
            self._add(options, heading, (part, None))
            for form in part.forms:
                self._add(options, Option(self._form(form), id=f"form {number} {form.text}"), (part, form))
            if not part.forms:
                nothing = Content.styled("    no form of it occurs here", "$text-muted")
                self._add(options, Option(nothing, disabled=True), None)
        if not options:
            nothing = Content.styled("no name, and no other form", "$text-muted")
            self._add(options, Option(nothing, disabled=True), None)
        self.fill(options)

    def on_resize(self) -> None:
        self.show(self._parts, self._without, self._entities)

    def action_add_name(self) -> None:
        at = self.highlighted
        chosen = self._of_option[at] if at is not None and at < len(self._of_option) else None
        part = chosen[0] if chosen is not None else self._parts[0] if self._parts else None
        if part is not None:
            self.post_message(self.NameWanted(part.entity_id or part.text, part.label))
        else:
            self.post_message(self.NameWanted("", ""))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen = self._of_option[event.option_index] if event.option_index < len(self._of_option) else None
        if chosen is None:
            return
        part, form = chosen
        if form is not None:
            self.post_message(self.FormToggled(form.text))
        elif part.several:
            others = tuple(other.entity_id for other in self._parts if other.text == part.text and other is not part)
            self.post_message(self.Resolved(part.entity_id, others))

    def _add(self, options: list[Option], option: Option, what: tuple[Part, Form | None] | None) -> None:
        options.append(option)
        self._of_option.append(what)

    def _heading(self, part: Part) -> Content:
        mark = ("◉ " if part.entity_id in self._entities else "○ ") if part.several else ""
        about = f"{part.type}, typed as {part.text}" if part.entity_id else "word"
        label = clip(printable(part.label), self.room)
        return Content.assemble(
            (mark + label, "bold"), (f"  {clip(printable(about), max(0, self.room - cells(label) - 4))}", "$text-muted")
        )

    def _form(self, form: Form) -> Content:
        is_on = form.text not in self._without
        langs = ", ".join(form.langs[:3]) + ("…" if len(form.langs) > 3 else "")
        tail = f"{langs}  {form.documents:,}"
        style = COLOURS[class_of(form.kind)] if is_on else "$text-muted"
        return _row("☑ " if is_on else "☐ ", form.text, tail, self.room, style)


def _row(mark: str, label: str, tail: str, width: int, style: str = "") -> Content:
    """A label with a mark before it and a count at the right edge."""
    room = max(1, width - cells(mark) - cells(tail) - 1)
    shown = clip(printable(label), room)
    gap = " " * (room - cells(shown) + 1)
    return Content.assemble(mark, (shown, style), gap, (printable(tail), "$text-muted"))
