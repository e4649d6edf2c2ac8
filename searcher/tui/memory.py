"""What outlives a session: history and saved searches in the library's folder.

The folder of the generated data can be deleted at any time, so that these files lie beside `entities.toml`. A
library that cannot be written forgets; that is no error.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from searcher.preferences import quoted, read_toml, replace_private
from searcher.query.options import Level
from searcher.text.cells import printable
from searcher.tui.state import Saved

HISTORY_NAME = "history.txt"
SEARCHES_NAME = "searches.toml"
_HEADER = "# Searches saved in the live view; this file is written by it.\n"


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


def read_searches(folder: Path) -> dict[str, Saved]:
    """The saved searches by name; entries that make no sense are left out."""
    rows = read_toml(folder / SEARCHES_NAME).get("search", [])
    found: dict[str, Saved] = {}
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not isinstance(row.get("text"), str):
            continue
        level = row.get("level")
        found[printable(row["name"])] = Saved(
            printable(row["text"]),
            tuple(_strings(row.get("filters"))),
            Level(level) if level in set(Level) else Level.NAMES,
            frozenset(_strings(row.get("without"))),
            frozenset(_strings(row.get("entities"))),
        )
    return found


def write_searches(folder: Path, searches: Mapping[str, Saved]) -> bool:
    """Replace the saved searches; whether that was possible."""
    blocks = [_HEADER]
    for name, saved in searches.items():
        lines = ["[[search]]", f"name = {quoted(name)}", f"text = {quoted(saved.text)}"]
        lines.append(f"level = {quoted(saved.level)}")
        for key, values in (("filters", saved.filters), ("without", saved.without), ("entities", saved.entities)):
            if values:
                ordered = values if key == "filters" else sorted(values)
                lines.append(f"{key} = [{', '.join(map(quoted, ordered))}]")
        blocks.append("\n".join(lines) + "\n")
    return replace_private(folder / SEARCHES_NAME, "\n".join(blocks))


def _strings(value: object) -> list[str]:
    return [printable(item) for item in value if isinstance(item, str)] if isinstance(value, list) else []
