"""What is pasted into a line of the live search, and which editor is asked for."""

import sys
from pathlib import Path

import pytest
from driving import Pilots, drive, make_library, press, screen_text, settle, told, type_text
from textual import events
from textual.widgets import Input

from searcher.errors import SearcherError
from searcher.opening.editor import editor_command, run_in_terminal
from searcher.search.searcher import Searcher
from searcher.tui.app import SearchApp
from searcher.tui.widgets.line import LONGEST


async def paste(app: SearchApp, pilot: Pilots, text: str) -> None:
    """What a terminal with bracketed paste sends."""
    app.post_message(events.Paste(text))
    await pilot.pause()
    await settle(app, pilot)


@pytest.mark.parametrize(
    ("pasted", "line"),
    [
        ("Andrei\nBelousov", "Andrei Belousov"),
        ("  Andrei\r\n\r\n\tBelousov\r\n", "Andrei Belousov"),
        ("\n\nPyongyang\n", "Pyongyang"),
        ("a\u2028b\x0bc", "a b c"),
        ("red \x1b[31malert\x1b[0m\x07 \u202egnp\u202c zero\u200bwidth", "red alert gnp zerowidth"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\n", ""),
        ("", ""),
    ],
)
def test_all_of_a_pasted_text_is_taken_as_one_line(library: Path, pasted: str, line: str) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await paste(app, pilot, pasted)
        assert app.view.search_line.value == line
        assert app.session.state.text == line
        assert told(app) == ""

    drive(library, test)


def test_a_pasted_text_goes_where_the_cursor_is_and_replaces_what_is_selected(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "one three")
        app.view.search_line.cursor_position = 4
        await paste(app, pilot, "two\nand")
        assert app.view.search_line.value == "one two andthree"
        app.view.search_line.action_select_all()
        await paste(app, pilot, "Pyongyang\nprinters")
        assert app.view.search_line.value == "Pyongyang printers"
        assert app.view.search_line.cursor_position == len("Pyongyang printers")

    drive(library, test)


def test_a_very_long_pasted_text_is_cut_and_that_is_told(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang ")
        await paste(app, pilot, "x" * 1_000_000)
        assert app.view.search_line.value == "Pyongyang " + "x" * (LONGEST - 10)
        assert told(app) == "the first 1,990 of 1,000,000 characters pasted: a line holds 2,000"
        await paste(app, pilot, "more")
        assert len(app.view.search_line.value) == LONGEST
        assert "nothing pasted" in told(app)

    drive(library, test)


def test_the_lines_of_dialogs_take_a_pasted_text_in_the_same_way(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        await press(app, pilot, "ctrl+t")
        line = app.screen.query_one(Input)
        line.value = ""
        await paste(app, pilot, "my\nhits\x1b[31m.csv")
        assert line.value == "my hits.csv"
        await press(app, pilot, "escape")

    drive(library, test)


def test_what_a_saved_search_holds_is_safe_to_show(tmp_path: Path) -> None:
    folder = make_library(tmp_path).folder
    (folder / "searches.toml").write_text('[[search]]\nname = "evil"\ntext = "Pyong\\u202eyang\\u001b[31m"\n')

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await press(app, pilot, "ctrl+r", "enter")
        assert app.view.search_line.value == app.session.state.text == "Pyongyang"

    drive(folder, test)


@pytest.mark.parametrize("name", ["VISUAL", "EDITOR"])
def test_an_editor_with_unbalanced_quotation_marks_is_told(
    library: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv(name, "'vi")
    with pytest.raises(SearcherError, match=rf"{name} is no command .*: 'vi$"):
        editor_command({name: "'vi"}, "a.txt", 1)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "president")
        await press(app, pilot, "ctrl+o")
        assert f"{name} is no command" in told(app)

    drive(library, test)


def test_what_becomes_of_an_editor_is_told() -> None:
    assert run_in_terminal([sys.executable, "-c", ""]) == ""
    assert run_in_terminal([sys.executable, "-c", "raise SystemExit(3)"]).endswith(" ended with status 3")
    assert "no-such-editor: cannot be started" in run_in_terminal(["no-such-editor"])
    ended = [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"]
    assert "ended" in run_in_terminal(ended)


def test_a_fault_of_a_search_is_told_and_the_next_one_is_answered(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rank = Searcher.rank
    faults: list[BaseException] = [MemoryError(), RecursionError("too deep"), ValueError("odd"), SystemError()]

    def failing(self: Searcher, text: str, **more: object) -> object:
        if faults and text.startswith("odd"):
            raise faults[0]
        return rank(self, text, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Searcher, "rank", failing)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        for number in range(len(faults)):
            await type_text(app, pilot, f"odd{number}")
            assert "a fault of this program (" in told(app) and "please report it with" in told(app)
            app.view.search_line.value = ""
            await settle(app, pilot)
            await type_text(app, pilot, "Pyongyang")
            assert "5 hits" in screen_text(app)
            app.view.search_line.value = ""
            faults.append(faults.pop(0))
        assert "there is not enough memory" in told(app) and "RecursionError: too deep" in told(app)

    drive(library, test)
