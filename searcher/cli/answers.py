"""What the commands that print hits share: their options, the index that they need, and the writer."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from searcher.cli.arguments import typed
from searcher.cli.common import applying_folder, applying_folders, can_draw, say
from searcher.errors import SearcherError
from searcher.output import COUNT, FORMATS, PATHS_WITH_NUL, shows_matches, writer
from searcher.records import dataclass

if TYPE_CHECKING:
    from searcher.output.base import Writer

DEFAULT_LIMIT = 10
_WIDTH = 80
_MOST_WIDTH = 120


def add_answer_options(parser: argparse.ArgumentParser, of_what: str) -> None:
    """Add how many hits there shall be, of which documents, and in what format."""
    parser.add_argument(
        "--limit", type=limit_of, metavar="N", help=f"hits per {of_what}, 0 for all (default 10; all with -l)"
    )
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--format", choices=tuple(FORMATS), default="text", help="how to print (default text)")
    forms.add_argument(
        "-l", "--files", action="store_true", help="only the paths of the files with hits, best first, one a line"
    )
    forms.add_argument("-c", "--count", action="store_true", help="only how many documents match")
    parser.add_argument("-0", "--null", action="store_true", help="with -l: paths end in NUL, for xargs -0")
    # To argparse an option that is a number makes options of all numbers, so of queries such as -5.
    parser._has_negative_number_optionals.clear()
    parser.add_argument(
        "--open", type=_hit_number, metavar="N", help="open hit N at its place, as Enter does in the live search"
    )
    add_pager_option(parser)
    add_narrowing_options(parser)


def add_pager_option(parser: argparse.ArgumentParser) -> None:
    """Add what keeps long text out of a pager."""
    parser.add_argument("--no-pager", action="store_true", help="never show long text in a pager (less, or PAGER)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of an answer is wanted: the `limit` best hits (0: all) in a format."""

    limit: int
    form: str

    @property
    def with_matches(self) -> bool:
        return shows_matches(self.form)


def wanted(arguments: argparse.Namespace) -> Wanted:
    """What `add_answer_options` has read. Raises SearcherError for options that do not go together."""
    is_paths = arguments.files or arguments.format == "paths"
    if arguments.null and not is_paths:
        raise SearcherError("-0 ends paths in NUL: it goes with -l or --format paths")
    if arguments.open is not None:
        return Wanted(arguments.open, "text")
    if arguments.count:
        return Wanted(1, COUNT)
    # Files that were left out would be missed without a word in what the paths are handed to.
    default = 0 if arguments.files else DEFAULT_LIMIT
    limit = default if arguments.limit is None else arguments.limit
    return Wanted(limit, (PATHS_WITH_NUL if arguments.null else "paths") if is_paths else arguments.format)


def _hit_number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not the number of a hit: they count from 1")
    return int(text)


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


@contextmanager
def answering(arguments: argparse.Namespace, form: str, *, multiple: bool, libraries: bool) -> "Iterator[Writer]":
    """The writer on stdout, of which long text goes to a pager; `multiple` for more than one question.

    `libraries`: whether more than one is asked.
    """
    with paging(form == "text" and not arguments.no_pager) as stream:
        out = writer(
            form, stream, colour=wants_colour(), width=output_width(), multiple=multiple, links=wants_links(),
            libraries=libraries,
        )  # fmt: skip
        yield out
        out.close()


def paging(is_wanted: bool) -> AbstractContextManager[TextIO]:
    """Standard output, which is paged if that `is_wanted` and a terminal."""
    if not is_wanted or not can_draw(sys.stdout):
        return nullcontext(sys.stdout)
    # Here, for what is piped needs none of it.
    from searcher.cli.pager import paged

    return paged()


def lines_of(file: str, option: str) -> Iterator[tuple[str, str]]:
    """("file:number", text) of each line that is not blank; "-" is standard input. Raises SearcherError."""
    with reading(file, f"{option} - reads lines from it") as (lines, name):
        for number, line in enumerate(lines, 1):
            text = line.decode("utf-8-sig" if number == 1 else "utf-8", "replace").rstrip("\r\n")
            if text.strip():
                yield f"{name}:{number}", text


def count_lines(file: str) -> int:
    """How many lines `lines_of` gives of a file; 0 where that is not known before they are read."""
    if file == "-" or not Path(file).is_file():
        return 0
    try:
        with Path(file).open("rb") as lines:
            return sum(map(bool, map(bytes.strip, lines)))
    except OSError:
        return 0  # told when it is read


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


def asked_folders(arguments: argparse.Namespace, alone: str = "") -> list[Path]:
    """The folders of the libraries that are asked, each with an index. Raises SearcherError.

    `alone`: why there may be only one, "" where there may be several.
    """
    folders = applying_folders(arguments)
    if alone and len(folders) > 1:
        raise SearcherError(f"{alone}: name one --index")
    for folder in folders:
        build_if_needed(folder)
    return folders


def asked_folder(arguments: argparse.Namespace) -> Path:
    """The folder of the only library that a command asks, with an index. Raises SearcherError."""
    folder = applying_folder(arguments)
    build_if_needed(folder)
    return folder


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


def wants_links() -> bool:
    """Whether standard output may have hyperlinks: what does not know them passes over them (ECMA-48, 8.3.89).

    Not where colours are unwanted, nor on what is known to print them; SEARCHER_LINKS=no says so for others.
    """
    term = os.environ.get("TERM", "")
    if not wants_colour() or not term or os.environ.get("SEARCHER_LINKS", "").lower() in ("0", "no", "never"):
        return False
    # The consoles of Linux and BSD, GNU Screen, Emacs, and the hardware of old. VTE took links wrong before 0.50.
    if term.startswith(("linux", "cons25", "screen", "eterm", "vt", "ansi")) or "INSIDE_EMACS" in os.environ:
        return False
    version = os.environ.get("VTE_VERSION", "")
    return not version.isdecimal() or int(version) >= 5000


def output_width() -> int:
    """Cells of a line of standard output."""
    if not sys.stdout.isatty():
        return _WIDTH
    try:
        return min(os.get_terminal_size(sys.stdout.fileno()).columns, _MOST_WIDTH)
    except OSError:
        return _WIDTH
