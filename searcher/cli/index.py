"""`searcher index`: add sources to a library and bring its index up to date."""

import argparse
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.cli.common import (
    add_json_option,
    applying_library,
    language_code,
    named_folder,
    print_json,
    problem_line,
    say,
)
from searcher.cli.progress import progress_bar
from searcher.indexing.report import summary
from searcher.ingest.parts import ALL, MOST_SHARES, Share
from searcher.wording import counted

if TYPE_CHECKING:
    from searcher.indexing.update import Report
    from searcher.ingest.document import Problem
    from searcher.library import Library

HELP = "add files and folders to the library and bring its index up to date"
EPILOG = """examples:
  searcher index ~/letters ~/news.jsonl
  searcher index --lang ko reports/
  searcher index --format json"""
_OBJECTS_BETWEEN_LOOKS = 200_000
MOST_NAMED = 20
"""Skipped files that are named one by one; `searcher status` names them all."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a file or folder to search from now on")
    parser.add_argument(
        "--lang",
        default="",
        metavar="CODE",
        help="the language of the files below PATH (of all without PATH), instead of what is identified; "
        "it is remembered, and `auto` takes it back",
    )
    add_json_option(parser)
    parser.add_argument("--rebuild", action="store_true", help="make the index anew from the sources")
    parser.add_argument(
        "--part",
        type=_share,
        default=ALL,
        metavar="N/M",
        help="of a library in a cluster: the N-th of M machines, which reads its share of the files",
    )
    parser.add_argument(
        "--allow",
        action="store_true",
        help="let the library read what its searcher.toml names outside its parent folder; it is remembered",
    )


def run(args: argparse.Namespace) -> int:
    """Run the command. Raises SearcherError."""
    lang = _language(args.lang)
    # Thousands of documents come and go, hardly any in cycles: looking for those less often saves a twelfth.
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)
    library = _library(args)
    if args.allow:
        from searcher.trust import allow, forbidden

        library = allow(library, forbidden(library))
    for warning in library.warnings:
        say(warning)
    report = bring_up_to_date(library, lang=lang, paths=args.paths, rebuild=args.rebuild, share=args.part)
    if report.rebuilt and not args.rebuild:
        say("the index was of another version and was made anew")
    if args.format == "json":
        print_json(report_record(library, report))
    else:
        print(summary(report), flush=True)
    for path in _without_documents(library, report, args.paths):
        say(f"{path}: there is no document to search in it")
    return 0


def bring_up_to_date(
    library: "Library",
    *,
    lang: str = "",
    paths: Sequence[Path] = (),
    rebuild: bool = False,
    share: Share = ALL,
) -> "Report":
    """Update the index, with a progress bar on a terminal; what is not searchable is named on stderr.

    On a terminal the person is asked what a library may read that somebody else may have made. Raises `Stopped` when
    a signal has ended it, after what was read is committed.
    """
    from searcher.cli.stopping import Stopped, stop_requests
    from searcher.indexing.update import update

    library = permitted(library)
    with stop_requests() as stop, progress_bar() as progress:
        report = update(
            library, lang=lang, paths=paths, rebuild=rebuild, progress=progress, say=say, stop=stop, share=share
        )
    if report.stopped:
        read = counted(report.added + report.updated + report.renamed + report.unchanged, "file")
        again = "searcher index --rebuild" if rebuild else "searcher index"
        say(f"ended early: {read} committed; to go on from there: {again}")
        raise Stopped(stop.number)
    for line in skipped_lines(report.problems):
        say(line)
    return report


def report_record(library: "Library", report: "Report") -> dict[str, object]:
    """What a run did, for programs: the counts of `Report`, and each problem with its file, line and reason."""
    counts = ("added", "updated", "removed", "renamed", "unchanged", "documents", "rebuilt", "stopped")
    return {
        "library": str(library.folder),
        **{name: getattr(report, name) for name in counts},
        "seconds": round(report.seconds, 3),
        "problems": [
            {"file": each.file, "line": each.number or None, "reason": each.reason, "note": each.is_note}
            for each in report.problems
        ],
    }


def permitted(library: "Library") -> "Library":
    """The library with what it may read, which a terminal is asked for. Raises SearcherError if it may not."""
    from searcher.trust import allow, forbidden, listed, require_allowed

    wanted = forbidden(library)
    if wanted and sys.stdin.isatty() and sys.stderr.isatty():
        say(f"{library.folder} wants to read {listed(wanted)}")
        print("Allow it from now on? [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() in ("y", "yes"):
            known = library.warnings
            library = allow(library, wanted)
            for warning in library.warnings[len(known) :]:
                say(warning)
    require_allowed(library)
    return library


def _language(tag: str) -> str:
    from searcher.indexing.update import NO_LANGUAGE

    return tag if tag == NO_LANGUAGE else language_code(tag)


def _library(args: argparse.Namespace) -> "Library":
    from searcher.errors import SearcherError
    from searcher.library import add_sources, choose_library_folder, create_library

    if not args.paths:
        return applying_library(args)
    for path in args.paths:
        # Before a library is made for a word that was mistyped.
        try:
            path.stat()
        except FileNotFoundError:
            raise SearcherError(f"{path}: no such file or folder") from None
        except OSError as error:
            raise SearcherError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    library = create_library(choose_library_folder(named_folder(args), Path.cwd(), os.environ, say))
    return add_sources(library, args.paths)


def _share(text: str) -> Share:
    number, slash, total = text.partition("/")
    if slash and number.isdecimal() and total.isdecimal() and 0 < int(number) <= int(total) <= MOST_SHARES:
        return Share(int(number), int(total))
    raise argparse.ArgumentTypeError(f"{text!r} is no part such as 3/8")


def skipped_lines(problems: "Sequence[Problem]") -> Iterator[str]:
    """What is not searchable, as lines for a person, and how many of them there are beyond MOST_NAMED."""
    skipped = [problem for problem in problems if not problem.is_note]
    notes = len(problems) - len(skipped)
    yield from map(problem_line, skipped[:MOST_NAMED])
    if len(skipped) > MOST_NAMED:
        yield f"and {len(skipped) - MOST_NAMED:,} more: searcher status"
    if notes:
        yield f"{counted(notes, 'note')} on files that were read with a loss or a guess: searcher status"


def _without_documents(library: "Library", report: "Report", paths: Sequence[Path]) -> Iterator[str]:
    from searcher.index.version import current_version
    from searcher.ingest.manifest import Manifest

    if not report.documents:
        yield from map(str, paths or [source.path for source in library.sources] or [library.folder])
        return
    version = current_version(library.data)
    if version is None:
        return
    with Manifest.open(version.manifest, read_only=True) as manifest:
        for path in paths:
            place = Path(os.path.realpath(path))
            files = (entry.key for entry in manifest.files() if entry.documents)
            if not any(Path(os.path.realpath(library.locate(key))).is_relative_to(place) for key in files):
                yield str(path)
