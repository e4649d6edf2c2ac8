"""Draws the picture of the README: the live search over a library, as Textual itself shows it.

python tools/draw_live.py [--index DIR] [--query TEXT] [FILE]
"""

import argparse
import asyncio
from pathlib import Path

from searcher.tui.app import SearchApp

SIZE = (132, 38)
QUERY = "Северная Корея"
# Seconds after which something is wrong.
_PATIENCE = 60


async def draw(folder: Path, query: str) -> str:
    """The screen after a query, as SVG. Raises TimeoutError."""
    app = SearchApp(folder, check_every=_PATIENCE)
    async with app.run_test(size=SIZE) as pilot, asyncio.timeout(_PATIENCE):
        await pilot.pause()
        app.view.search_line.cursor_blink = False
        app.view.search_line.value = query
        await pilot.press("down")
        # Two looks in a row, because what has come may ask for more.
        for _ in range(2):
            await pilot.pause(0.2)
            while not app.is_at_rest:
                await pilot.pause(0.05)
        return app.export_screenshot(title=f"searcher · {query}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=Path("docs/live.svg"))
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--query", default=QUERY)
    arguments = parser.parse_args()
    arguments.file.write_text(asyncio.run(draw(arguments.index, arguments.query)), encoding="utf-8")


if __name__ == "__main__":
    main()
