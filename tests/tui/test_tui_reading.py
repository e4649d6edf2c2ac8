"""The live search as a page shows it to others: it finds and reads, and changes nothing."""

from pathlib import Path

import pytest
from driving import Pilots, drive, press, screen_text, told, type_text
from textual.widgets import Input

from searcher.entities.table import COMPILED_NAME
from searcher.tui.app import SearchApp
from searcher.tui.widgets.document import DocumentView


def files_in(folder: Path) -> dict[Path, bytes]:
    """All but the compiled names, which any reading of a library makes."""
    kept = (path for path in folder.rglob("*") if path.is_file() and path.name != COMPILED_NAME)
    return {path: path.read_bytes() for path in kept}


@pytest.mark.parametrize("key", ["ctrl+t", "ctrl+s", "ctrl+o", "ctrl+l", "f5"])
def test_keys_that_change_something_do_nothing(own: Path, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor-anywhere")
    before = files_in(own.parent)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "president")
        await press(app, pilot, key)
        assert len(app.screen_stack) == 1 and not told(app)
        assert "president" in screen_text(app)

    drive(own, test, reads_only=True)
    assert files_in(own.parent) == before


def test_reading_works_as_ever(own: Path) -> None:
    before = files_in(own.parent)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        assert "Pjöngjang" in screen_text(app) and "Пхеньяне" in screen_text(app)
        await press(app, pilot, "enter", "enter")
        assert isinstance(app.focused, DocumentView)
        await press(app, pilot, "escape", "f2", "f3", "ctrl+g")
        assert len(app.screen_stack) == 2
        await press(app, pilot, "w")
        assert "only reads" in told(app) and len(app.screen_stack) == 2

    drive(own, test, reads_only=True)
    assert files_in(own.parent) == before


def test_the_footer_and_the_palette_offer_nothing_that_is_not_done(own: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert "Same story" in titles
        assert not {"Export", "Save search", "Open", "Update the index", "Watchlist", "Screenshot"} & titles

    drive(own, test, reads_only=True)


def test_names_are_not_added(own: Path) -> None:
    before = files_in(own.parent)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        app.session.add_name("Pyongyang", "Pyeongyang")
        app.session.reject("Pyongyang", "Pjöngjang")
        assert not app.session.save("mine")
        await press(app, pilot, "f3")
        assert "only reads" in told(app) and not app.query(Input).filter("PromptScreen Input")

    drive(own, test, reads_only=True)
    assert files_in(own.parent) == before
