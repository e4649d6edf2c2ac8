"""`searcher similar`: documents that tell the same story as one, in any language."""

import argparse
from collections.abc import Iterator

from searcher.cli.answers import add_answer_options, answer_writer, build_if_needed, lines_of
from searcher.cli.arguments import typed
from searcher.cli.common import applying_folder, language_code, say
from searcher.errors import NoDocumentError, SearcherError
from searcher.output import FORMATS

HELP = "find documents that tell the same story as one, in any language"
EPILOG = """examples:
  searcher similar seeds/000_3c288dc796538bc9.txt
  searcher similar news/2024.jsonl:17 --lang ko --format jsonl
  searcher similar --docs ids.txt --limit 30 --format trec"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "document",
        nargs="*",
        type=typed,
        metavar="DOC",
        help="the id of a document, or the path of its file, for a record with :NUMBER behind it",
    )
    parser.add_argument("--docs", metavar="FILE", help="many documents: ids or paths one a line; - for standard input")
    add_answer_options(parser, "document")


def run(arguments: argparse.Namespace) -> int:
    """0 if anything was found, 1 if not."""
    if bool(arguments.document) == bool(arguments.docs):
        raise SearcherError("similar needs a DOC, or --docs FILE (an id is in each hit of --format jsonl)")
    lang = language_code(arguments.lang)
    folder = applying_folder(arguments)
    build_if_needed(folder)
    # Here, so that a wrong option is told at once.
    from searcher.search.searcher import Searcher

    found = False
    with Searcher(folder) as searcher:
        for problem in searcher.problems:
            say(problem)
        out = answer_writer(arguments, multiple=arguments.docs is not None or len(arguments.document) > 1)
        for document, place in _documents(arguments):
            try:
                identifier = searcher.id_of(document)
            except NoDocumentError as error:
                if not place:
                    raise
                say(f"{place}: {error}; skipped")
                continue
            results = searcher.similar(
                document,
                limit=arguments.limit,
                lang=lang,
                path=arguments.path,
                with_matches=FORMATS[arguments.format].shows_matches,
            )
            out.write(identifier, results)
            found = found or results.total > 0
        out.close()
    return 0 if found else 1


def _documents(arguments: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """(document, where in which file it is asked for: "" on the command line)."""
    if arguments.docs is None:
        yield from ((document, "") for document in arguments.document)
        return
    for place, document in lines_of(arguments.docs, "--docs"):
        yield document, place
