"""`searcher watchlist`: who of a list of names is where, and what of that is new."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.cli.answers import (
    add_certainty_option,
    asked_folders,
    keep_to_one_thread,
    limit_of,
    output_width,
    reading,
    wants_colour,
)
from searcher.cli.common import say
from searcher.cli.progress import counting
from searcher.errors import SearcherError
from searcher.wording import counted

if TYPE_CHECKING:
    from searcher.entities.name_list import NameList
    from searcher.search.seen import Seen

HELP = "say who of a list of names is where, and what of that is new"
EPILOG = """examples:
  searcher watchlist names.txt
  searcher watchlist people.csv --new --format excel > new.csv
  searcher watchlist entities.toml --new --certainty likely --since 2024-05

FILE has names one a line; or is a table (.csv, .tsv) with a column called name and perhaps id, type, canonical, lang
and kind, in which rows with one id are one name with several spellings; or an entities.toml.

exit status: 0 with documents, 1 without (with --new: nothing is new), 2 for bad usage or a fault"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the list; - for standard input, names one a line")
    parser.add_argument(
        "--new",
        action="store_true",
        help="only what --new has not printed before of this list; what the limit leaves out stays new",
    )
    parser.add_argument("--since", default="", metavar="DATE", help="only documents dated from then on (2024, 2024-05)")
    add_certainty_option(parser, ": as written or a known name; with a case ending and the like; or sounding alike")
    parser.add_argument(
        "--limit", type=limit_of, default=10, metavar="N", help="documents per name, 0 for all (default 10)"
    )
    parser.add_argument(
        "--format",
        choices=("text", "csv", "excel", "jsonl"),
        default="text",
        help="how to print; excel is CSV as Excel opens it (default text)",
    )
    parser.add_argument(
        "--separator",
        choices=(",", ";", "tab"),
        default=",",
        help="what parts the cells of a table; Excel wants ; where numbers have a decimal comma (default ,)",
    )


def run(arguments: argparse.Namespace) -> int:
    """0 if anything was printed, 1 if not."""
    keep_to_one_thread()
    from searcher.query.dates import date_range

    bounds = date_range(arguments.since, "*") if arguments.since else ("", "")
    if bounds is None or (arguments.since and not bounds[0]):
        raise SearcherError(f"--since {arguments.since}: no date; write YYYY, YYYY-MM or YYYY-MM-DD")
    names = _names(arguments.file)
    folders = asked_folders(arguments, "--new remembers what it has told in one library" if arguments.new else "")
    with _seen(folders[0], arguments) as seen:
        found = _print(folders, arguments, names, bounds[0], seen)
        if seen is not None:
            # Not before all of it has reached its reader: what was not told is still new.
            sys.stdout.flush()
            seen.write()
    return 0 if found else 1


def _names(file: str) -> "NameList":
    from searcher.entities.name_list import read_names

    with reading(file, "- reads names from it") as (lines, name):
        data = lines.read()
    names = read_names(data, name)
    for problem in names.problems:
        say(problem)
    return names


@contextmanager
def _seen(folder: Path, arguments: argparse.Namespace) -> "Iterator[Seen | None]":
    if not arguments.new:
        yield None
        return
    from searcher.search.seen import telling

    with telling(folder, arguments.file) as seen:
        yield seen


def _print(
    folders: Sequence[Path], arguments: argparse.Namespace, names: "NameList", since: str, seen: "Seen | None"
) -> bool:
    """Print what is asked, and count it as told; whether there was anything."""
    from searcher.output.sightings import sightings_writer
    from searcher.query.listed import Certainty
    from searcher.search.searcher import Searcher
    from searcher.search.watchlist import Wanted

    wanted = Wanted(arguments.limit, Certainty(arguments.certainty), arguments.new, since)
    separator = "\t" if arguments.separator == "tab" else arguments.separator
    found = documents = undated = left = 0
    with Searcher(folders[0], others=folders[1:]) as searcher, counting("names") as tell:
        for problem in searcher.problems:
            say(problem)
        out = sightings_writer(
            arguments.format, sys.stdout, colour=wants_colour(), width=output_width(), separator=separator
        )
        for number, watched in enumerate(searcher.watch(names.rows, wanted, seen), 1):
            tell(number, len(names.rows))
            undated += watched.undated
            left += watched.total - len(watched.sightings)
            if watched.sightings:
                out.write(watched)
                found += 1
                documents += len(watched.sightings)
            if seen is not None:
                for each in watched.sightings:
                    seen.add(watched.row.key, each.mark)
        out.close()
    what = "have new documents" if arguments.new else "are in documents"
    told = f"{found:,} of {counted(len(names.rows), 'name')} {what}: {counted(documents, 'line')}"
    say(told + (f", and {left:,} more beyond the limit" if left else ""))
    if undated:
        say(f"--since leaves out {counted(undated, 'document')} without a date")
    return found > 0
