"""How fast questions follow each other where answers take long."""

# What answers faster is asked with every key.
_QUICK = 0.25
_MOST = 0.6


class Pace:
    """How long to wait for the next key before a question is asked: a part of what answers have taken.

    What was asked of a cluster goes on there although nobody waits for it, and makes all that comes after it slower.
    """

    def __init__(self) -> None:
        self._seconds = 0.0

    @property
    def rest(self) -> float:
        """Seconds to wait, 0 where answers are quick."""
        return 0.0 if self._seconds < _QUICK else min(self._seconds / 2, _MOST)

    def took(self, seconds: float, *, was_answered: bool) -> None:
        """Take in how long an answer took, or how long it was waited for until something newer was asked."""
        if was_answered or seconds > self._seconds:
            self._seconds = (self._seconds + seconds) / 2
