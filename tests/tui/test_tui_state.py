"""The live search without a screen: what is asked, and what is remembered."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from searcher import preferences
from searcher.query.expand import Level, Options
from searcher.searches import Saved, read_searches, write_searches
from searcher.tui import memory
from searcher.tui.state import History, SearchState

ROOT = Path(__file__).parents[2]


def test_the_state_needs_no_screen() -> None:
    modules = "session, state, memory, layout, cards, quoting, kinds, commands, news, worker, builder"
    program = f"import sys\nfrom searcher.tui import {modules}\nprint('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "False\n"


def test_the_first_screen_waits_for_no_arrays() -> None:
    program = "import sys, searcher.tui.app\nprint('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "False\n"


def test_the_live_search_imports_nothing_of_the_command_line_and_of_the_columns() -> None:
    beyond = ("searcher.cli", "searcher.engine.local", "searcher.index.segment")
    modules = list((ROOT / "searcher" / "tui").rglob("*.py"))
    nodes = (node for module in modules for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))))
    imported = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    assert "searcher.search.searcher" in imported
    assert not [name for name in imported if name.startswith(beyond)]


def test_typing_asks_anew_and_begins_at_the_best_hit() -> None:
    state = SearchState()
    assert state.is_empty
    state.type("kim")
    state.answered(9)
    state.select(4)
    before = state.number
    assert not state.type("kim")
    assert state.number == before
    assert state.type("kim j")
    assert (state.number, state.selected) == (before + 1, 0)


def test_filters_stand_before_the_text_so_that_its_last_word_may_grow() -> None:
    state = SearchState()
    state.type("Belou")
    state.toggle_filter("lang:de")
    state.toggle_filter("type:txt")
    assert state.query == "lang:de type:txt Belou"
    state.toggle_filter("lang:de")
    assert state.query == "type:txt Belou"
    assert state.remove_last_filter()
    assert not state.remove_last_filter()
    assert state.query == "Belou"


def test_filters_hold_for_both_sides_of_an_or() -> None:
    state = SearchState()
    state.type("a OR b")
    state.toggle_filter("lang:de")
    assert state.query == "lang:de (a OR b)"


def test_a_typed_filter_is_one_of_the_filters_and_can_be_taken_away() -> None:
    state = SearchState()
    state.type('kim lang:de path:"my docs/*" date:2024 missile')
    assert state.typed_filters() == ("lang:de", 'path:"my docs/*"', "date:2024")
    state.toggle_filter('path:"my docs/*"')
    assert state.text == "kim lang:de date:2024 missile"
    assert state.all_filters() == ("lang:de", "date:2024")


@pytest.mark.parametrize("text", ["-lang:de", "lang:", "title:kim", "kim", '"lang:de"'])
def test_what_is_no_filter_is_none(text: str) -> None:
    state = SearchState()
    state.type(text)
    assert state.typed_filters() == ()


def test_the_ladder_goes_round() -> None:
    state = SearchState()
    assert state.level is Level.NAMES
    steps = [Level.NEAR, Level.TRANSLATIONS, Level.EXACT, Level.FOLDED, Level.STEMS, Level.NAMES]
    assert [state.step_level() for _ in Level] == steps
    assert state.step_level(-1) is Level.STEMS


def test_levels_are_options() -> None:
    assert Options.at(Level.NAMES) == Options()
    assert Options.at(Level.EXACT).exact
    assert Options.at(Level.STEMS) == Options(names=False)
    assert Options.at(Level.NEAR) == Options(fuzzy=True)


def test_forms_and_entities_are_chosen_for_one_query() -> None:
    state = SearchState()
    state.type("Georgia")
    assert not state.toggle_form("Grusinien")
    assert state.resolve("georgia", ["georgia-us"])
    assert state.options.without == {"Grusinien"}
    assert state.options.entities == {"georgia"}
    assert not state.resolve("georgia", ["georgia-us"])
    assert state.resolve("georgia-us", ["georgia"])
    assert state.entities == {"georgia-us"}
    state.type("")
    assert (state.without, state.entities) == (frozenset(), frozenset())


def test_the_selection_stays_among_the_hits() -> None:
    state = SearchState()
    state.answered(3)
    assert state.select(99)
    assert state.selected == 2
    assert not state.select(2)
    state.answered(1)
    assert state.selected == 0
    state.answered(0)
    assert not state.select(-1)


@pytest.mark.parametrize(
    "prepare, command",
    [
        (lambda state: state.type("Kim Jong-un "), "searcher query 'Kim Jong-un'"),
        (lambda state: state.type("Kim"), "searcher query --prefix Kim"),
        (lambda state: state.type('"cold war"'), "searcher query '\"cold war\"'"),
        (lambda state: (state.type("a "), state.set_level(Level.EXACT)), "searcher query --exact a"),
        (lambda state: (state.type("a "), state.set_level(Level.FOLDED)), "searcher query --no-names --no-stems a"),
        (lambda state: (state.type("a "), state.toggle_form("b c")), "searcher query --without 'b c' a"),
        (lambda state: (state.type("a "), state.resolve("x", ())), "searcher query --entity x a"),
        (lambda state: (state.type("a "), state.toggle_filter("lang:de")), "searcher query 'lang:de a'"),
        (lambda state: state.type("-a "), "searcher query -- -a"),
    ],
)
def test_the_command_line_for_what_is_asked(prepare: object, command: str) -> None:
    state = SearchState()
    prepare(state)  # type: ignore[operator]
    assert state.command() == command


def test_the_command_names_the_library_if_the_person_did() -> None:
    state = SearchState()
    state.type("a ")
    assert state.command("my lib") == "searcher query --index 'my lib' a"


def test_history_goes_back_and_forth() -> None:
    history = History(["one", "two"])
    assert history.older("dra") == "two"
    assert history.older("two") == "one"
    assert history.older("one") == "one"
    assert history.newer() == "two"
    assert history.newer() == "dra"
    assert history.remember("one ")
    assert not history.remember("one")
    assert not history.remember(" ")
    assert history.queries == ["two", "one"]


def test_history_keeps_the_newest() -> None:
    history = History(map(str, range(10)), most=3)
    history.remember("new")
    assert history.queries == ["8", "9", "new"]


def test_history_survives_beside_the_data(tmp_path: Path) -> None:
    assert memory.read_history(tmp_path) == []
    assert memory.write_history(tmp_path, ["Kim", "平壤", "a\x1b[31mb"])
    assert memory.read_history(tmp_path) == ["Kim", "平壤", "ab"]
    assert [path.name for path in tmp_path.iterdir()] == ["history.txt"]


def test_saved_searches_come_back_as_they_were(tmp_path: Path) -> None:
    saved = {
        'a "name"': Saved('"cold war" \\', ("lang:de",), Level.NEAR, frozenset({"x", "y"}), frozenset({"georgia"})),
        "плохо": Saved("b", by_date=True),
    }
    assert write_searches(tmp_path, saved)
    assert read_searches(tmp_path) == saved


def test_a_broken_memory_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "history.txt").write_bytes(b"\xff\xfe")
    (tmp_path / "searches.toml").write_text('[[search]]\nname = 1\n[[search]]\nname = "a"\ntext = "b"\nlevel = "odd"\n')
    assert memory.read_history(tmp_path) == []
    assert read_searches(tmp_path) == {"a": Saved("b")}
    (tmp_path / "searches.toml").write_text("[[search")
    assert read_searches(tmp_path) == {}


def test_where_nothing_can_be_written_nothing_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not memory.write_history(tmp_path / "file", ["a"])
    assert not preferences.write_theme(tmp_path / "file" / "tui.toml", "nord")


def test_the_theme_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "config" / "tui.toml"
    assert preferences.read_theme(path) == ""
    assert preferences.write_theme(path, "nord")
    assert preferences.read_theme(path) == "nord"


def test_a_new_theme_keeps_the_viewer(tmp_path: Path) -> None:
    path = tmp_path / "tui.toml"
    path.write_text("viewer = 'mine {file}'\n")
    assert preferences.write_theme(path, "nord")
    assert (preferences.read_theme(path), preferences.read_viewer(path)) == ("nord", "mine {file}")
