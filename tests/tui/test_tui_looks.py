"""How the live search looks to other eyes and on other terminals: the tour, high contrast, right to left, the mouse."""

import asyncio
import json
from pathlib import Path

from building import library_over, update
from driving import (
    Pilots,
    WatchedApp,
    drive,
    make_library,
    press,
    screen_text,
    settle,
    titles,
    type_text,
    wait_for,
)
from textual.pilot import Pilot

from searcher.cli.tui import keeps_keys_with_mouse
from searcher.tui.app import SearchApp
from searcher.tui.looks import CONTRAST, SIXTEEN
from searcher.tui.widgets.document import DocumentView
from searcher.tui.widgets.tour import STEPS


def test_the_first_start_shows_a_tour_that_is_in_nobodys_way(library: Path, tmp_path: Path) -> None:
    preferences = tmp_path / "tui.toml"

    async def first(app: SearchApp, pilot: Pilots) -> None:
        assert STEPS[0] in screen_text(app)
        assert app.view.search_line.has_focus
        await type_text(app, pilot, "Pyongyang")
        assert titles(app) and STEPS[0] in screen_text(app)
        await press(app, pilot, "shift+f1")
        assert STEPS[1] in screen_text(app)
        # Esc first empties the line, and then ends the tour.
        await press(app, pilot, "escape")
        assert STEPS[1] in screen_text(app)
        await press(app, pilot, "escape")
        assert "Tour" not in screen_text(app)

    async def second(app: SearchApp, pilot: Pilots) -> None:
        assert "Tour 1" not in screen_text(app)
        await press(app, pilot, "f1", "t")
        assert STEPS[0] in screen_text(app)
        for _ in STEPS:
            await press(app, pilot, "shift+f1")
        assert "Tour" not in screen_text(app)

    drive(library, first, preferences=preferences, size=(100, 30))
    drive(library, second, preferences=preferences, size=(100, 30))


def test_a_tour_that_would_hide_the_results_waits_for_a_higher_screen(library: Path, tmp_path: Path) -> None:
    preferences = tmp_path / "tui.toml"

    async def low(app: SearchApp, pilot: Pilots) -> None:
        assert "Tour" not in screen_text(app)
        await type_text(app, pilot, "Pyongyang")
        assert titles(app) and "▌1 " in screen_text(app)

    async def high(app: SearchApp, pilot: Pilots) -> None:
        assert STEPS[0] in screen_text(app)

    drive(library, low, preferences=preferences, size=(40, 10))
    drive(library, high, preferences=preferences, size=(80, 24))


def test_gnu_screen_which_keeps_esc_back_with_the_mouse_is_used_without_it() -> None:
    for environ, has_mouse in (
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "screen.xterm-256color", "STY": "12.host"}, False),
        ({"TERM": "xterm", "STY": "12.host"}, False),
        ({"TERM": "screen"}, False),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux,1,0"}, True),
        ({"TERM": "tmux-256color"}, True),
        ({}, True),
    ):
        assert keeps_keys_with_mouse(environ) is has_mouse, environ


def test_a_setting_leaves_the_tour_out_and_other_settings_are_kept(library: Path, tmp_path: Path) -> None:
    preferences = tmp_path / "tui.toml"
    preferences.write_text('tour = false\nviewer = "evince {file}"\n')

    async def test(app: SearchApp, pilot: Pilots) -> None:
        assert "Tour" not in screen_text(app)
        app.theme = "nord"
        await settle(app, pilot)

    drive(library, test, preferences=preferences)
    assert preferences.read_text() == 'tour = false\nviewer = "evince {file}"\ntheme = "nord"\n'


def test_the_tour_is_clicked_through_and_away(library: Path, tmp_path: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await pilot.click("#tour", offset=(4, 1))
        assert STEPS[1] in screen_text(app)
        await pilot.click("#tour", offset=(app.view.tour.size.width + 1, 0))
        assert "Tour" not in screen_text(app)

    drive(library, test, preferences=tmp_path / "tui.toml", size=(100, 30))


def test_in_high_contrast_every_kind_of_match_has_a_form_of_its_own(library: Path, tmp_path: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        await app.run_action("contrast")
        await settle(app, pilot)
        assert app.theme == CONTRAST
        results = app.view.results
        names = ("written", "form", "name", "like-name", "thing", "near", "meaning")
        styles = [results.style_of(f"match-{name}") for name in names]
        forms = {(style.bold, style.italic, style.underline, style.reverse) for style in styles}
        assert len(forms) == len(names)
        assert results.get_component_rich_style("results-selected").reverse
        document = app.view.query_one(DocumentView)
        assert document.style_of("match-current").reverse
        await app.run_action("contrast")
        assert app.theme != CONTRAST

    drive(library, test, preferences=tmp_path / "tui.toml")


def test_with_sixteen_colours_no_match_has_the_colour_of_what_is_behind_it(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        app.theme = SIXTEEN
        await settle(app, pilot)
        for name in ("written", "form", "name", "like-name", "thing", "near", "meaning"):
            for part in (app.view.results, app.view.query_one(DocumentView)):
                style = part.style_of(f"match-{name}")
                assert style.bgcolor is None or style.bgcolor.is_default
                assert style.bold or style.italic or style.underline
        app.theme = "textual-dark"
        await settle(app, pilot)
        style = app.view.results.style_of("match-name")
        assert style.bgcolor is not None and not style.bgcolor.is_default

    drive(library, test)


def test_right_to_left_text_is_put_in_order_where_the_terminal_does_not(library: Path, tmp_path: Path) -> None:
    preferences = tmp_path / "tui.toml"

    async def first(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "بيونغ")
        assert "عاصمة" in screen_text(app)
        bars = [line.find("▌") for line in screen_text(app).splitlines()]
        await app.run_action("bidi")
        await settle(app, pilot)
        assert "عاصمة" not in screen_text(app) and "عاصمة"[::-1] in screen_text(app)
        # The columns of the list stay where they were.
        assert bars == [line.find("▌") for line in screen_text(app).splitlines()]

    async def second(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "بيونغ")
        assert "عاصمة"[::-1] in screen_text(app)

    drive(library, first, preferences=preferences)
    drive(library, second, preferences=preferences)


def test_a_title_that_is_put_in_order_keeps_its_beginning_in_a_narrower_window(tmp_path: Path) -> None:
    title = "عاصمة " + "كوريا الشمالية " * 6 + "بيونغ"
    line = json.dumps({"id": "a", "title": title, "text": "matter"}, ensure_ascii=False)
    folder = make_library(tmp_path, {"rows.jsonl": f"{line}\n"}).folder

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await app.run_action("bidi")
        await type_text(app, pilot, "matter")
        for width in (200, 160, 120):
            await pilot.resize_terminal(width, 48)
            await settle(app, pilot)
            (edge,) = (line for line in screen_text(app).splitlines() if "─ Results ─" in line)
            assert f"{'عاصمة'[::-1]} ─╮" in edge, screen_text(app)

    drive(folder, test)


def test_a_click_on_a_match_makes_it_the_current_one(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "printer")
        view = app.view.query_one(DocumentView)
        assert app.view.document.match is not None and view.current == 0
        rows = [line for line in screen_text(app).splitlines() if "another report on the printer" in line]
        assert rows
        last = len(app.view.document.hit.matches) - 1 if app.view.document.hit else 0
        layout = view._layout
        assert layout is not None
        row = layout.row_of(last)
        at = 0
        for text, style in layout.row(row):
            if style == str(last):
                break
            at += len(text)
        await pilot.click(DocumentView, offset=(at + 2, row - round(view.scroll_offset.y)))
        await settle(app, pilot)
        assert view.current == last

    drive(library, test)


def test_the_wheel_scrolls_the_list_and_a_click_selects(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        await pilot._post_mouse_events([__import__("textual").events.MouseScrollDown], "#results", times=5)
        await settle(app, pilot)
        assert app.view.results.scroll_offset.y > 0
        await pilot.click("#results", offset=(5, 3))
        await settle(app, pilot)
        assert app.session.state.selected > 0

    drive(library, test, size=(80, 16))


def test_composed_text_comes_as_a_whole(library: Path) -> None:
    async def run() -> None:
        app = WatchedApp(library, clock=lambda: 0.0, check_every=1_000, rest=0.0)
        async with app.run_test(size=(100, 30)) as pilot:
            await settle(app, pilot)
            # What an input method commits: several letters at once, with marks and from beyond the first plane.
            for composed in ("平壌", "é", "👩‍🔬", "각"):
                await commit(app, pilot, composed)
            assert app.view.search_line.value == "平壌é👩‍🔬각"
            app.view.search_line.value = ""
            await commit(app, pilot, "平壌")
            await settle(app, pilot)
            assert "ja.txt" in titles(app)

    asyncio.run(run())


async def commit(app: SearchApp, pilot: "Pilot[None]", text: str) -> None:
    """What a terminal sends for a text that an input method commits: its bytes, one after the other, in one read."""
    from textual._xterm_parser import XTermParser

    for event in XTermParser().feed(text):
        app.post_message(event)
    await settle(app, pilot)


def test_a_list_that_is_empty_says_what_to_do(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        await app.controller.toggle_filter("lang:fi")
        await wait_for(app, pilot, "The filters leave nothing")
        await wait_for(app, pilot, "Without them 5 documents match")
        await pilot.click(".chip")
        await settle(app, pilot)
        assert len(titles(app)) == 5
        await press(app, pilot, "escape")
        # Names are the step on which another script is found.
        from searcher.query.options import Level

        await app.controller.set_level(Level.EXACT)
        await type_text(app, pilot, "pjongjang")
        await wait_for(app, pilot, "searches less strictly")

    drive(library, test)


def test_a_library_without_documents_says_what_to_do(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"picture.xyz": b"\0\1\2\3"})
    update(library)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await wait_for(app, pilot, "No document in this library")
        assert "searcher status" in screen_text(app)

    drive(library.folder, test)
