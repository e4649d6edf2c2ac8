"""`searcher status`: what is in the library, and everything that is not searchable, with the reason."""

import argparse
import os
from collections.abc import Generator, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.cli.common import applying_library, problem_line
from searcher.wording import counted

if TYPE_CHECKING:
    from searcher.index.version import Version
    from searcher.ingest.document import Problem
    from searcher.library import Library

HELP = "show what is in the library, and every file that is not searchable"
_INDEX = "`searcher index`"


def configure(parser: argparse.ArgumentParser) -> None:
    """This command has no arguments of its own."""


def run(args: argparse.Namespace) -> int:
    """Run the command. Raises SearcherError when the library or its index cannot be read."""
    from searcher.text.cells import printable

    library = applying_library(args)
    for line in _lines(library):
        print(printable(line))
    return 0


def _lines(library: "Library") -> Iterator[str]:
    from searcher.errors import SearcherError
    from searcher.index.version import current_version
    from searcher.trust import require_allowed

    yield f"library    {library.folder}"
    for source in library.sources:
        # Path.exists raises where a folder above may not be entered.
        there = os.path.exists(source.path)  # noqa: PTH110
        yield f"source     {source.path}{'' if there else ' (missing)'}"
    try:
        require_allowed(library)
    except SearcherError as error:
        yield f"warning    {error}"
    if not library.sources:
        yield "source     none: `searcher index PATH` adds one"
    yield from (f"warning    {warning}" for warning in library.warnings)
    yield from (f"warning    {problem}" for problem in _entity_problems(library))
    version = current_version(library.data)
    if version is None:
        yield f"index      nothing is indexed yet: run {_INDEX}"
        return
    yield f"index      {_state(version)}"
    problems = yield from _contents(version)
    yield f"data       {_size(library.data)}, last changed {_time(version.manifest)}"
    yield from _problem_lines("not searchable", [problem for problem in problems if not problem.is_note])
    yield from _problem_lines("searchable, with a note", [problem for problem in problems if problem.is_note])


def _entity_problems(library: "Library") -> tuple[str, ...]:
    from searcher.entities.table import EntityTable
    from searcher.library import entities_file

    return EntityTable.open(library.data if library.data.is_dir() else None, entities_file(library.folder)).problems


def _state(version: "Version") -> str:
    from searcher.indexing.indexer import is_unfinished

    if not version.is_of_this_program():
        return f"made by another version: {_INDEX} will rebuild it"
    if is_unfinished(version):
        return f"not complete: {_INDEX} is at work or was ended early; run it to complete the index"
    return "complete, made by this version"


def _contents(version: "Version") -> "Generator[str, None, tuple[Problem, ...]]":
    from searcher.indexing import census
    from searcher.ingest.manifest import Manifest
    from searcher.text.languages import language_name

    yield f"documents  {census.documents(version):,}"
    for lang, documents in census.documents_by_language(version).most_common():
        name = "not identified" if lang == "und" else language_name(lang)
        yield f"  {documents:>9,}  {lang:<4}{name}"
    with Manifest.open(version.manifest, read_only=True) as manifest:
        searchable = without = 0
        for entry in manifest.files():
            searchable += entry.documents > 0
            without += not entry.documents
        problems = tuple(manifest.problems())
    without_text = f", {without:,} without searchable text" if without else ""
    yield f"files      {counted(searchable, 'searchable file')}{without_text}"
    return problems


def _problem_lines(heading: str, problems: "list[Problem]") -> Iterator[str]:
    if problems:
        yield f"{heading} ({len(problems):,}):"
        yield from (f"  {problem_line(problem)}" for problem in problems)


def _size(folder: Path) -> str:
    from searcher.ingest.settings import size_text

    size = 0
    for path in folder.rglob("*"):
        with suppress(OSError):  # a writer at work removes files
            size += path.stat().st_size if path.is_file() else 0
    return size_text(size)


def _time(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime).astimezone().strftime("%Y-%m-%d %H:%M")
