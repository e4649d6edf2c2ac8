"""`searcher query`: ranked hits with highlighted snippets, for one query or a file of them."""

import argparse
from collections.abc import Iterator

from searcher.cli.answers import add_answer_options, answer_writer, build_if_needed, lines_of
from searcher.cli.arguments import typed
from searcher.cli.common import applying_folder, language_code, say
from searcher.errors import SearcherError
from searcher.output import FORMATS

HELP = "search the library and print the hits"
EPILOG = """examples:
  searcher query "North Korea"
  searcher query "Putin lang:it" --format jsonl
  searcher query like:000_3c288dc796538bc9.txt"""
# The id of the only query, in formats that need one.
ONLY = "0"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", type=typed, metavar="TEXT", help="the query, in any language and script")
    parser.add_argument("--queries", metavar="FILE", help='many queries: lines "qid<TAB>query"; - for standard input')
    add_answer_options(parser, "query")
    parser.add_argument(
        "--sort", choices=("score", "date"), default="score", help="the best first, or the newest (default score)"
    )
    parser.add_argument("--exact", action="store_true", help="words as written: no stems, no names, accents count")
    parser.add_argument("--no-names", action="store_true", help="no names of entities and nothing that sounds alike")
    parser.add_argument("--no-dates", action="store_true", help="no other ways of writing a date or a number")
    parser.add_argument("--fuzzy", action="store_true", help="near spellings of every word too")
    parser.add_argument(
        "--translations", action="store_true", help="names of common things in other languages, and glossary.tsv"
    )
    parser.add_argument(
        "--learned", action="store_true", help="other spellings of names that the documents show by their company"
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
    build_if_needed(folder)
    # Here, so that a wrong option is told at once.
    from searcher.query.expand import Options
    from searcher.search.searcher import Searcher

    searcher = Searcher(folder)
    for problem in (*searcher.problems, *(searcher.glossary_problems() if arguments.translations else ())):
        say(problem)
    out = answer_writer(arguments, multiple=arguments.queries is not None)
    options = Options(
        exact=arguments.exact,
        names=not arguments.no_names,
        fuzzy=arguments.fuzzy,
        stems=not arguments.no_stems,
        dates=not arguments.no_dates,
        translations=arguments.translations,
        learned=arguments.learned,
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
            by_date=arguments.sort == "date",
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
    for place, text in lines_of(arguments.queries, "--queries"):
        qid, tab, query = text.partition("\t")
        if tab:
            yield qid, query
        else:
            say(f"{place}: no tab: a line is qid<TAB>query; skipped")
