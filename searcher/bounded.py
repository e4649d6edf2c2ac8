"""A mapping that forgets what was asked for longest ago: what is kept from one query to the next."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Bounded(Generic[Key, Value]):
    """Values by key, of `most` together; each costs 1, or what `cost` says of it and 1 more.

    So that what is empty is forgotten some day too. Not for several threads at once.
    """

    def __init__(self, most: int, cost: Callable[[Value], int] | None = None) -> None:
        self._most = most
        self._cost = cost
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._costs: dict[Key, int] = {}
        self._total = 0

    def __len__(self) -> int:
        return len(self._values)

    def of(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value that is kept under a key, or else what `make` gives, which is kept."""
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        value = make()
        self._keep(key, value)
        return value

    def _keep(self, key: Key, value: Value) -> None:
        if self._cost is None:
            self._values[key] = value
            if len(self._values) > self._most:
                self._values.popitem(last=False)
            return
        cost = 1 + self._cost(value)
        # Making it may have kept it already.
        self._total += cost - self._costs.get(key, 0)
        self._costs[key] = cost
        self._values[key] = value
        while self._total > self._most and len(self._values) > 1:
            oldest, _ = self._values.popitem(last=False)
            self._total -= self._costs.pop(oldest)

    def clear(self) -> None:
        """Forget all."""
        self._values.clear()
        self._costs.clear()
        self._total = 0
