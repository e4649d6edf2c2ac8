"""`searcher about`: everything about a name, on one page."""

import argparse
import locale

from searcher.cli.answers import (
    add_certainty_option,
    add_narrowing_options,
    add_pager_option,
    asked_folders,
    keep_to_one_thread,
    output_width,
    paging,
    wants_colour,
)
from searcher.cli.arguments import typed
from searcher.cli.common import language_code, say
from searcher.cli.progress import counting
from searcher.errors import SearcherError

HELP = "tell everything about a name: where, when, how it is spelled, and beside whom"
EPILOG = """examples:
  searcher about "Belousov"
  searcher about "Kim Jong-un" --lang de --format html > kim.html

exit status: 0 with documents, 1 without, 2 for bad usage or a fault"""


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
    folders = asked_folders(arguments)
    from searcher.output.dossier_files import FILE_FORMATS
    from searcher.output.dossiers import TextDossier
    from searcher.query.listed import Certainty
    from searcher.search.searcher import Searcher

    with Searcher(folders[0], others=folders[1:]) as searcher, counting("steps", alone=True) as tell:
        for problem in searcher.problems:
            say(problem)
        least = Certainty(arguments.certainty)
        dossier = searcher.about(name, least=least, lang=lang, path=arguments.path, tell=tell)
    text = TextDossier(colour=wants_colour(), width=output_width(), is_ascii=arguments.ascii or not _knows_bars())
    with paging(arguments.format == "text" and not arguments.no_pager) as stream:
        for line in FILE_FORMATS.get(arguments.format, text)(dossier):
            stream.write(line + "\n")
    return 0 if dossier.documents else 1


def _knows_bars() -> bool:
    """Whether the locale has more than ASCII: pipes end in programs of the same locale."""
    return "utf" in locale.getpreferredencoding(False).lower()
