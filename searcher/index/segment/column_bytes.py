"""A file of named columns as bytes and single numbers, memory-mapped, each block of them with a checksum.

Layout: MAGIC; the columns one after another, each at a multiple of 8 bytes; the CRC-32 of each block of BLOCK bytes of
each column, in 32 bits, the last block of a column perhaps shorter; a directory, one line a column ("name, dtype,
offset, bytes", tabs between them); and a trailer with the offset of the checksums, the size of the directory and the
CRC-32 of both. Nothing in it is executed, and opening it reads no column.

A block is compared with its checksum when it is first read: a column at once when it is asked for as a whole, or in
parts (see `columns`), which bring NumPy along.
"""

import mmap
import os
import re
import struct
import zlib
from pathlib import Path
from typing import Literal

from searcher.errors import DamagedError
from searcher.expressions import expression
from searcher.records import dataclass

# Bytes with a checksum of their own, as a power of two: few, for the words of a name are scattered, and each of them
# has its postings compared, in 3 µs a block.
BLOCK_BITS = 14
BLOCK = 1 << BLOCK_BITS
MAGIC = b"SEARCHR2"
TRAILER = struct.Struct("<QQI8s")
BYTES = "bytes"
SUFFIX = ".columns"
# A line of the directory. Numbers of more digits would be no places in a file.
_LINE = expression(r"([^\t]+)\t(bytes|[<>|][iu][1248]|\|S[1-9]\d{0,5})\t(\d{1,18})\t(\d{1,18})", re.ASCII)
_UNSIGNED: dict[int, Literal["B", "H", "I", "Q"]] = {1: "B", 2: "H", 4: "I", 8: "Q"}


@dataclass(frozen=True, slots=True)
class _Column:
    dtype: str
    offset: int
    size: int
    item: int
    block: int


def blocks_of(size: int) -> int:
    """How many blocks a column of so many bytes has."""
    return -(-size // BLOCK)


class ColumnBytes:
    """A file that ColumnWriter wrote. Raises DamagedError if it is cut or no such file, OSError if it is missing.

    Every column lies within the file and has whole items of a type that is known; their values are not looked at.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            self.size = os.fstat(file.fileno()).st_size
            if self.size < len(MAGIC) + TRAILER.size:
                raise DamagedError(path, "is cut")
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        at, length, checksum, magic = TRAILER.unpack(self._data[self.size - TRAILER.size :])
        end = self.size - TRAILER.size
        if magic != MAGIC or not len(MAGIC) <= at <= end - length or zlib.crc32(self._data[at:end]) != checksum:
            raise DamagedError(path, "is cut or no data of an index")
        directory, sums = self._data[end - length : end], self._data[at : end - length]
        self._columns: dict[str, _Column] = {}
        self._numbers: dict[str, memoryview[int]] = {}
        blocks = 0
        for line in directory.decode("utf-8", "replace").split("\n"):
            found = _LINE.fullmatch(line)
            if found is None:
                raise DamagedError(path, "is no data of an index (its directory is not understood)")
            name, kind, offset, size = found[1], found[2], int(found[3]), int(found[4])
            item = 1 if kind == BYTES else int(kind[2:])
            self._columns[name] = _Column(kind, offset, size, item, blocks)
            blocks += blocks_of(size)
            if offset + size > at or size % item:
                raise self.damage(name)
        if len(sums) != 4 * blocks:
            raise DamagedError(path, "is no data of an index (its checksums are not understood)")
        self._sums = memoryview(sums).cast("I")
        # By block of the columns, one after another: 1 until it is compared with its checksum.
        self._unread = bytearray(b"\1" * blocks)

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def damage(self, name: str) -> DamagedError:
        """What to raise of a column whose contents cannot be right."""
        return DamagedError(self.path, f"is damaged (the column {name} cannot be right)")

    def kind(self, name: str) -> str:
        """The type as NumPy writes it ("<u2"), "bytes" for raw bytes, "" if there is no such column."""
        column = self._columns.get(name)
        return column.dtype if column is not None else ""

    def _compare_whole(self, name: str) -> None:
        self._compare(name, 0, blocks_of(self._columns[name].size))

    def _compare(self, name: str, first: int, last: int) -> None:
        """Compare those of the column's blocks, from 0, `first` to `last` with their checksums that nobody read yet."""
        column, unread, sums, crc32 = self._columns[name], self._unread, self._sums, zlib.crc32
        data, end = memoryview(self._data), column.offset + column.size
        # Where the file's block of number 0 would begin, if all blocks were of this column.
        begin = column.offset - (column.block << BLOCK_BITS)
        last += column.block
        at = unread.find(1, column.block + first, last)
        while at >= 0:
            start = begin + (at << BLOCK_BITS)
            if crc32(data[start : min(start + BLOCK, end)]) != sums[at]:
                raise DamagedError(self.path, f"is damaged (wrong checksum of: {name})")
            unread[at] = 0
            at = unread.find(1, at, last)

    def length(self, name: str) -> int:
        """How many items the array has, or how many bytes it is."""
        column = self._columns[name]
        return column.size // column.item

    def numbers(self, name: str) -> "memoryview[int]":
        """The array for looking at one number after another, which is quicker there than in an array of NumPy."""
        known = self._numbers.get(name)
        if known is None:
            known = self._numbers[name] = self.bytes_of(name).cast(_UNSIGNED[self._columns[name].item])
        return known

    def raw(self, name: str) -> tuple[mmap.mmap, int]:
        """The whole file, whose slices are bytes, and where in it the column begins. Raises DamagedError."""
        self._compare_whole(name)
        return self._data, self._columns[name].offset

    def bytes_of(self, name: str) -> memoryview:
        """The bytes of a column, not copied. Raises DamagedError."""
        self._compare_whole(name)
        column = self._columns[name]
        return memoryview(self._data)[column.offset : column.offset + column.size]

    def verify(self) -> None:
        """Raise DamagedError unless every byte is as it was written; reads the whole file."""
        found = ", ".join(dict.fromkeys(self.damaged()))
        if found:
            raise DamagedError(self.path, f"is damaged (wrong checksum of: {found})")

    def release(self) -> None:
        """Give back the memory of what was read so far; it is read again when it is used."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._data.madvise(mmap.MADV_DONTNEED)

    def _is_whole(self, column: _Column) -> bool:
        """Whether a column is now as it was written, whatever was found before."""
        data = memoryview(self._data)[column.offset : column.offset + column.size]
        sums = self._sums[column.block : column.block + blocks_of(column.size)].tolist()
        return all(zlib.crc32(data[at << BLOCK_BITS : (at + 1) << BLOCK_BITS]) == each for at, each in enumerate(sums))

    def damaged(self) -> list[str]:
        """The parts that are not as they were written: columns by name, "head", "padding"; reads the whole file."""
        found = [name for name, column in self._columns.items() if not self._is_whole(column)]
        if self._data[: len(MAGIC)] != MAGIC:
            found.append("head")
        end = len(MAGIC)
        for column in self._columns.values():
            if any(self._data[end : column.offset]):
                found.append("padding")
            end = column.offset + column.size
        return found
