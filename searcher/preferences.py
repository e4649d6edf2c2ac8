"""What a person prefers in every library: the theme of the live search, and what opens PDFs, in a tui.toml."""

import json
import tomllib
from pathlib import Path

from searcher.files import replace_file
from searcher.text.cells import printable

THEME, VIEWER = "theme", "viewer"


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


def write_theme(path: Path, theme: str) -> bool:
    """Remember the theme, and keep the rest; whether that was possible."""
    viewer = read_viewer(path)
    values = {THEME: theme, **({VIEWER: viewer} if viewer else {})}
    return replace_private(path, "".join(f"{key} = {quoted(value)}\n" for key, value in values.items()))


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
