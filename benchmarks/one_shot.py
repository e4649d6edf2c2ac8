"""The time of a cold `searcher query` beside that of an empty Python process, one after the other.

    python benchmarks/one_shot.py [--runs N] [--index DIR] [TEXT]

Prints the medians in ms and their ratio. The index should be built before.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence


def seconds(command: Sequence[str]) -> float:
    """The wall time of a process. Raises SystemExit if it fails."""
    started = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}")
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", nargs="?", default="Belousov")
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--index", default="index")
    arguments = parser.parse_args()
    ours = [sys.executable, "-m", "searcher", "query", "--index", arguments.index, arguments.text]
    empty = [sys.executable, "-c", "pass"]
    for command in (ours, empty):
        seconds(command)
    pairs = [(seconds(ours), seconds(empty)) for _ in range(arguments.runs)]
    query, nothing = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    ratio = statistics.median(ours / empty for ours, empty in pairs)
    print(f"searcher query {query:.0f} ms, python -c pass {nothing:.0f} ms, ratio {ratio:.1f}")


if __name__ == "__main__":
    main()
