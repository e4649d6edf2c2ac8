"""Opening a file that a walk has found."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

# Read at once: of a file with a million lines, the calls for the default 8 KB would take longer than the lines.
_BUFFER = 1 << 16


def open_file(path: Path) -> BinaryIO:
    """Open a regular file; a pipe or device that took its place is an OSError and is never waited for."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("not a file")
    return os.fdopen(descriptor, "rb", _BUFFER)
