"""What the tests of the live search share: a library, an application over it, and waiting until it is at rest."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from building import library_over, update
from textual.pilot import Pilot

from searcher.library import Library
from searcher.tui.app import SearchApp

DOCUMENTS: dict[str, str | bytes] = {
    "news/de.txt": "Ein Bericht aus Pjöngjang.\n\nDer Präsident sprach in Pjöngjang über Raketen.\n",
    "news/en.txt": "A report from Pyongyang.\n\nThe president spoke about missiles and printers.\n",
    "news/ru.txt": "Президент выступил в Пхеньяне с речью о ракетах.\n",
    "old/report.md": "# Printer report\n\nA printer report, and another report on the printer.\n",
    "old/rows.jsonl": '{"id": "r1", "title": "Matter", "text": "printed matter", "date": "2023-04-05", "lang": "en"}\n'
    '{"id": "r2", "title": "Papers", "text": "printed papers", "date": "2024-01-05", "lang": "en"}\n',
    "east/ja.txt": "朝鮮民主主義人民共和国の首都は平壌である。平壌の人口は約三百万人。\n",
    "east/ar.txt": "عاصمة كوريا الشمالية هي بيونغ يانغ. تقع بيونغ يانغ على نهر تايدونغ.\n",
    "evil.txt": "An evil \x1b[31mred\x1b[0m \u202ereversed\u202c \x07bell of a document.\n",
}
# So many that only what hangs is given up, however busy the machine is.
MOST_LOOKS = 100_000
Pilots = Pilot[None]
Test = Callable[[SearchApp, Pilots], Awaitable[None]]


def make_library(folder: Path, files: dict[str, str | bytes] | None = None) -> Library:
    """A library that is indexed, over DOCUMENTS or other files."""
    library = library_over(folder, DOCUMENTS if files is None else files)
    update(library)
    return library


class WatchedApp(SearchApp):
    """Remembers what it has told: its notices go after some seconds."""

    def __init__(self, folder: Path, **more: Any) -> None:
        super().__init__(folder, **more)
        self.told: list[str] = []

    def notify(self, message: str, **more: Any) -> None:
        self.told.append(message)
        super().notify(message, **more)


def told(app: SearchApp) -> str:
    """Every notice so far, line by line."""
    assert isinstance(app, WatchedApp)
    return "\n".join(app.told)


async def until(pilot: Pilots, is_so: Callable[[], bool], what: Callable[[], str] = str) -> None:
    """Wait until something is so; `what` says what is there in its place."""
    for _ in range(MOST_LOOKS):
        if is_so():
            return
        await pilot.pause(0.005)
    raise AssertionError(what())


async def settle(app: SearchApp, pilot: Pilots) -> None:
    """Wait until nothing is being searched, built, told or painted."""
    quiet = 0
    for _ in range(MOST_LOOKS):
        await pilot.pause(0.002)
        # What was told may ask for more: a page, a document.
        quiet = quiet + 1 if app.is_at_rest else 0
        if quiet == 3:
            return
    raise AssertionError("the application does not come to rest")


def drive(
    folder: Path,
    test: Test,
    *,
    size: tuple[int, int] = (160, 48),
    preferences: Path | None = None,
    reads_only: bool = False,
) -> None:
    """Run `test` in the application over the library at `folder`."""

    async def run() -> None:
        app = WatchedApp(
            folder,
            preferences=preferences,
            clock=lambda: 0.0,
            check_every=1_000,
            rest=0.0,
            # However long a busy machine takes, nothing counts as read.
            read_after=3_600.0,
            reads_only=reads_only,
        )
        app.animation_level = "none"
        async with app.run_test(size=size) as pilot:
            await settle(app, pilot)
            await test(app, pilot)

    asyncio.run(run())


async def type_text(app: SearchApp, pilot: Pilots, text: str) -> None:
    """Type into the search line, and wait for what it finds."""
    app.view.search_line.insert_text_at_cursor(text)
    await settle(app, pilot)


async def press(app: SearchApp, pilot: Pilots, *keys: str) -> None:
    """Press keys, and wait after each."""
    for key in keys:
        await pilot.press(key)
        await settle(app, pilot)


async def wait_for(app: SearchApp, pilot: Pilots, text: str) -> None:
    """Wait until `text` is on the screen: opening a library may end after the application came to rest."""
    await until(pilot, lambda: text in screen_text(app), lambda: f"{text!r} is not on the screen:\n{screen_text(app)}")


def screen_text(app: SearchApp) -> str:
    """What is on the screen, line by line."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.crop(0, width).text for strip in strips[:height])


def titles(app: SearchApp) -> list[str]:
    """The hits that are there: the name of each file, with the line of a record."""
    return [Path(hit.path).name + (f":{hit.line}" if hit.line else "") for hit in app.view.results.hits()]
