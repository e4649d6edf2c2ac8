"""Draws the picture of docs/how-to/serve.md: the live search as a page, in a headless browser.

python tools/draw_browser.py [--index DIR] [--query TEXT] [--width N] [--height N] [FILE]
"""

import argparse
import signal
import subprocess
import sys
import time
from pathlib import Path

import browser

QUERY = "Белоусов"
# Seconds in which no more than a blinking cursor takes comes when the screen is whole, and after which something is
# wrong.
_REST, _PATIENCE = 1.5, 60
_BLINKING_BYTES = 1_000


def draw(folder: Path, query: str, width: int, height: int) -> bytes:
    """The page after a query, as PNG. Raises RuntimeError, TimeoutError."""
    command = [sys.executable, "-m", "searcher", "serve", "--index", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, browser.page() as page:
        assert server.stdout is not None
        try:
            page.open(server.stdout.readline().strip(), width, height)
            rest(page)
            page.type(query)
            page.press("ArrowDown", 40)
            rest(page)
            return page.picture()
        finally:
            server.send_signal(signal.SIGINT)


def rest(page: browser.Page) -> None:
    """Wait until the screen is whole. Raises TimeoutError."""
    end = time.monotonic() + _PATIENCE
    came = _BLINKING_BYTES
    while came >= _BLINKING_BYTES or not page.received:
        if time.monotonic() > end:
            raise TimeoutError("the page does not come to rest")
        before = len(page.received)
        page.listen(_REST)
        came = len(page.received) - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=Path("docs/how-to/browser.png"))
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--query", default=QUERY)
    parser.add_argument("--width", type=int, default=1240)
    parser.add_argument("--height", type=int, default=720)
    arguments = parser.parse_args()
    arguments.file.write_bytes(draw(arguments.index, arguments.query, arguments.width, arguments.height))


if __name__ == "__main__":
    main()
