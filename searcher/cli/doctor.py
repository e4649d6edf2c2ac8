"""`searcher doctor`: whether every file of the index is whole, and its repair from the sources."""

import argparse
from typing import TYPE_CHECKING

from searcher.cli.common import applying_library, say
from searcher.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from searcher.indexing.doctor import Finding, Health
    from searcher.library import Library

HELP = "check every file of the index, and repair what is damaged"
MOST_HARMLESS = 20
_EXIT_DAMAGED = 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("--repair", action="store_true", help="make what is damaged anew from the sources")


def run(args: argparse.Namespace) -> int:
    """Run the command: 0 if the data are whole or were repaired, 1 if they are damaged. Raises SearcherError."""
    from searcher.cli.index import bring_up_to_date
    from searcher.indexing.doctor import examine, repair
    from searcher.text.cells import printable

    library = applying_library(args)
    health = examine(library)
    lines = [*_lines(health.damaged, "damaged"), *_lines(health.harmless[:MOST_HARMLESS], "harmless")]
    for line in lines:
        print(printable(line), flush=True)
    if len(health.harmless) > MOST_HARMLESS:
        print(f"harmless  and {len(health.harmless) - MOST_HARMLESS:,} more")
    if health.damaged and args.repair:
        say("making it anew from the sources")
        repaired = repair(library, lambda: bring_up_to_date(library, rebuild=True))
        for line in _lines(repaired.damaged, "damaged"):
            print(printable(line))
        print(printable(_conclusion(library, repaired, "repaired, and ")))
        health = repaired
    else:
        print(printable(_conclusion(library, health)))
    return _EXIT_DAMAGED if health.damaged else 0


def _lines(findings: "Sequence[Finding]", kind: str) -> "Iterator[str]":
    return (f"{kind:<9} {finding.path}: {finding.reason}" for finding in findings)


def _conclusion(library: "Library", health: "Health", repaired: str = "") -> str:
    from searcher.ingest.settings import size_text

    if health.damaged:
        places = counted(len({finding.path for finding in health.damaged}), "part")
        return f"{library.data} is damaged in {places}; run: searcher doctor --repair"
    if not health.files:
        return f"{library.data}: there is nothing to check; `searcher index` makes the index"
    contents = f"{counted(health.files, 'file')}, {counted(health.documents, 'document')}, {size_text(health.size)}"
    return f"{library.data} is {repaired}whole: {contents}"
