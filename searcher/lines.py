"""Dictionaries as plain files of sorted lines, searched where they lie on the disk.

Opening one costs a memory map whatever its size, and nothing in it is executed.
"""

import errno
import mmap
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

# Ends a file together with the size of what stands before it, so that one cut off is known for what it is. No UTF-8
# text has this byte, and it sorts after all that do.
_END = b"\xff"
_MOST_END = 32


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write `lines` (without line ends) sorted by their UTF-8 bytes; the file appears whole or not at all."""
    encoded = sorted(line.encode() for line in lines)
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as out:
        size = 0
        for line in encoded:
            size += out.write(line + b"\n")
        out.write(b"%b%d\n" % (_END, size))
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)


class SortedLines:
    """A file that `write_lines` wrote. Raises OSError if it cannot be opened or is not whole."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            whole = os.fstat(file.fileno()).st_size
            # An empty file cannot be mapped.
            self._data: mmap.mmap | bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if whole else b""
        size = self._data.rfind(_END, max(0, whole - _MOST_END))
        if size < 0 or self._data[size:whole] != b"%b%d\n" % (_END, size):
            raise OSError(errno.EIO, "is not whole", str(path))
        self._size = size

    def starting(self, prefix: str) -> Iterator[str]:
        """The lines that begin with `prefix`, in order."""
        sought = prefix.encode()
        data, at, width = self._data, self._first(sought), len(sought)
        while at < self._size and data[at : at + width] == sought:
            end = data.find(b"\n", at)
            yield data[at:end].decode()
            at = end + 1

    def _first(self, sought: bytes) -> int:
        """The byte offset of the first line that is not less than `sought`."""
        data, low, high = self._data, 0, self._size
        while low < high:
            middle = (low + high) // 2
            start = data.rfind(b"\n", low, middle) + 1 or low
            end = data.find(b"\n", middle)
            if data[start:end] < sought:
                low = end + 1
            else:
                high = start
        return low
