"""The queries that outlive a session, in the library's folder.

The folder of the generated data can be deleted at any time, so that this file lies beside `entities.toml`. A
library that cannot be written forgets; that is no error.
"""

from collections.abc import Iterable
from pathlib import Path

from searcher.preferences import replace_private
from searcher.text.cells import printable

HISTORY_NAME = "history.txt"


def read_history(folder: Path) -> list[str]:
    """The queries of a library, oldest first; none where the file is missing or no text."""
    try:
        lines = (folder / HISTORY_NAME).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    return [line for line in map(printable, lines) if line.strip()]


def write_history(folder: Path, queries: Iterable[str]) -> bool:
    """Replace the history; whether that was possible."""
    return replace_private(folder / HISTORY_NAME, "".join(f"{printable(query)}\n" for query in queries))
