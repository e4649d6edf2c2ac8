"""Writes the files that `searcher.index.segment.columns` reads. A query does not import this."""

import shutil
import struct
import tempfile
import zlib
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from searcher.files import Replacing
from searcher.index.segment.column_bytes import BLOCK, BYTES, MAGIC, TRAILER

_ALIGNMENT = 8
_IN_MEMORY = 1 << 20


class Checksums:
    """The CRC-32 of each block of a column, whose bytes come in pieces."""

    def __init__(self) -> None:
        self._whole: list[int] = []
        self._last = self._filled = 0

    def add(self, data: bytes | memoryview) -> None:
        """Take in the bytes that follow."""
        at = 0
        while at < len(data):
            piece = data[at : at + BLOCK - self._filled]
            self._last = zlib.crc32(piece, self._last)
            self._filled += len(piece)
            at += len(piece)
            if self._filled == BLOCK:
                self._whole.append(self._last)
                self._last = self._filled = 0

    def all(self) -> list[int]:
        """Those of all blocks."""
        return [*self._whole, self._last] if self._filled else self._whole


class ColumnWriter:
    """Writes a column file; it appears under its name whole, when the `with` block ends without an error."""

    def __init__(self, path: Path) -> None:
        self._folder = path.parent
        self._ending = ExitStack()
        self._file = self._ending.enter_context(Replacing(path))
        self._file.write(MAGIC)
        self._lines: list[str] = []
        self._sums: list[int] = []
        self._growing: list[GrowingColumn] = []

    def __enter__(self) -> "ColumnWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._ending.__exit__(kind, error, trace)
            return
        with self._ending:
            self._finish()

    def add(self, name: str, values: "npt.NDArray[np.generic] | bytes") -> None:
        """Append a column; an array keeps its type, and its shape is flattened."""
        if isinstance(values, np.ndarray):
            kind, data = values.dtype.str, np.ascontiguousarray(values).reshape(-1).view(np.uint8).data
        else:
            kind, data = BYTES, memoryview(values)
        self._add(name, kind, (data,))

    def add_parts(self, name: str, parts: "Iterable[bytes | memoryview]") -> None:
        """Append a column of bytes that lie in parts."""
        self._add(name, BYTES, parts)

    def _add(self, name: str, kind: str, parts: Iterable[bytes | memoryview]) -> None:
        start, sums = self._begin(), Checksums()
        for part in parts:
            sums.add(part)
            self._file.write(part)
        self._end(name, kind, start, sums)

    def _begin(self) -> int:
        """Where the next column begins."""
        self._file.write(bytes(-self._file.tell() % _ALIGNMENT))
        return self._file.tell()

    def _end(self, name: str, kind: str, start: int, sums: Checksums) -> None:
        self._lines.append("\t".join((name, kind, str(start), str(self._file.tell() - start))))
        self._sums += sums.all()

    def column(self, name: str, kind: npt.DTypeLike) -> "GrowingColumn":
        """A column of this type that is appended to bit by bit; it comes behind all that are added whole."""
        grown = GrowingColumn(name, np.dtype(kind), self._folder)
        self._growing.append(grown)
        self._ending.callback(grown.close)
        return grown

    def _finish(self) -> None:
        for column in self._growing:
            start = self._begin()
            column.copy_to(self._file)
            self._end(column.name, column.kind.str, start, column.sums)
        self._file.write(ending(self._file.tell(), self._sums, "\n".join(self._lines).encode()))


def ending(at: int, sums: Sequence[int], directory: bytes) -> bytes:
    """What stands behind the columns, from the offset `at` on."""
    last = struct.pack(f"<{len(sums)}I", *sums) + directory
    return last + TRAILER.pack(at, len(directory), zlib.crc32(last), MAGIC)


class GrowingColumn:
    """A column that may be larger than memory: beyond a megabyte it lies in a nameless file until it is copied."""

    def __init__(self, name: str, kind: "np.dtype[np.generic]", folder: Path) -> None:
        self.name = name
        self.kind = kind
        self.size = 0
        self.sums = Checksums()
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(folder))  # noqa: SIM115

    def __len__(self) -> int:
        return self.size // self.kind.itemsize

    def append(self, values: "npt.NDArray[np.generic]") -> None:
        """Add values, which are turned into the column's type."""
        data = memoryview(values.astype(self.kind).tobytes())
        self.size += data.nbytes
        self.sums.add(data)
        self._file.write(data)

    def copy_to(self, out: BinaryIO) -> None:
        """Write all of it to a file."""
        self._file.seek(0)
        shutil.copyfileobj(self._file, out, _IN_MEMORY)

    def close(self) -> None:
        """Give its room back."""
        self._file.close()
