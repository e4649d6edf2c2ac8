"""`searcher marks`: documents that were starred, read or have a note."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.cli.arguments import typed
from searcher.cli.common import applying_folder, say
from searcher.errors import SearcherError

if TYPE_CHECKING:
    from searcher.marks import Mark, Marks, Name
    from searcher.output.marked import Marking

HELP = "list the documents that you starred, read or wrote a note on, and mark more"
EPILOG = """examples:
  searcher marks
  searcher marks list --format csv
  searcher marks star 000_3c288dc796538bc9.txt
  searcher marks note 000_3c288dc796538bc9.txt "ask about the date"

a query finds them by is:starred, is:read, is:unread, is:noted and note:WORD

exit status: 0, 1 if nothing is marked, 2 for bad usage or a fault"""
_MARKED = "is:starred OR is:read OR is:noted"
_CHANGES = {
    "star": ("star documents", "starred", True),
    "unstar": ("take stars away", "starred", False),
    "read": ("count documents as read", "read", True),
    "unread": ("count documents as not read", "read", False),
}


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    listing = actions.add_parser("list", help="all that is marked, the newest first (without an ACTION too)")
    changing = []
    _add_format(parser)
    _add_format(listing, argparse.SUPPRESS)
    for name, (what, *_) in _CHANGES.items():
        changing.append(actions.add_parser(name, help=what))
        _add_documents(changing[-1])
    note = actions.add_parser("note", help="write a note on a document")
    note.add_argument("document", type=typed, metavar="DOC", help="its id, or the path of its file")
    note.add_argument(
        "text", nargs="*", type=typed, metavar="TEXT", help="the note; without any the note is taken away"
    )
    clear = actions.add_parser("clear", help="take all marks of documents away")
    _add_documents(clear)
    for action in (*changing, note, clear):
        _add_format(action, argparse.SUPPRESS, "print what is marked of them then (default: nothing)")


def _add_format(
    parser: argparse.ArgumentParser, default: str = "text", what: str = "how to print (default text)"
) -> None:
    parser.add_argument(
        "--format",
        choices=("text", "json", "jsonl", "csv", "markdown"),
        default=default,
        help=what,
    )


def _add_documents(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "documents",
        nargs="+",
        type=typed,
        metavar="DOC",
        help="the id of a document, or the path of its file, for a record with :NUMBER behind it",
    )


def run(arguments: argparse.Namespace) -> int:
    """0, or 1 if nothing is marked (to list) or is not there (to mark)."""
    from searcher.marks import Marks

    folder = applying_folder(arguments)
    marks = Marks(folder)
    for problem in marks.problems:
        say(problem)
    if arguments.action in (None, "list"):
        return _list(folder, marks, arguments.format)
    names = _names(folder, marks, [arguments.document] if arguments.action == "note" else arguments.documents)
    if arguments.action == "note":
        marks.change(names, note=" ".join(arguments.text))
    elif arguments.action == "clear":
        marks.clear(names)
    else:
        _, kind, value = _CHANGES[arguments.action]
        marks.change(names, starred=value if kind == "starred" else None, read=value if kind == "read" else None)
    if arguments.format != "text":
        from searcher.output.marked import write_markings

        write_markings(
            _markings(folder, [(name, marks.of(name)) for name in names]), arguments.format, sys.stdout, colour=False
        )
    return 0


def _names(folder: Path, marks: "Marks", documents: list[str]) -> "list[Name]":
    """The documents that are meant: of the index, or marked and gone from it. Raises SearcherError for others."""
    from searcher.cli.answers import build_if_needed
    from searcher.errors import NoDocumentError
    from searcher.search.searcher import Searcher

    build_if_needed(folder)
    names: list[Name] = []
    with Searcher(folder) as searcher:
        for document in documents:
            try:
                known = searcher.document(document)
                names.append((known.id, known.file))
            except NoDocumentError:
                gone = [name for name, _ in marks if name[0] == document]
                if not gone:
                    raise
                names += gone
    return names


def _list(folder: Path, marks: "Marks", form: str) -> int:
    from searcher.cli.answers import wants_colour
    from searcher.output.marked import write_markings

    write_markings(_markings(folder, list(marks)), form, sys.stdout, colour=wants_colour())
    if not len(marks):
        say("nothing is marked yet: searcher marks star ID, or * in the live search")
    return 0 if len(marks) else 1


def _markings(folder: Path, marks: "list[tuple[Name, Mark]]") -> "list[Marking]":
    """Documents with their marks, the newest first, and with what the index knows of them, if there is an index."""
    from searcher.engine.opening import IndexState, state_of
    from searcher.library import locate
    from searcher.output.marked import Marking

    titles: dict[Name, str] = {}
    if state_of(folder) is IndexState.READY and marks:
        from searcher.search.searcher import Searcher

        try:
            with Searcher(folder) as searcher:
                hits = searcher.search(_MARKED, limit=0, with_matches=False).hits
                titles = {(hit.id, hit.file): hit.title for hit in hits}
                titles |= {(hit.id, ""): hit.title for hit in hits}
        except SearcherError as error:
            say(str(error))  # the marks themselves can be listed all the same
    rows = []
    for name, mark in marks:
        # A record whose file has another name by now is known by its id.
        title = titles.get(name, titles.get((name[0], "")))
        rows.append(Marking(name[0], str(locate(folder, name[1])), title or "", mark, title is not None))
    return sorted(rows, key=lambda row: (row.mark.changed, row.id), reverse=True)
