"""What outlives a session: history and saved searches in the library's folder, the theme with the person.

The folder of the generated data can be deleted at any time, so that these files lie beside `entities.toml`. A
library that cannot be written forgets; that is no error.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from searcher.files import replace_file
from searcher.query.options import Level
from searcher.text.cells import printable
from searcher.tui.state import Saved

HISTORY_NAME = "history.txt"
SEARCHES_NAME = "searches.toml"
_THEME, _VIEWER, _TOUR, _BIDI = "theme", "viewer", "tour", "bidi"
_HEADER = "# Searches saved in the live view; this file is written by it.\n"


def preferences_file() -> Path:
    """Where the person's preferences lie, on any platform."""
    import platformdirs

    return Path(platformdirs.user_config_dir("searcher", appauthor=False)) / "tui.toml"


def read_history(folder: Path) -> list[str]:
    """The queries of a library, oldest first; none where the file is missing or no text."""
    try:
        lines = (folder / HISTORY_NAME).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    return [line for line in map(printable, lines) if line.strip()]


def write_history(folder: Path, queries: Iterable[str]) -> bool:
    """Replace the history; whether that was possible."""
    return _replace(folder / HISTORY_NAME, "".join(f"{printable(query)}\n" for query in queries))


def read_searches(folder: Path) -> dict[str, Saved]:
    """The saved searches by name; entries that make no sense are left out."""
    rows = _read(folder / SEARCHES_NAME).get("search", [])
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
        lines = ["[[search]]", f"name = {_quoted(name)}", f"text = {_quoted(saved.text)}"]
        lines.append(f"level = {_quoted(saved.level)}")
        for key, values in (("filters", saved.filters), ("without", saved.without), ("entities", saved.entities)):
            if values:
                ordered = values if key == "filters" else sorted(values)
                lines.append(f"{key} = [{', '.join(map(_quoted, ordered))}]")
        blocks.append("\n".join(lines) + "\n")
    return _replace(folder / SEARCHES_NAME, "\n".join(blocks))


def read_theme(path: Path) -> str:
    """The name of the theme that was chosen last, "" for none."""
    return _string(_read(path).get(_THEME))


def read_viewer(path: Path) -> str:
    """The command that the person wants PDFs to be opened with, "" for none.

    It is the person's own: a library, which may be somebody else's, must not say what is run.
    """
    return _string(_read(path).get(_VIEWER))


def wants_tour(path: Path) -> bool:
    """Whether the tour has neither been seen nor is unwanted."""
    return _read(path).get(_TOUR) is None


def orders_letters(path: Path) -> bool:
    """Whether right-to-left text is put in order here; else the terminal does that."""
    return _read(path).get(_BIDI) == "here"


def write_theme(path: Path, theme: str) -> bool:
    """Remember the theme, and keep the rest; whether that was possible."""
    return _write(path, _THEME, theme)


def write_tour_seen(path: Path) -> bool:
    """Show the tour no more by itself; whether that was possible."""
    return _write(path, _TOUR, False)


def write_bidi(path: Path, here: bool) -> bool:
    """Remember who puts right-to-left text in order; whether that was possible."""
    return _write(path, _BIDI, "here" if here else "terminal")


def _write(path: Path, key: str, value: str | bool) -> bool:
    """Set one preference, and keep the others that are of one line."""
    kept = {name: known for name, known in _read(path).items() if isinstance(known, str | bool | int)}
    lines = (
        f"{name} = {_quoted(known) if isinstance(known, str) else json.dumps(known)}\n"
        for name, known in {**kept, key: value}.items()
    )
    return _replace(path, "".join(lines))


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _strings(value: object) -> list[str]:
    return [printable(item) for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _quoted(text: str) -> str:
    # JSON's strings are TOML's basic strings, but for DEL, which `printable` takes out.
    return json.dumps(printable(text), ensure_ascii=False)


def _replace(path: Path, text: str) -> bool:
    """Put `text` in place of the file in one step."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # What a person looks for is as private as what it is found in.
        replace_file(path, text.encode(), private=True)
    except OSError:
        return False
    return True
