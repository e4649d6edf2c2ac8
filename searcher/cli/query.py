"""`searcher query`: ranked hits with highlighted snippets, for one query or a file of them."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from searcher.cli.answers import add_answer_options, answering, asked_folders, count_lines, lines_of, wanted
from searcher.cli.arguments import typed
from searcher.cli.common import language_code, say
from searcher.cli.progress import counting
from searcher.errors import SearcherError

if TYPE_CHECKING:
    from searcher.query.options import Options

HELP = "search the library and print the hits"
EPILOG = """examples:
  searcher query "North Korea"
  searcher query "Putin lang:it" --format jsonl
  searcher query like:000_3c288dc796538bc9.txt
  searcher query -l "North Korea" -0 | xargs -0 wc -c
  searcher query "Belousov" --open 1"""
# The id of the only query, in formats that need one.
ONLY = "0"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", type=typed, metavar="TEXT", help="the query, in any language and script")
    parser.add_argument("--queries", metavar="FILE", help='many queries: lines "qid<TAB>query"; - for standard input')
    parser.add_argument(
        "--saved",
        default="",
        type=typed,
        metavar="SEARCH",
        help="a search that the live search saved, by its name",
    )
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
        help="leave out a form that --explain shows, or all of a kind: kind:romanised",
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
    if sum(map(bool, (arguments.text, arguments.queries, arguments.saved))) != 1:
        raise SearcherError('query needs a TEXT, --queries FILE or --saved SEARCH (try: searcher query "Belousov")')
    asked = wanted(arguments)
    if arguments.open is not None and arguments.queries is not None:
        raise SearcherError("--open opens a hit of one query: give a TEXT and no --queries")
    lang = language_code(arguments.lang)
    folders = asked_folders(arguments, "--learned asks one library for its spellings" if arguments.learned else "")
    # Here, so that a wrong option is told at once.
    from searcher.search.searcher import Searcher

    one, by_date, options = " ".join(arguments.text), arguments.sort == "date", _options(arguments)
    if arguments.saved:
        from searcher.cli.saved import called_up

        one, by_date, options = called_up(folders[0], arguments.saved, by_date, options)
    searcher = Searcher(folders[0], others=folders[1:])
    for problem in (*searcher.problems, *(searcher.glossary_problems() if options.translations else ())):
        say(problem)
    found = False
    multiple = arguments.queries is not None
    with (
        counting("queries") as tell,
        answering(arguments, asked.form, multiple=multiple, libraries=len(folders) > 1) as out,
    ):
        total = count_lines(arguments.queries) if multiple else 0
        for number, (qid, text) in enumerate(_queries(arguments, one)):
            if multiple:
                tell(number, total)
            results = searcher.search(
                text,
                limit=asked.limit,
                options=options,
                lang=lang,
                path=arguments.path,
                with_explanation=arguments.explain,
                with_matches=asked.with_matches,
                by_date=by_date,
            )
            for note in results.notes:
                say(f"{qid}: {note}" if multiple else note)
            if arguments.explain and (asked.form != "text" or arguments.open is not None):
                for line in results.explanation:
                    say(line)
            if arguments.open is not None:
                from searcher.cli.hit_opening import open_hit

                return open_hit(searcher, results, arguments.open)
            out.write(qid, results)
            found = found or results.total > 0
    searcher.close()
    return 0 if found else 1


def _options(arguments: argparse.Namespace) -> "Options":
    from searcher.query.options import Options

    return Options(
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


def _queries(arguments: argparse.Namespace, one: str) -> Iterator[tuple[str, str]]:
    if arguments.queries is None:
        yield ONLY, one
        return
    for place, text in lines_of(arguments.queries, "--queries"):
        qid, tab, query = text.partition("\t")
        if tab:
            yield qid, query
        else:
            say(f"{place}: no tab: a line is qid<TAB>query; skipped")
