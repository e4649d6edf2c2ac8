"""A run that is ended in a process of its own, just before or after one of the steps by which it changes the disk."""

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from building import library_over, update, write

from searcher.entities import edit
from searcher.index import batch as writing
from searcher.index import merge_policy
from searcher.ingest.manifest import Manifest
from searcher.library import Library, add_sources

# Everything that gives a file another name, takes one away, makes a folder or sends something to the disk.
STEPS = ("replace", "rename", "unlink", "remove", "rmdir", "mkdir", "fsync")
ENDED = 77
# BATCH_DOCUMENTS, MOST_SEGMENTS and MERGED: several commits, and a merge of few segments.
SMALL = (3, 3, 3)


@dataclass(frozen=True, slots=True)
class Scenario:
    """`prepare` makes a library in a folder and leaves something to do; `run` does it."""

    name: str
    prepare: Callable[[Path], None]
    run: Callable[[Path], None]


def library_at(place: Path) -> Library:
    return Library.open(place / "index")


def bring_up_to_date(place: Path) -> None:
    # Told, for a process takes a second to load what identifies languages.
    update(library_at(place), lang="de")


def rebuild(place: Path) -> None:
    update(library_at(place), lang="de", rebuild=True)


def edit_names(place: Path) -> None:
    edit.add(place / "index" / "entities.toml", "Alpha", ["Alfa"], cache=place / "index" / "data")


def edit_sources(place: Path) -> None:
    add_sources(library_at(place), [place / "more"])


def _nothing_yet(place: Path) -> None:
    library_over(place, {f"{number}.txt": f"moskau number {number}" for number in range(5)})


def _deletions(place: Path) -> None:
    _nothing_yet(place)
    write(place / "docs" / "many.jsonl", "".join(f'{{"text": "moskau many {number}"}}\n' for number in range(9)))
    bring_up_to_date(place)
    write(place / "docs" / "1.txt", "moskau anew")
    write(place / "docs" / "new.txt", "moskau new")
    (place / "docs" / "2.txt").unlink()
    (place / "docs" / "3.txt").rename(place / "docs" / "other.txt")


def _segments(place: Path) -> None:
    (place / "docs").mkdir(parents=True)
    library_over(place, {})
    for number in range(5):
        write(place / "docs" / f"{number}.txt", f"moskau number {number}")
        bring_up_to_date(place)
    write(place / "docs" / "last.txt", "moskau last")
    (place / "docs" / "1.txt").unlink()


def _whole(place: Path) -> None:
    _nothing_yet(place)
    write(place / "more" / "more.txt", "moskau more")
    bring_up_to_date(place)


SCENARIOS = (
    Scenario("first run", _nothing_yet, bring_up_to_date),
    Scenario("deletions", _deletions, bring_up_to_date),
    Scenario("merge", _segments, bring_up_to_date),
    Scenario("rebuild", _whole, rebuild),
    Scenario("names", _whole, edit_names),
    Scenario("sources", _whole, edit_sources),
)


def processes() -> ForkServerContext:
    """Makes processes in a few milliseconds: what takes long to import is imported once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([f"searcher.{name}" for name in ("indexing.update", "entities.edit")])
    return context


def steps_of(context: ForkServerContext, scenario: Scenario, place: Path) -> int:
    """How many steps a run takes that nothing ends."""
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(scenario.name, place, -1, False, there))
    process.start()
    steps: int = here.recv()
    process.join()
    assert process.exitcode == 0
    return steps


def end_at(context: ForkServerContext, scenario: Scenario, place: Path, step: int, after: bool) -> None:
    """Run a scenario and end it before or after the step with this number, from 0."""
    process = context.Process(target=_run, args=(scenario.name, place, step, after, None))
    process.start()
    process.join()
    assert process.exitcode == ENDED, (scenario.name, step, after)


def _run(name: str, place: Path, step: int, after: bool, told: Connection | None) -> None:
    passed = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal passed
            passed += 1
            if passed - 1 != step:
                return real(*args, **kwargs)
            try:
                if after:
                    real(*args, **kwargs)
            finally:
                os._exit(ENDED)

        return call

    for holder, function in (*((os, each) for each in STEPS), (Manifest, "commit")):
        setattr(holder, function, counted(getattr(holder, function)))
    writing.BATCH_DOCUMENTS, merge_policy.MOST_SEGMENTS, merge_policy.MERGED = SMALL
    next(scenario for scenario in SCENARIOS if scenario.name == name).run(place)
    if told is not None:
        told.send(passed)
