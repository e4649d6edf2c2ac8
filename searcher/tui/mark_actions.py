"""What the person marks: stars, notes, and what was read."""

from collections.abc import Callable

from textual.app import App
from textual.timer import Timer

from searcher.errors import SearcherError
from searcher.search.hits import Hit
from searcher.tui.screen import SearchScreen
from searcher.tui.session import Session
from searcher.tui.widgets.dialogs import PromptScreen

# Seconds in the preview, without a key that asks for another document, after which one counts as read: enough for a
# paragraph, and more than a look in passing takes.
READ_AFTER = 5.0


class MarkActions:
    """Marks the selected hit; `read_after` seconds in the preview count as reading it."""

    def __init__(self, app: App[None], session: Session, screen: SearchScreen, read_after: float) -> None:
        self._app = app
        self._session = session
        self._screen = screen
        self._read_after = read_after
        self._reading: Timer | None = None

    def star(self) -> None:
        """Star the selected hit, or take the star away."""
        hit = self._screen.results.hit
        if hit is not None:
            starred = not self._session.mark_of(hit).starred
            self._do(hit, lambda: self._session.mark(hit, starred=starred))

    def toggle_read(self) -> None:
        """Count the selected hit as read, or as not read."""
        hit = self._screen.results.hit
        if hit is not None:
            read = not self._session.mark_of(hit).read
            self._stop()
            self._do(hit, lambda: self._session.mark(hit, read=read))

    def note(self) -> None:
        """Ask for a note on the selected hit."""
        hit = self._screen.results.hit
        if hit is None:
            return
        known = self._session.mark_of(hit).note

        def write(note: str | None) -> None:
            if note is not None and note != known:
                self._do(hit, lambda: self._session.mark(hit, note=note))

        hint = "an empty note takes it away" if known else "note:WORD finds it again, is:noted all notes"
        self._app.push_screen(PromptScreen("A note on this document", known, hint), write)

    def opened(self) -> None:
        """Count the selected hit as read: it was opened."""
        if (hit := self._screen.results.hit) is not None:
            self._read(hit)

    def shown(self, hit: Hit) -> None:
        """Count a hit as read when it has stood in the preview for a while."""
        self._stop()
        if not self._session.mark_of(hit).read:
            number = self._session.state.number
            self._reading = self._screen.set_timer(self._read_after, lambda: self._stood(hit, number))

    def look(self) -> None:
        """Show what was marked elsewhere."""
        if self._session.look_at_marks():
            self._screen.results.show_marks()

    def _stood(self, hit: Hit, number: int) -> None:
        selected = self._screen.results.hit
        if number == self._session.state.number and selected is not None and selected.id == hit.id:
            self._read(hit)

    def _read(self, hit: Hit) -> None:
        if not self._session.mark_of(hit).read:
            self._do(hit, lambda: self._session.mark(hit, read=True), quiet=True)

    def _stop(self) -> None:
        if self._reading is not None:
            self._reading.stop()
            self._reading = None

    def _do(self, hit: Hit, change: Callable[[], None], *, quiet: bool = False) -> None:
        """Change a mark. What is read without being asked for fails without a word."""
        try:
            change()
        except SearcherError as error:
            if not quiet:
                self._screen.tell(str(error), "error")
            return
        self._screen.results.show_marks()
        self._screen.document.show_mark(self._session.mark_of(hit))
