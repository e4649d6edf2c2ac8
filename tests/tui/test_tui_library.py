"""The live search over libraries that are missing, broken, or change."""

import asyncio
import shutil
import threading
from pathlib import Path

import pytest
from building import update, wait_until, write
from driving import Pilots, drive, press, screen_text, settle, titles, told, type_text, until, wait_for

from searcher.entities.edit import add
from searcher.library import Library, add_sources, create_library
from searcher.search.searcher import Searcher
from searcher.tui.app import SearchApp
from searcher.tui.news import News, Opened
from searcher.tui.session import Session


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
            app.view.search_line.value = "printed"
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


def test_new_documents_are_shown_while_the_library_is_watched(own: Path) -> None:
    settings = own / "searcher.toml"
    settings.write_text(settings.read_text() + "watch = true\n")

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await until(pilot, lambda: "unchanged" in told(app))
        await type_text(app, pilot, "printed")
        write(own.parent / "docs" / "new.txt", "Something newly printed.")
        await until(pilot, lambda: "new.txt" in titles(app))
        (own.parent / "docs" / "new.txt").unlink()
        await until(pilot, lambda: "new.txt" not in titles(app))
        before = len(told(app).splitlines())
        await press(app, pilot, "f5")
        await until(pilot, lambda: len(told(app).splitlines()) > before)
        assert "is writing" not in told(app)

    drive(own, test)


def test_an_index_that_another_process_replaces_is_taken_up(own: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "printed")
        write(own.parent / "docs" / "new.txt", "Something newly printed.")
        update(Library.open(own), rebuild=True)
        app.session.check()
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
            app.view.search_line.value = "printed"
            await pilot.pause(0)
        app = SearchApp(own, check_every=0.01)
        async with app.run_test(size=(160, 48)) as pilot:
            for letter in "Pyongyang":
                app.view.search_line.insert_text_at_cursor(letter)
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


def test_what_waits_for_rest_waits_until_the_library_is_open(library: Path) -> None:
    told: list[News] = []
    may_go_on = threading.Event()

    def post(news: News) -> None:
        may_go_on.wait()
        told.append(news)

    session = Session(library, post)
    session.start()
    try:
        assert not session.is_at_rest
        may_go_on.set()
        wait_until(lambda: session.is_at_rest)
        assert [type(news) for news in told] == [Opened]
    finally:
        may_go_on.set()
        session.close()
