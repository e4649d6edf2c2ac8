"""The command line of the comparison."""

import argparse
import sys
import tempfile
from dataclasses import replace
from itertools import islice
from pathlib import Path

from . import documents, measure
from .queries import SAMPLE
from .report import Measured, markdown, plot

WHOOSH, OURS = "whoosh", "searcher"
# More takes it many minutes: from here on it has a sample, above that nothing, unless all of it is asked for.
WHOOSH_MOST = 100_000
WHOOSH_SAMPLE = SAMPLE


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
    if arguments.plot is not None:
        plot(done, arguments.plot)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="engines.py", description="Index and query the same documents with several engines, side by side."
    )
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000], metavar="N", help="sizes to measure")
    parser.add_argument("--jsonl", type=Path, metavar="FILE", help="take the documents from here (text, title, id)")
    parser.add_argument("--runs", type=int, default=3, help="of indexing, engine by engine; medians are printed")
    parser.add_argument("--rounds", type=int, default=3, help="of all queries, of which each has its median")
    parser.add_argument("--queries", type=int, default=20, help="of each kind")
    parser.add_argument("--engines", nargs="+", choices=measure.ENGINES, default=list(measure.ENGINES))
    parser.add_argument("--identify", action="store_true", help="tell no language with made-up documents")
    parser.add_argument("--full", action="store_true", help="let Whoosh index all documents, however many")
    parser.add_argument("--folder", type=Path, help="where to put temporary files; some 4 KB a document")
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
    counts = dict.fromkeys(engines, count)
    if WHOOSH in counts and not arguments.full:
        if count > WHOOSH_MOST:
            del counts[WHOOSH]
            print(f"{WHOOSH}: left out above {WHOOSH_MOST:,} documents without --full", file=sys.stderr)
        elif count == WHOOSH_MOST:
            counts[WHOOSH] = WHOOSH_SAMPLE
    indexed: dict[str, list[measure.Indexed]] = {}
    for run in range(arguments.runs):
        for option, own in counts.items():
            result = measure.apart(measure.index, option, folder / str(run), collection, own)
            indexed.setdefault(result.name, []).append(result)
            took = f"{result.seconds:.1f} s, {result.work:.1f} s of work"
            print(f"{count:,} documents, run {run + 1}: {result.name} indexed in {took}", file=sys.stderr)
    last = folder / str(arguments.runs - 1)
    times = measure.apart(measure.ask, list(counts), last, asked, arguments.rounds)
    keys = measure.apart(measure.type_keys, last, asked) if OURS in counts else []
    sampled = {name: runs[0].documents for name, runs in indexed.items() if runs[0].documents < count}
    return Measured(count, indexed, times, keys, sampled)
