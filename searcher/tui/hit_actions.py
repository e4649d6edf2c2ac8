"""What the person can do with the selected hit: open it, and copy it."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from textual.app import App, SuspendNotSupported

from searcher.errors import SearcherError
from searcher.search.hits import Hit
from searcher.tui.opening import desktop_command, editor_command, line_of, run_in_terminal
from searcher.tui.quoting import place, quotation
from searcher.tui.screen import SearchScreen
from searcher.tui.session import Session
from searcher.tui.viewing import has_pages, is_text, page_of, viewer_command


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
        hit = self._screen.results.hit
        if hit is not None and not is_text(hit):
            return self.open_desktop()
        if hit is None or not self._is_there(hit.path):
            return False
        self._session.remember()
        try:
            command = editor_command(os.environ, hit.path, self._line(hit))
            # An error in `suspend` would leave the screen to the editor for ever.
            with self._app.suspend():
                trouble = run_in_terminal(command)
            if trouble:
                self._screen.tell(trouble, "error")
            return not trouble
        except SearcherError as error:
            self._screen.tell(str(error), "error")
        except SuspendNotSupported:
            return self._start(command)
        return False

    def open_desktop(self) -> bool:
        """Open the selected hit with the desktop's program, a PDF at the page of the current match.

        Whether that was possible.
        """
        hit = self._screen.results.hit
        if hit is None or not self._is_there(hit.path):
            return False
        self._session.remember()
        try:
            return self._start(self._viewer(hit) if has_pages(hit) else desktop_command(hit.path))
        except SearcherError as error:
            self._screen.tell(str(error), "error")
            return False

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

    def _line(self, hit: Hit) -> int:
        """The line of the current match, if the document of the hit is the one that is shown."""
        document = self._screen.document
        if document.hit is None or document.hit.id != hit.id or document.lines is None:
            return line_of(hit, "", None)
        return line_of(hit, document.lines.text, document.match)

    def _viewer(self, hit: Hit) -> list[str]:
        """The command that opens the hit at the page of the current match."""
        document = self._screen.document
        is_shown = document.hit is not None and document.hit.id == hit.id and document.lines is not None
        text, match = (document.lines.text, document.match) if is_shown and document.lines else ("", None)
        return viewer_command(hit.path, page_of(hit, text, match), self._viewer_told())

    def _is_there(self, path: str) -> bool:
        if Path(path).is_file():
            return True
        self._screen.tell(f"{path}: the file is gone; F5 brings the index up to date", "error")
        return False

    def _start(self, command: list[str]) -> bool:
        """Run a program beside this one; whether it has begun."""
        silent = subprocess.DEVNULL
        try:
            subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True)
        except OSError as error:
            self._screen.tell(f"{command[0]}: cannot be started ({error.strerror})", "error")
            return False
        return True

    def _copy(self, text: str, what: str) -> None:
        self._session.remember()
        # Bytes of a path that are no text cannot be sent to the terminal.
        self._app.copy_to_clipboard(text.encode(errors="replace").decode())
        self._screen.tell(f"{what} copied: {text}")
