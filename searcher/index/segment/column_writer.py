"""Writes the files that `searcher.index.segment.columns` reads. A query does not import this."""

import shutil
import tempfile
import zlib
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from searcher.files import Replacing
from searcher.index.segment.columns import BYTES, MAGIC, TRAILER

_ALIGNMENT = 8
_IN_MEMORY = 1 << 20


class ColumnWriter:
    """Writes a column file; it appears under its name whole, when the `with` block ends without an error."""

    def __init__(self, path: Path) -> None:
        self._folder = path.parent
        self._ending = ExitStack()
        self._file = self._ending.enter_context(Replacing(path))
        self._file.write(MAGIC)
        self._lines: list[str] = []
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
        self._file.write(bytes(-self._file.tell() % _ALIGNMENT))
        line = (name, kind, str(self._file.tell()), str(data.nbytes), str(zlib.crc32(data)))
        self._lines.append("\t".join(line))
        self._file.write(data)

    def add_parts(self, name: str, parts: "Iterable[bytes | memoryview]") -> None:
        """Append a column of bytes that lie in parts."""
        self._file.write(bytes(-self._file.tell() % _ALIGNMENT))
        start, checksum = self._file.tell(), 0
        for part in parts:
            checksum = zlib.crc32(part, checksum)
            self._file.write(part)
        line = (name, BYTES, str(start), str(self._file.tell() - start), str(checksum))
        self._lines.append("\t".join(line))

    def column(self, name: str, kind: npt.DTypeLike) -> "GrowingColumn":
        """A column of this type that is appended to bit by bit; it comes behind all that are added whole."""
        grown = GrowingColumn(name, np.dtype(kind), self._folder)
        self._growing.append(grown)
        self._ending.callback(grown.close)
        return grown

    def _finish(self) -> None:
        for column in self._growing:
            self._file.write(bytes(-self._file.tell() % _ALIGNMENT))
            line = (column.name, column.kind.str, str(self._file.tell()), str(column.size), str(column.checksum))
            self._lines.append("\t".join(line))
            column.copy_to(self._file)
        directory = "\n".join(self._lines).encode()
        at = self._file.tell()
        self._file.write(directory)
        self._file.write(TRAILER.pack(at, len(directory), zlib.crc32(directory), MAGIC))


class GrowingColumn:
    """A column that may be larger than memory: beyond a megabyte it lies in a nameless file until it is copied."""

    def __init__(self, name: str, kind: "np.dtype[np.generic]", folder: Path) -> None:
        self.name = name
        self.kind = kind
        self.size = 0
        self.checksum = 0
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(folder))  # noqa: SIM115

    def __len__(self) -> int:
        return self.size // self.kind.itemsize

    def append(self, values: "npt.NDArray[np.generic]") -> None:
        """Add values, which are turned into the column's type."""
        data = memoryview(values.astype(self.kind).tobytes())
        self.size += data.nbytes
        self.checksum = zlib.crc32(data, self.checksum)
        self._file.write(data)

    def copy_to(self, out: BinaryIO) -> None:
        """Write all of it to a file."""
        self._file.seek(0)
        shutil.copyfileobj(self._file, out, _IN_MEMORY)

    def close(self) -> None:
        """Give its room back."""
        self._file.close()
