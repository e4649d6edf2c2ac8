"""What the person can have done: open, copy, export, save, recall, step, switch."""

import os
import subprocess
from pathlib import Path

from textual.app import SuspendNotSupported
from textual.widgets import Input

from searcher.errors import SearcherError
from searcher.query.options import Level
from searcher.tui import memory
from searcher.tui.answering import Answering
from searcher.tui.opening import desktop_command, editor_command, line_of, run_in_terminal
from searcher.tui.quoting import exporter, place, quotation
from searcher.tui.state import Saved
from searcher.tui.widgets.dialogs import ChoiceScreen, HelpScreen, PromptScreen
from searcher.tui.widgets.panels import NamesPanel

_SAVED, _EARLIER = "saved ", "earlier "


class Actions(Answering):
    """The actions of the keys and of the command palette."""

    def action_help(self) -> None:
        """Show every key."""
        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    def action_search_line(self) -> None:
        """Go to the search line; there, empty it."""
        if self.search_line.has_focus:
            self.search_line.value = ""
        else:
            self.search_line.focus()

    def action_facets(self) -> None:
        """Show or hide the filters."""
        self._toggle(self.facets)

    def action_names(self) -> None:
        """Show or hide what the query stands for."""
        self._toggle(self.names)
        self.screen_stack[0].set_class(self.names.display, "-names")

    def _toggle(self, panel: object) -> None:
        assert isinstance(panel, type(self.facets) | type(self.names))
        had_focus = panel.has_focus
        panel.display = not panel.display
        if panel.display:
            panel.focus()
        elif had_focus:
            self.search_line.focus()
        self.want_details()

    async def action_level(self, steps: int) -> None:
        """Go on by so many steps of the ladder."""
        level = self.state.step_level(steps)
        await self.ask()
        self.ladder.show(level)

    def action_match(self, steps: int) -> None:
        """Go on by so many matches of the document."""
        self.document.step(steps)

    def action_update(self) -> None:
        """Bring the index up to date."""
        if self.builder.start():
            self.summary.say("looking for changes")
        else:
            self.tell("the index is being brought up to date")

    def action_open(self) -> None:
        """Open the selected hit in the editor, at the current match."""
        hit = self.results.hit
        if hit is None or not self._is_there(hit.path):
            return
        self.remember()
        shown = self.document.hit
        is_shown = shown is not None and shown.id == hit.id and self.document.lines is not None
        text = self.document.lines.text if is_shown and self.document.lines is not None else ""
        line = line_of(hit, text, self.document.match if is_shown else None)
        try:
            command = editor_command(os.environ, hit.path, line)
            # An error in `suspend` would leave the screen to the editor for ever.
            with self.suspend():
                trouble = run_in_terminal(command)
            if trouble:
                self.tell(trouble, severity="error")
        except SearcherError as error:
            self.tell(str(error), severity="error")
        except SuspendNotSupported:
            self._start(command)

    def action_open_desktop(self) -> None:
        """Open the selected hit with the desktop's program."""
        hit = self.results.hit
        if hit is not None and self._is_there(hit.path):
            self.remember()
            self._start(desktop_command(hit.path))

    def _is_there(self, path: str) -> bool:
        if Path(path).is_file():
            return True
        self.tell(f"{path}: the file is gone; F5 brings the index up to date", severity="error")
        return False

    def _start(self, command: list[str]) -> None:
        """Run a program beside this one."""
        silent = subprocess.DEVNULL
        try:
            subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True)
        except OSError as error:
            self.tell(f"{command[0]}: cannot be started ({error.strerror})", severity="error")

    def action_copy_path(self) -> None:
        """Copy the path of the selected hit."""
        if (hit := self.results.hit) is not None:
            self._copy(place(hit), "path")

    def action_copy_quotation(self) -> None:
        """Copy the passage around the current match, with its source."""
        document = self.document
        if document.hit is not None and document.lines is not None:
            self._copy(quotation(document.hit, document.lines, document.match), "passage")

    def action_copy_command(self) -> None:
        """Copy the command line that finds what is on the screen."""
        if not self.state.is_empty:
            self._copy(self.state.command(self.index), "command")

    def _copy(self, text: str, what: str) -> None:
        self.remember()
        # Bytes of a path that are no text cannot be sent to the terminal.
        self.copy_to_clipboard(text.encode(errors="replace").decode())
        self.tell(f"{what} copied: {text}")

    def action_export(self) -> None:
        """Write all hits to a file."""
        if not self.state.total:
            self.tell("there are no hits to write")
            return

        def write(name: str | None) -> None:
            if not name:
                return
            path = Path(name).expanduser()
            if path.exists():
                self.tell(f"{path}: exists already; choose another name", severity="error")
                return
            try:
                self.thread.export(self.state.generation, exporter(path))
            except ValueError as error:
                self.tell(str(error), severity="error")

        prompt = PromptScreen("Write all hits to", "hits.jsonl", "the ending decides: .jsonl, .csv, .md")
        self.push_screen(prompt, write)

    def action_save(self) -> None:
        """Save this search under a name."""
        if self.state.is_empty:
            return

        def save(name: str | None) -> None:
            if not name:
                return
            searches = memory.read_searches(self.folder)
            searches[name] = self.state.saved()
            if memory.write_searches(self.folder, searches):
                self.tell(f"saved: {name}")
            else:
                self.tell(f"{self.folder}: cannot be written, so that nothing is saved", severity="error")

        self.push_screen(PromptScreen("Save this search as", self.state.query), save)

    def action_recall(self) -> None:
        """Call up a saved or an earlier search."""
        searches = memory.read_searches(self.folder)
        choices = [(_SAVED + name, f"★ {name}") for name in searches]
        choices += [(_EARLIER + query, f"  {query}") for query in reversed(self.history.queries)]
        if not choices:
            self.tell("nothing is saved yet, and nothing was searched before")
            return

        async def recall(chosen: str | None) -> None:
            if not chosen:
                return
            if chosen.startswith(_SAVED):
                self.state.recall(searches[chosen.removeprefix(_SAVED)])
            else:
                self.state.recall(Saved(chosen.removeprefix(_EARLIER), level=self.state.level))
            with self.search_line.prevent(Input.Changed):
                self.search_line.value = self.state.text
            self.search_line.action_end()
            await self.ask()

        self.push_screen(ChoiceScreen("Searches", choices), recall)

    def on_names_panel_name_wanted(self, message: NamesPanel.NameWanted) -> None:
        name = message.name or self.state.text.strip()
        if not name:
            return

        def add(variant: str | None) -> None:
            if variant:
                self.thread.add_name(name, variant)

        self.push_screen(PromptScreen(f"Another name of {message.label or name}"), add)

    async def action_set_level(self, level: str) -> None:
        """Search as strictly as a step of the ladder says."""
        self.state.set_level(Level(level))
        await self.ask()
