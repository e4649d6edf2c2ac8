"""`searcher move`: a library's documents into a cluster or back, without reading the sources again."""

import argparse
import os

from searcher.cli.common import applying_library, say
from searcher.wording import counted

HELP = "move the documents into a cluster or back, without reading the sources again"
_PLACES = ("opensearch", "embedded")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument(
        "--to",
        choices=_PLACES,
        required=True,
        help="where they lie from then on: in the cluster that [engine] of searcher.toml names, or beside it",
    )


def run(args: argparse.Namespace) -> int:
    """Run the command. Raises SearcherError; the library is then as it was."""
    from searcher.indexing.moving import move_from_cluster, move_to_cluster, target_of

    library = applying_library(args)

    def tell(documents: int) -> None:
        say(f"{counted(documents, 'document')} copied")

    if args.to == "opensearch":
        target = target_of(library, os.environ)
        moved = move_to_cluster(library, target, tell)
        where = f"the cluster, as {target.index}"
    else:
        moved = move_from_cluster(library, tell)
        where = f"{library.data}"
    print(f"{counted(moved.documents, 'document')} moved to {where}, counted and compared")
    if not moved.is_recorded:
        say("another machine has read the sources: the next `searcher index` reads them all again")
    return 0
