"""What the search thread makes beside answers: dossiers, and lists of names looked for piece by piece.

Between two pieces a question can be answered.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from searcher.engine.engine import IsCancelled
from searcher.entities.name_list import read_names
from searcher.errors import SearcherError
from searcher.search.searcher import Searcher
from searcher.search.seen import read_seen, telling
from searcher.search.watchlist import Wanted, Watched
from searcher.tui.news import DossierMade, Failed, ListLookedFor, News, Told
from searcher.wording import counted

# Seconds of one piece of work.
_PIECE = 0.15
# Documents of a name that are read.
_MOST_DOCUMENTS = 5
Do = Callable[[Callable[[Searcher], None]], None]


class Reporting:
    """Gives reports about the library at `folder` to `post`.

    `do` does a piece of work in the search thread, after what is more urgent; `cancelled` says that something is.
    """

    def __init__(self, folder: Path, post: Callable[[News], object], do: Do, cancelled: IsCancelled) -> None:
        self._folder = folder
        self._post = post
        self._do = do
        self._cancelled = cancelled
        # The list that is looked for, another object for each time that it was asked for.
        self._wanted: object = None

    def about(self, name: str) -> None:
        """Make the dossier of a name."""

        def job(searcher: Searcher) -> None:
            self._post(DossierMade(searcher.about(name, cancelled=self._cancelled)))

        self._do(job)

    def watch(self, file: str) -> None:
        """Look for the names of a list, and tell of those that are somewhere as they are found."""
        self._wanted = wanted = object()

        def begin(searcher: Searcher) -> None:
            try:
                names = read_names(Path(file).read_bytes(), file)
                seen = read_seen(self._folder, file)
            except OSError as error:
                self._post(Failed(f"{file}: cannot be read ({error.strerror})"))
                return
            except SearcherError as error:
                self._post(Failed(str(error)))
                return
            if names.problems:
                more = f", and {len(names.problems) - 1:,} more" if len(names.problems) > 1 else ""
                self._post(Told(names.problems[0] + more))
            self._post(ListLookedFor(file, (), 0, len(names.rows)))
            found = searcher.watch(names.rows, Wanted(limit=_MOST_DOCUMENTS), seen)
            self._go_on(file, found, 0, len(names.rows), wanted, searcher.state)

        self._do(begin)

    def stop(self) -> None:
        """Look for no more names."""
        self._wanted = None

    def mark_seen(self, file: str, found: Sequence[Watched]) -> None:
        """Count what was found of a list as told."""

        def job(_: Searcher) -> None:
            try:
                with telling(self._folder, file) as seen:
                    count = 0
                    for watched in found:
                        for each in watched.sightings:
                            count += each.is_new
                            seen.add(watched.row.key, each.mark)
                    seen.write()
            except SearcherError as error:
                self._post(Failed(str(error)))
                return
            self._post(Told(f"{counted(count, 'document')} will not be new again"))

        self._do(job)

    def _go_on(self, file: str, names: Iterator[Watched], done: int, total: int, wanted: object, state: object) -> None:
        """Do a piece of the work, and the rest after what is more urgent."""

        def piece(searcher: Searcher) -> None:
            if self._wanted is not wanted:
                return
            if searcher.state is not state:
                # The index was changed since: what is known of documents is of another one.
                self.watch(file)
                return
            end, count, found = time.monotonic() + _PIECE, done, []
            for watched in names:
                count += 1
                if watched.sightings:
                    found.append(watched)
                if time.monotonic() > end:
                    break
            self._post(ListLookedFor(file, tuple(found), count, total))
            if count < total:
                self._go_on(file, names, count, total, wanted, state)

        self._do(piece)
