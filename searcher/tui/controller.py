"""From what the person does on the screen to what is asked."""

from collections.abc import Iterable

from searcher.expressions import expression
from searcher.query.options import Level
from searcher.searches import Saved
from searcher.tui.cards import Columns
from searcher.tui.presenter import Presenter
from searcher.tui.screen import SearchScreen
from searcher.tui.session import Session
from searcher.tui.widgets.panels import FacetsPanel, NamesPanel

# What a query takes for one word as it stands.
_WORD = expression(r"[^\s()\"]+")


class Controller:
    """Changes the state of the session as the person wants it, and asks what that makes of the question."""

    def __init__(self, session: Session, screen: SearchScreen, presenter: Presenter) -> None:
        self._session = session
        self._state = session.state
        self._screen = screen
        self._presenter = presenter

    async def ask(self) -> None:
        """Show what is asked, and ask it."""
        await self._presenter.show_question()
        if self._state.is_empty:
            self._presenter.welcome()
        else:
            self._session.ask(self._screen.results.visible_hits)
            self._presenter.wait()

    async def ask_again(self) -> None:
        """Ask the same: the index or the names have changed."""
        self._state.again()
        await self.ask()

    async def type(self, text: str) -> None:
        """Take what stands in the search line."""
        if self._state.type(text):
            await self.ask()

    def submit(self) -> None:
        """Go to the results; without any, take the first suggestion."""
        self._session.remember()
        if self._state.total:
            self._screen.results.focus()
        else:
            self._screen.results.action_open()

    def go_to_search_line(self) -> None:
        """Go to the search line; there, empty it."""
        line = self._screen.search_line
        if line.has_focus and not line.value:
            self._screen.tour.end()
        elif line.has_focus:
            line.value = ""
        else:
            line.focus()

    def take_suggestion(self, text: str) -> None:
        """Search for another spelling of the query, whose filters stay where they are."""
        for word in self._state.filters:
            text = text.replace(word, "", 1)
        self._screen.type(text.strip())
        self._screen.search_line.focus()

    def find_similar(self) -> None:
        """Search for documents that tell the same as the selected hit."""
        hit = self._screen.results.hit
        if hit is None:
            return
        self._session.remember()
        self._state.filters = ()
        self._screen.type(f'like:"{hit.id}"' if not _WORD.fullmatch(hit.id) else f"like:{hit.id}")

    def walk_history(self, *, older: bool) -> None:
        """Call up the query before in the history, or the one after."""
        history = self._session.history
        text = history.older(self._screen.search_line.value) if older else history.newer()
        # A query of the history has its filters in its text.
        self._state.filters = ()
        self._screen.type(text)

    async def recall(self, saved: Saved) -> None:
        """Search as it was saved."""
        self._state.recall(saved)
        self._screen.show_text(self._state.text)
        self._screen.search_line.action_end()
        await self.ask()

    def select(self, place: int) -> None:
        """Go to the hit of a rank."""
        if self._state.total and self._state.select(place):
            self._screen.results.select(self._state.selected)
            self._session.read()

    def move(self, rows: int, pages: int) -> None:
        """Go on by so many rows of the list, or else by so many pages."""
        results = self._screen.results
        self.select(results.further(self._state.selected, rows or pages * results.visible_hits))

    async def toggle_filter(self, word: str) -> None:
        """Set a filter or take it away, in the text too if it was typed there."""
        self._state.toggle_filter(word)
        self._screen.show_text(self._state.text)
        await self.ask()

    async def remove_last_filter(self) -> None:
        """Take the newest filter away, if there is one."""
        if self._state.remove_last_filter():
            await self.ask()

    async def toggle_form(self, form: str) -> None:
        """Switch a form off for this query, or on again."""
        self._state.toggle_form(form)
        await self.ask()

    async def resolve(self, entity_id: str, others: Iterable[str]) -> None:
        """Let a name mean one entity and none of the others, or all again."""
        self._state.resolve(entity_id, others)
        await self.ask()

    async def step_level(self, steps: int) -> None:
        """Go on by so many steps of the ladder."""
        self._state.step_level(steps)
        await self.ask()

    async def toggle_translations(self) -> None:
        """Search by translations too, or as before."""
        self._state.toggle_translations()
        await self.ask()

    async def set_level(self, level: Level) -> None:
        """Search as strictly as a step of the ladder says."""
        self._state.set_level(level)
        await self.ask()

    async def toggle_order(self) -> None:
        """Put the newest hits first, or the best again."""
        self._state.toggle_order()
        await self.ask()

    def toggle_fold(self) -> None:
        """Fold hits that tell the same, as soon as it is known which do; or unfold them."""
        self._state.folds = not self._state.folds
        if self._state.folds:
            self._session.fold()
        else:
            self._screen.results.fold(())

    def toggle_columns(self) -> None:
        """Show date and score of each hit in the next way."""
        ways = tuple(Columns)
        results = self._screen.results
        results.show_columns(ways[(ways.index(results.columns) + 1) % len(ways)])

    def toggle(self, panel: FacetsPanel | NamesPanel) -> None:
        """Show or hide a panel."""
        self._screen.toggle(panel)
        self._session.want(self._screen.details)

    def update(self) -> None:
        """Bring the index up to date."""
        if self._session.update():
            self._screen.summary.say("looking for changes")
        else:
            self._screen.tell("the index is being brought up to date")
