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

    return find_library_folder(named_folder(args), Path.cwd(), os.environ, say)


def folder_if_any(args: argparse.Namespace) -> Path | None:
    """The library that applies; None without one, unless one was named. Raises SearcherError."""
    from searcher.errors import SearcherError

    try:
        return applying_folder(args)
    except SearcherError:
        if args.index or os.environ.get("SEARCHER_INDEX"):
            raise
        return None


def applying_folders(args: argparse.Namespace) -> list[Path]:
    """The folders of the libraries that apply here: one, or those that --index or SEARCHER_INDEX name, each once.

    Raises SearcherError for any that is none: hits of the others alone would pass for all of them.
    """
    from searcher.library import find_library_folder, libraries_of

    if args.index:
        found = [find_library_folder(each, Path.cwd(), os.environ, say) for each in args.index]
    elif len(told := libraries_of(os.environ)) > 1:
        found = [find_library_folder(None, Path.cwd(), {"SEARCHER_INDEX": str(each)}, say) for each in told]
    else:
        found = [applying_folder(args)]
    return list({os.path.realpath(folder): folder for folder in reversed(found)}.values())[::-1]


def named_folder(args: argparse.Namespace) -> Path | None:
    """The library that --index names, None without one. Raises SearcherError for several: the command takes one."""
    from searcher.errors import SearcherError

    named: list[Path] = args.index or []
    if len(named) > 1:
        raise SearcherError(f"--index {named[1]}: {args.command or 'the live search'} takes one library; name one")
    return named[0] if named else None


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


def add_json_option(parser: argparse.ArgumentParser, form: str = "json") -> None:
    """Add --format, for people or for programs: one JSON value (`form` "json"), or a line for each ("jsonl")."""
    parser.add_argument("--format", choices=("text", form), default="text", help="for people, or for programs")


def print_json(value: object) -> None:
    """A value as a line of JSON, safe to show."""
    from searcher.output.records import escaped

    print(escaped(value))


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
