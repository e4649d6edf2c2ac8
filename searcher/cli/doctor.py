"""`searcher doctor`: whether every file of the index is whole, and its repair from the sources."""

import argparse
from typing import TYPE_CHECKING

from searcher.cli.common import add_json_option, applying_library, print_json, say
from searcher.cli.progress import counting
from searcher.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from searcher.indexing.doctor import Finding, Health
    from searcher.library import Library

HELP = "check every file of the index, and repair what is damaged"
EPILOG = """examples:
  searcher doctor
  searcher doctor --repair"""
MOST_HARMLESS = 20
_EXIT_DAMAGED = 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("--repair", action="store_true", help="make what is damaged anew from the sources")
    add_json_option(parser)


def run(args: argparse.Namespace) -> int:
    """Run the command: 0 if the data are whole or were repaired, 1 if they are damaged. Raises SearcherError."""
    from searcher.cli.index import bring_up_to_date
    from searcher.indexing.doctor import examine, repair
    from searcher.text.cells import printable

    library = applying_library(args)
    told = print if args.format == "text" else say
    with counting("files checked", alone=True) as tell:
        health = examine(library, tell)
    lines = [*_lines(health.damaged, "damaged"), *_lines(health.harmless[:MOST_HARMLESS], "harmless")]
    if len(health.harmless) > MOST_HARMLESS:
        lines.append(f"harmless  and {len(health.harmless) - MOST_HARMLESS:,} more")
    if args.format == "text":
        for line in lines:
            print(printable(line), flush=True)
    repaired = ""
    if health.damaged and args.repair:
        say("making it anew from the sources")
        repaired = "repaired, and "
        health = repair(library, lambda: bring_up_to_date(library, rebuild=True))
        for line in _lines(health.damaged, "damaged"):
            told(printable(line))
    if args.format == "json":
        print_json(_record(library, health, is_repaired=bool(repaired)))
    else:
        print(printable(_conclusion(library, health, repaired)))
    return _EXIT_DAMAGED if health.damaged else 0


def _record(library: "Library", health: "Health", *, is_repaired: bool) -> dict[str, object]:
    return {
        "data": str(library.data),
        "whole": not health.damaged,
        "repaired": is_repaired and not health.damaged,
        "files": health.files,
        "documents": health.documents,
        "bytes": health.size,
        **{
            name: [{"path": str(each.path), "reason": each.reason} for each in findings]
            for name, findings in (("damaged", health.damaged), ("harmless", health.harmless))
        },
    }


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
