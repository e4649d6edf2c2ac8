"""The panel of suggestions: spellings that the documents show to be one name, taken over or rejected by a key."""

from pathlib import Path

import pytest
from driving import Pilots, drive, make_library, press, screen_text, told, type_text
from searching import velmasov_records

from searcher.tui.app import SearchApp
from searcher.tui.widgets.suggestions import SuggestionsScreen


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return make_library(tmp_path, {"news.jsonl": velmasov_records()}).folder


def test_a_key_shows_them_and_another_takes_one_over(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Velmasov")
        await press(app, pilot, "f9")
        assert isinstance(app.screen, SuggestionsScreen)
        shown = screen_text(app)
        assert "Velmasov = Вельмасов" in shown
        assert "2 · 2" in shown
        assert "4 in common" in shown or "3 in common" in shown
        assert "2 documents (ru)" in shown
        await press(app, pilot, "a")
        assert "added to entities.toml" in told(app)
        assert "that was all" in screen_text(app)
        await press(app, pilot, "escape")
        assert not isinstance(app.screen, SuggestionsScreen)

    drive(library, test)
    assert "Вельмасов" in (library / "entities.toml").read_text("utf-8")


def test_another_key_rejects_it_for_good(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await press(app, pilot, "f9")
        assert "Velmasov = Вельмасов" in screen_text(app)
        for _ in range(10):
            if "Velmasov = Вельмасов" not in screen_text(app):
                break
            await press(app, pilot, "r")
        assert "never suggested again" in told(app)
        await press(app, pilot, "escape", "f9")
        assert "Velmasov = Вельмасов" not in screen_text(app)

    drive(library, test)
    assert "Velmasov\tВельмасов\n" in (library / "rejected.tsv").read_text("utf-8")
    assert "Вельмасов" not in (library / "entities.toml").read_text("utf-8")


def test_where_there_is_nothing_it_says_so(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "dam")
        await press(app, pilot, "f9")
        assert "no two spellings of a name keep the same company" in screen_text(app)
        await press(app, pilot, "a", "r", "enter", "escape")
        await type_text(app, pilot, " broke")
        assert app.view.results.hits()

    drive(library, test)
