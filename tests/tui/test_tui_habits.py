"""The keys and commands of the live search: each is where it is said to be."""

from pathlib import Path

from driving import Pilots, drive, press, screen_text, type_text, until
from textual.command import CommandPalette
from textual.widgets import OptionList

from searcher.query.expand import Level
from searcher.tui.app import SearchApp
from searcher.tui.keys import PLACES
from searcher.tui.widgets.dialogs import HelpScreen
from searcher.tui.widgets.document import DocumentView
from searcher.tui.widgets.suggestions import SuggestionsScreen


def test_help_lists_every_key(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        await press(app, pilot, "f1")
        assert isinstance(app.screen, HelpScreen)
        assert "this help" in screen_text(app)
        await press(app, pilot, "escape")
        await type_text(app, pilot, "printed?")
        assert not isinstance(app.screen, HelpScreen)
        await press(app, pilot, "enter", "question_mark")
        assert isinstance(app.screen, HelpScreen)

    drive(library, test)


def test_every_key_of_the_table_is_bound(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        widgets = (
            app,
            app.view.search_line,
            app.view.results,
            app.view.document.query_one(DocumentView),
            app.view.facets,
            app.view.names,
            SuggestionsScreen("", print, print),
        )
        bound = {(key, binding.action) for widget in widgets for key, binding in widget._bindings}
        for _, keys in PLACES:
            for key in keys:
                for name in key.keys.split(",") if key.action else ():
                    assert (name, key.action) in bound

    drive(library, test)


def test_the_command_palette_has_the_actions(library: Path) -> None:
    async def test(app: SearchApp, pilot: Pilots) -> None:
        names = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Export", "Copy command", "Update the index", "Search: exact", "Theme"} <= names
        await type_text(app, pilot, "Pyongyang ")
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette) and app.focused is not None)
        await pilot.press(*"Search: exact")
        found = app.screen.query_one(OptionList)
        await until(pilot, lambda: "Search: exact" in str(getattr(found.highlighted_option, "prompt", "")))
        await pilot.press("enter")
        await until(pilot, lambda: app.session.state.level is Level.EXACT)

    drive(library, test)
