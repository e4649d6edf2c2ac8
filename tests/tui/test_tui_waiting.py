"""The live search over an engine that takes its time: it says so, stays alive, and asks no more than is wanted."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from driving import Pilots, drive, make_library, press, screen_text, settle, titles, told, type_text, until

from searcher.engine.engine import IsCancelled, never, stop_if
from searcher.engine.local.engine import LocalEngine
from searcher.engine.local.ranked import LocalRanked
from searcher.errors import SearcherError
from searcher.query.plan import Plan
from searcher.search.ranking import Ranking
from searcher.search.searcher import Searcher
from searcher.tui import waiting
from searcher.tui.app import SearchApp
from searcher.tui.pace import Pace


class Slow:
    """An engine that answers when it is let; like one of a cluster it looks whether somebody still waits."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.is_let = threading.Event()
        self.is_let.set()
        quick = LocalEngine.rank

        def rank(
            engine: LocalEngine, plan: Plan, cancelled: IsCancelled = never, *, by_date: bool = False
        ) -> LocalRanked:
            while not self.is_let.wait(0.005):
                stop_if(cancelled)
            return quick(engine, plan, cancelled, by_date=by_date)

        patch.setattr(LocalEngine, "rank", rank)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    monkeypatch.setattr(waiting, "LATE_SECONDS", 0.05)
    made = Slow(monkeypatch)
    yield made
    made.is_let.set()


def late(app: SearchApp) -> bool:
    return "still searching · " in screen_text(app)


def test_a_late_answer_is_told_until_it_comes_and_keys_work_meanwhile(library: Path, slow: Slow) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "report")
        assert "report.md" in titles(app)
        slow.is_let.clear()
        app.view.search_line.insert_text_at_cursor(" printer")
        await until(pilot, lambda: late(app), lambda: screen_text(app))
        # The hits of before stay, and the screen does what it is told.
        assert "report.md" in titles(app)
        await pilot.press("f1")
        await until(pilot, lambda: "F4" in screen_text(app))
        await pilot.press("escape")
        app.view.search_line.value = "matter"
        await until(pilot, lambda: late(app))
        slow.is_let.set()
        await settle(app, pilot)
        assert not late(app)
        assert " hit" in screen_text(app)
        assert titles(app) == ["rows.jsonl:1"]

    drive(library, test)


def test_what_is_emptied_or_fails_is_not_waited_for(library: Path, slow: Slow) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        slow.is_let.clear()
        app.view.search_line.insert_text_at_cursor("report")
        await until(pilot, lambda: late(app))
        app.view.search_line.value = ""
        await until(pilot, lambda: not late(app))
        assert "Search as you type" in screen_text(app)
        slow.is_let.set()
        await settle(app, pilot)
        await press(app, pilot, "f1")

    drive(library, test)


def test_where_answers_take_long_questions_wait_for_the_next_key() -> None:
    pace = Pace()
    assert pace.rest == 0
    for _ in range(8):
        pace.took(0.05, was_answered=True)
    assert pace.rest == 0
    for _ in range(8):
        pace.took(1.0, was_answered=True)
    assert 0.4 < pace.rest < 0.6
    # What was given up early says nothing of how long it would have taken.
    before = pace.rest
    pace.took(0.01, was_answered=False)
    assert pace.rest == before
    pace.took(60, was_answered=False)
    assert before < pace.rest <= 0.6
    for _ in range(12):
        pace.took(0.05, was_answered=True)
    assert pace.rest == 0


def test_of_words_typed_while_answers_take_long_the_last_is_asked(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a pause between keys, however long the rest is, what is typed in between is not asked."""
    monkeypatch.setattr(Pace, "rest", 3_600.0)
    asked: list[str] = []
    quick = Searcher.rank

    def rank(searcher: Searcher, text: str, **more: Any) -> Ranking:
        asked.append(text)
        return quick(searcher, text, **more)

    monkeypatch.setattr(Searcher, "rank", rank)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        for letter in "report":
            app.view.search_line.insert_text_at_cursor(letter)
            await pilot.pause(0.01)
        assert asked == []
        monkeypatch.setattr(Pace, "rest", 0.0)
        await type_text(app, pilot, "s")
        assert "report.md" in titles(app)
        # Itself, and for the levels of the ladder beside it.
        assert set(asked) == {"reports"}

    drive(library, test)


def test_what_always_fails_beside_the_hits_is_not_asked_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index was opened anew, the question asked again, and so on without end."""
    times: list[str] = []

    def broken(*_: object) -> tuple[object, ...]:
        times.append("")
        raise SearcherError("the cupboard is locked")

    monkeypatch.setattr(Searcher, "facets", broken)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "printed")
        assert len(titles(app)) == 2
        assert "the cupboard is locked" in told(app)
        await type_text(app, pilot, " matter")
        assert titles(app)

    drive(make_library(tmp_path).folder, test)
    assert 1 <= len(times) <= 8
