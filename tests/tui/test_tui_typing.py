"""The live search as a person uses it: results come while a word is typed."""

import threading
from pathlib import Path

import pytest
from driving import Pilots, drive, press, screen_text, settle, titles, type_text, until

from searcher.query.expand import Options
from searcher.search.searcher import Searcher
from searcher.tui.app import SearchApp


def test_results_come_while_a_word_is_typed(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyong")
        # The beginning of a known name is that name.
        assert set(titles(app)) == {"en.txt", "de.txt", "ru.txt", "ja.txt", "ar.txt"}
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
            assert tuple(app.view.results.hits()) == expected
            assert app.view.document.hit == expected[0]
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
        app.view.search_line.insert_text_at_cursor("p")
        await until(pilot, begun.is_set)
        for letter in "rinted matter":
            app.view.search_line.insert_text_at_cursor(letter)
            await until(pilot, lambda: app.session.state.text == app.view.search_line.value)
        assert app.view.search_line.value == app.session.state.text == "printed matter"
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
        assert app.view.search_line.value == ""
        assert "Search as you type" in screen_text(app)

    drive(library, test)


def test_other_spellings_are_offered(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "belq")
        assert "No document matches" in screen_text(app)
        assert "→ bell" in screen_text(app)
        await press(app, pilot, "enter")
        assert app.view.search_line.value == "bell"
        assert titles(app)
        await press(app, pilot, "escape")
        await type_text(app, pilot, "belq")
        lines = screen_text(app).splitlines()
        y = next(number for number, line in enumerate(lines) if "→ bell" in line)
        await pilot.click(offset=(lines[y].index("→ bell") + 3, y))
        await settle(app, pilot)
        assert titles(app)

    drive(library, test)
