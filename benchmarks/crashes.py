"""Indexing that is killed again and again: what is searchable in the end, beside a library that was never killed.

    python benchmarks/crashes.py [--kills N] [--seed N] [--files N]

A folder of made-up files of several formats is indexed by `searcher index` in a process of its own, which is ended at a
random moment: by SIGKILL (alone or with all of its workers), SIGTERM or Ctrl+C. After each end the library must open
and answer; every run that gets through is followed by changes to the files. In the end the answers to 100 queries must
be those of a library over the same files that was indexed in one go: no document twice, none missing, equal scores.
Ends with status 1 if anything was other. `tests/index/test_crashes.py` runs a short form.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from searcher.index.version import current_version
from searcher.indexing.doctor import examine
from searcher.indexing.update import update
from searcher.library import Library, add_sources, create_library

# Small batches and few segments before a merge, so that there are many moments to be ended at.
RUN = """
import sys
from searcher.index import batch as writing, merge_policy
writing.CHUNK_DOCUMENTS, writing.BATCH_DOCUMENTS, merge_policy.MOST_SEGMENTS, merge_policy.MERGED = 20, 60, 4, 3
from searcher.cli.main import main
sys.exit(main(["index", "--index", sys.argv[1]]))
"""
# Few enough that a query has hits, many enough that hits differ.
_FIRST, _LAST = ("mos", "kar", "lin", "tov", "per", "gul"), ("ka", "ner", "i", "oth")
WORDS = tuple(f"{first}{last}" for first in _FIRST for last in _LAST)
QUERIES = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """`kills` by signal, how many of them ended a run before it got through, and what was wrong, as lines."""

    kills: Counter[str]
    early: int
    faults: tuple[str, ...]


def text_of(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(5, 60)))


def write_some(docs: Path, chance: random.Random) -> None:
    """One more file."""
    path = docs / str(chance.randrange(9)) / f"{chance.randrange(10**9)}"
    path.parent.mkdir(parents=True, exist_ok=True)
    match chance.randrange(5):
        case 0:
            lines = "".join(f'{{"text": "{text_of(chance)}"}}\n' for _ in range(chance.randint(1, 40)))
            path.with_suffix(".jsonl").write_text(f"{lines}bad\n")
        case 1:
            path.with_suffix(".md").write_text(f"# {text_of(chance)}\n\n{text_of(chance)}\n")
        case _:
            path.with_suffix(".txt").write_text(text_of(chance))


def change_some(docs: Path, chance: random.Random) -> None:
    """Write, change, remove and rename files, and a folder."""
    files = sorted(path for path in docs.rglob("*") if path.is_file())
    for path in chance.sample(files, len(files) // 4):
        match chance.randrange(3):
            case 0:
                path.unlink()
            case 1:
                path.rename(path.with_name(f"r{chance.randrange(10**9)}{path.suffix}"))
            case 2 if path.suffix == ".txt":
                path.write_text(text_of(chance))
    # As many as before, or each run would take longer than the one before it.
    for _ in range(len(files) - sum(path.is_file() for path in docs.rglob("*"))):
        write_some(docs, chance)
    folders = sorted(path for path in docs.iterdir() if path.is_dir())
    chance.choice(folders).rename(docs / f"f{chance.randrange(10**9)}")


def answers(library: Library, chance: random.Random) -> list[list[tuple[str, float]]]:
    """All hits of 100 queries, each with its score, by id."""
    found = []
    with library.searcher() as search:
        for _ in range(QUERIES):
            words = " ".join(chance.sample(WORDS, chance.randint(1, 3)))
            query = chance.choice((words, f'"{words}"', f"{words[:3]}*"))
            hits = search.search(query, limit=0, with_matches=False).hits
            found.append(sorted((f"{hit.path} {hit.line} {hit.id}", round(hit.score, 6)) for hit in hits))
    return found


def end_one(library: Library, chance: random.Random, longest: float) -> tuple[str, bool]:
    """Start a run and end it at some moment before `longest` seconds; how, and whether that was before its own end."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(library.folder)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    how = chance.choice(("SIGKILL", "SIGKILL of all", "SIGTERM", "SIGINT"))
    number = signal.Signals[how.split()[0]]
    time.sleep(chance.uniform(0, longest))
    early = process.poll() is None
    if early:
        (os.killpg if how.endswith("all") else os.kill)(process.pid, number)
    process.wait()
    if early and number == signal.SIGKILL:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what is left of it ends by itself, but takes its time
    return how, early


def crash(folder: Path, kills: int, seed: int, files: int) -> Outcome:
    """Index and end `kills` times in `folder`, and compare."""
    chance = random.Random(seed)
    docs = folder / "docs"
    docs.mkdir(parents=True)
    for _ in range(files):
        write_some(docs, chance)
    library = add_sources(create_library(folder / "index"), [docs])
    counts: Counter[str] = Counter()
    faults: list[str] = []
    early = 0
    longest = 3.0
    for number in range(kills):
        how, was_early = end_one(library, chance, longest)
        counts[how] += 1
        early += was_early
        # Near the end of a run there is as much to go wrong as at its beginning.
        longest = longest * 1.1 if was_early else max(0.5, longest * 0.9)
        damaged = examine(library).damaged
        faults += [f"{number} {how}: {finding.path}: {finding.reason}" for finding in damaged]
        if current_version(library.data) is not None:
            with library.searcher() as search:
                search(WORDS[0])
        if not was_early:
            change_some(docs, chance)
    update(library)
    faults += [f"in the end: {finding.path}: {finding.reason}" for finding in examine(library).damaged]
    whole = add_sources(create_library(folder / "whole"), [docs])
    update(whole)
    for one, other in zip(answers(library, random.Random(seed)), answers(whole, random.Random(seed)), strict=True):
        ids = Counter(name for name, _ in one)
        faults += [f"twice: {name}" for name, count in ids.items() if count > 1]
        faults += [f"missing: {name} {score}" for name, score in other if (name, score) not in set(one)]
        faults += [f"too much: {name} {score}" for name, score in one if (name, score) not in set(other)]
    return Outcome(counts, early, tuple(faults))


def main() -> int:
    """Run the long form, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.strftime("%Y%m%d")))
    parser.add_argument("--files", type=int, default=300)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crashes-") as name:
        outcome = crash(Path(name), arguments.kills, arguments.seed, arguments.files)
    print(f"seed {arguments.seed}: ended {arguments.kills} times, {outcome.early} before the run got through")
    for how, count in sorted(outcome.kills.items()):
        print(f"  {count:>4}  {how}")
    print(f"{QUERIES} queries: {len(outcome.faults)} faults")
    for line in outcome.faults[:20]:
        print(line, file=sys.stderr)
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
