"""Opening a hit that has pages in a program for such files, at the page where the program can."""

import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import PurePath

from searcher.engine.engine import Match
from searcher.errors import SearcherError
from searcher.expressions import expression
from searcher.ingest.extract.detection import BY_SUFFIX, suffix_of
from searcher.opening.editor import desktop_command
from searcher.search.hits import Hit
from searcher.search.places import place_at

# How viewers of PDF are told a page, counted from 1 (after their manual pages); the first that is installed is taken if
# the desktop does not say which one the person has chosen.
VIEWERS: dict[str, tuple[str, ...]] = {
    "evince": ("--page-index={page}", "{file}"),
    "papers": ("--page-index={page}", "{file}"),
    "okular": ("--page", "{page}", "{file}"),
    "atril": ("--page-index={page}", "{file}"),
    "xreader": ("--page-index={page}", "{file}"),
    "zathura": ("--page={page}", "{file}"),
    "qpdfview": ("{file}#{page}",),
    "sioyek": ("--page", "{page}", "{file}"),
    "xpdf": ("{file}", "{page}"),
    "mupdf": ("{file}", "{page}"),
}
_PAGE = expression(r"\bpage (\d+)\b")
_SECONDS = 5


def has_pages(hit: Hit) -> bool:
    """Whether the hit is a file of its own that a viewer can open at a page."""
    return hit.type == "pdf" and not hit.within


def is_text(hit: Hit) -> bool:
    """Whether an editor shows the hit's file as a person reads it."""
    reader = BY_SUFFIX.get(suffix_of(PurePath(hit.path).name))
    return reader is None or not reader.binary


def page_of(hit: Hit, text: str, match: Match | None) -> int:
    """The page, from 1, of a match in the text of the hit, or of the first one; the first page if none is known."""
    place = hit.place if match is None else place_at("", hit.places, text, match.start)
    found = _PAGE.search(place)
    return int(found[1]) if found else 1


def viewer_command(
    path: str,
    page: int,
    told: str = "",
    *,
    platform: str = sys.platform,
    which: Callable[[str], str | None] = shutil.which,
    chosen: Callable[[], str] | None = None,
) -> list[str]:
    """The command that opens a PDF at a page: what the person has `told`, else a known viewer.

    Where none is known the desktop opens the file, at its beginning. `chosen` gives what the desktop opens PDFs with.
    Raises SearcherError if what was told is no command with {file} in it.
    """
    form = _told(told, platform)
    if not form and platform not in ("darwin", "win32"):
        form = _known(which, chosen or _chosen)
    if not form:
        return desktop_command(path, platform)
    return [part.replace("{page}", str(page)).replace("{file}", path) for part in form]


def _told(command: str, platform: str) -> tuple[str, ...] | None:
    try:
        words = tuple(shlex.split(command, posix=platform != "win32"))
    except ValueError:
        words = (command,)
    if words and not any("{file}" in word for word in words[1:]):
        raise SearcherError(
            f'viewer = {command!r} in tui.toml is no command with {{file}} in it, such as "evince -i {{page}} {{file}}"'
        )
    return words


def _known(which: Callable[[str], str | None], chosen: Callable[[], str]) -> tuple[str, ...] | None:
    """The form of a viewer's command, None if what the person has chosen is not known."""
    name = chosen().lower()
    names = [viewer for viewer in VIEWERS if not name or viewer in name]
    return next(((viewer, *VIEWERS[viewer]) for viewer in names if which(viewer)), None)


def _chosen() -> str:
    """The desktop's entry for what opens PDFs, such as "org.gnome.Evince.desktop", or ""."""
    command = ["xdg-mime", "query", "default", "application/pdf"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
