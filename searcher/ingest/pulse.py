"""A sign of life of a reader that is at one file for long, in steps that each have bounds of their own.

In a process that reads for another one it begins the limits of that process anew; elsewhere nobody listens.
"""

from collections.abc import Callable


def _nobody() -> None:
    pass


_listener: Callable[[], None] = _nobody


def listen(listener: Callable[[], None]) -> None:
    """Have this called at each step, in this process."""
    global _listener
    _listener = listener


def beat() -> None:
    """Tell that a step is done."""
    _listener()
