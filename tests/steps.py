"""Counting what a call does, so that a test can tell time that grows with its input from time that explodes."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(call: Callable[[], object]) -> int:
    """The lines of Python that run during the call: the same on any machine, whatever else it does."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def grows_evenly(make: Callable[[int], Callable[[], object]], size: int, slack: float = 1.3) -> bool:
    """Whether the call made for four times the size takes four times the steps, about: sixteen would be the square."""
    make(size)()  # what is imported or compiled once is not counted
    return steps(make(size * 4)) <= 4 * slack * steps(make(size))
