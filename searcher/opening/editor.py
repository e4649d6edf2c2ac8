"""Opening a hit in the person's editor, or in what the desktop has for it."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path, PurePath

from searcher.engine.engine import Match
from searcher.errors import SearcherError
from searcher.search.hits import Hit

# How editors are told a line, by the name of the program; {line} and {file} are filled in.
_PLUS_LINE = ("+{line}", "{file}")
_COLON = ("{file}:{line}",)
_EDITORS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("vi", "vim", "nvim", "view", "ex", "nano", "pico", "emacs", "emacsclient", "mg"), _PLUS_LINE),
    **dict.fromkeys(("joe", "jed", "ne", "kak", "micro", "less", "more", "gedit", "mcedit", "tilde"), _PLUS_LINE),
    **dict.fromkeys(("hx", "helix", "subl", "zed", "lapce"), _COLON),
    **dict.fromkeys(("code", "codium", "vscodium", "cursor"), ("--goto", "{file}:{line}")),
    **dict.fromkeys(("kate", "gvim"), ("--line", "{line}", "{file}")),
    "gvim": _PLUS_LINE,
}
DEFAULT_EDITOR = "notepad" if os.name == "nt" else "vi"


def editor_command(environ: Mapping[str, str], path: str, line: int) -> list[str]:
    """The command that opens a file at a line (from 1) in $VISUAL, $EDITOR or the system's own editor.

    Raises SearcherError if the variable is no command line.
    """
    words: list[str] = []
    for name in ("VISUAL", "EDITOR"):
        try:
            words = words or shlex.split(environ.get(name, ""), posix=os.name != "nt")
        except ValueError as error:
            raise SearcherError(f"{name} is no command ({str(error).lower()}): {environ[name]}") from None
    words = words or [DEFAULT_EDITOR]
    form = _EDITORS.get(PurePath(words[0]).stem.lower(), ("{file}",))
    return [*words, *(part.replace("{line}", str(line)).replace("{file}", path) for part in form)]


def run_in_terminal(command: list[str]) -> str:
    """Run a program that takes the terminal, and wait for its end; what went wrong as a line, "" for nothing."""
    # Ctrl+C is for the program. To ignore it here would make the program ignore it too.
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        status = subprocess.run(command, check=False).returncode
    except OSError as error:
        return f"{command[0]}: cannot be started ({error.strerror}); set EDITOR"
    finally:
        signal.signal(signal.SIGINT, before)
    if status < 0:
        return f"{command[0]} was ended by signal {-status}"
    return f"{command[0]} ended with status {status}" if status else ""


def desktop_command(path: str, platform: str = sys.platform) -> list[str]:
    """The command that opens a file with what the desktop has for it."""
    if platform == "darwin":
        return ["open", path]
    if platform == "win32":
        return ["cmd", "/c", "start", "", path]
    return ["xdg-open", path]


def line_of(hit: Hit, text: str, match: Match | None) -> int:
    """The line of the hit's file, from 1, on which the match stands.

    Of a record its own line. What a file says may differ from the `text` taken from it (markup, line ends), so that the
    first line from there on that holds the words of the match is meant, or the first of all.
    """
    if hit.line:
        return hit.line
    if match is None:
        return 1
    line = text.count("\n", 0, match.start) + 1
    try:
        lines = Path(hit.path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return line
    words = match.text.split()
    for start in (max(0, line - 1), 0):
        for number, written in enumerate(lines[start:], start + 1):
            if words and words[0] in written:
                return number
    return min(line, max(1, len(lines)))
