"""How long the live search takes from a key to new results on the screen, and from the shell to the first screen.

    python benchmarks/tui_latency.py --index DIR [--keys N] [--runs N] [QUERY …]

Types the queries key by key (a key waits for the results of the one before), and prints the median, the 95th
percentile and the worst time in ms. Then starts the application `--runs` times, each beside an interpreter that only
imports Textual, and prints both medians and their ratio. The index should be built before.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path

from searcher.tui.app import Arrived, SearchApp
from searcher.tui.news import Answered

QUERIES = (
    "printer settings",
    "Windows Server",
    "how do I open a file",
    "impresora predeterminada",
    "Vladimir Putin",
    "feuille de calcul",
    "Pjöngjang",
    "Москва",
    "東京",
    "데이터베이스",
    "North Korea missile",
    "s",
    "the command line",
)
_START = """
import asyncio, sys
from pathlib import Path
from searcher.tui.app import SearchApp
class App(SearchApp):
    def on_ready(self):
        self.exit()
App(Path(sys.argv[1])).run(headless=True)
"""


class _Timed(SearchApp):
    """Notes when the results of the newest question are on the screen."""

    shown: asyncio.Event

    async def on_arrived(self, message: Arrived) -> None:
        # Textual calls the handler of the base class after this one.
        news = message.news
        if isinstance(news, Answered) and news.number == self.session.state.number:
            self.call_after_refresh(self.shown.set)


async def latencies(folder: Path, queries: "tuple[str, ...]", keys: int) -> list[float]:
    """Seconds from each key to its results."""
    app = _Timed(folder, check_every=1_000)
    app.shown = asyncio.Event()
    times: list[float] = []
    async with app.run_test(size=(160, 48)) as pilot:
        while not app.session.documents:
            await pilot.pause(0.01)
        for query in cycle(queries):
            app.view.search_line.value = ""
            await pilot.pause()
            for letter in query:
                app.shown.clear()
                started = time.perf_counter()
                app.view.search_line.insert_text_at_cursor(letter)
                await asyncio.wait_for(app.shown.wait(), 30)
                times.append(time.perf_counter() - started)
                if len(times) == keys:
                    return times
                # A fast typist: the details that follow an answer are under way, not done.
                await asyncio.sleep(0.05)
    return times


def seconds(command: list[str]) -> float:
    """The wall time of a process. Raises SystemExit if it fails."""
    started = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, env={**os.environ, "TERM": "xterm-256color"}, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}")
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("queries", nargs="*", default=QUERIES)
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--runs", type=int, default=11)
    arguments = parser.parse_args()
    times = sorted(value * 1000 for value in asyncio.run(latencies(arguments.index, arguments.queries, arguments.keys)))
    late = times[min(len(times) - 1, round(0.95 * len(times)))]
    print(f"key to results: median {statistics.median(times):.0f} ms, p95 {late:.0f} ms, worst {times[-1]:.0f} ms")
    ours = [sys.executable, "-c", _START, str(arguments.index)]
    theirs = [sys.executable, "-c", "import textual.app"]
    for command in (ours, theirs):
        seconds(command)
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(arguments.runs)]
    screen, textual = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"first screen {screen:.0f} ms, import textual.app {textual:.0f} ms, ratio {ratio:.1f}")


if __name__ == "__main__":
    main()
