"""What nobody foresaw: written down in full where a report can be made from it, and told in one line."""

import os
import sys
import traceback
import zlib
from collections.abc import Sequence
from pathlib import Path

from searcher.text.cells import clip, printable

# Cells of the reason, of which the record has the whole.
_LONGEST_REASON = 200
# How many records are kept, and how long one may be in code points: of more, the middle says least.
MOST_RECORDS = 10
LONGEST_RECORD = 50_000


def fault_line(error: BaseException, words: Sequence[str] | None = None) -> str:
    """What happened, and the file with all of it, as one line; `words` are the command's, else the process's own.

    Never raises an Exception: it is the last thing that is done about one.
    """
    if isinstance(error, MemoryError):
        reason = "there is not enough memory"
    else:
        reason = clip(printable(f"{type(error).__name__}: {_text(error)}".removesuffix(": ")), _LONGEST_REASON)
    try:
        place = _record(error, sys.argv[1:] if words is None else words)
    except Exception as hindrance:  # a full disk, no home, no memory: the line is worth more than its record
        why = (getattr(hindrance, "strerror", "") or type(hindrance).__name__).lower()
        return f"a fault of this program ({reason}); please report it. A record of it cannot be written: {why}"
    return f"a fault of this program ({reason}); please report it with {printable(str(place))}"


def records_folder() -> Path:
    """Where the person's records of faults lie, on any platform."""
    import platformdirs

    return Path(platformdirs.user_log_dir("searcher", appauthor=False))


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # an exception may fail to describe itself
        return ""


def _record(error: BaseException, words: Sequence[str]) -> Path:
    """Write the record of a fault, for its owner's eyes, in place of an earlier one of the same fault."""
    folder = records_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    frames = [(Path(frame.f_code.co_filename).name, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    path = folder / f"fault-{zlib.crc32(repr((type(error).__name__, frames)).encode()):08x}.log"
    path.unlink(missing_ok=True)
    text = _description(error, words)
    if len(text) > LONGEST_RECORD:
        half = LONGEST_RECORD // 2
        text = f"{text[:half]}\n…\n{text[-half:]}"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text.encode("utf-8", "backslashreplace"))
    others = sorted(folder.glob("fault-*.log"), key=lambda other: (other != path, -other.stat().st_mtime))
    for other in others[MOST_RECORDS:]:
        other.unlink(missing_ok=True)
    return path


def _description(error: BaseException, words: Sequence[str]) -> str:
    import platform
    import shlex
    from datetime import datetime
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("searcher")
    except PackageNotFoundError:
        number = "(not installed)"
    lines = (
        f"searcher {number}, Python {platform.python_version()}, {platform.platform()}",
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %z}",
        f"command: {shlex.join(['searcher', *words])}",
        "",
    )
    return "\n".join(lines) + "".join(traceback.format_exception(error))
