"""The time of a cold `searcher query`, of an empty Python process and of `import numpy`, one after the other.

    python benchmarks/one_shot.py [--runs N] [--index DIR] [TEXT]

Prints the medians in ms and the ratios to both. The index should be built before.
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
    empty, numpy = [sys.executable, "-c", "pass"], [sys.executable, "-c", "import numpy"]
    for command in (ours, empty, numpy):
        seconds(command)
    rows = [(seconds(ours), seconds(empty), seconds(numpy)) for _ in range(arguments.runs)]
    query, nothing, arrays = (statistics.median(column) * 1000 for column in zip(*rows, strict=True))
    beside_nothing = statistics.median(query / nothing for query, nothing, _ in rows)
    beside_arrays = statistics.median(query / arrays for query, _, arrays in rows)
    print(f"searcher query {query:.0f} ms")
    print(f"python -c pass {nothing:.0f} ms, ratio {beside_nothing:.1f}")
    print(f"python -c 'import numpy' {arrays:.0f} ms, ratio {beside_arrays:.2f}")


if __name__ == "__main__":
    main()
