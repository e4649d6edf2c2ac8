"""The list of hits and the document beside it, by key and by mouse."""

import json
import re
from pathlib import Path

from driving import Pilots, drive, make_library, press, screen_text, settle, titles, type_text

from searcher.tui.app import SearchApp
from searcher.tui.widgets.document import DocumentView


def many(folder: Path, count: int) -> Path:
    rows = "".join(json.dumps({"id": f"{n:04}", "text": f"common word number{n}"}) + "\n" for n in range(count))
    return make_library(folder, {"many.jsonl": rows}).folder


def test_the_list_scrolls_over_all_hits(tmp_path: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "common")
        assert app.session.state.total == 300
        assert len(app.view.results.hits()) < 20
        await press(app, pilot, "enter", "G")
        assert app.view.results.hit is not None
        assert (app.view.results.hit.id, app.session.state.selected) == ("0299", 299)
        assert "300 common" not in screen_text(app)
        assert len(app.view.results.hits()) < 60
        await press(app, pilot, "g", "j", "down", "k")
        assert app.session.state.selected == 1
        await press(app, pilot, "space")
        assert app.session.state.selected == 1 + app.view.results.visible_hits

    drive(many(tmp_path, 300), test)


def test_arrows_move_the_selection_from_the_search_line(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "report")
        await press(app, pilot, "down")
        assert app.view.search_line.has_focus
        assert app.session.state.selected == 1
        assert app.view.document.hit == app.view.results.hit
        await press(app, pilot, "up")
        assert app.session.state.selected == 0

    drive(library, test)


def test_a_click_selects(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "report")
        await pilot.click("#results", offset=(8, 1 + app.view.results.shape.rows))
        await settle(app, pilot)
        assert app.session.state.selected == 1
        assert app.view.document.hit == app.view.results.hit

    drive(library, test)


def test_a_resize_loses_nothing(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "report")
        await press(app, pilot, "down", "f8")
        before = app.view.document.match
        for size in ((80, 24), (40, 12), (200, 60), (160, 48)):
            await pilot.resize_terminal(*size)
            await settle(app, pilot)
            assert app.view.search_line.value == "report"
            assert app.session.state.selected == 1
            assert app.view.document.match == before
            assert len(titles(app)) == 2

    drive(library, test)


def test_the_document_opens_at_its_first_match(tmp_path: Path) -> None:
    text = "\n".join(f"line {n}" for n in range(500)) + "\nneedle one\n" + "filler\n" * 300 + "needle two\n"
    folder = make_library(tmp_path, {"a.txt": text}).folder

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "needle")
        assert "needle one" in screen_text(app)
        assert "match 1 of 2" in screen_text(app)
        await press(app, pilot, "f8")
        assert "needle two" in screen_text(app)
        assert "match 2 of 2" in screen_text(app)
        await press(app, pilot, "enter", "n")
        assert "match 1 of 2" in screen_text(app)
        await press(app, pilot, "N", "l", "g")
        assert app.view.document.query_one(DocumentView).has_focus
        assert "line 0" in screen_text(app)
        await press(app, pilot, "G", "k", "j", "h")
        assert app.view.results.has_focus

    drive(folder, test)


def test_matches_have_the_colour_of_their_kind(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pjöngjang Präsident")
        text = screen_text(app)
        assert "as written" in text
        await type_text(app, pilot, " Pyongyang")
        await press(app, pilot, "down")
        styles = {name: app.view.results.style_of(name) for name in ("match-written", "match-form", "match-name")}
        assert len({str(style) for style in styles.values()}) == 3

    drive(library, test)


def test_a_large_document_is_laid_out_where_it_is_looked_at(tmp_path: Path) -> None:
    line = "The quick brown fox jumps over the lazy dog and goes on for a while, as foxes do in texts. "
    folder = make_library(tmp_path, {"big.txt": f"{line * 20}\n" * 1_000 + "needle at the end\n"}).folder

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "needle")
        view = app.view.document.query_one(DocumentView)
        assert "needle at the end" in screen_text(app)
        assert view._layout is not None
        assert view._layout.rows.cache_info().currsize < 100
        await press(app, pilot, "enter", "l", "pageup", "g")
        assert "The quick brown fox" in screen_text(app)

    drive(folder, test)


def test_nothing_from_a_document_steers_the_terminal(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "evil reversed")
        assert titles(app) == ["evil.txt"]
        assert not re.search("[\x1b\x07\u202e\u202c]", screen_text(app))
        assert "red" in screen_text(app)

    drive(library, test)
