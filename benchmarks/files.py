"""Indexing a folder of text files: `searcher index` beside `recollindex`, one after the other.

    python benchmarks/files.py --jsonl FILE[.gz] [--documents N] [--runs N]
    python benchmarks/files.py --files FOLDER [--runs N]

The first N documents of the JSONL file are written as a .txt file each, or a folder of files is taken as it is. Each
run indexes all of them from nothing, as whole commands, into a folder of its own. Prints the medians, the size on the
disk and the ratio of the times, and the time of a second call that finds nothing changed. `recollindex` is in Debian's
package `recollcmd`; without it only `searcher index` is timed.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from engines import documents
from engines.engine import folder_size

_PER_FOLDER = 1_000


def write_files(folder: Path, texts: Sequence[documents.Text]) -> None:
    """Each text as a file of its own, _PER_FOLDER to a folder."""
    for number, text in enumerate(texts):
        path = folder / f"{number // _PER_FOLDER:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.body, encoding="utf-8")


def seconds(command: Sequence[str], environ: Mapping[str, str] | None = None) -> float:
    """The wall time of a process. Raises SystemExit if it fails."""
    started = time.perf_counter()
    done = subprocess.run(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr}")
    return time.perf_counter() - started


def searcher(files: Path, index: Path) -> float:
    """One run of `searcher index`."""
    return seconds([sys.executable, "-m", "searcher", "index", "--index", str(index), str(files)])


def recoll(files: Path, index: Path) -> float:
    """One run of `recollindex`, with its own defaults for all but the place."""
    index.mkdir(exist_ok=True)
    (index / "recoll.conf").write_text(f"topdirs = {files}\n", encoding="utf-8")
    return seconds(["recollindex", "-c", str(index)], {**os.environ, "RECOLL_CONFDIR": str(index)})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--jsonl", type=Path)
    source.add_argument("--files", type=Path)
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    indexers: dict[str, Callable[[Path, Path], float]] = {"searcher index": searcher}
    if shutil.which("recollindex"):
        indexers["recollindex"] = recoll
    else:
        print("recollindex: left out, it is not installed", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="files-") as folder:
        place = Path(folder)
        files = arguments.files
        if files is None:
            files = place / "files"
            write_files(files, list(documents.read(arguments.jsonl, arguments.documents)))
        count = sum(path.is_file() for path in files.rglob("*"))
        first: dict[str, list[float]] = {name: [] for name in indexers}
        again: dict[str, list[float]] = {name: [] for name in indexers}
        sizes: dict[str, int] = {}
        for run in range(arguments.runs):
            for name, indexer in indexers.items():
                index = place / f"{name}-{run}"
                first[name].append(indexer(files.resolve(), index))
                again[name].append(indexer(files.resolve(), index))
                sizes[name] = folder_size(index)
        megabytes = folder_size(files) / 1e6
    print(f"{count:,} files, {megabytes:.1f} MB, {os.cpu_count()} cores, median of {arguments.runs} runs\n")
    print("| command | time, s | files/s | again, nothing changed, s | index, MB |\n|---|--:|--:|--:|--:|")
    for name in indexers:
        time_of, later = statistics.median(first[name]), statistics.median(again[name])
        print(f"| `{name}` | {time_of:.1f} | {count / time_of:,.0f} | {later:.2f} | {sizes[name] / 1e6:.1f} |")
    if len(indexers) > 1:
        own, other = first.values()
        print(f"\nratio of the times: {statistics.median(a / b for a, b in zip(own, other, strict=True)):.2f}")


if __name__ == "__main__":
    main()
