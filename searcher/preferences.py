"""What a person prefers in every library: how the live search looks, and what opens PDFs, in a tui.toml."""

import json
import tomllib
from pathlib import Path

from searcher.files import replace_file
from searcher.text.cells import printable

THEME, VIEWER, TOUR, BIDI = "theme", "viewer", "tour", "bidi"
# Who puts right-to-left text in order.
HERE, TERMINAL = "here", "terminal"


def preferences_file() -> Path:
    """Where the person's preferences lie, on any platform."""
    import platformdirs

    return Path(platformdirs.user_config_dir("searcher", appauthor=False)) / "tui.toml"


def read_theme(path: Path) -> str:
    """The name of the theme that was chosen last, "" for none."""
    return _string(read_toml(path).get(THEME))


def read_viewer(path: Path) -> str:
    """The command that the person wants PDFs to be opened with, "" for none.

    It is the person's own: a library, which may be somebody else's, must not say what is run.
    """
    return _string(read_toml(path).get(VIEWER))


def wants_tour(path: Path) -> bool:
    """Whether the tour has neither been seen nor is unwanted."""
    return read_toml(path).get(TOUR, True) is not False


def orders_letters(path: Path) -> bool:
    """Whether right-to-left text is put in order here; else the terminal does that."""
    return read_toml(path).get(BIDI) == HERE


def write_theme(path: Path, theme: str) -> bool:
    """Remember the theme, and keep the rest; whether that was possible."""
    return _write(path, THEME, theme)


def write_tour_seen(path: Path) -> bool:
    """Show the tour no more by itself; whether that was possible."""
    return _write(path, TOUR, False)


def write_bidi(path: Path, here: bool) -> bool:
    """Remember who puts right-to-left text in order; whether that was possible."""
    return _write(path, BIDI, HERE if here else TERMINAL)


def _write(path: Path, key: str, value: str | bool) -> bool:
    """Set one preference, and keep the others that are of one line."""
    kept = {name: known for name, known in read_toml(path).items() if isinstance(known, str | bool | int)}
    lines = (
        f"{name} = {quoted(known) if isinstance(known, str) else json.dumps(known)}\n"
        for name, known in {**kept, key: value}.items()
    )
    return replace_private(path, "".join(lines))


def read_toml(path: Path) -> dict[str, object]:
    """What a file says; nothing where it is missing or no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}


def quoted(text: str) -> str:
    """A text as a string of TOML."""
    # JSON's strings are TOML's basic strings, but for DEL, which `printable` takes out.
    return json.dumps(printable(text), ensure_ascii=False)


def replace_private(path: Path, text: str) -> bool:
    """Put `text` in place of the file in one step; whether that was possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # What a person looks for is as private as what it is found in.
        replace_file(path, text.encode(), private=True)
    except OSError:
        return False
    return True


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
