"""Lines of a stream in bounded memory: a line that is too long is passed over, not held."""

from collections.abc import Iterator
from typing import IO, AnyStr


def bounded_lines(stream: IO[AnyStr], newline: AnyStr, limit: int) -> Iterator[tuple[int, AnyStr | None]]:
    """Line numbers from 1 with each line, its end included; None for a line of more than `limit` units."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit or line.endswith(newline):
            yield number, line
            continue
        while (part := stream.readline(1 << 16)) and not part.endswith(newline):
            pass
        yield number, None
