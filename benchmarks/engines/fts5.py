"""SQLite's FTS5, by the module of the standard library."""

import sqlite3
from pathlib import Path

from . import documents
from .engine import TOP, Answer, Sizes, Way
from .queries import AND_TWO, KINDS, PHRASES, PREFIX, Query

NAME = "SQLite FTS5"


class Engine:
    """A table with its text, all in one transaction, tokeniser unicode61 (lower-cased words)."""

    name = NAME
    cores = 1
    kinds = KINDS

    def __init__(self, folder: Path) -> None:
        self._path = folder / "fts5.sqlite"

    def index(self, collection: Path, count: int) -> None:
        connection = sqlite3.connect(self._path)
        connection.execute("CREATE VIRTUAL TABLE docs USING fts5(id UNINDEXED, text)")
        rows = ((document.id, document.body) for document in documents.read(collection, count))
        connection.executemany("INSERT INTO docs VALUES (?, ?)", rows)
        connection.commit()
        connection.close()

    def sizes(self) -> Sizes:
        connection = sqlite3.connect(self._path)
        blocks, lengths = (
            connection.execute(f"SELECT sum(length({column})) FROM docs_{table}").fetchone()[0]
            for column, table in (("block", "data"), ("sz", "docsize"))
        )
        connection.close()
        return Sizes(self._path.stat().st_size, blocks + lengths)

    def open(self) -> dict[str, Way]:
        connection = sqlite3.connect(self._path)

        def prepare(query: Query) -> Answer:
            text = _asked(query)

            def answer() -> list[str]:
                found = connection.execute("SELECT id FROM docs WHERE docs MATCH ? ORDER BY rank LIMIT ?", (text, TOP))
                return [identifier for (identifier,) in found]

            return answer

        return {NAME: prepare}


def _asked(query: Query) -> str:
    if query.kind in PHRASES:
        return f'"{" ".join(query.words)}"'
    if query.kind == PREFIX:
        return f"{query.words[0]}*"
    return (" AND " if query.kind == AND_TWO else " OR ").join(f'"{word}"' for word in query.words)
