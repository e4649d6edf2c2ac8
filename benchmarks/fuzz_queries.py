"""Random queries over a library: what fails, what is slow, and how much memory it takes.

    python benchmarks/fuzz_queries.py --index DIR [--count N] [--seed N]

Every query is asked with its snippets, written out, and where it finds nothing, spelled otherwise. Prints the failures
with the number that `--only` repeats, the slowest queries in seconds of the processor, and the most memory: in all,
and, as it was between two queries, what is the process's own and what are mapped pages of files, which the system takes
back when others need them. Ends with 1 if anything failed. The seed is the day unless it is told.
"""

import argparse
import io
import multiprocessing
import random
import resource
import statistics
import sys
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from searcher.engine.local.engine import LocalEngine
from searcher.engine.local.snapshot import Snapshot
from searcher.library import data_folder
from searcher.output import FORMATS, writer
from searcher.query.options import Level, Options
from searcher.search.searcher import Searcher

LONGEST = 100_000
SLOWEST = 5
PIECES = (
    "AND", "OR", "NOT", "(", ")", '"', '"~3', '"~99', "~", "=", "+", "-", "*", "?", "**a**", "lang:", "lang:de",
    "type:md", "path:", "path:*a*", "path:[", "title:", "date:", "date:2024", "date:[2020 TO 2024]", "date:[",
    "TO", "]", "entity:", "entity:pyongyang", "Kim Jong-un", "North Korea", "북한", "Пхеньян", "平壤", "„", "“",
    "«", "»", "「", "」", "10.000", "1\u00a0000", "http://a.b/c?d=e", "a-b-c", "Belousov~", "m?n*",
)  # fmt: skip
# First and last code points of what a word may be made of: letters, marks, controls, directions, private and unassigned
# places, surrogates, and all of Unicode.
RANGES = (
    (0x61, 0x7A), (0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x400, 0x4FF), (0x591, 0x5F4), (0x600, 0x6FF),
    (0x900, 0x97F), (0xE01, 0xE5B), (0x1100, 0x11FF), (0x3041, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
    (0x00, 0x1F), (0x7F, 0x9F), (0x200B, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFF66, 0xFF9F),
    (0xFDFA, 0xFDFB), (0xD800, 0xDFFF), (0xE000, 0xE0FF), (0x378, 0x379), (0x1F600, 0x1F64F),
    (0xE0100, 0xE01EF), (0x0, 0x10FFFF),
)  # fmt: skip


class QueryMaker:
    """Makes queries of the parts of the query language, the words of a library and random characters."""

    def __init__(self, seed: int, words: Sequence[str]) -> None:
        self._random = random.Random(seed)
        self._words = words or ("word",)

    def query(self) -> str:
        """A query of at most LONGEST code points; most are short."""
        source = self._random
        text = self._row(source.choice((1, 2, 3, 5, 8, 20)))
        for _ in range(source.choice((0, 0, 1, 3))):
            text = self._mutated(text)
        if source.random() < 0.05:
            text += source.choice(("", " ", "-", " OR "))
            text *= min(source.choice((10, 300, LONGEST)), LONGEST // max(1, len(text)) + 1)
        return text[:LONGEST]

    def options(self) -> Options:
        """Options of any level."""
        return Options.at(self._random.choice(list(Level)), prefix_last=self._random.random() < 0.3)

    def _row(self, parts: int) -> str:
        joint = self._random.choice((" ", " ", " ", "", "-", " OR ", " AND ", " NOT "))
        return joint.join(self._part() for _ in range(parts))

    def _part(self) -> str:
        source = self._random
        kind = source.randrange(12)
        if kind < 4:
            return source.choice(self._words)
        if kind == 4:
            return self._mutated(source.choice(self._words))
        if kind < 7:
            return source.choice(PIECES)
        if kind == 7:
            return self._characters(source.choice((1, 2, 5, 12, 300)))
        if kind == 8:
            return f'{source.choice(("", "=", "-", "+"))}"{self._row(source.randint(1, 4))}"{source.choice(("", "~2"))}'
        if kind == 9:
            word = source.choice(self._words)
            return f"{word[: source.randint(0, 4)]}{source.choice('*?~')}{word[source.randint(0, 6) :]}"
        if kind == 10:
            return f"{source.choice(('NOT ', 'title:', 'entity:', ''))}({self._row(source.randint(1, 4))})"
        return source.choice(("(", "NOT ", "title:", '"', "*a", "a\u0301", "ab-")) * source.choice((2, 30, 1_000))

    def _characters(self, count: int) -> str:
        first, last = self._random.choice(RANGES)
        return "".join(chr(self._random.randint(first, last)) for _ in range(count))

    def _mutated(self, text: str) -> str:
        source = self._random
        start, end = sorted(source.randint(0, len(text)) for _ in range(2))
        return source.choice(
            (
                text[:start] + text[end:],
                text[:end] + text[start:],
                text[:start] + self._characters(1) + text[start:],
                text[:start] + source.choice(PIECES) + text[start:],
                text[:start] + text[start:end].swapcase() + text[end:],
                text[:start] + text[start:end][::-1] + text[end:],
            )
        )


def ask(searcher: Searcher, text: str, options: Options, form: str) -> None:
    """Ask as a person would, and write what is found."""
    results = searcher.search(text, options=options, with_explanation=form == "text")
    if not results.total:
        searcher.suggestions(text)
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
    out = writer(form, stream, colour=False, width=80, multiple=False)
    out.write("0", results)
    out.close()
    stream.flush()


def words_of(snapshot: Snapshot, seed: int, most: int = 5_000) -> list[str]:
    """Words of the library, with their own capitals where a text is at hand."""
    source = random.Random(seed)
    found = snapshot.vocabulary.folds("")
    words = source.sample(found, min(most, len(found)))
    for document in source.sample(range(snapshot.documents), min(50, snapshot.documents)):
        words += snapshot.text(document).split()[:50]
    return words


def words_in(folder: Path, seed: int) -> list[str]:
    """`words_of` the library in the folder, for a process of its own."""
    return words_of(LocalEngine(data_folder(folder)).snapshot, seed)


def resident() -> tuple[int, int]:
    """(bytes of the process's own memory, bytes of mapped files) that are in memory now; zeros where nobody tells."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0, 0
    told = dict(line.split(":", 1) for line in lines)
    own, files = (int(told[name].split()[0]) * 1024 for name in ("RssAnon", "RssFile"))
    return own, files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True, metavar="DIR", help="the library to ask")
    parser.add_argument("--count", type=int, default=20_000, metavar="N")
    parser.add_argument("--seed", type=int, default=int(time.time()) // 86_400, metavar="N")
    parser.add_argument("--only", type=int, default=-1, metavar="NUMBER", help="ask this query of the seed alone")
    arguments = parser.parse_args()
    engine = LocalEngine(data_folder(arguments.index))
    searcher = Searcher(arguments.index, engine)
    # Elsewhere: a list of all words of a library takes more memory than its queries.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        words = pool.submit(words_in, arguments.index, arguments.seed).result()
    maker = QueryMaker(arguments.seed, words)
    print(f"seed {arguments.seed}, {searcher.documents} documents")
    seconds: list[tuple[float, int, int, str]] = []
    failures = own = files = 0
    for number in range(arguments.count):
        text, options = maker.query(), maker.options()
        if arguments.only not in (-1, number):
            continue
        if number % 1_000 == 999:
            print(
                f"{number + 1} queries, at most {own / 1e6:.0f} MB and {files / 1e6:.0f} MB of files", file=sys.stderr
            )
        started = time.process_time()
        try:
            ask(searcher, text, options, tuple(FORMATS)[number % len(FORMATS)])
        except Exception:  # each is what is looked for
            failures += 1
            print(f"query {number}: {text[:200]!a}\n{traceback.format_exc(limit=-3)}")
        seconds.append((time.process_time() - started, number, len(text), text[:60]))
        own, files = map(max, (own, files), resident())
    times = sorted(second for second, *_ in seconds)
    print(f"{len(times)} queries, {failures} failures, median {statistics.median(times) * 1000:.1f} ms")
    for second, number, length, beginning in sorted(seconds, reverse=True)[:SLOWEST]:
        print(f"{second:.2f} s: query {number}, {length} characters, {beginning!a}")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"most memory {most / 1e6:.0f} MB; between queries {own / 1e6:.0f} MB, and {files / 1e6:.0f} MB of files")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
