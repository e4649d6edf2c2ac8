"""`searcher watch`: keep the index up to date until it is ended."""

import argparse
import sys
from typing import TYPE_CHECKING

from searcher.cli.common import add_json_option, applying_library, print_json, problem_line, say
from searcher.indexing.report import summary
from searcher.wording import counted

if TYPE_CHECKING:
    from searcher.indexing.update import Report

HELP = "bring the index up to date, and again whenever a file changes"
EPILOG = """examples:
  searcher watch
  searcher watch --index archive/index --format jsonl"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add_json_option(parser, "jsonl")


def run(args: argparse.Namespace) -> int:
    """Run the command. Raises SearcherError when the library cannot be read or files cannot be watched."""
    from searcher.cli.index import permitted, report_record, skipped_lines
    from searcher.cli.stopping import Stopped, stop_requests
    from searcher.indexing.watching import Watch

    library = permitted(applying_library(args))
    for warning in library.warnings:
        say(warning)
    say(f"watching {counted(len(library.sources), 'source')} of {library.folder}; Ctrl+C ends it")
    known: set[str] | None = None

    def tell(report: "Report") -> None:
        nonlocal known
        if args.format == "jsonl":
            print_json(report_record(library, report))
            sys.stdout.flush()
        else:
            print(summary(report), flush=True)
        lines = dict.fromkeys(problem_line(problem) for problem in report.problems if not problem.is_note)
        # Afterwards those that are new, each as soon as it is known.
        for line in skipped_lines(report.problems) if known is None else (line for line in lines if line not in known):
            say(line)
        known = set(lines)

    with stop_requests() as stop:
        try:
            Watch(library.folder, told=tell, failed=say, stop=stop, waiting=say).run()
        except Stopped:
            return 0
    return 0
