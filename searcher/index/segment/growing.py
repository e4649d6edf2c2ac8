"""Arrays that are appended to, in memory."""

from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

_Kind = TypeVar("_Kind", bound=np.generic)
_LEAST = 1 << 10


class GrowingArray(Generic[_Kind]):
    """Numbers of one type, one after another.

    They are copied together at once: many small arrays that wait for it leave holes in the memory of the process.
    """

    def __init__(self, kind: type[_Kind]) -> None:
        self._room: npt.NDArray[_Kind] = np.empty(0, kind)
        self._size = 0

    def append(self, values: "npt.NDArray[_Kind]") -> None:
        """Add values, which are turned into the array's type."""
        size = self._size + len(values)
        if size > len(self._room):
            # What is never written to takes no memory.
            room = np.empty(max(_LEAST, 2 * size), self._room.dtype)
            room[: self._size] = self._room[: self._size]
            self._room = room
        self._room[self._size : size] = values
        self._size = size

    def taken(self) -> "npt.NDArray[_Kind]":
        """All values; they are kept no longer."""
        room, self._room = self._room, np.empty(0, self._room.dtype)
        size, self._size = self._size, 0
        return room[:size]
