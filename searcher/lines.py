"""Dictionaries as plain files of sorted lines, searched where they lie on the disk.

Opening one costs a memory map whatever its size, and nothing in it is executed.
"""

import errno
import mmap
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

# Begins the last line, which has the bytes, the lines and the CRC-32 of what stands before it: a file that was cut is
# known for it at once, any other damage when the file is checked. No UTF-8 text has this byte, and it sorts after all
# that do.
_END = b"\xff"
_LAST = re.compile(rb"\xff(0|[1-9]\d{0,18}) (0|[1-9]\d{0,18}) ([0-9a-f]{8})\n")
_MOST_LAST = 50


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write `lines` (without line ends) sorted by their UTF-8 bytes; the file appears whole or not at all."""
    encoded = sorted(line.encode() for line in lines)
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as out:
        size = checksum = 0
        for line in encoded:
            checksum = zlib.crc32(line + b"\n", checksum)
            size += out.write(line + b"\n")
        out.write(b"%b%d %d %08x\n" % (_END, size, len(encoded), checksum))
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
        size = self._data.rfind(_END, max(0, whole - _MOST_LAST))
        last = _LAST.fullmatch(self._data[max(0, size) : whole])
        if last is None or int(last[1]) != size:
            raise OSError(errno.EIO, "is not whole", str(path))
        self._size = size
        self._lines, self._checksum = int(last[2]), int(last[3], 16)

    def is_whole(self) -> bool:
        """Whether every byte is as it was written; reads the whole file."""
        with memoryview(self._data) as data, data[: self._size] as lines:
            whole = zlib.crc32(lines) == self._checksum
        return whole and sum(1 for _ in re.finditer(b"\n", self._data)) == self._lines + 1

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
