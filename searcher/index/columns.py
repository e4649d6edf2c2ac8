"""A file of named columns: numpy arrays and raw bytes, memory-mapped, each with a checksum.

Layout: MAGIC; the columns one after another, each at a multiple of 8 bytes; a directory, one line a column ("name,
dtype, offset, bytes, CRC-32", tabs between them); and a trailer with the directory's offset, size and CRC-32. Nothing
in it is executed, and opening it costs the same whatever its size.
"""

import mmap
import os
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

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
TRAILER = struct.Struct("<QQI8s")
_UNSIGNED: dict[int, Literal["B", "H", "I", "Q"]] = {1: "B", 2: "H", 4: "I", 8: "Q"}


@dataclass(frozen=True, slots=True)
class _Column:
    dtype: str
    offset: int
    size: int
    checksum: int


class ColumnFile:
    """A file that ColumnWriter wrote. Raises DamagedError if it is cut or no such file, OSError if it is missing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < len(MAGIC) + TRAILER.size:
                raise DamagedError(f"{path}: is cut")
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        at, length, checksum, magic = TRAILER.unpack(self._data[size - TRAILER.size :])
        directory = self._data[at : at + length]
        if magic != MAGIC or at + length + TRAILER.size != size or zlib.crc32(directory) != checksum:
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

    def release(self) -> None:
        """Give back the memory of what was read so far; it is read again when it is used."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._data.madvise(mmap.MADV_DONTNEED)

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


def first_of_each(ordered: AnyIntegers) -> Integers:
    """The places, in numbers that are in order, where each stands first."""
    new = np.empty(len(ordered), bool)
    new[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new.nonzero()[0]


def ends_of(sizes: AnyIntegers) -> Integers:
    """Where things of these sizes end that lie one after another; the first begins at 0, which comes before."""
    ends = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=ends[1:])
    return ends


def smallest(values: "npt.NDArray[np.integer]") -> "npt.NDArray[np.integer]":
    """The same values, not negative, in the smallest unsigned type that holds them."""
    most = int(values.max()) if values.size else 0
    for kind in (np.uint8, np.uint16, np.uint32):
        if most <= np.iinfo(kind).max:
            return values.astype(kind)
    return values.astype(np.uint64)
