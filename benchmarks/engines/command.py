"""The command line of the comparison."""

import argparse
import shutil
import sys
import tempfile
from dataclasses import replace
from itertools import islice
from pathlib import Path

from . import documents, measure
from .queries import SAMPLE
from .report import Measured, costs, markdown, plot

WHOOSH, BM25S, OURS = "whoosh", "bm25s", "searcher"
# For so many documents Whoosh takes many minutes, and has a sample. Above it is left out, and so is bm25s, which takes
# some 7 KB of memory a document: what nobody should wait for has to be asked for.
MOST = 100_000
WHOOSH_SAMPLE = SAMPLE
RUNS = 3
# One run of so many documents takes longer than all runs of fewer.
MANY = 1_000_000


def main() -> None:
    arguments = _arguments()
    missing = measure.apart(measure.missing, arguments.engines)
    for option, module in missing.items():
        print(f"{option}: left out, {module} is not installed", file=sys.stderr)
    engines = [option for option in arguments.engines if option not in missing]
    if not engines:
        sys.exit("none of these engines is installed")
    done = []
    for count in arguments.documents:
        with tempfile.TemporaryDirectory(prefix="engines-", dir=arguments.folder) as folder:
            done.append(_measured(Path(folder), count, engines, arguments))
        print(markdown(done[-1]), flush=True)
    if len(done) > 1:
        print(costs(done), flush=True)
    if arguments.plot is not None:
        plot(done, arguments.plot)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="engines.py", description="Index and query the same documents with several engines, side by side."
    )
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000], metavar="N", help="sizes to measure")
    parser.add_argument("--jsonl", type=Path, metavar="FILE", help="take the documents from here (text, title, id)")
    parser.add_argument(
        "--runs",
        type=int,
        help="how often each engine indexes all documents anew, the engines in turn; the tables have the medians, and "
        f"queries are asked of the last (default: {RUNS}, and 1 from {MANY:,} documents on)",
    )
    parser.add_argument(
        "--rounds",
        type=int,
        default=3,
        help="how often all queries are asked, after one round that is not counted; the time of a query is its median "
        "over these (default: %(default)s)",
    )
    parser.add_argument("--queries", type=int, default=20, help="of each kind")
    parser.add_argument("--engines", nargs="+", choices=measure.ENGINES, default=list(measure.ENGINES))
    parser.add_argument("--identify", action="store_true", help="tell no language with made-up documents")
    parser.add_argument("--full", action="store_true", help="let Whoosh and bm25s index all documents, however many")
    parser.add_argument("--folder", type=Path, help="where to put temporary files; some 10 KB a document")
    parser.add_argument("--plot", type=Path, metavar="FILE.png", help="also draw a picture (needs matplotlib)")
    return parser.parse_args()


def _measured(folder: Path, count: int, engines: list[str], arguments: argparse.Namespace) -> Measured:
    collection = folder / "documents.jsonl"
    if arguments.jsonl is None:
        # A language that nobody speaks would be taken for a dozen others.
        texts = documents.made_up(count, "" if arguments.identify else "en")
    else:
        texts = (replace(text, lang="") for text in islice(documents.read(arguments.jsonl), count))
    count = documents.write(collection, texts)
    asked = measure.apart(measure.queries, collection, arguments.queries)
    counts = shares(engines, count, arguments.full)
    indexed: dict[str, list[measure.Indexed]] = {}
    runs = runs_of(count, arguments.runs)
    for run in range(runs):
        if run:
            shutil.rmtree(folder / str(run - 1), ignore_errors=True)
        for option, own in counts.items():
            result = measure.apart(measure.index, option, folder / str(run), collection, own)
            indexed.setdefault(result.name, []).append(result)
            took = f"{result.seconds:.1f} s, {result.work:.1f} s of work"
            print(f"{count:,} documents, run {run + 1}: {result.name} indexed in {took}", file=sys.stderr)
    last = folder / str(runs - 1)
    times = measure.apart(measure.ask, list(counts), last, asked, arguments.rounds)
    keys = measure.apart(measure.type_keys, last, asked) if OURS in counts else []
    sampled = {name: runs[0].documents for name, runs in indexed.items() if runs[0].documents < count}
    return Measured(count, indexed, times, keys, sampled)


def shares(engines: list[str], count: int, full: bool) -> dict[str, int]:
    """How many of `count` documents each engine has; on stderr, which of them has none."""
    counts = dict.fromkeys(engines, count)
    if count > MOST and not full:
        for option in (WHOOSH, BM25S):
            if counts.pop(option, None) is not None:
                print(f"{option}: left out above {MOST:,} documents without --full", file=sys.stderr)
    elif count == MOST and WHOOSH in counts and not full:
        counts[WHOOSH] = WHOOSH_SAMPLE
    return counts


def runs_of(count: int, asked: int | None) -> int:
    """How often `count` documents are indexed, if nothing or `asked` is asked for."""
    return asked if asked is not None else 1 if count >= MANY else RUNS
