"""`searcher similar`: documents that tell the same story as one, in any language."""

import argparse
from collections.abc import Iterator

from searcher.cli.answers import add_answer_options, answering, asked_folders, count_lines, lines_of, wanted
from searcher.cli.arguments import typed
from searcher.cli.common import language_code, say
from searcher.cli.progress import counting
from searcher.errors import NoDocumentError, SearcherError

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
    asked = wanted(arguments)
    multiple = arguments.docs is not None or len(arguments.document) > 1
    if arguments.open is not None and multiple:
        raise SearcherError("--open opens a hit of one document: give one DOC")
    lang = language_code(arguments.lang)
    folders = asked_folders(arguments)
    # Here, so that a wrong option is told at once.
    from searcher.search.searcher import Searcher

    found = False
    with Searcher(folders[0], others=folders[1:]) as searcher:
        for problem in searcher.problems:
            say(problem)
        with (
            counting("documents") as tell,
            answering(arguments, asked.form, multiple=multiple, libraries=len(folders) > 1) as out,
        ):
            total = len(arguments.document) if arguments.docs is None else count_lines(arguments.docs)
            for number, (document, place) in enumerate(_documents(arguments)):
                tell(number, total)
                try:
                    identifier = searcher.id_of(document)
                except NoDocumentError as error:
                    if not place:
                        raise
                    say(f"{place}: {error}; skipped")
                    continue
                results = searcher.similar(
                    document, limit=asked.limit, lang=lang, path=arguments.path, with_matches=asked.with_matches
                )
                if arguments.open is not None:
                    from searcher.cli.hit_opening import open_hit

                    return open_hit(searcher, results, arguments.open)
                out.write(identifier, results)
                found = found or results.total > 0
    return 0 if found else 1


def _documents(arguments: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """(document, where in which file it is asked for: "" on the command line)."""
    if arguments.docs is None:
        yield from ((document, "") for document in arguments.document)
        return
    for place, document in lines_of(arguments.docs, "--docs"):
        yield document, place
