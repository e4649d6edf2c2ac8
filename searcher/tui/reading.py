"""A session that only reads: for who may look at a library, and at nothing else of the machine that has it."""

from collections.abc import Callable, Sequence

from searcher.errors import SearcherError
from searcher.search.hits import Hit, Results
from searcher.search.watchlist import Watched
from searcher.tui.news import Failed
from searcher.tui.session import Session

CHANGING = frozenset({"open", "open_desktop", "export", "save", "update", "watchlist", "star", "note", "read"})
"""Actions that change something, start a program or read another file."""
_ONLY_READS = "this window only reads; in a terminal, `searcher` does this"


class ReadingSession(Session):
    """A session that changes neither the library nor what the person keeps, and says so where it is asked to."""

    def start(self) -> None:
        self._search.start()

    def update(self) -> bool:
        self.refuse()
        return False

    def export(self, write: Callable[[Results], str]) -> None:
        self.refuse()

    def add_name(self, name: str, variant: str) -> None:
        self.refuse()

    def reject(self, name: str, other: str) -> None:
        self.refuse()

    def watch(self, file: str) -> None:
        self.refuse()

    def mark_seen(self, file: str, found: Sequence[Watched]) -> None:
        self.refuse()

    def mark(self, hit: Hit, *, starred: bool | None = None, read: bool | None = None, note: str | None = None) -> None:
        raise SearcherError(_ONLY_READS)

    def save(self, name: str) -> bool:
        self.refuse()
        return False

    def remember(self) -> None:
        self.history.remember(self.state.query)

    def refuse(self) -> None:
        """Say that this is not done here."""
        self._post(Failed(_ONLY_READS))
