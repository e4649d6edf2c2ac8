"""What the live search remembers: history, saved searches, the theme."""

from pathlib import Path

from driving import Pilots, drive, press, screen_text, settle, titles, told, type_text
from textual.widgets import Input, OptionList

from searcher.query.expand import Level
from searcher.tui.app import SearchApp


def test_a_search_is_saved_and_recalled(own: Path) -> None:
    async def save(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        await app.controller.toggle_filter("lang:de")
        await press(app, pilot, "f4", "ctrl+s")
        app.screen.query_one(Input).value = "my search"
        await press(app, pilot, "enter")

    async def recall(app: SearchApp, pilot: Pilots) -> None:
        await press(app, pilot, "ctrl+r")
        assert "★ my search" in screen_text(app)
        await press(app, pilot, "m", "y", "enter")
        assert (app.session.state.query, app.session.state.level) == ("lang:de Pyongyang", Level.NEAR)
        assert titles(app) == ["de.txt"]

    drive(own, save)
    drive(own, recall)


def test_history_survives(own: Path) -> None:
    async def first(app: SearchApp, pilot: Pilots) -> None:
        for query in ("printed", "平壌"):
            await press(app, pilot, "escape")
            await type_text(app, pilot, query)
            await press(app, pilot, "enter", "slash")

    async def second(app: SearchApp, pilot: Pilots) -> None:
        await press(app, pilot, "ctrl+up")
        assert app.view.search_line.value == "平壌"
        await press(app, pilot, "alt+up")
        assert app.view.search_line.value == "printed"
        await press(app, pilot, "ctrl+down", "ctrl+down")
        assert app.view.search_line.value == ""
        await press(app, pilot, "ctrl+r")
        assert app.screen.query_one(OptionList).option_count == 2
        await press(app, pilot, "escape")

    drive(own, first)
    drive(own, second)


def test_a_library_that_cannot_be_written_is_searched(own: Path) -> None:
    # A folder in the place of each file stands for a disk that cannot be written, also where root runs the tests.
    for name in ("history.txt", "searches.toml"):
        (own / name).mkdir()

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "printed")
        await press(app, pilot, "enter", "s", "enter")
        assert "cannot be written" in told(app)
        assert len(titles(app)) == 2

    drive(own, test)


def test_the_theme_is_remembered(library: Path, tmp_path: Path) -> None:
    async def choose(app: SearchApp, pilot: Pilots) -> None:
        app.theme = "nord"
        await settle(app, pilot)

    async def look(app: SearchApp, pilot: Pilots) -> None:
        assert app.theme == "nord"
        await type_text(app, pilot, "printed")

    drive(library, choose, preferences=tmp_path / "tui.toml")
    drive(library, look, preferences=tmp_path / "tui.toml")
