"""What several commands share: the library that applies, and lines for people."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from searcher.ingest.document import Problem
    from searcher.library import Library


def applying_folder(args: argparse.Namespace) -> Path:
    """The folder of the library that applies here. Raises SearcherError when there is none."""
    from searcher.library import find_library_folder

    return find_library_folder(args.index, Path.cwd(), os.environ, say)


def applying_library(args: argparse.Namespace) -> "Library":
    """The library that applies here, with its settings. Raises SearcherError."""
    from searcher.library import Library

    return Library.open(applying_folder(args))


def language_code(tag: str) -> str:
    """The code that the index uses for the language of --lang, "" for "". Raises SearcherError for no language."""
    if not tag:
        return ""
    from searcher.errors import SearcherError
    from searcher.text.languages import is_language, normalise_code

    if not is_language(tag):
        raise SearcherError(f"--lang {tag}: no language has this code; write one such as de, ko or pt-BR")
    return normalise_code(tag)


def can_draw(stream: TextIO) -> bool:
    """Whether what `stream` leads to understands more than plain text."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def say(line: str) -> None:
    """A line on stderr, safe to show."""
    from searcher.text.cells import printable

    print(printable(line), file=sys.stderr, flush=True)


def problem_line(problem: "Problem") -> str:
    """A problem as "FILE: reason" or "FILE, line N: reason", safe to show."""
    from searcher.text.cells import printable

    place = f"{problem.file}, line {problem.number}" if problem.number else problem.file
    return printable(f"{place}: {problem.reason}")
