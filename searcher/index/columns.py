"""A file of named columns: numpy arrays and raw bytes, memory-mapped, each with a checksum.

Layout: MAGIC; the columns one after another, each at a multiple of 8 bytes; a directory, one line a column ("name,
dtype, offset, bytes, CRC-32", tabs between them); and a trailer with the directory's offset, size and CRC-32. Nothing
in it is executed, and opening it costs the same whatever its size.
"""

import mmap
import os
import shutil
import struct
import tempfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Literal, TypeVar, cast

import numpy as np
import numpy.typing as npt

from searcher.errors import DamagedError

_Kind = TypeVar("_Kind", bound=np.generic)
Integers = npt.NDArray[np.int64]
"""Whole numbers; those read from columns are of whatever type holds them."""
AnyIntegers = npt.NDArray[np.integer[Any]]
# Fields of a document's stored record, parted by a character that no clean text holds.
SEPARATOR = "\x1f"

MAGIC = b"SEARCHR1"
_TRAILER = struct.Struct("<QQI8s")
_ALIGNMENT = 8
_BYTES = "bytes"
_IN_MEMORY = 1 << 20
_UNSIGNED: dict[int, Literal["B", "H", "I", "Q"]] = {1: "B", 2: "H", 4: "I", 8: "Q"}


@dataclass(frozen=True, slots=True)
class _Column:
    dtype: str
    offset: int
    size: int
    checksum: int


class ColumnWriter:
    """Writes a column file; it appears under its name whole, when the `with` block ends without an error."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._temporary = path.with_name(f"{path.name}.tmp")
        self._file = self._temporary.open("wb")
        self._file.write(MAGIC)
        self._lines: list[str] = []
        self._growing: list[GrowingColumn] = []

    def __enter__(self) -> "ColumnWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        else:
            self._file.close()
            self._temporary.unlink(missing_ok=True)
        for column in self._growing:
            column.close()

    def add(self, name: str, values: "npt.NDArray[np.generic] | bytes") -> None:
        """Append a column; an array keeps its type, and its shape is flattened."""
        if isinstance(values, np.ndarray):
            kind, data = values.dtype.str, memoryview(values.tobytes())
        else:
            kind, data = _BYTES, memoryview(values)
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
        line = (name, _BYTES, str(start), str(self._file.tell() - start), str(checksum))
        self._lines.append("\t".join(line))

    def column(self, name: str, kind: npt.DTypeLike) -> "GrowingColumn":
        """A column of this type that is appended to bit by bit; it comes behind all that are added whole."""
        grown = GrowingColumn(name, np.dtype(kind), self._path.parent)
        self._growing.append(grown)
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
        self._file.write(_TRAILER.pack(at, len(directory), zlib.crc32(directory), MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._temporary.replace(self._path)


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


class ColumnFile:
    """A file that ColumnWriter wrote. Raises DamagedError if it is cut or no such file, OSError if it is missing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < len(MAGIC) + _TRAILER.size:
                raise DamagedError(f"{path}: is cut")
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        at, length, checksum, magic = _TRAILER.unpack(self._data[size - _TRAILER.size :])
        directory = self._data[at : at + length]
        if magic != MAGIC or at + length + _TRAILER.size != size or zlib.crc32(directory) != checksum:
            raise DamagedError(f"{path}: is cut or no data of an index")
        self._columns: dict[str, _Column] = {}
        self._arrays: dict[str, npt.NDArray[np.generic]] = {}
        self._numbers: dict[str, memoryview[int]] = {}
        for line in directory.decode().split("\n"):
            name, kind, offset, size_of, crc = line.split("\t")
            self._columns[name] = _Column(kind, int(offset), int(size_of), int(crc))

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def array(self, name: str) -> "npt.NDArray[np.generic]":
        """The array, one-dimensional and read-only, read from the disk as it is used."""
        known = self._arrays.get(name)
        if known is None:
            column = self._columns[name]
            kind = np.dtype(column.dtype)
            known = np.frombuffer(self._data, kind, column.size // kind.itemsize, column.offset)
            self._arrays[name] = known
        return known

    def length(self, name: str) -> int:
        """How many items the array has."""
        column = self._columns[name]
        return column.size // np.dtype(column.dtype).itemsize

    def numbers(self, name: str) -> "memoryview[int]":
        """The array for looking at one number after another, which is quicker there than in an array of NumPy."""
        known = self._numbers.get(name)
        if known is None:
            size = np.dtype(self._columns[name].dtype).itemsize
            known = self._numbers[name] = self.bytes_of(name).cast(_UNSIGNED[size])
        return known

    def raw(self, name: str) -> tuple[mmap.mmap, int]:
        """The whole file, whose slices are bytes, and where in it the column begins."""
        return self._data, self._columns[name].offset

    def bytes_of(self, name: str) -> memoryview:
        """The bytes of a column, not copied."""
        column = self._columns[name]
        return memoryview(self._data)[column.offset : column.offset + column.size]

    def damaged(self) -> list[str]:
        """The parts that are not as they were written: columns by name, "head", "padding"; reads the whole file."""
        found = [name for name, column in self._columns.items() if zlib.crc32(self.bytes_of(name)) != column.checksum]
        if self._data[: len(MAGIC)] != MAGIC:
            found.append("head")
        end = len(MAGIC)
        for column in self._columns.values():
            if any(self._data[end : column.offset]):
                found.append("padding")
            end = column.offset + column.size
        return found


def joined(parts: "Sequence[npt.NDArray[_Kind]]") -> "npt.NDArray[_Kind]":
    """The parts one after another; the only one as it is."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else cast("npt.NDArray[_Kind]", np.empty(0, np.int64))


def smallest(values: "npt.NDArray[np.integer]") -> "npt.NDArray[np.integer]":
    """The same values, not negative, in the smallest unsigned type that holds them."""
    most = int(values.max()) if values.size else 0
    for kind in (np.uint8, np.uint16, np.uint32):
        if most <= np.iinfo(kind).max:
            return values.astype(kind)
    return values.astype(np.uint64)
