"""The live search as a person uses it, by key and by mouse."""

import asyncio
import json
import os
import re
import shutil
import stat
import sys
import threading
from pathlib import Path

import pytest
import textual
from building import update, write
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input, OptionList
from tui_driving import drive, make_library, press, screen_text, settle, told, type_text, until, wait_for

from searcher.entities.edit import add
from searcher.library import Library, add_sources, create_library
from searcher.query.expand import Level, Options
from searcher.search.searcher import Searcher
from searcher.tui.app import SearchApp
from searcher.tui.keys import PLACES, markdown_table
from searcher.tui.widgets.bars import Chip
from searcher.tui.widgets.dialogs import HelpScreen
from searcher.tui.widgets.document import DocumentView

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"
Pilots = Pilot[None]


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that no test changes."""
    return make_library(tmp_path_factory.mktemp("library")).folder


@pytest.fixture
def own(library: Path, tmp_path: Path) -> Path:
    """A copy of the library, to be changed."""
    shutil.copytree(library.parent, tmp_path / "own")
    return tmp_path / "own" / "index"


def titles(app: SearchApp) -> list[str]:
    return [Path(hit.path).name + (f":{hit.line}" if hit.line else "") for hit in app.results.hits()]


# Search as you type.


def test_results_come_while_a_word_is_typed(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyong")
        assert titles(app) == ["en.txt"]
        await type_text(app, pilot, "yang")
        assert set(titles(app)) == {"en.txt", "de.txt", "ru.txt", "ja.txt", "ar.txt"}
        assert "5 hits" in screen_text(app)
        assert "Pjöngjang ×2 — Pyongyang, de" in screen_text(app)

    drive(library, test)


def test_one_character_is_enough(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "平")
        assert titles(app) == ["ja.txt"]

    drive(library, test)


def test_the_screen_shows_the_hits_of_the_command_line(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        for query in ("report", "Pyongyang printers ", "lang:en printed"):
            await press(app, pilot, "escape")
            await type_text(app, pilot, query)
            searcher = Searcher(library)
            expected = searcher.search(query, limit=0, options=Options(prefix_last=True)).hits
            assert tuple(app.results.hits()) == expected
            assert app.document.hit == expected[0]
            searcher.close()

    drive(library, test)


def test_typing_does_not_wait_for_a_search(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    begun, may_go_on = threading.Event(), threading.Event()
    rank = Searcher.rank

    def slow(self: Searcher, text: str, **more: object) -> object:
        asked.append(text)
        begun.set()
        may_go_on.wait()
        return rank(self, text, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Searcher, "rank", slow)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        app.search_line.insert_text_at_cursor("p")
        await until(pilot, begun.is_set)
        for letter in "rinted matter":
            app.search_line.insert_text_at_cursor(letter)
            await until(pilot, lambda: app.state.text == app.search_line.value)
        assert app.search_line.value == app.state.text == "printed matter"
        assert "printed matter" in screen_text(app)
        assert asked == ["p"]
        may_go_on.set()
        await settle(app, pilot)
        assert titles(app)[0] == "rows.jsonl:1"
        # Those in between were superseded before they were begun.
        assert set(asked) == {"p", "printed matter"}

    try:
        drive(library, test)
    finally:
        may_go_on.set()


def test_notes_stand_under_the_line(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, '"printed')
        assert "unbalanced quote" in screen_text(app)
        await type_text(app, pilot, '"')
        assert "unbalanced" not in screen_text(app)

    drive(library, test)


def test_emptying_the_line_shows_what_to_do(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        assert "Search as you type" in screen_text(app)
        assert "9 documents" in screen_text(app)
        await type_text(app, pilot, "printed")
        await press(app, pilot, "escape")
        assert app.search_line.value == ""
        assert "Search as you type" in screen_text(app)

    drive(library, test)


# The list.


def many(folder: Path, count: int) -> Path:
    rows = "".join(json.dumps({"id": f"{n:04}", "text": f"common word number{n}"}) + "\n" for n in range(count))
    return make_library(folder, {"many.jsonl": rows}).folder


def test_the_list_scrolls_over_all_hits(tmp_path: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "common")
        assert app.state.total == 300
        assert len(app.results.hits()) < 20
        await press(app, pilot, "enter", "G")
        assert app.results.hit is not None
        assert (app.results.hit.id, app.state.selected) == ("0299", 299)
        assert "300 common" not in screen_text(app)
        assert len(app.results.hits()) < 60
        await press(app, pilot, "g", "j", "down", "k")
        assert app.state.selected == 1
        await press(app, pilot, "space")
        assert app.state.selected == 1 + app.results.visible_hits

    drive(many(tmp_path, 300), test)


def test_arrows_move_the_selection_from_the_search_line(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "report")
        await press(app, pilot, "down")
        assert app.search_line.has_focus
        assert app.state.selected == 1
        assert app.document.hit == app.results.hit
        await press(app, pilot, "up")
        assert app.state.selected == 0

    drive(library, test)


def test_a_click_selects(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "report")
        await pilot.click("#results", offset=(8, 1 + app.results.shape.rows))
        await settle(app, pilot)
        assert app.state.selected == 1
        assert app.document.hit == app.results.hit

    drive(library, test)


def test_a_resize_loses_nothing(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "report")
        await press(app, pilot, "down", "f8")
        before = app.document.match
        for size in ((80, 24), (40, 12), (200, 60), (160, 48)):
            await pilot.resize_terminal(*size)
            await settle(app, pilot)
            assert app.search_line.value == "report"
            assert app.state.selected == 1
            assert app.document.match == before
            assert len(titles(app)) == 2

    drive(library, test)


# The document.


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
        assert app.document.query_one(DocumentView).has_focus
        assert "line 0" in screen_text(app)
        await press(app, pilot, "G", "k", "j", "h")
        assert app.results.has_focus

    drive(folder, test)


def test_matches_have_the_colour_of_their_kind(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pjöngjang Präsident")
        text = screen_text(app)
        assert "as written" in text
        await type_text(app, pilot, " Pyongyang")
        await press(app, pilot, "down")
        styles = {name: app.results.style_of(name) for name in ("match-written", "match-form", "match-name")}
        assert len({str(style) for style in styles.values()}) == 3

    drive(library, test)


def test_a_large_document_is_laid_out_where_it_is_looked_at(tmp_path: Path) -> None:
    line = "The quick brown fox jumps over the lazy dog and goes on for a while, as foxes do in texts. "
    folder = make_library(tmp_path, {"big.txt": f"{line * 20}\n" * 1_000 + "needle at the end\n"}).folder

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "needle")
        view = app.document.query_one(DocumentView)
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


# Filters, ladder, names.


def test_a_filter_is_set_and_taken_away_by_key(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        app.facets.focus()
        while (option := app.facets.highlighted_option) is None or option.id != "lang:de":
            await pilot.press("j")
        await press(app, pilot, "space")
        assert titles(app) == ["de.txt"]
        assert app.state.query == "lang:de Pyongyang"
        assert [chip._word for chip in app.query(Chip)] == ["lang:de"]
        assert "● de German" in screen_text(app)
        await press(app, pilot, "enter")
        assert len(titles(app)) == 5
        assert not app.query(Chip)

    drive(library, test)


def test_a_filter_is_set_and_taken_away_by_mouse(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "printed")
        ids = [app.facets.get_option_at_index(row).id for row in range(app.facets.option_count)]
        await pilot.click("#facets", offset=(4, 1 + ids.index("date:2024")))
        await settle(app, pilot)
        assert titles(app) == ["rows.jsonl:2"]
        await pilot.click(Chip)
        await settle(app, pilot)
        assert len(titles(app)) == 2

    drive(library, test)


def test_a_typed_filter_is_a_chip_too(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "lang:en printed")
        assert [chip._word for chip in app.query(Chip)] == ["lang:en"]
        await pilot.click(Chip)
        await settle(app, pilot)
        assert app.search_line.value == "printed"

    drive(library, test)


def test_backspace_before_the_text_takes_a_filter_away(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await app.toggle_filter("lang:en")
        await settle(app, pilot)
        assert app.state.total == 4
        await press(app, pilot, "backspace")
        assert app.state.is_empty

    drive(library, test)


def test_panels_open_and_close(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        assert not app.facets.display
        await press(app, pilot, "f2")
        assert app.facets.has_focus
        assert "Language" in screen_text(app)
        await press(app, pilot, "f2", "f3")
        assert not app.facets.display
        assert app.names.has_focus
        assert "Names and forms" in screen_text(app)
        await press(app, pilot, "f3")
        assert app.search_line.has_focus

    drive(library, test, size=(80, 24))


def test_the_ladder_steps_and_tells_what_each_step_adds(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang ")
        assert "exact 1  folded +0  stems +0  names +4  near +0" in screen_text(app)
        await press(app, pilot, "f4", "f4")
        assert app.state.level is Level.EXACT
        assert titles(app) == ["en.txt"]
        await press(app, pilot, "shift+f4", "shift+f4")
        assert app.state.level is Level.NAMES

    drive(library, test)


def test_a_step_of_the_ladder_is_taken_by_mouse(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang ")
        row = next(line for line in screen_text(app).splitlines() if "exact 1" in line)
        x = row.index("exact 1") + 2
        y = screen_text(app).splitlines().index(row)
        await pilot.click(offset=(x, y))
        await settle(app, pilot)
        assert app.state.level is Level.EXACT

    drive(library, test)


async def highlight(app: SearchApp, pilot: Pilots, start: str) -> None:
    """Go down in the names to the option whose id begins so."""
    for _ in range(app.names.option_count):
        option = app.names.highlighted_option
        if option is not None and (option.id or "").startswith(start):
            return
        await pilot.press("j")
    raise AssertionError(start)


def test_a_form_is_switched_off_for_this_query(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang ")
        await press(app, pilot, "f3")
        assert "typed as Pyongyang" in screen_text(app)
        await highlight(app, pilot, "form 0 Пхеньян")
        await press(app, pilot, "space")
        assert "ru.txt" not in titles(app)
        assert "☐" in screen_text(app)
        assert "--without 'Пхеньян'" in app.state.command()
        await press(app, pilot, "enter")
        assert "ru.txt" in titles(app)

    drive(library, test)


def test_a_name_of_several_is_resolved(own: Path) -> None:
    for entity in ("Springfield North", "Springfield South"):
        add(own / "entities.toml", entity, ["Springfield"]) if entity.endswith("North") else None
    text = (own / "entities.toml").read_text()
    second = '\n[[entity]]\nid = "south"\ncanonical = "Springfield South"\n[entity.names]\nmul = ["Springfield"]\n'
    (own / "entities.toml").write_text(text + second)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Springfield")
        assert "is a name of several" in screen_text(app)
        await press(app, pilot, "f3")
        await highlight(app, pilot, "part 1 ")
        await press(app, pilot, "enter")
        assert app.state.entities == {"springfield-north"} or app.state.entities == {"south"}
        assert "is a name of several" not in screen_text(app)
        assert "◉" in screen_text(app)

    drive(own, test)


def test_a_name_that_is_added_counts_from_the_next_key_on(own: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        await press(app, pilot, "f3", "a")
        app.screen.query_one(Input).value = "matter"
        await press(app, pilot, "enter")
        assert "matter" in (own / "entities.toml").read_text()
        assert "added to entities.toml" in told(app)
        assert "rows.jsonl:1" in titles(app)

    drive(own, test)


# Doing.


def test_the_editor_opens_at_the_line_of_the_match(own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = tmp_path / "nano"
    editor.write_text(
        f'#!/bin/sh\necho "$@" > "{tmp_path}/opened.part" && mv "{tmp_path}/opened.part" "{tmp_path}/opened"\n'
    )
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", str(editor))

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "president")
        await press(app, pilot, "ctrl+o")
        await until(pilot, (tmp_path / "opened").exists)
        assert app.results.hit is not None
        assert (tmp_path / "opened").read_text() == f"+3 {app.results.hit.path}\n"
        assert "president" in (own / "history.txt").read_text()

    drive(own, test)


def test_what_cannot_be_opened_is_told(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor-anywhere")
    monkeypatch.setenv("PATH", "")

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "president")
        await press(app, pilot, "enter", "e", "o")
        assert "no-such-editor-anywhere: cannot be started" in told(app)
        assert "xdg-open: cannot be started" in told(app) or sys.platform != "linux"
        Path(app.results.hit.path).unlink()  # type: ignore[union-attr]
        await press(app, pilot, "enter")
        assert "the file is gone" in told(app)

    drive(own, test)


def test_copies(own: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "president ")
        await press(app, pilot, "enter", "y")
        assert app.clipboard.endswith("en.txt")
        await press(app, pilot, "c")
        assert app.clipboard.startswith(
            "“The president spoke about missiles and printers.”\n— A report from Pyongyang., "
        )
        await press(app, pilot, "x")
        assert app.clipboard == "searcher query president"

    drive(own, test)


def test_hits_are_written_to_a_file(own: Path, tmp_path: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "printed")
        for name in ("hits.jsonl", "hits.csv", "hits.md", "hits.doc", "hits.md"):
            await press(app, pilot, "ctrl+t")
            app.screen.query_one(Input).value = str(tmp_path / name)
            await press(app, pilot, "enter")
        assert len((tmp_path / "hits.jsonl").read_text().splitlines()) == 2
        assert "2 hits written to" in told(app)
        assert "ends in .jsonl, .csv, .md" in told(app)
        assert "exists already" in told(app)

    drive(own, test)


def test_a_search_is_saved_and_recalled(own: Path) -> None:
    async def save(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        await app.toggle_filter("lang:de")
        await press(app, pilot, "f4", "ctrl+s")
        app.screen.query_one(Input).value = "my search"
        await press(app, pilot, "enter")

    async def recall(app: SearchApp, pilot: Pilots) -> None:
        await press(app, pilot, "ctrl+r")
        assert "★ my search" in screen_text(app)
        await press(app, pilot, "m", "y", "enter")
        assert (app.state.query, app.state.level) == ("lang:de Pyongyang", Level.NEAR)
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
        assert app.search_line.value == "平壌"
        await press(app, pilot, "alt+up")
        assert app.search_line.value == "printed"
        await press(app, pilot, "ctrl+down", "ctrl+down")
        assert app.search_line.value == ""
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


def test_other_spellings_are_offered(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "belq")
        assert "No document matches" in screen_text(app)
        assert "→ bell" in screen_text(app)
        await press(app, pilot, "enter")
        assert app.search_line.value == "bell"
        assert titles(app)
        await press(app, pilot, "escape")
        await type_text(app, pilot, "belq")
        lines = screen_text(app).splitlines()
        y = next(number for number, line in enumerate(lines) if "→ bell" in line)
        await pilot.click(offset=(lines[y].index("→ bell") + 3, y))
        await settle(app, pilot)
        assert titles(app)

    drive(library, test)


# Habits.


def test_help_lists_every_key(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await press(app, pilot, "f1")
        assert isinstance(app.screen, HelpScreen)
        assert "this help" in screen_text(app)
        await press(app, pilot, "escape")
        await type_text(app, pilot, "printed?")
        assert not isinstance(app.screen, HelpScreen)
        await press(app, pilot, "enter", "question_mark")
        assert isinstance(app.screen, HelpScreen)

    drive(library, test)


def test_every_key_of_the_table_is_bound(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        widgets = (app, app.search_line, app.results, app.document.query_one(DocumentView), app.facets, app.names)
        bound = {(key, binding.action) for widget in widgets for key, binding in widget._bindings}
        for _, keys in PLACES:
            for key in keys:
                for name in key.keys.split(",") if key.action else ():
                    assert (name, key.action) in bound

    drive(library, test)


def test_the_command_palette_has_the_actions(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        names = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Export", "Copy command", "Update the index", "Search: exact", "Theme"} <= names
        await type_text(app, pilot, "Pyongyang ")
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette) and app.focused is not None)
        await pilot.press(*"Search: exact")
        found = app.screen.query_one(OptionList)
        await until(pilot, lambda: "Search: exact" in str(getattr(found.highlighted_option, "prompt", "")))
        await pilot.press("enter")
        await until(pilot, lambda: app.state.level is Level.EXACT)

    drive(library, test)


def test_the_theme_is_remembered(library: Path, tmp_path: Path) -> None:
    async def choose(app: SearchApp, pilot: Pilots) -> None:
        app.theme = "nord"
        await settle(app, pilot)

    async def look(app: SearchApp, pilot: Pilots) -> None:
        assert app.theme == "nord"
        await type_text(app, pilot, "printed")

    drive(library, choose, preferences=tmp_path / "tui.toml")
    drive(library, look, preferences=tmp_path / "tui.toml")


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
        style = app.results.style_of("match-name")
        assert style.bold
        assert style.underline

    drive(library, test)


# The library.


def test_an_empty_library_says_what_to_do(tmp_path: Path) -> None:
    folder = create_library(tmp_path / "index").folder

    async def test(app: SearchApp, pilot: Pilots) -> None:
        assert "searcher index PATH" in screen_text(app)
        await type_text(app, pilot, "anything")
        assert "searcher index PATH" in screen_text(app)

    drive(folder, test)


def test_a_missing_index_is_built(own: Path) -> None:
    shutil.rmtree(own / "data")

    async def test(app: SearchApp, pilot: Pilots) -> None:
        assert "9 documents" in screen_text(app)
        assert "added 8" in told(app)
        await type_text(app, pilot, "printed")
        assert len(titles(app)) == 2

    drive(own, test)


def test_what_was_typed_before_the_index_was_there_is_found(own: Path) -> None:
    shutil.rmtree(own / "data")

    async def run() -> None:
        app = SearchApp(own, check_every=1_000)
        async with app.run_test(size=(160, 48)) as pilot:
            app.search_line.value = "printed"
            await settle(app, pilot)
            assert len(titles(app)) == 2

    asyncio.run(run())


def test_the_index_is_brought_up_to_date(own: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "printed")
        write(own.parent / "docs" / "new.txt", "Something newly printed.")
        await press(app, pilot, "f5")
        assert "added 1" in told(app)
        assert "new.txt" in titles(app)

    drive(own, test)


def test_an_index_that_another_process_replaces_is_taken_up(own: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "printed")
        write(own.parent / "docs" / "new.txt", "Something newly printed.")
        update(Library.open(own), rebuild=True)
        app.thread.check()
        await settle(app, pilot)
        assert "new.txt" in titles(app)
        shutil.rmtree(own / "data")
        await type_text(app, pilot, " matter")
        assert app.is_running

    drive(own, test)


def test_a_broken_library_is_told(own: Path) -> None:
    (own / "searcher.toml").write_text("sources = [")
    shutil.rmtree(own / "data")

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await wait_for(app, pilot, "This library cannot be searched")
        assert "searcher.toml" in screen_text(app)
        await type_text(app, pilot, "printed")
        assert app.is_running

    drive(own, test)


def test_a_damaged_index_is_told(own: Path) -> None:
    (own / "data" / "current").write_text("nothing\n")

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await wait_for(app, pilot, "This library cannot be searched")
        await type_text(app, pilot, "printed")
        await wait_for(app, pilot, "--rebuild")

    drive(own, test)


def test_an_error_in_a_search_is_told_and_the_next_one_works(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rank = Searcher.rank

    def broken(self: Searcher, text: str, **more: object) -> object:
        if text == "printe":
            raise RuntimeError("the disk is on fire")
        return rank(self, text, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Searcher, "rank", broken)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "printe")
        assert "RuntimeError: the disk is on fire" in told(app)
        await type_text(app, pilot, "d")
        assert len(titles(app)) == 2

    drive(own, test)


def test_a_table_edit_shows_on_the_next_key(own: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        add(own / "entities.toml", "Pyongyang", ["papers"])
        await type_text(app, pilot, " ")
        assert "rows.jsonl:2" in titles(app)

    drive(own, test)


def test_leaving_in_the_middle_of_things(own: Path) -> None:
    shutil.rmtree(own / "data")

    async def run() -> None:
        app = SearchApp(own, check_every=0.01)
        async with app.run_test(size=(160, 48)) as pilot:
            app.search_line.value = "printed"
            await pilot.pause(0)
        app = SearchApp(own, check_every=0.01)
        async with app.run_test(size=(160, 48)) as pilot:
            for letter in "Pyongyang":
                app.search_line.insert_text_at_cursor(letter)
                await pilot.pause(0)
            await pilot.press("ctrl+c")
        assert app.return_code == 0

    asyncio.run(run())


def test_a_library_that_gets_its_first_source_is_built(tmp_path: Path) -> None:
    folder = create_library(tmp_path / "index").folder

    async def test(app: SearchApp, pilot: Pilots) -> None:
        write(tmp_path / "docs" / "a.txt", "printed")
        add_sources(Library.open(folder), [tmp_path / "docs"])
        await press(app, pilot, "f5")
        assert "1 document" in screen_text(app)

    drive(folder, test)


# Pictures.


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
        app.search_line.cursor_blink = False
        await type_text(app, pilot, query)
        await press(app, pilot, *keys)
        picture = re.sub(r"terminal-\d+", "terminal", app.export_screenshot())
        path = GOLDEN / f"{name}.svg"
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_text(picture, encoding="utf-8")
        assert picture == path.read_text(encoding="utf-8")

    drive(library, test, size=size)


def test_the_readme_has_every_key() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.split("<!-- keys: searcher.tui.keys -->\n")[1].split("<!-- end of keys -->")[0]
    assert table == markdown_table()
