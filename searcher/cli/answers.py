"""What the commands that print hits share: their options, the index that they need, and the writer."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from searcher.cli.arguments import typed
from searcher.cli.common import can_draw, say
from searcher.errors import SearcherError
from searcher.output import FORMATS, writer

if TYPE_CHECKING:
    from searcher.output.base import Writer

DEFAULT_LIMIT = 10
_WIDTH = 80
_MOST_WIDTH = 120


def add_answer_options(parser: argparse.ArgumentParser, of_what: str) -> None:
    """Add how many hits there shall be, of which documents, and in what format."""
    parser.add_argument(
        "--limit", type=limit_of, default=DEFAULT_LIMIT, metavar="N", help=f"hits per {of_what}, 0 for all (default 10)"
    )
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="how to print (default text)")
    add_narrowing_options(parser)


def add_narrowing_options(parser: argparse.ArgumentParser) -> None:
    """Add which documents shall be looked at."""
    parser.add_argument("--lang", default="", metavar="CODE", help="only documents with text in this language")
    parser.add_argument(
        "--path", type=typed, default="", metavar="GLOB", help="only files whose path fits, such as '*.md'"
    )


def add_certainty_option(parser: argparse.ArgumentParser, more: str) -> None:
    """Add how sure it must be that a document holds a name; `more` says what the choices mean."""
    parser.add_argument(
        "--certainty",
        choices=("certain", "likely", "possible"),
        default="possible",
        help=f"how sure it must be that the name is meant{more} (default possible)",
    )


def keep_to_one_thread() -> None:
    """Let NumPy work without threads, where matrices are small and many, unless the person says otherwise.

    Threads that wait for one another take several times the processor time. To be called before NumPy is imported.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def answer_writer(arguments: argparse.Namespace, *, multiple: bool) -> "Writer":
    """The writer on stdout; `multiple` for more than one question."""
    return writer(arguments.format, sys.stdout, colour=wants_colour(), width=output_width(), multiple=multiple)


def lines_of(file: str, option: str) -> Iterator[tuple[str, str]]:
    """("file:number", text) of each line that is not blank; "-" is standard input. Raises SearcherError."""
    with reading(file, f"{option} - reads lines from it") as (lines, name):
        for number, line in enumerate(lines, 1):
            text = line.decode("utf-8-sig" if number == 1 else "utf-8", "replace").rstrip("\r\n")
            if text.strip():
                yield f"{name}:{number}", text


@contextmanager
def reading(file: str, why: str) -> Iterator[tuple[BinaryIO, str]]:
    """A file that is read, and what to call it; "-" is standard input. Raises SearcherError.

    `why`: what is told where that is closed, such as "- reads names from it".
    """
    name = "standard input" if file == "-" else file
    if file == "-" and sys.stdin is None:
        raise SearcherError(f"standard input is closed: {why}")
    try:
        with open(0 if file == "-" else file, "rb", closefd=file != "-") as lines:
            yield lines, name
    except OSError as error:
        raise SearcherError(f"{name}: cannot be read ({error.strerror})") from None


def build_if_needed(folder: Path) -> None:
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


def limit_of(text: str) -> int:
    """The number of --limit."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of hits (0 for all)")
    return int(text)


def wants_colour() -> bool:
    """Whether standard output shows colours, and the person wants them."""
    return can_draw(sys.stdout) and not os.environ.get("NO_COLOR")


def output_width() -> int:
    """Cells of a line of standard output."""
    if not sys.stdout.isatty():
        return _WIDTH
    try:
        return min(os.get_terminal_size(sys.stdout.fileno()).columns, _MOST_WIDTH)
    except OSError:
        return _WIDTH
