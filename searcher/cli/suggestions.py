"""`searcher entities suggest` and `reject`: spellings that the documents show to be one name."""

import argparse
import shlex
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING

from searcher.cli.answers import asked_folder, limit_of
from searcher.cli.arguments import typed
from searcher.cli.common import applying_folder, print_json, say
from searcher.cli.progress import counting

if TYPE_CHECKING:
    from searcher.search.equivalents import Equivalence, Spelling

_LIMIT = 20
# Names and numbers that two spellings share, as they are shown.
_SHOWN = 6
_LANGS = 4


def configure_suggest(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `suggest`."""
    parser.add_argument(
        "name",
        nargs="*",
        type=typed,
        metavar="NAME",
        help="only spellings of this name (default: frequent ones)",
    )
    parser.add_argument(
        "--limit", type=limit_of, default=_LIMIT, metavar="N", help=f"pairs to show, 0 for all (default {_LIMIT})"
    )
    parser.add_argument("--format", choices=("text", "jsonl"), default="text", help="how to print (default text)")


def configure_reject(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `reject`."""
    parser.add_argument("name", type=typed, metavar="NAME", help="a name")
    parser.add_argument("other", type=typed, metavar="OTHER", help="a spelling that is not the same name")


def suggest(args: argparse.Namespace) -> int:
    """Print pairs as they are found: 0, or 1 if there are none. Raises SearcherError."""
    folder = asked_folder(args)
    from searcher.search.searcher import Searcher

    first: Equivalence | None = None
    with Searcher(folder) as searcher, counting("names", alone=True) as tell:
        for problem in (*searcher.problems, *searcher.rejected_problems()):
            say(problem)
        for found in islice(searcher.equivalents(" ".join(args.name), tell=tell), args.limit or None):
            tell.hide()
            if first is not None and args.format == "text":
                print()
            _print(found, args.format)
            first = first or found
    if first is None:
        say("no two spellings of a name keep the same company" + (f" ({' '.join(args.name)})" if args.name else ""))
        return 1
    if args.format == "text":
        pair = f"{shlex.quote(first.name.text)} {shlex.quote(first.other.text)}"
        say(f"to take one over: searcher entities add {pair}; never to see it again: searcher entities reject {pair}")
    return 0


def reject(args: argparse.Namespace) -> int:
    """Write a pair into the library's rejected.tsv. Raises SearcherError."""
    from searcher.entities import rejected

    path = rejected.rejected_file(applying_folder(args))
    is_new = rejected.reject(path, args.name, args.other)
    if args.format == "json":
        print_json({"name": args.name, "other": args.other, "new": is_new, "file": str(path)})
        return 0
    say(f"written to {path}" if is_new else f"{path} has these two already")
    return 0


def _print(found: "Equivalence", form: str) -> None:
    from searcher.output.records import escaped
    from searcher.text.cells import printable

    if form == "jsonl":
        record = asdict(found) | {"sound": round(found.sound, 3), "company": round(found.company, 3)}
        print(escaped(record), flush=True)
        return
    more = ", …" if len(found.shared) > _SHOWN else ""
    common = f"{len(found.shared)} in common: {', '.join(found.shared[:_SHOWN])}{more}"
    print(printable(f"{found.name.text} = {found.other.text}"))
    print(printable(f"  sound {found.sound:.2f}, company {found.company:.2f}; {common}"))
    for spelling in (found.name, found.other):
        print(printable(f"  {_described(spelling)}"), flush=True)


def _described(spelling: "Spelling") -> str:
    from searcher.wording import counted

    langs = ", ".join(spelling.langs[:_LANGS]) + (", …" if len(spelling.langs) > _LANGS else "")
    return f"{counted(spelling.documents, 'document')} ({langs}), {spelling.id}: {spelling.quotation}"
