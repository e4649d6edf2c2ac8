"""What the screen looks like, in every size and without colours."""

import os
import re
from pathlib import Path

import pytest
import textual
from driving import Pilots, drive, press, screen_text, type_text

from searcher.tui.app import SearchApp

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("size", [(80, 24), (200, 60), (30, 8)])
def test_it_fits_the_terminal(library: Path, size: tuple[int, int]) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        lines = screen_text(app).splitlines()
        assert len(lines) == size[1]
        assert "Pyongyang" in lines[0] + lines[2]
        if size[0] >= 80:
            for part in ("5 hits", "names +4", "Results", "match 1 of", "palette"):
                assert part in screen_text(app)

    drive(library, test, size=size)


def test_without_colours_matches_still_stand_out(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        assert app.no_color
        style = app.view.results.style_of("match-name")
        assert style.bold
        assert style.underline

    drive(library, test)


@pytest.mark.parametrize(
    "name, size, query, keys",
    [
        ("tui-80x24", (80, 24), "Pyongyang", ()),
        ("tui-160x48", (160, 48), "Pyongyang", ("f3",)),
        ("tui-scripts", (100, 30), "بيونغ", ("down",)),
        ("tui-empty", (80, 24), "belq", ()),
    ],
)
def test_the_screen_is_as_recorded(
    library: Path, monkeypatch: pytest.MonkeyPatch, name: str, size: tuple[int, int], query: str, keys: tuple[str, ...]
) -> None:
    monkeypatch.chdir(library.parent)
    version = GOLDEN / "tui.version"
    if os.environ.get("UPDATE_GOLDEN"):
        version.write_text(textual.__version__ + "\n")
    elif version.read_text().strip() != textual.__version__:
        pytest.skip("recorded with another version of Textual")

    async def test(app: SearchApp, pilot: Pilots) -> None:
        app.view.search_line.cursor_blink = False
        await type_text(app, pilot, query)
        await press(app, pilot, *keys)
        picture = re.sub(r"terminal-\d+", "terminal", app.export_screenshot())
        path = GOLDEN / f"{name}.svg"
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_text(picture, encoding="utf-8")
        assert picture == path.read_text(encoding="utf-8")

    drive(library, test, size=size)
