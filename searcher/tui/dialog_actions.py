"""What the person is asked something for: help, to write hits to a file, to save and recall searches, to add names."""

from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App

from searcher.searches import Saved
from searcher.tui.controller import Controller
from searcher.tui.news import EquivalenceFound, Suggestion
from searcher.tui.quoting import exporter
from searcher.tui.screen import SearchScreen
from searcher.tui.session import Session
from searcher.tui.widgets.dialogs import ChoiceScreen, HelpScreen, PromptScreen
from searcher.tui.widgets.suggestions import SuggestionsScreen

if TYPE_CHECKING:
    from searcher.search.equivalents import Equivalence

_SAVED, _EARLIER = "saved ", "earlier "


class DialogActions:
    """Lays dialogs over the screen of `app`, and does what they are answered with."""

    def __init__(self, app: App[None], session: Session, screen: SearchScreen, controller: Controller) -> None:
        self._app = app
        self._session = session
        self._screen = screen
        self._controller = controller

    def help(self) -> None:
        """Show every key."""
        if not isinstance(self._app.screen, HelpScreen):
            self._app.push_screen(HelpScreen())

    def export(self) -> None:
        """Write all hits to a file."""
        if not self._session.state.total:
            self._screen.tell("there are no hits to write")
            return
        prompt = PromptScreen("Write all hits to", "hits.jsonl", "the ending decides: .jsonl, .csv, .md")
        self._app.push_screen(prompt, self._export_to)

    def save(self) -> None:
        """Save this search under a name."""
        state = self._session.state
        if not state.is_empty:
            self._app.push_screen(PromptScreen("Save this search as", state.query), self._save_as)

    def recall(self) -> None:
        """Call up a saved or an earlier search."""
        session = self._session
        searches = session.searches()
        choices = [(_SAVED + name, f"★ {name}") for name in searches]
        choices += [(_EARLIER + query, f"  {query}") for query in reversed(session.history.queries)]
        if not choices:
            self._screen.tell("nothing is saved yet, and nothing was searched before")
            return

        async def recall(chosen: str | None) -> None:
            if not chosen:
                return
            if chosen.startswith(_SAVED):
                await self._controller.recall(searches[chosen.removeprefix(_SAVED)])
            else:
                await self._controller.recall(Saved(chosen.removeprefix(_EARLIER), level=session.state.level))

        self._app.push_screen(ChoiceScreen("Searches", choices), recall)

    def add_name(self, name: str, label: str) -> None:
        """Give an entity another name, or without one what is typed; `label` is how the person calls it."""
        known = name or self._session.state.text.strip()
        if not known:
            return

        def add(variant: str | None) -> None:
            if variant:
                self._session.add_name(known, variant)

        self._app.push_screen(PromptScreen(f"Another name of {label or known}"), add)

    def suggestions(self) -> None:
        """Show spellings that are one name: of the words of the query, or of all names without one."""
        session = self._session
        if isinstance(self._app.screen, SuggestionsScreen):
            return

        def accept(found: "Equivalence") -> None:
            session.add_name(found.name.text, found.other.text)

        def reject(found: "Equivalence") -> None:
            session.reject(found.name.text, found.other.text)

        name = session.state.text.strip()
        title = f"Other spellings of {name}" if name else "Spellings of one name"
        self._app.push_screen(SuggestionsScreen(title, accept, reject), lambda _: session.stop_suggesting())
        session.suggest(name)

    def show(self, news: Suggestion) -> None:
        """Show what was found, if the person still wants to see it."""
        screen = self._app.screen
        if not isinstance(screen, SuggestionsScreen):
            return
        if isinstance(news, EquivalenceFound):
            screen.add(news.found)
        else:
            screen.end()

    def _export_to(self, name: str | None) -> None:
        if not name:
            return
        path = Path(name).expanduser()
        if path.exists():
            self._screen.tell(f"{path}: exists already; choose another name", "error")
            return
        try:
            self._session.export(exporter(path))
        except ValueError as error:
            self._screen.tell(str(error), "error")

    def _save_as(self, name: str | None) -> None:
        if not name:
            return
        if self._session.save(name):
            self._screen.tell(f"saved: {name}")
        else:
            self._screen.tell(f"{self._session.folder}: cannot be written, so that nothing is saved", "error")
