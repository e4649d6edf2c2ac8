"""How far work is, as whoever waits for it is told."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Tell = Callable[[int, int], object]
"""Is given how many of how many (0: not known) are done."""

_Item = TypeVar("_Item")


def untold(done: int, total: int) -> None:
    """Nobody waits."""


def unsaid(line: str) -> None:
    """Nobody reads it."""


class Steps:
    """Work of several kinds in one count. What is not known yet counts as the most that it can be."""

    def __init__(self, tell: Tell, expected: int) -> None:
        self._tell = tell
        self._done = 0
        self._expected = expected
        tell(0, expected)

    def through(self, items: Iterable[_Item], count: int, most: int) -> Iterator[_Item]:
        """The items, `count` of them, each a step; `most` had been expected."""
        self._expected += count - most
        for item in items:
            yield item
            self.step()

    def step(self) -> None:
        """Count one step."""
        self._done += 1
        self._tell(self._done, max(self._done, self._expected))
