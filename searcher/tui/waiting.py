"""What a person sees of an answer that is late."""

import time
from pathlib import Path

from searcher.engine_settings import cluster_of
from searcher.errors import SearcherError
from searcher.library import settings_file
from searcher.tui.screen import SearchScreen
from searcher.tui.session import Session

LATE_SECONDS = 1.0
"""An answer that takes longer is late; so often it is said for how long."""


class Waiting:
    """Says in the line of the summary that an answer is late, until it comes."""

    def __init__(self, session: Session, screen: SearchScreen) -> None:
        self._session = session
        self._screen = screen
        self._what = _what(session.folder)
        # Since when something is asked that is not answered; None if nothing is.
        self._since: float | None = None
        self._is_said = self._is_looking = False

    def begin(self) -> None:
        """Something was asked. What was asked before it and not answered makes it no younger."""
        if self._since is None:
            self._since = time.monotonic()
        if not self._is_looking:
            self._is_looking = True
            self._screen.set_timer(LATE_SECONDS, self._look)

    def end(self) -> None:
        """Nothing is waited for any more."""
        self._since = None
        if self._is_said:
            self._is_said = False
            self._screen.summary.say("")

    def _look(self) -> None:
        self._is_looking = self._since is not None
        if self._since is None:
            return
        waited = time.monotonic() - self._since
        if waited >= LATE_SECONDS and not self._session.is_building:
            self._is_said = True
            self._screen.summary.say(f"{self._what} · {waited:.0f} s")
        self._screen.set_timer(LATE_SECONDS, self._look)


def _what(folder: Path) -> str:
    try:
        return "still searching" if cluster_of(settings_file(folder)) is None else "the cluster answers slowly"
    except SearcherError:  # which whoever opens the index tells
        return "still searching"
