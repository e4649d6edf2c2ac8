"""Indexing a folder of files: `searcher index` beside `recollindex`, one after the other.

    python benchmarks/files.py --jsonl FILE[.gz] [--documents N] [--runs N]
    python benchmarks/files.py --files FOLDER [--runs N]

The first N documents of the JSONL file are written as a .txt file each, or a folder of files is taken as it is. Each
run indexes all of them from nothing, as whole commands, into a folder of its own. Prints the medians of the time that
passed and of that of the processor, with all processes that a command leaves to work for it; the size on the disk; the
time of a second call that finds nothing changed; and the ratios. `recollindex` is in Debian's package `recollcmd`;
without it only `searcher index` is timed. With its helpers (antiword, catdoc, unrtf, poppler-utils, python3-lxml,
python3-chm, djvulibre-bin, libimage-exiftool-perl, xsltproc, unzip) it reads most formats; neither reads pictures.
"""

import argparse
import ctypes
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from engines import documents
from engines.engine import folder_size, processor_seconds

_PER_FOLDER = 1_000
_SET_CHILD_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux's prctl


def write_files(folder: Path, texts: Sequence[documents.Text]) -> None:
    """Each text as a file of its own, _PER_FOLDER to a folder."""
    for number, text in enumerate(texts):
        path = folder / f"{number // _PER_FOLDER:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.body, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds that passed, and of the processor."""

    wall: float
    processor: float


def adopt() -> None:
    """Let processes that outlive the command that started them be this one's, so that their time is counted."""
    with suppress(OSError, AttributeError):  # on other systems than Linux it is not
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1)


def taken(command: Sequence[str], environ: Mapping[str, str] | None = None) -> Taken:
    """The times of a command. Raises SystemExit if it fails."""
    started, before = time.perf_counter(), processor_seconds(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr}")
    wall = time.perf_counter() - started
    with suppress(ChildProcessError):
        while True:
            os.wait()
    return Taken(wall, processor_seconds(resource.RUSAGE_CHILDREN) - before)


def searcher(files: Path, index: Path) -> Taken:
    """One run of `searcher index`."""
    index.mkdir(exist_ok=True)
    settings = index / "searcher.toml"
    if not settings.exists():
        settings.write_text("sources = []\nocr = false\n", encoding="utf-8")
    return taken([sys.executable, "-m", "searcher", "index", "--index", str(index), str(files)])


def recoll(files: Path, index: Path) -> Taken:
    """One run of `recollindex`, with its own defaults for all but the place."""
    index.mkdir(exist_ok=True)
    (index / "recoll.conf").write_text(f"topdirs = {files}\n", encoding="utf-8")
    return taken(["recollindex", "-c", str(index)], {**os.environ, "RECOLL_CONFDIR": str(index)})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--jsonl", type=Path)
    source.add_argument("--files", type=Path)
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    adopt()
    indexers: dict[str, Callable[[Path, Path], Taken]] = {"searcher index": searcher}
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
        first: dict[str, list[Taken]] = {name: [] for name in indexers}
        again: dict[str, list[Taken]] = {name: [] for name in indexers}
        sizes: dict[str, int] = {}
        for run in range(arguments.runs):
            for name, indexer in indexers.items():
                index = place / f"{name}-{run}"
                first[name].append(indexer(files.resolve(), index))
                again[name].append(indexer(files.resolve(), index))
                sizes[name] = folder_size(index)
        megabytes = folder_size(files) / 1e6
    print(f"{count:,} files, {megabytes:.1f} MB, {os.cpu_count()} cores, median of {arguments.runs} runs\n")
    print("| command | time, s | processor, s | files/s | again, nothing changed, s | processor, s | index, MB |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name in indexers:
        wall, processor = _median(first[name])
        later, used = _median(again[name])
        cells = (f"{wall:.1f}", f"{processor:.1f}", f"{count / wall:,.0f}", f"{later:.2f}", f"{used:.2f}")
        print(f"| `{name}` | {' | '.join(cells)} | {sizes[name] / 1e6:.1f} |")
    own = first["searcher index"]
    print(f"\nof `searcher index`, the second call to the first: {_ratios(again['searcher index'], own)}")
    if "recollindex" in first:
        print(f"`searcher index` to `recollindex`: {_ratios(own, first['recollindex'])}")


def _median(times: Sequence[Taken]) -> tuple[float, float]:
    return statistics.median(each.wall for each in times), statistics.median(each.processor for each in times)


def _ratios(ours: Sequence[Taken], theirs: Sequence[Taken]) -> str:
    """The medians of the ratios of runs that followed each other."""
    pairs = list(zip(ours, theirs, strict=True))
    wall = statistics.median(own.wall / other.wall for own, other in pairs)
    processor = statistics.median(own.processor / other.processor for own, other in pairs)
    return f"{wall:.3f} of the time, {processor:.3f} of the processor's"


if __name__ == "__main__":
    main()
