"""Searches that the person saved, in the library's folder beside the history.

The folder of the generated data can be deleted at any time, so that the file lies beside `entities.toml`. A library
that cannot be written forgets; that is no error.
"""

from collections.abc import Mapping
from pathlib import Path

from searcher.preferences import quoted, read_toml, replace_private
from searcher.query.options import Level
from searcher.query.parse import parse
from searcher.query.tree import Or
from searcher.records import dataclass
from searcher.text.cells import printable

SEARCHES_NAME = "searches.toml"
_HEADER = "# Searches saved in the live search; this file is written by it.\n"


@dataclass(frozen=True, slots=True)
class Saved:
    """A search that can be called up again. `filters` are words of the query that were set beside the text."""

    text: str
    filters: tuple[str, ...] = ()
    level: Level = Level.NAMES
    without: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()
    by_date: bool = False


def with_filters(text: str, filters: tuple[str, ...]) -> str:
    """Text and filters as one query; the text stands last, because its last word may still grow."""
    if not filters:
        return text
    inner = f"({text})" if isinstance(parse(text).root, Or) else text
    return " ".join((*filters, inner)) if text.strip() else " ".join(filters)


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
            row.get("sort") == "date",
        )
    return found


def write_searches(folder: Path, searches: Mapping[str, Saved]) -> bool:
    """Replace the saved searches; whether that was possible."""
    blocks = [_HEADER]
    for name, saved in searches.items():
        lines = ["[[search]]", f"name = {quoted(name)}", f"text = {quoted(saved.text)}"]
        lines.append(f"level = {quoted(saved.level)}")
        if saved.by_date:
            lines.append('sort = "date"')
        for key, values in (("filters", saved.filters), ("without", saved.without), ("entities", saved.entities)):
            if values:
                ordered = values if key == "filters" else sorted(values)
                lines.append(f"{key} = [{', '.join(map(quoted, ordered))}]")
        blocks.append("\n".join(lines) + "\n")
    return replace_private(folder / SEARCHES_NAME, "\n".join(blocks))


def _strings(value: object) -> list[str]:
    return [printable(item) for item in value if isinstance(item, str)] if isinstance(value, list) else []
