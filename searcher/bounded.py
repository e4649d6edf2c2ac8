"""What is kept from one query to the next: mappings that share one budget of bytes."""

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

# The key of a value, its places in the mapping, and the objects around it; so that what is empty is forgotten too.
ENTRY_BYTES = 250

_STATM = Path("/proc/self/statm")


def mapped_bytes() -> int:
    """The bytes of mapped files that this process has in memory now; 0 where the system does not tell (proc(5))."""
    try:
        return int(_STATM.read_bytes().split()[2]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


class Budget:
    """The bytes that several mappings may take together. Not for several threads at once.

    Where they are too many, the mapping that takes most gives first, of its values what was asked for longest ago.
    The last value of each stays, however large.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._total = 0
        self._members: list[Bounded[Any, Any]] = []

    @property
    def total(self) -> int:
        """The bytes that are taken now."""
        return self._total

    def join(self, member: "Bounded[Any, Any]") -> None:
        """Let a mapping take of the bytes."""
        self._members.append(member)

    def take(self, cost: int) -> None:
        """Account for so many bytes more, and make room for them."""
        self._total += cost
        while self._total > self._most:
            freed = max(self._members, key=lambda member: member.spare).forget_oldest()
            if not freed:
                return
            self._total -= freed

    def clear(self) -> None:
        """Forget all values, and the mappings: who goes on makes new ones."""
        for member in self._members:
            member.clear()
        self._members.clear()
        self._total = 0


class Bounded(Generic[Key, Value]):
    """Values by key within a budget; `cost` says of a value how many bytes it takes, or may come to take."""

    def __init__(self, budget: Budget, cost: Callable[[Value], int]) -> None:
        self._budget = budget
        self._cost = cost
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._total = 0
        budget.join(self)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def spare(self) -> int:
        """The bytes of its values, if any but the last can go."""
        return self._total if len(self._values) > 1 else 0

    def get(self, key: Key) -> Value | None:
        """The value that is kept under a key, if there is one."""
        known = self._values.get(key)
        return None if known is None else known[0]

    def of(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value that is kept under a key, or else what `make` gives, which is kept."""
        known = self._values.get(key)
        if known is not None:
            self._values.move_to_end(key)
            return known[0]
        value = make()
        cost = ENTRY_BYTES + self._cost(value)
        # Making it may have kept it already.
        more = cost - self._values.pop(key, (value, 0))[1]
        self._values[key] = value, cost
        self._total += more
        self._budget.take(more)
        return value

    def forget_oldest(self) -> int:
        """Forget what was asked for longest ago; gives the bytes of it, 0 if only one value is left."""
        if len(self._values) < 2:
            return 0
        _, (_, cost) = self._values.popitem(last=False)
        self._total -= cost
        return cost

    def clear(self) -> None:
        """Forget all; for the budget, which counts anew then."""
        self._values.clear()
        self._total = 0
