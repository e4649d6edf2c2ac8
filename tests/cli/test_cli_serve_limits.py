"""Limits of time and number: what is given up, what is told, and that the server goes on."""

import asyncio
import threading
from pathlib import Path

import pytest
from served import Running

from searcher.engine.engine import Cancelled, IsCancelled
from searcher.records import replace
from searcher.search.searcher import Searcher
from searcher.serving.calls import CALLS, Arguments, Call, Record
from searcher.serving.desk import BusyError, Desk, FaultError, TimeLimitError

pytest.importorskip("starlette", reason="the extra `serve` is not installed")


def waiting(let_go: threading.Event | None = None) -> Call:
    """A call that works until it is given up, or let go."""

    def work(_: Searcher, __: Path, ___: Arguments, cancelled: IsCancelled) -> Record:
        while not cancelled():
            if let_go is not None and let_go.wait(0.005):
                return {}
        raise Cancelled

    return replace(CALLS[-1], name="waiting", run=work)


def test_what_takes_too_long_is_given_up_and_leaves_room(served: Path) -> None:
    desk = Desk(served, seconds=0.2, threads=1, most=1)

    async def ask() -> None:
        with pytest.raises(TimeLimitError, match=r"waiting took longer than 0\.2 seconds"):
            await desk.ask(waiting(), {})
        while desk.at_work:
            await asyncio.sleep(0.005)
        with pytest.raises(TimeLimitError):
            await desk.ask(waiting(), {})

    asyncio.run(ask())
    desk.close()


def test_more_than_is_answered_is_told_at_once(served: Path) -> None:
    desk = Desk(served, seconds=600, threads=1, most=2)
    let_go = threading.Event()

    async def ask() -> None:
        asked = [asyncio.create_task(desk.ask(waiting(let_go), {})) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(BusyError, match="ask again later"):
            await desk.ask(CALLS[-1], {})
        let_go.set()
        assert await asyncio.gather(*asked) == ["{}", "{}"]
        assert "library" in await desk.ask(CALLS[-1], {})

    asyncio.run(ask())
    desk.close()


def test_who_goes_away_has_the_work_given_up(served: Path) -> None:
    desk = Desk(served, seconds=600, threads=1)

    async def ask() -> None:
        asked = asyncio.create_task(desk.ask(waiting(), {}))
        await asyncio.sleep(0.05)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        while desk.at_work:
            await asyncio.sleep(0.005)

    asyncio.run(ask())
    desk.close()


def test_a_fault_is_one_line_with_its_record(served: Path) -> None:
    def fail(*_: object) -> Record:
        raise ZeroDivisionError("of all things")

    desk = Desk(served)
    with pytest.raises(FaultError, match="a fault of this program .*of all things"):
        asyncio.run(desk.ask(replace(CALLS[-1], run=fail), {}))
    desk.close()


def test_the_work_of_each_question_can_be_given_up(served: Path) -> None:
    with Searcher(served) as searcher:
        for ask in (searcher.search, searcher.about):
            with pytest.raises(Cancelled):
                ask("Tariq Mehsood", cancelled=lambda: True)
        with pytest.raises(Cancelled):
            searcher.similar("en", cancelled=lambda: True)


def test_an_answer_over_its_time_is_504_and_the_server_goes_on(served: Path) -> None:
    running = Running("--api", "--index", str(served), "--seconds", "0.000001")
    try:
        for _ in range(3):
            answer = running.get("query", query="Nairobi")
            assert answer.status == 504 and answer.json["error"].startswith("query took longer than")
        assert running.get("openapi.json").status == 200
    finally:
        running.end()
