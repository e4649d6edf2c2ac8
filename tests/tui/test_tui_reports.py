"""Beside a search: everything about a name, and who of a list is where."""

from pathlib import Path

from building import update, write
from driving import Pilots, drive, press, screen_text, settle, told, type_text, wait_for

from searcher.cli.main import main
from searcher.library import Library
from searcher.search.seen import known_lists
from searcher.tui.app import SearchApp
from searcher.tui.widgets.dossier import DossierScreen
from searcher.tui.widgets.watchlist import WatchScreen


def is_closed(app: SearchApp) -> bool:
    """Whether nothing lies over the search."""
    return app.screen.id == app.view.id and len(app.screen_stack) == 1


def test_everything_about_a_name_is_one_key_away_and_can_be_written(own: Path, tmp_path: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await press(app, pilot, "ctrl+g")
        assert "type a name first" in told(app)
        await type_text(app, pilot, "Pyongyang lang:en")
        await press(app, pilot, "ctrl+g")
        assert isinstance(app.screen, DossierScreen)
        await wait_for(app, pilot, "About Pyongyang")
        shown = screen_text(app)
        # The filter is no part of the name, and does not narrow the page.
        assert "Pyongyang · 5 documents" in shown and "Languages" in shown and "平壌" in shown
        for name, part in (("page.md", "# Pyongyang"), ("page.html", "<mark>"), ("page.jsonl", '"documents": 5')):
            await press(app, pilot, "w")
            app.screen.query_one("Input").value = str(tmp_path / name)  # type: ignore[attr-defined]
            await press(app, pilot, "enter")
            assert part in (tmp_path / name).read_text(encoding="utf-8")
        await press(app, pilot, "w")
        app.screen.query_one("Input").value = str(tmp_path / "page.md")  # type: ignore[attr-defined]
        await press(app, pilot, "enter")
        assert "exists already" in told(app)
        await press(app, pilot, "w")
        app.screen.query_one("Input").value = str(tmp_path / "page.doc")  # type: ignore[attr-defined]
        await press(app, pilot, "enter")
        assert "ends in .jsonl, .md, .html" in told(app)
        await press(app, pilot, "escape")
        assert is_closed(app)

    drive(own, test)


def test_what_a_document_says_cannot_act_on_the_page(own: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "bell")
        await press(app, pilot, "ctrl+g")
        await wait_for(app, pilot, "bell")
        assert not set(screen_text(app)) & {"\x1b", "\x07", "\u202e"}

    drive(own, test)


def test_a_list_shows_who_is_where_and_what_is_new(own: Path, tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    write(file, "Pyongyang\n???\nNobody Atall\nMatter\n")
    assert main(["watchlist", str(file), "--new", "--index", str(own)]) == 0
    write(own.parent / "docs" / "more.txt", "They went to Pyongyang again.")
    update(Library.open(own))
    assert known_lists(own) == [str(file)]

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await press(app, pilot, "ctrl+l")
        await wait_for(app, pilot, "names.txt")
        await press(app, pilot, "enter")
        assert isinstance(app.screen, WatchScreen)
        await wait_for(app, pilot, "1 new")
        shown = screen_text(app)
        assert "● Pyongyang" in shown and "6, 1 new" in shown and "Nobody" not in shown
        assert "??? has no letter" in told(app)
        (line,) = [line for line in shown.splitlines() if "They went to Pyongyang" in line]
        assert "●" in line and "certain" in line
        await press(app, pilot, "n")
        shown = screen_text(app)
        assert "They went to" in shown and "Raketen" not in shown and "Matter" not in shown
        await press(app, pilot, "s")
        assert "1 document will not be new again" in told(app)
        await press(app, pilot, "enter")
        assert is_closed(app)
        assert app.view.search_line.value == "Pyongyang"
        await settle(app, pilot)
        assert "Pyongyang" in screen_text(app)

    drive(own, test)
    assert main(["watchlist", str(file), "--new", "--index", str(own)]) == 1


def test_a_list_can_be_named_and_one_that_is_none_is_told(own: Path, tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    write(file, "Pjöngjang\n")

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await press(app, pilot, "ctrl+l")
        app.screen.query_one("Input").value = str(file)  # type: ignore[attr-defined]
        await press(app, pilot, "enter")
        await wait_for(app, pilot, "1 found")
        await press(app, pilot, "escape", "ctrl+l")
        app.screen.query_one("Input").value = str(tmp_path / "missing.txt")  # type: ignore[attr-defined]
        await press(app, pilot, "enter")
        assert "missing.txt: cannot be read" in told(app)

    drive(own, test)


def test_both_fit_a_small_terminal(own: Path, tmp_path: Path) -> None:
    write(tmp_path / "names.txt", "Pyongyang\n")
    assert main(["watchlist", str(tmp_path / "names.txt"), "--new", "--index", str(own)]) == 0

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await press(app, pilot, "ctrl+l")
        await press(app, pilot, "enter")
        await wait_for(app, pilot, "1 found in 5 documents")
        assert all(len(line) <= 80 for line in screen_text(app).splitlines())
        await press(app, pilot, "escape")
        await type_text(app, pilot, "Pyongyang")
        await press(app, pilot, "ctrl+g")
        await wait_for(app, pilot, "Pyongyang · 5 documents")
        assert "w writes it to a file" in screen_text(app)

    drive(own, test, size=(80, 24))
