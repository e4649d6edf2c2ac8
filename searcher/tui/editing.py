"""What the person changes of the library's names, done in the search thread."""

from collections.abc import Callable
from pathlib import Path

from searcher.errors import SearcherError
from searcher.library import data_folder, entities_file
from searcher.search.searcher import Searcher
from searcher.tui.news import Failed, News, Told

Do = Callable[[Callable[[Searcher], None]], None]


class NameEditing:
    """Writes names of the library at `folder`, and tells `post` what came of it.

    `do` does a piece of work in the search thread; `check` lets that look whether the names have changed.
    """

    def __init__(self, folder: Path, post: Callable[[News], object], do: Do, check: Callable[[], None]) -> None:
        self._folder = folder
        self._post = post
        self._do = do
        self._check = check

    def add(self, name: str, variant: str) -> None:
        """Write another name of an entity into the library's entities.toml; the next search knows it."""

        def job(_: Searcher) -> None:
            from searcher.entities.edit import add

            try:
                added = add(entities_file(self._folder), name, [variant], cache=data_folder(self._folder))
            except SearcherError as error:
                self._post(Failed(str(error)))
                return
            what = "is a name of it already" if added.known else "added to entities.toml"
            self._post(Told(f"{variant}: {what} ({added.entity_id})"))

        self._do(job)
        self._check()

    def reject(self, name: str, other: str) -> None:
        """Write two spellings that are not one name into the library's rejected.tsv."""

        def job(_: Searcher) -> None:
            from searcher.entities.rejected import reject, rejected_file

            try:
                reject(rejected_file(self._folder), name, other)
            except SearcherError as error:
                self._post(Failed(str(error)))
                return
            self._post(Told(f"{name}, {other}: never suggested again"))

        self._do(job)
