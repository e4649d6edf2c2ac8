"""What the person can do with the selected hit: open it, and copy it."""

from collections.abc import Callable

from textual.app import App, SuspendNotSupported

from searcher.engine.engine import Match
from searcher.errors import SearcherError
from searcher.opening.editor import run_in_terminal
from searcher.opening.place import Opening, desktop_opening, opening, start
from searcher.search.hits import Hit
from searcher.tui.quoting import place, quotation
from searcher.tui.screen import SearchScreen
from searcher.tui.session import Session


class HitActions:
    """Takes hits out of `app`, whose terminal and clipboard this needs; `viewer` gives the command for PDFs, or ""."""

    def __init__(self, app: App[None], session: Session, screen: SearchScreen, viewer: Callable[[], str]) -> None:
        self._viewer_told = viewer
        self._app = app
        self._session = session
        self._screen = screen

    def open(self) -> bool:
        """Open the selected hit in the editor, at the current match; what an editor cannot show, in its own program.

        Whether that was possible.
        """
        return self._open(opening)

    def open_desktop(self) -> bool:
        """Open the selected hit with the desktop's program, a PDF at the page of the current match; whether it was."""
        return self._open(desktop_opening)

    def copy_path(self) -> None:
        """Copy the path of the selected hit."""
        if (hit := self._screen.results.hit) is not None:
            self._copy(place(hit), "path")

    def copy_quotation(self) -> None:
        """Copy the passage around the current match, with its source."""
        document = self._screen.document
        if document.hit is not None and document.lines is not None:
            self._copy(quotation(document.hit, document.lines, document.match), "passage")

    def copy_command(self) -> None:
        """Copy the command line that finds what is on the screen."""
        if not self._session.state.is_empty:
            self._copy(self._session.command(), "command")

    def _open(self, way: Callable[[Hit, str, Match | None, Callable[[], str]], Opening]) -> bool:
        hit = self._screen.results.hit
        if hit is None:
            return False
        self._session.remember()
        text, match = self._place(hit)
        try:
            found = way(hit, text, match, self._viewer_told)
            trouble = self._run(found) if found.takes_terminal else start(found.command)
        except SearcherError as error:
            trouble = str(error)
        if trouble:
            self._screen.tell(trouble, "error")
        return not trouble

    def _run(self, found: Opening) -> str:
        try:
            # An error in `suspend` would leave the screen to the editor for ever.
            with self._app.suspend():
                return run_in_terminal(list(found.command))
        except SuspendNotSupported:
            return start(found.command)

    def _place(self, hit: Hit) -> tuple[str, Match | None]:
        """The text of the hit and the current match, if the document of the hit is the one that is shown."""
        document = self._screen.document
        if document.hit is None or document.hit.id != hit.id or document.lines is None:
            return "", None
        return document.lines.text, document.match

    def _copy(self, text: str, what: str) -> None:
        self._session.remember()
        # Bytes of a path that are no text cannot be sent to the terminal.
        self._app.copy_to_clipboard(text.encode(errors="replace").decode())
        self._screen.tell(f"{what} copied: {text}")
