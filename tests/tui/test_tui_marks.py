"""What a person marks in the live search: stars, notes, what was read; and how the list shows and finds it."""

from pathlib import Path

from building import library_over, update
from driving import Pilots, WatchedApp, drive, press, screen_text, settle, titles, told, type_text, until
from textual.widgets import Input

from searcher.marks import Marks
from searcher.tui.app import SearchApp


def marked(folder: Path) -> dict[str, tuple[bool, bool, str]]:
    return {name[0]: (mark.starred, bool(mark.read), mark.note) for name, mark in Marks(folder)}


def test_a_star_is_set_shown_found_and_taken_away(own: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "missiles")
        await press(app, pilot, "enter", "asterisk")
        assert marked(own) == {"news/en.txt": (True, False, "")}
        assert "1 ★ " in screen_text(app)
        await press(app, pilot, "escape", "escape")
        await type_text(app, pilot, "is:starred")
        assert titles(app) == ["en.txt"]
        await press(app, pilot, "enter", "asterisk")
        # The list stays as it is while it is looked at; the next question is asked anew.
        assert titles(app) == ["en.txt"] and "★ en" not in screen_text(app)
        assert marked(own) == {}

    drive(own, test)


def test_a_note_is_written_changed_and_taken_away(own: Path) -> None:
    async def note(app: SearchApp, pilot: Pilots, text: str, key: str = "enter") -> None:
        await press(app, pilot, "a")
        app.screen.query_one(Input).value = text
        await press(app, pilot, key)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "missiles")
        await press(app, pilot, "enter")
        await note(app, pilot, "ask [b]her[/b]")
        assert marked(own)["news/en.txt"] == (False, False, "ask [b]her[/b]")
        assert "✎" in screen_text(app) and "ask [b]her[/b]" in screen_text(app)
        await note(app, pilot, "no", "escape")
        assert marked(own)["news/en.txt"][2] == "ask [b]her[/b]"
        await note(app, pilot, "")
        assert marked(own) == {}

    drive(own, test)


def test_what_stands_in_the_preview_for_a_while_is_read(own: Path) -> None:
    async def run() -> None:
        app = WatchedApp(own, clock=lambda: 0.0, check_every=1_000, rest=0.0, read_after=0.05)
        async with app.run_test(size=(160, 48)) as pilot:
            await settle(app, pilot)
            await type_text(app, pilot, "missiles")
            await until(pilot, lambda: "✓" in screen_text(app))
            assert marked(own) == {"news/en.txt": (False, True, "")}
            # Who says that it is not read is not contradicted.
            await press(app, pilot, "enter", "u")
            await pilot.pause(0.2)
            assert marked(own) == {}

    import asyncio

    asyncio.run(run())


def test_what_is_passed_by_is_not_read(own: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        await press(app, pilot, "down", "down")
        assert marked(own) == {}
        await press(app, pilot, "enter", "u")
        assert list(marked(own).values()) == [(False, True, "")]

    drive(own, test)


def test_the_filters_count_what_is_marked(own: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        await press(app, pilot, "enter", "asterisk", "escape", "f2")
        if not app.view.facets.display:
            await press(app, pilot, "f2")
        await type_text(app, pilot, " ")
        assert "Marked" in "".join(str(option.prompt) for option in app.view.facets.options)

    drive(own, test)


def test_marks_that_cannot_be_written_are_told_and_nothing_else_fails(own: Path) -> None:
    (own / "marks.jsonl").mkdir()

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "printed")
        await press(app, pilot, "enter", "asterisk")
        assert "marks.jsonl: cannot be read" in told(app)
        assert len(titles(app)) == 2

    drive(own, test)


def test_marks_of_another_process_are_seen(own: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "missiles")
        hit = app.view.results.hit
        assert hit is not None
        Marks(own).change([(hit.id, hit.file)], starred=True)
        app.mark_actions.look()
        await settle(app, pilot)
        assert "★" in screen_text(app)

    drive(own, test)


DATED = (
    '{"id": "old", "text": "harvest harvest harvest", "date": "2021-01-01"}\n'
    '{"id": "new", "text": "one harvest of many other words", "date": "2024-05-06"}\n'
    '{"id": "none", "text": "the harvest without any date at all"}\n'
)


def test_the_newest_come_first_on_a_key_and_the_command_says_so(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"rows.jsonl": DATED})
    update(library)

    def ids(app: SearchApp) -> list[str]:
        return [hit.id for hit in app.view.results.hits()]

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "harvest")
        assert ids(app)[0] == "old"
        await press(app, pilot, "enter", "d")
        assert ids(app) == ["new", "old", "none"]
        assert "newest first" in screen_text(app)
        assert app.session.command() == "searcher query --sort date --prefix harvest"
        await press(app, pilot, "d")
        assert ids(app)[0] == "old" and "newest first" not in screen_text(app)

    drive(library.folder, test)


def test_date_and_score_stand_in_columns(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"rows.jsonl": DATED})
    update(library)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "harvest")
        assert "━" in screen_text(app)
        await press(app, pilot, "enter", "v")
        score = app.view.results.hits()[0].score
        (line,) = (line for line in screen_text(app).splitlines() if "2021-01-01" in line)
        assert f"{score:.3f}" in line and "━━━━━" not in line
        await press(app, pilot, "v")
        assert "2021-01-01" not in screen_text(app)

    drive(library.folder, test, size=(100, 30))


STORY = "Floods killed 1,250 people near Karimabad, said governor Tariq Mehsood. The dam at Shigarkot had burst."


def test_documents_that_tell_the_same_fold_under_the_best(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"flood{at}.txt": f"{STORY} Report {at}." for at in range(3)}
    files["other.txt"] = "People asked the governor about potatoes and floods."
    library = library_over(tmp_path, files)
    update(library)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "floods governor")
        assert len(titles(app)) == 4
        await press(app, pilot, "enter", "f")
        await until(pilot, lambda: app.view.results.is_folded)
        await settle(app, pilot)
        assert "+2 tell the same" in screen_text(app), screen_text(app)
        await press(app, pilot, "down")
        hit = app.view.results.hit
        assert hit is not None
        first = app.session.state.selected
        await press(app, pilot, "up", "down", "end")
        assert app.session.state.selected == first
        await press(app, pilot, "f")
        assert "tell the same" not in screen_text(app)

    drive(library.folder, test)
