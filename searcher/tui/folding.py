"""Which hits a list shows, when those that tell the same are folded under the best of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


class Folds:
    """Ranks of hits from 0 to rows of a list and back. `stories`: the ranks of hits that tell the same, best first."""

    def __init__(self, stories: Sequence[Sequence[int]] = ()) -> None:
        self._under = {first: len(others) for first, *others in stories}
        self._leader = {other: first for first, *others in stories for other in others}
        self._hidden = sorted(self._leader)

    def __len__(self) -> int:
        """How many hits are not shown."""
        return len(self._hidden)

    def under(self, place: int) -> int:
        """How many hits are folded under one."""
        return self._under.get(place, 0)

    def row_of(self, place: int) -> int:
        """The row of a hit, or of the one that it is folded under."""
        place = self._leader.get(place, place)
        return place - bisect_left(self._hidden, place)

    def place_of(self, row: int) -> int:
        """The hit on a row."""
        place = row
        # Each hidden hit before it moves it on by one.
        while (further := row + bisect_right(self._hidden, place)) != place:
            place = further
        return place
