"""`searcher move`: a library's documents into a cluster or back, without reading the sources again."""

import argparse
import os

from searcher.cli.common import add_json_option, applying_library, print_json, say
from searcher.cli.progress import counting
from searcher.wording import counted

HELP = "move the documents into a cluster or back, without reading the sources again"
EPILOG = """examples:
  searcher move --to opensearch
  searcher move --to embedded --format json"""
_PLACES = ("opensearch", "embedded")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument(
        "--to",
        choices=_PLACES,
        required=True,
        help="where they lie from then on: in the cluster that [engine] of searcher.toml names, or beside it",
    )
    add_json_option(parser)


def run(args: argparse.Namespace) -> int:
    """Run the command. Raises SearcherError; the library is then as it was."""
    from searcher.indexing.moving import move_from_cluster, move_to_cluster, target_of

    library = applying_library(args)
    with counting("steps", alone=True) as tell:
        if args.to == "opensearch":
            target = target_of(library, os.environ)
            moved = move_to_cluster(library, target, tell, say)
            where = f"the cluster, as {target.index}"
        else:
            moved = move_from_cluster(library, tell)
            where = f"{library.data}"
    if args.format == "json":
        print_json({"documents": moved.documents, "to": args.to, "place": where, "recorded": moved.is_recorded})
    else:
        print(f"{counted(moved.documents, 'document')} moved to {where}, counted and compared")
    if not moved.is_recorded:
        say("another machine has read the sources: the next `searcher index` reads them all again")
    return 0
