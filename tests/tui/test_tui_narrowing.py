"""Filters, the ladder and the names of a query, by key and by mouse."""

from pathlib import Path

from driving import Pilots, drive, make_library, press, screen_text, settle, titles, told, type_text
from textual.widgets import Input

from searcher.entities.edit import add
from searcher.query.expand import Level
from searcher.tui.app import SearchApp
from searcher.tui.widgets.bars import Chip


def test_a_filter_is_set_and_taken_away_by_key(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        app.view.facets.focus()
        while (option := app.view.facets.highlighted_option) is None or option.id != "lang:de":
            await pilot.press("j")
        await press(app, pilot, "space")
        assert titles(app) == ["de.txt"]
        assert app.session.state.query == "lang:de Pyongyang"
        assert [chip._word for chip in app.query(Chip)] == ["lang:de"]
        assert "● de German" in screen_text(app)
        await press(app, pilot, "enter")
        assert len(titles(app)) == 5
        assert not app.query(Chip)

    drive(library, test)


def test_a_filter_is_set_and_taken_away_by_mouse(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "printed")
        ids = [app.view.facets.get_option_at_index(row).id for row in range(app.view.facets.option_count)]
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
        assert app.view.search_line.value == "printed"

    drive(library, test)


def test_backspace_before_the_text_takes_a_filter_away(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await app.controller.toggle_filter("lang:en")
        await settle(app, pilot)
        assert app.session.state.total == 4
        await press(app, pilot, "backspace")
        assert app.session.state.is_empty

    drive(library, test)


def test_panels_open_and_close(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang")
        assert not app.view.facets.display
        await press(app, pilot, "f2")
        assert app.view.facets.has_focus
        assert "Language" in screen_text(app)
        await press(app, pilot, "f2", "f3")
        assert not app.view.facets.display
        assert app.view.names.has_focus
        assert "Names and forms" in screen_text(app)
        await press(app, pilot, "f3")
        assert app.view.search_line.has_focus

    drive(library, test, size=(80, 24))


def test_the_ladder_steps_and_tells_what_each_step_adds(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang ")
        assert "exact 1  folded +0  stems +0  names +4  near +0" in screen_text(app)
        await press(app, pilot, "f4", "f4", "f4")
        assert app.session.state.level.value == "exact"
        assert titles(app) == ["en.txt"]
        await press(app, pilot, "shift+f4", "shift+f4", "shift+f4")
        assert app.session.state.level.value == "names"

    drive(library, test)


def test_a_step_of_the_ladder_is_taken_by_mouse(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Pyongyang ")
        row = next(line for line in screen_text(app).splitlines() if "exact 1" in line)
        x = row.index("exact 1") + 2
        y = screen_text(app).splitlines().index(row)
        await pilot.click(offset=(x, y))
        await settle(app, pilot)
        assert app.session.state.level is Level.EXACT

    drive(library, test)


def test_translations_are_one_key_away_and_back(library: Path) -> None:
    (library / "glossary.tsv").write_text("en\tru\nprinters\tпринтеры\nmissing\n", encoding="utf-8")

    async def test(app: SearchApp, pilot: Pilots) -> None:
        def level() -> str:
            return app.session.state.level.value

        await type_text(app, pilot, "missiles ")
        assert "translations" in screen_text(app)
        assert "glossary" not in told(app)
        found = titles(app)
        await press(app, pilot, "f6")
        assert level() == "translations"
        assert "glossary.tsv:3" in told(app)
        assert "--fuzzy --translations" in app.session.state.command()
        await press(app, pilot, "f6")
        assert level() == "names"
        assert titles(app) == found
        await press(app, pilot, "f4", "f4")
        assert level() == "translations"
        await press(app, pilot, "f4")
        assert level() == "exact"

    try:
        drive(library, test)
    finally:
        (library / "glossary.tsv").unlink()


def test_a_document_in_another_language_comes_up_by_a_translation(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "en.txt": "The rocket rose over the sea in the early morning, watched by many people.\n",
        "ru.txt": "Пуск ракеты состоялся рано утром над морем, за ним наблюдали многие люди.\n",
    }
    folder = make_library(tmp_path, files).folder

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "rocket ")
        assert titles(app) == ["en.txt"]
        await press(app, pilot, "f6")
        assert titles(app) == ["en.txt", "ru.txt"]
        assert "rocket, in Russian" in screen_text(app)

    drive(folder, test)


def test_a_form_of_a_date_is_switched_off(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "en.txt": "The ministers of the two countries met in the capital on November 30 for talks.\n",
        "ru.txt": "Встреча министров двух стран состоялась в столице 30 ноября после обеда.\n",
    }
    folder = make_library(tmp_path, files).folder

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "30.11. ")
        assert sorted(titles(app)) == ["en.txt", "ru.txt"]
        await press(app, pilot, "f3")
        await highlight(app, pilot, "form 0 30 ноября")
        await press(app, pilot, "space")
        assert titles(app) == ["en.txt"]
        assert "date, number" in screen_text(app)

    drive(folder, test)


async def highlight(app: SearchApp, pilot: Pilots, start: str) -> None:
    """Go down in the names to the option whose id begins so."""
    for _ in range(app.view.names.option_count):
        option = app.view.names.highlighted_option
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
        assert "--without 'Пхеньян'" in app.session.state.command()
        await press(app, pilot, "enter")
        assert "ru.txt" in titles(app)

    drive(library, test)


def test_a_name_of_several_is_resolved(own: Path) -> None:
    for entity in ("Quahog North", "Quahog South"):
        add(own / "entities.toml", entity, ["Quahog"]) if entity.endswith("North") else None
    text = (own / "entities.toml").read_text()
    second = '\n[[entity]]\nid = "south"\ncanonical = "Quahog South"\n[entity.names]\nmul = ["Quahog"]\n'
    (own / "entities.toml").write_text(text + second)

    async def test(app: SearchApp, pilot: Pilots) -> None:
        await type_text(app, pilot, "Quahog")
        assert "is a name of several" in screen_text(app)
        await press(app, pilot, "f3")
        await highlight(app, pilot, "part 1 ")
        await press(app, pilot, "enter")
        assert app.session.state.entities == {"springfield-north"} or app.session.state.entities == {"south"}
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
