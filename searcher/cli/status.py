"""`searcher status`: what is in the library, and everything that is not searchable, with the reason."""

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from searcher.cli.common import applying_library, problem_line
from searcher.wording import counted

if TYPE_CHECKING:
    from searcher.indexing.overview import Contents
    from searcher.ingest.document import Problem
    from searcher.library import Library

HELP = "show what is in the library, and every file that is not searchable"
EPILOG = """examples:
  searcher status
  searcher status --format jsonl"""
FORMATS = ("text", "json", "jsonl")
_INDEX = "`searcher index`"
_STATES = {
    "missing": f"nothing is indexed yet: run {_INDEX}",
    "other version": f"made by another version: {_INDEX} will rebuild it",
    "not complete": f"not complete: {_INDEX} is at work or was ended early; run it to complete the index",
    "complete": "complete, made by this version",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("--format", choices=FORMATS, default="text", help="for people, or for programs")


def run(args: argparse.Namespace) -> int:
    """Run the command. Raises SearcherError when the library or its index cannot be read."""
    from searcher.text.cells import printable

    library = applying_library(args)
    if args.format == "json":
        print(f"[{', '.join(_records(library))}]")
        return 0
    for line in _records(library) if args.format == "jsonl" else map(printable, _lines(library)):
        print(line)
    return 0


def _lines(library: "Library") -> Iterator[str]:
    from searcher.indexing.overview import index_overview, overview

    found = overview(library)
    yield f"library    {found.folder}"
    for path, is_there in found.sources:
        yield f"source     {path}{'' if is_there else ' (missing)'}"
    if not found.sources:
        yield "source     none: `searcher index PATH` adds one"
    yield from (f"warning    {warning}" for warning in found.warnings)
    # What is known is told before the index is opened, which may be damaged.
    index = index_overview(library)
    yield f"index      {_STATES[index.state]}"
    if index.contents is not None:
        yield from _contents(index.contents)


def _contents(contents: "Contents") -> Iterator[str]:
    from searcher.ingest.settings import size_text
    from searcher.text.languages import language_name

    yield f"documents  {contents.documents:,}"
    for lang, documents in contents.languages:
        name = "not identified" if lang == "und" else language_name(lang)
        yield f"  {documents:>9,}  {lang:<4}{name}"
    without = f", {contents.without_text:,} without searchable text" if contents.without_text else ""
    size = size_text(contents.file_bytes)
    yield f"files      {counted(contents.searchable, 'searchable file')}{without}, {size}"
    yield f"data       {size_text(contents.data_bytes)}, last changed {_time(contents.changed)}"
    if (run := contents.last_run) is not None:
        counts = f"added {run.added:,}, updated {run.updated:,}, removed {run.removed:,}, renamed {run.renamed:,}"
        ended = ", ended early" if run.stopped else ""
        finished = _time(datetime.fromisoformat(run.finished).timestamp())
        yield f"last run   {finished}, {run.milliseconds / 1000:.1f} s{ended}: {counts}, unchanged {run.unchanged:,}"
    yield from _problem_lines("not searchable", [problem for problem in contents.problems if not problem.is_note])
    notes = [problem for problem in contents.problems if problem.is_note]
    yield from _problem_lines("searchable, with a note", notes)


def _problem_lines(heading: str, problems: "Sequence[Problem]") -> Iterator[str]:
    """The problems by their kind, the most frequent first."""
    from searcher.indexing.overview import group_of

    if not problems:
        return
    yield f"{heading} ({len(problems):,}):"
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(group_of(problem), []).append(problem)
    for group, same in sorted(groups.items(), key=lambda each: (-len(each[1]), each[0])):
        yield f"  {group} ({len(same):,}):"
        yield from (f"    {problem_line(problem)}" for problem in same)


def _records(library: "Library") -> Iterator[str]:
    from searcher.output.status_records import status_records

    return map(_record, status_records(library))


def _record(values: dict[str, object]) -> str:
    # In ASCII, so that no character of a name acts on a terminal; JSON leaves but this one of those as it is.
    return json.dumps(values).replace("\x7f", "\\u007f")


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")
