"""What an engine has to do to be measured."""

import os
import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from .queries import Query

CORES = os.cpu_count() or 1
TOP = 10
_SAME = 1e-6

Answer = Callable[[], Sequence[str]]
"""What is timed: gives the best TOP documents of a query."""
Way = Callable[[Query], Answer]
"""Makes ready to answer a query, which is not timed."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes on the disk after the last commit; `bare`: without texts and metadata, None where nothing tells."""

    whole: int
    bare: int | None


class Engine(Protocol):
    """An engine with its index in a folder of its own.

    `cores`: how many it uses to index. `kinds`: the kinds of queries that it has.
    """

    name: ClassVar[str]
    cores: ClassVar[int]
    kinds: ClassVar[Sequence[str]]

    def __init__(self, folder: Path) -> None: ...

    def index(self, collection: Path, count: int) -> None:
        """Index the first `count` documents of a JSONL file, until they are committed, merged and on the disk."""

    def sizes(self) -> Sizes: ...

    def open(self) -> dict[str, Way]:
        """Open the index: a row's name → what answers the queries of that row."""


def is_same_score(one: float, other: float) -> bool:
    """Whether two engines gave a document the same score, but for the last digits."""
    return abs(one - other) <= _SAME * max(1.0, one)


def processor_seconds(*who: int) -> float:
    """What processes have taken of the processor; `who`: RUSAGE_SELF, RUSAGE_CHILDREN of `resource`, or both."""
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))


def folder_size(folder: Path) -> int:
    """The bytes of all files below `folder`."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
