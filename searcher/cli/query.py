"""`searcher query`: ranked hits with highlighted snippets, for one query or a file of them."""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from searcher.cli.arguments import typed
from searcher.cli.common import applying_folder, can_draw, language_code, say
from searcher.errors import SearcherError
from searcher.output import FORMATS, writer

HELP = "search the library and print the hits"
DEFAULT_LIMIT = 10
# The id of the only query, in formats that need one.
ONLY = "0"
_WIDTH = 80
_MOST_WIDTH = 120


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", type=typed, metavar="TEXT", help="the query, in any language and script")
    parser.add_argument("--queries", metavar="FILE", help='many queries: lines "qid<TAB>query"; - for standard input')
    parser.add_argument(
        "--limit", type=_limit, default=DEFAULT_LIMIT, metavar="N", help="hits per query, 0 for all (default 10)"
    )
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="how to print (default text)")
    parser.add_argument("--lang", default="", metavar="CODE", help="only documents with text in this language")
    parser.add_argument(
        "--path", type=typed, default="", metavar="GLOB", help="only files whose path fits, such as '*.md'"
    )
    parser.add_argument("--exact", action="store_true", help="words as written: no stems, no names, accents count")
    parser.add_argument("--no-names", action="store_true", help="no names of entities and nothing that sounds alike")
    parser.add_argument("--no-dates", action="store_true", help="no other ways of writing a date or a number")
    parser.add_argument("--fuzzy", action="store_true", help="near spellings of every word too")
    parser.add_argument(
        "--translations", action="store_true", help="names of common things in other languages, and glossary.tsv"
    )
    parser.add_argument("--no-stems", action="store_true", help="no other forms of words; accents may differ")
    parser.add_argument("--prefix", action="store_true", help="the last word may go on, as in the live search")
    parser.add_argument(
        "--without",
        action="append",
        type=typed,
        default=[],
        metavar="FORM",
        help="leave out a form that --explain shows",
    )
    parser.add_argument(
        "--entity",
        action="append",
        type=typed,
        default=[],
        metavar="ID",
        help="the entity that an ambiguous name means",
    )
    parser.add_argument("--explain", action="store_true", help="show what the query was expanded to, and why")


def run(arguments: argparse.Namespace) -> int:
    """0 if anything was found, 1 if not."""
    if bool(arguments.text) == bool(arguments.queries):
        raise SearcherError('query needs a TEXT, or --queries FILE (try: searcher query "Belousov")')
    lang = language_code(arguments.lang)
    folder = applying_folder(arguments)
    _build_if_needed(folder)
    # Here, so that a wrong option is told at once.
    from searcher.query.expand import Options
    from searcher.search.searcher import Searcher

    searcher = Searcher(folder)
    for problem in (*searcher.problems, *(searcher.glossary_problems() if arguments.translations else ())):
        say(problem)
    out = writer(
        arguments.format,
        sys.stdout,
        colour=_wants_colour(),
        width=_width(),
        multiple=arguments.queries is not None,
    )
    options = Options(
        exact=arguments.exact,
        names=not arguments.no_names,
        fuzzy=arguments.fuzzy,
        stems=not arguments.no_stems,
        dates=not arguments.no_dates,
        translations=arguments.translations,
        prefix_last=arguments.prefix,
        without=frozenset(arguments.without),
        entities=frozenset(arguments.entity),
    )
    found = False
    for qid, text in _queries(arguments):
        results = searcher.search(
            text,
            limit=arguments.limit,
            options=options,
            lang=lang,
            path=arguments.path,
            with_explanation=arguments.explain,
            with_matches=FORMATS[arguments.format].shows_matches,
        )
        for note in results.notes:
            say(note if arguments.queries is None else f"{qid}: {note}")
        if arguments.explain and arguments.format != "text":
            for line in results.explanation:
                say(line)
        out.write(qid, results)
        found = found or results.total > 0
    out.close()
    searcher.close()
    return 0 if found else 1


def _queries(arguments: argparse.Namespace) -> Iterator[tuple[str, str]]:
    if arguments.queries is None:
        yield ONLY, " ".join(arguments.text)
        return
    name = "standard input" if arguments.queries == "-" else arguments.queries
    if arguments.queries == "-" and sys.stdin is None:
        raise SearcherError("standard input is closed: --queries - reads lines qid<TAB>query from it")
    try:
        with open(
            0 if arguments.queries == "-" else arguments.queries, "rb", closefd=arguments.queries != "-"
        ) as lines:
            for number, line in enumerate(lines, 1):
                text = line.decode("utf-8-sig" if number == 1 else "utf-8", "replace").rstrip("\r\n")
                if not text.strip():
                    continue
                qid, tab, query = text.partition("\t")
                if tab:
                    yield qid, query
                else:
                    say(f"{name}:{number}: no tab: a line is qid<TAB>query; skipped")
    except OSError as error:
        raise SearcherError(f"{name}: cannot be read ({error.strerror})") from None


def _build_if_needed(folder: Path) -> None:
    """Build the index of a library that has none, or one of another analysis, and say so."""
    from searcher.engine.opening import IndexState, state_of

    found = state_of(folder)
    if found is IndexState.READY:
        return
    if found is IndexState.MISSING:
        say(f"{folder}: building the index, once")
    else:
        say(f"{folder}: {found.value}: rebuilding it")
    from searcher.cli.index import bring_up_to_date
    from searcher.library import Library

    bring_up_to_date(Library.open(folder))


def _limit(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of hits (0 for all)")
    return int(text)


def _wants_colour() -> bool:
    return can_draw(sys.stdout) and not os.environ.get("NO_COLOR")


def _width() -> int:
    if not sys.stdout.isatty():
        return _WIDTH
    try:
        return min(os.get_terminal_size(sys.stdout.fileno()).columns, _MOST_WIDTH)
    except OSError:
        return _WIDTH
