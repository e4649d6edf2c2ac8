"""`searcher about`: everything about a name, on one page."""

import argparse
import locale
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from searcher.cli.answers import (
    add_certainty_option,
    add_narrowing_options,
    add_pager_option,
    build_if_needed,
    keep_to_one_thread,
    output_width,
    paging,
    wants_colour,
)
from searcher.cli.arguments import typed
from searcher.cli.common import applying_folders, can_draw, language_code, say
from searcher.errors import SearcherError

HELP = "tell everything about a name: where, when, how it is spelled, and beside whom"
EPILOG = """examples:
  searcher about "Belousov"
  searcher about "Kim Jong-un" --lang de --format html > kim.html

exit status: 0 with documents, 1 without, 2 for bad usage or a fault"""
# Seconds after which a person wants to know that something is being done.
_PATIENCE = 1.0


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="+", type=typed, metavar="NAME", help="a name, in any language and script")
    parser.add_argument(
        "--format", choices=("text", "jsonl", "md", "html"), default="text", help="how to print (default text)"
    )
    add_certainty_option(parser, ", as of `searcher watchlist`")
    add_narrowing_options(parser)
    add_pager_option(parser)
    parser.add_argument("--ascii", action="store_true", help="bars of #, as where the locale knows no others")


def run(arguments: argparse.Namespace) -> int:
    """0 if there is any document, 1 if not."""
    keep_to_one_thread()
    name = " ".join(" ".join(arguments.name).split())
    lang = language_code(arguments.lang)
    if not any(map(str.isalnum, name)):
        raise SearcherError("about needs a NAME with a letter or digit in it")
    folders = applying_folders(arguments)
    for folder in folders:
        build_if_needed(folder)
    from searcher.output.dossier_files import FILE_FORMATS
    from searcher.output.dossiers import TextDossier
    from searcher.query.listed import Certainty
    from searcher.search.searcher import Searcher

    with Searcher(folders[0], others=folders[1:]) as searcher, _patience(name):
        for problem in searcher.problems:
            say(problem)
        least = Certainty(arguments.certainty)
        dossier = searcher.about(name, least=least, lang=lang, path=arguments.path)
    text = TextDossier(colour=wants_colour(), width=output_width(), is_ascii=arguments.ascii or not _knows_bars())
    with paging(arguments.format == "text" and not arguments.no_pager) as stream:
        for line in FILE_FORMATS.get(arguments.format, text)(dossier):
            stream.write(line + "\n")
    return 0 if dossier.documents else 1


def _knows_bars() -> bool:
    """Whether the locale has more than ASCII: pipes end in programs of the same locale."""
    return "utf" in locale.getpreferredencoding(False).lower()


@contextmanager
def _patience(name: str) -> Iterator[None]:
    """Say on a terminal that work is being done, if it takes its time; the line goes when it is done."""
    if not can_draw(sys.stderr):
        yield
        return
    from searcher.text.cells import clip, printable

    told = threading.Event()

    def tell() -> None:
        told.set()
        print(f"reading about {clip(printable(name), 40)} …", end="", file=sys.stderr, flush=True)

    timer = threading.Timer(_PATIENCE, tell)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if told.is_set():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
