"""Write the pages of the manual that are made of the program: its commands, settings, keys and public names.

Run `python tools/make_manual.py` when one of them changes. The pages are kept beside the others, so that the manual can
be read where it lies, and a change of what people see shows in the pages as well; a test says when they are not what
this would write.
"""

from collections.abc import Callable
from pathlib import Path

import manual_commands
import manual_python
import manual_settings

from searcher.tui.keys import markdown_table

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
MADE = "<!-- made by tools/make_manual.py -->\n"


def keys() -> str:
    """The page of the keys of the live search."""
    return f"# Keys of the live search\n\n`F1` shows this table in the program.\n\n{markdown_table()}"


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": manual_commands.page,
    "keys.md": keys,
    "python.md": manual_python.page,
    "settings.md": manual_settings.page,
}


def text(name: str) -> str:
    """A page as it ought to stand in the folder of the reference."""
    return f"{MADE}\n{PAGES[name]()}"


if __name__ == "__main__":
    for name in PAGES:
        (REFERENCE / name).write_text(text(name), encoding="utf-8")
