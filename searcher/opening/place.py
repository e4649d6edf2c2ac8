"""How a hit is opened at its place: by an editor in this terminal, or by a program beside it."""

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from searcher.engine.engine import Match
from searcher.errors import SearcherError
from searcher.opening.editor import desktop_command, editor_command, line_of
from searcher.opening.viewer import has_pages, is_text, page_of, viewer_command
from searcher.records import dataclass
from searcher.search.hits import Hit


@dataclass(frozen=True, slots=True)
class Opening:
    """The command that opens a hit. `takes_terminal`: it needs the terminal until it ends; else it runs beside."""

    command: tuple[str, ...]
    takes_terminal: bool


def opening(
    hit: Hit, text: str, match: Match | None, viewer: Callable[[], str], environ: Mapping[str, str] = os.environ
) -> Opening:
    """How to open `hit` at a match in its `text`: in the editor; what an editor cannot show, in its own program.

    `viewer` gives the command that the person wants PDFs to be opened with, or "". Raises SearcherError where the file
    is gone, or a variable or setting is no command.
    """
    if not is_text(hit):
        return desktop_opening(hit, text, match, viewer)
    require_file(hit)
    return Opening(tuple(editor_command(environ, hit.path, line_of(hit, text, match))), takes_terminal=True)


def desktop_opening(hit: Hit, text: str, match: Match | None, viewer: Callable[[], str]) -> Opening:
    """How to open `hit` with the desktop's program, a PDF at the page of the match; as `opening` else."""
    require_file(hit)
    if has_pages(hit):
        return Opening(tuple(viewer_command(hit.path, page_of(hit, text, match), viewer())), takes_terminal=False)
    return Opening(tuple(desktop_command(hit.path)), takes_terminal=False)


def require_file(hit: Hit) -> None:
    """Raise SearcherError if the file of a hit is gone."""
    if not Path(hit.path).is_file():
        raise SearcherError(f"{hit.path}: the file is gone; `searcher index` brings the index up to date")


def start(command: tuple[str, ...]) -> str:
    """Run a program beside this one; what went wrong as a line, "" for nothing."""
    silent = subprocess.DEVNULL
    try:
        subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True)
    except OSError as error:
        return f"{command[0]}: cannot be started ({error.strerror})"
    return ""
