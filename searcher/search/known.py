"""What a search knows beside the index: names, meanings, spellings that were learned, and what the person marked."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.bounded import Budget
from searcher.engine.engine import Engine
from searcher.entities.table import EntityTable
from searcher.errors import SearcherError
from searcher.library import data_folder, entities_file

if TYPE_CHECKING:
    from searcher.entities.meanings import Meanings
    from searcher.search.equivalents import Equivalents
    from searcher.search.marked import Marked


class Known:
    """What is known of the libraries at `folders`. But for the `table` of names it is read when it is asked for."""

    def __init__(self, folders: Sequence[Path], engine: Engine, budget: Budget) -> None:
        self._folders = folders
        self._engine = engine
        self._budget = budget
        self._meanings: Meanings | None = None
        self.table = self._open_table()
        self.begin()

    def begin(self) -> None:
        """Forget what was learned of the index, which has changed, or whose budget begins anew."""
        self._equivalents: Equivalents | None = None
        self._marked: Marked | None = None

    def refresh(self) -> bool:
        """Take in edits of names and meanings; whether there were any."""
        names = not self.table.is_current()
        if names:
            self.table = self._open_table()
        if self._meanings is not None and not self._meanings.is_current():
            self._meanings, names = None, True
        return names

    def meanings(self) -> "Meanings":
        """What common things are called in other languages."""
        if self._meanings is None:
            from searcher.entities.meanings import Meanings

            self._meanings = Meanings.open(self._folders[0], data_folder(self._folders[0]))
        return self._meanings

    def equivalents(self) -> "Equivalents":
        """The spellings that the documents show to be one name."""
        if self._equivalents is None:
            # Here, for a query seldom asks for it.
            from searcher.entities.rejected import rejected_file
            from searcher.search.equivalents import Equivalents

            rejected = rejected_file(self._folders[0])
            self._equivalents = Equivalents(self._engine, self.table, rejected, self._budget)
        return self._equivalents

    def marked(self) -> "Marked":
        """The documents that the person marked. Raises SearcherError for several libraries."""
        if len(self._folders) > 1:
            raise SearcherError("is: and note: ask for the marks of one library: name one --index")
        if self._marked is None:
            from searcher.search.marked import Marked

            self._marked = Marked(self._folders[0], self._engine)
        return self._marked

    def has_marks(self) -> bool:
        """Whether anything is marked in the one library that is asked; not where that cannot be told."""
        from searcher.marks import marks_exist

        try:
            return len(self._folders) == 1 and marks_exist(self._folders[0]) and self.marked().has_any()
        except SearcherError:
            return False  # whoever asks for a mark, or makes one, is told

    def _open_table(self) -> EntityTable:
        if len(self._folders) == 1:
            return EntityTable.open(data_folder(self._folders[0]), entities_file(self._folders[0]))
        return EntityTable.together([entities_file(folder) for folder in self._folders])
