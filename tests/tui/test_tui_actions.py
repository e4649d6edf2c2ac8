"""What is done with a hit: it is opened, copied and written to a file."""

import stat
import sys
from pathlib import Path

import pytest
from driving import Pilots, drive, make_library, press, screen_text, told, type_text, until
from extracting import scan
from textual.widgets import Input

from searcher.tui.app import SearchApp


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
        assert app.view.results.hit is not None
        assert (tmp_path / "opened").read_text() == f"+3 {app.view.results.hit.path}\n"
        assert "president" in (own / "history.txt").read_text()

    drive(own, test)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems open the file with what they have for it")
@pytest.mark.parametrize("key", ["enter", "o", "e"])
def test_a_pdf_opens_at_the_page_of_the_match(tmp_path: Path, key: str) -> None:
    library = make_library(tmp_path, {"a.pdf": scan("first page about printers", "second page about missiles")})
    viewer = tmp_path / "viewer"
    viewer.write_text(
        f'#!/bin/sh\necho "$@" > "{tmp_path}/opened.part" && mv "{tmp_path}/opened.part" "{tmp_path}/opened"\n'
    )
    viewer.chmod(viewer.stat().st_mode | stat.S_IXUSR)
    preferences = tmp_path / "tui.toml"
    preferences.write_text(f"viewer = '{viewer} -p {{page}} {{file}}'\n")

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "missiles")
        assert "page 2" in screen_text(app)
        await press(app, pilot, "enter", key)
        await until(pilot, (tmp_path / "opened").exists)
        assert (tmp_path / "opened").read_text() == f"-p 2 {tmp_path / 'docs' / 'a.pdf'}\n"

    drive(library.folder, test, preferences=preferences)


def test_what_cannot_be_opened_is_told(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor-anywhere")
    monkeypatch.setenv("PATH", "")

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "president")
        await press(app, pilot, "enter", "e", "o")
        assert "no-such-editor-anywhere: cannot be started" in told(app)
        assert "xdg-open: cannot be started" in told(app) or sys.platform != "linux"
        Path(app.view.results.hit.path).unlink()  # type: ignore[union-attr]
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


def test_one_key_shows_the_same_story_in_other_languages(tmp_path: Path) -> None:
    library = make_library(
        tmp_path,
        {
            "the flood.txt": "Governor Tariq Mehsood said 1,250 people died near Karimabad when the dam burst.\n",
            "ru.txt": "Губернатор Тарик Мехсуд сообщил о 1250 погибших под Каримабадом.\n",
            "other.txt": "Boil the potatoes until they are soft, and mash them with butter near the window.\n",
        },
    )

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "governor Mehsood dam")
        assert app.view.results.hit is not None and app.view.results.hit.id == "the flood.txt"
        await press(app, pilot, "enter", "m")
        assert app.view.search_line.value == 'like:"the flood.txt"'
        assert app.session.state.total == 1
        assert "Мехсуд" in screen_text(app) and "shares" in screen_text(app) and "1,250" in screen_text(app)

    drive(library.folder, test)


def test_the_key_does_nothing_without_a_hit(own: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await press(app, pilot, "tab", "m")
        assert "like:" not in app.view.search_line.value

    drive(own, test)
