"""The measuring, each step in a process of its own, so that memory and what is kept in it are the step's alone."""

import importlib
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from . import documents
from .documents import SEED
from .engine import CORES, Engine, Sizes, processor_seconds
from .queries import KINDS, Query, draw

_Result = TypeVar("_Result")
_PROCESSES = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
# Option → module and class. The first indexes for the command line, the second by the writer alone.
ENGINES = {
    "searcher": ("ours", "Command"),
    "writer": ("ours", "Writer"),
    "whoosh": ("stock_whoosh", "Engine"),
    "tantivy": ("tantivy", "Engine"),
    "fts5": ("fts5", "Engine"),
    "bm25s": ("bm25s", "Engine"),
}


@dataclass(frozen=True, slots=True)
class Indexed:
    """One run of indexing. `seconds` are of the clock; `work` of the processor, in all processes.

    `peak`: bytes of memory, an upper bound where several processes work.
    """

    name: str
    cores: int
    documents: int
    seconds: float
    work: float
    peak: int
    sizes: Sizes

    @property
    def cost(self) -> float:
        """Seconds of the clock a document."""
        return self.seconds / self.documents


@dataclass(frozen=True, slots=True)
class Asked:
    """Seconds by kind of query and name of row; of each query the median of all rounds, in one order everywhere."""

    times: dict[str, dict[str, list[float]]]


def apart(work: "Callable[..., _Result]", *arguments: Any) -> _Result:
    """The result of `work` in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def engine(option: str, folder: Path) -> Engine:
    """Raises ImportError if what it needs is not installed."""
    module, kind = ENGINES[option]
    made: Engine = getattr(importlib.import_module(f"{__package__}.{module}"), kind)(folder)
    return made


def missing(options: list[str]) -> dict[str, str]:
    """Of the engines that cannot be measured, the module that each needs and that is not installed."""
    found = {}
    for option in options:
        try:
            importlib.import_module(f"{__package__}.{ENGINES[option][0]}")
        except ImportError as error:
            found[option] = error.name or str(error)
    return found


def index(option: str, folder: Path, collection: Path, count: int) -> Indexed:
    """Index once. Run it apart, or the peak is that of all before."""
    folder.mkdir(parents=True, exist_ok=True)
    made = engine(option, folder)
    started, before = time.perf_counter(), processor_seconds(*_PROCESSES)
    made.index(collection, count)
    seconds, work = time.perf_counter() - started, processor_seconds(*_PROCESSES) - before
    own, children = (resource.getrusage(who).ru_maxrss * 1024 for who in _PROCESSES)
    # The kernel tells the largest child only, and each core has one.
    return Indexed(made.name, made.cores, count, seconds, work, own + children * made.cores, made.sizes())


def queries(collection: Path, count: int) -> list[Query]:
    """`count` queries of each kind."""
    return draw(documents.read(collection, count=None), count)


def ask(options: list[str], folder: Path, asked: list[Query], rounds: int) -> Asked:
    """Ask every engine each query in turn, in a new order each round."""
    ways = {
        name: (way, opened.kinds)
        for option in options
        for opened in (engine(option, folder),)
        for name, way in opened.open().items()
    }
    seen: dict[tuple[int, str], list[float]] = {}
    order = list(range(len(asked)))
    rng = random.Random(SEED)
    # The first round is not counted: it reads the files and loads what is loaded at first use.
    for around in range(rounds + 1):
        rng.shuffle(order)
        for number in order:
            names = [name for name, (_, kinds) in ways.items() if asked[number].kind in kinds]
            rng.shuffle(names)
            for name in names:
                answer = ways[name][0](asked[number])
                started = time.perf_counter()
                best = answer()
                seconds = time.perf_counter() - started
                if not best and not around:
                    print(f"{name}: finds nothing for {asked[number]}", file=sys.stderr)
                if around:
                    seen.setdefault((number, name), []).append(seconds)
    there = {query.kind for query in asked}
    times: dict[str, dict[str, list[float]]] = {kind: {} for kind in KINDS if kind in there}
    for (number, name), values in sorted(seen.items()):
        times[asked[number].kind].setdefault(name, []).append(statistics.median(values))
    return Asked(times)


def type_keys(folder: Path, asked: list[Query]) -> list[float]:
    """Seconds of each key of a live search by this engine, with snippets."""
    from . import ours

    return ours.keystrokes(folder / ours.LIBRARY, asked)


__all__ = ["CORES", "ENGINES", "Asked", "Indexed", "apart", "ask", "index", "missing", "queries", "type_keys"]
