"""Damaged input by the thousand: documents of every format, tables of names, settings, queries.

    python benchmarks/fuzz_documents.py [--count N] [--seed N] [--files FOLDER]

Each kind is read N times, mutated from made-up examples and from the files of that kind in FOLDER, in a process of its
own; the documents are then indexed together. The kind "real" is all files of FOLDER, of whatever format, each mutated
under its own suffix and indexed, as it would be in a person's folder. Prints for each kind how many inputs there were,
how many failed (any exception that is not one line for the person), the slowest and the most memory, and what failed,
with its seed. Ends with status 1 if anything failed. `tests/index/test_fuzz.py` runs a short form with a seed of the
day.
"""

import argparse
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from fuzz_examples import EXAMPLES, FORMATS, NAMES, QUERIES, examples_of, members_of, packed

from searcher.entities.exchange import FORMATS as EXCHANGE
from searcher.entities.overlay import merge, read_overlay
from searcher.errors import SearcherError
from searcher.indexing.update import update
from searcher.ingest.document import Document
from searcher.ingest.extract import extract
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile
from searcher.library import Library, add_sources, create_library
from searcher.query.parse import parse

_NAMES = tuple(f"names-{name}" for name in NAMES)
_OTHERS = ("entities", "settings", "queries", *_NAMES)
KINDS = (*FORMATS, *_OTHERS)
"""Suffixes of documents, and what else is read."""
_SUFFIXES = {"md": (".md",), "html": (".html", ".htm")}
# What readers look for, and what they trip over.
_PIECES = (
    b'"', b"'", b'""', b",", b";", b"\t", b"\n", b"\r\n", b"\0", b"<", b">", b"</", b"<!--", b"-->", b"<script>",
    b"&#", b"&#99999999999999;", b"&amp", b"=", b"[", b"[[", b"]", b"{", b"}", b'{"a":', b"\\", b"\\u0000",
    b"\\ud800", b"---\n", b"# ", b"```", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b$B", b"\xed\xa0\x80", b"\xe2\x80\xae",
    b"\x1b[31m", b"a" * 70, b"9" * 5000, b"1e999", b"-", b"nan", b"true", b"*", b"**/", b"[!", b"\xcc\x81" * 50,
    b"\xe0\xb8\x81" * 40, b"1979-05-27", b"<meta charset=utf-7>", b"text", b"id", b"[[entity]]\n", b"sources = ",
    b"~/", b"../" * 30,
)  # fmt: skip
REAL = "real"
# What a reader makes of damage when it has not foreseen it, and what ends it.
_ENDED = ("reader failed", "reader crashed", "took its reader", "its reader did nothing", "its reader was ended")
_MOST_BYTES = 200_000
_MOST_REAL_BYTES = 1_000_000
_REAL_AT_ONCE = 500
_SLOW = 2.0  # seconds
_LARGE = 500  # MB
_MOST_MEMORY = 4_000_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading one input came to: `failure` is "" or what went wrong; the `seconds` of the processor."""

    failure: str
    seconds: float


def mutated(chance: random.Random, examples: Sequence[bytes], most: int = _MOST_BYTES) -> bytes:
    """One of the examples with a few things wrong in it, cut after `most` bytes.

    Of a package it is mostly the members that are wrong: damage to the whole is found by their checksums.
    """
    whole = chance.choice(examples)
    members = members_of(whole) if chance.random() < 0.75 else {}
    if not members:
        return _mutated(chance, whole, examples, most)
    for name in chance.sample(sorted(members), min(len(members), chance.randint(1, 3))):
        members[name] = _mutated(chance, members[name], examples, most)
    return packed(members)


def _mutated(chance: random.Random, whole: bytes, examples: Sequence[bytes], most: int) -> bytes:
    data = bytearray(whole)
    for _ in range(chance.randint(1, 8)):
        start = chance.randint(0, len(data))
        end = min(len(data), start + chance.choice((1, 3, 20, 300)))
        match chance.randrange(8):
            case 0:
                del data[start:end]
            case 1:
                data[start:start] = chance.choice(_PIECES)
            case 2:
                data[start:start] = chance.choice(_PIECES) * chance.choice((2, 50, 3000))
            case 3:
                data[start:start] = data[start:end] * chance.choice((1, 10, 500))
            case 4 if data:
                data[min(start, len(data) - 1)] = chance.randrange(256)
            case 5:
                del data[start:]
            case 6:
                data[start:end] = chance.choice(examples)[: chance.randint(0, 2000)]
            case 7:
                text = data.decode("utf-8", "replace")
                code = chance.choice(("utf-16", "latin-1", "cp1251", "shift_jis", "utf-8"))
                data = bytearray(text.encode(code, "replace"))
        del data[most:]
    return bytes(data)


def examples(kind: str, files: Path | None) -> list[bytes]:
    """The made-up examples of a kind, and the beginnings of real files of it."""
    if kind == "queries":
        return [text.encode() for text in QUERIES]
    if kind in _NAMES:
        return [text.encode() for text in NAMES[kind.removeprefix("names-")]]
    found = examples_of(kind) if kind in FORMATS else [text.encode() for text in EXAMPLES[kind]]
    if files is not None:
        suffixes = _SUFFIXES.get(kind, (f".{kind}",))
        real = sorted(path for path in files.rglob("*") if path.suffix.lower() in suffixes and path.is_file())
        found += [path.read_bytes()[: _MOST_BYTES // 4] for path in real]
    return found


def inputs(kind: str, seed: int, count: int, files: Path | None = None) -> Iterator[bytes]:
    """The inputs that a seed stands for."""
    known = examples(kind, files)
    for number in range(count):
        yield mutated(random.Random(f"{kind} {seed} {number}"), known)


def read_document(kind: str, data: bytes, folder: Path) -> list[Document]:
    """The documents of a file. Raises what a reader failed with."""
    path = folder / f"a.{kind}"
    found = FoundFile(path.name, path.name, path, len(data), 0)
    items = list(extract(found, Settings(max_line_bytes=100_000), data))
    failed = [item.reason for item in items if not isinstance(item, Document) and "reader failed" in item.reason]
    if failed:
        raise ValueError(failed[0])
    return [item for item in items if isinstance(item, Document)]


def read_entities(data: bytes, folder: Path) -> None:
    """Read a table of names."""
    path = folder / "entities.toml"
    path.write_bytes(data)
    rows, problems = read_overlay(path)
    _, more = merge((), rows)
    if any("\n" in line for line in (*problems, *more)):
        raise ValueError("a problem of more than one line")


def read_settings(data: bytes, folder: Path) -> None:
    """Open a library with these settings, which may be refused with one line."""
    (folder / "searcher.toml").write_bytes(data)
    try:
        Library.open(folder)
    except SearcherError as error:
        if "\n" in str(error):
            raise ValueError("a refusal of more than one line") from error


def read_names(kind: str, data: bytes) -> None:
    """Read names in the format of another program, which may be refused with one line, and write them again."""
    form = EXCHANGE[kind]
    try:
        incoming = form.read(data.decode("utf-8-sig"), "a")
    except UnicodeDecodeError:
        return
    except SearcherError as error:
        if "\n" in str(error):
            raise ValueError("a refusal of more than one line") from error
        return
    if any("\n" in line for line in incoming.problems):
        raise ValueError("a problem of more than one line")
    written = "".join(form.write(incoming.entities))
    form.read(written, "a")


def read_query(data: bytes) -> None:
    """Parse a query: any text is one."""
    parse(data.decode("utf-8", "replace"))


def reading(kind: str, folder: Path) -> Callable[[bytes], object]:
    """What reads an input of a kind."""
    if kind == "entities":
        return lambda data: read_entities(data, folder)
    if kind == "settings":
        return lambda data: read_settings(data, folder)
    if kind == "queries":
        return read_query
    if kind in _NAMES:
        return lambda data: read_names(kind.removeprefix("names-"), data)
    return lambda data: read_document(kind, data, folder)


def outcome(read: Callable[[bytes], object], data: bytes) -> Outcome:
    """What comes of one input."""
    started = time.process_time()
    try:
        read(data)
        failure = ""
    except Exception as error:
        failure = f"{type(error).__name__}: {error}"
    return Outcome(failure, time.process_time() - started)


def index_all(kind: str, seed: int, count: int, files: Path | None, folder: Path) -> str:
    """Index the inputs of a kind as one folder; what went wrong, or ""."""
    docs = folder / "docs"
    docs.mkdir()
    for number, data in enumerate(inputs(kind, seed, count, files)):
        (docs / f"{number:05}.{kind}").write_bytes(data)
    try:
        report = update(add_sources(create_library(folder / "index"), [docs]))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    failed = [problem for problem in report.problems if "reader failed" in problem.reason]
    return f"{failed[0].file}: {failed[0].reason}" if failed else ""


def real_inputs(seed: int, count: int, files: Path) -> Iterator[tuple[str, bytes]]:
    """Suffixes and contents: real files, and others made of them."""
    paths = sorted(path for path in files.rglob("*") if path.is_file() and path.stat().st_size <= _MOST_REAL_BYTES)
    for number in range(count):
        chance = random.Random(f"{REAL} {seed} {number}")
        path = chance.choice(paths)
        yield path.suffix, mutated(chance, [path.read_bytes()], _MOST_REAL_BYTES)


def index_real(seed: int, count: int, files: Path, folder: Path) -> list[str]:
    """Index mutated real files, so many at once; what is wrong, as lines."""
    failures: list[str] = []
    waiting = real_inputs(seed, count, files)
    for start in range(0, count, _REAL_AT_ONCE):
        place = folder / str(start)
        docs = place / "docs"
        docs.mkdir(parents=True)
        for number, (suffix, data) in enumerate(islice(waiting, _REAL_AT_ONCE), start):
            (docs / f"{number:06}{suffix}").write_bytes(data)
        try:
            report = update(add_sources(create_library(place / "index"), [docs]))
        except Exception as error:
            failures.append(f"{REAL} {seed} from {start}: {type(error).__name__}: {error}")
            continue
        failures += [
            f"{REAL} {seed}: {problem.file}: {problem.reason}"
            for problem in report.problems
            if any(words in problem.reason for words in _ENDED)
        ]
        shutil.rmtree(place)
    return failures


def _limit(memory: int = _MOST_MEMORY) -> None:
    """Let the system refuse more memory than this to each process that is started from here on."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def run(kind: str, seed: int, count: int, files: Path | None) -> int:
    """Read and index the inputs of a kind, and print a row of the table; how many failed."""
    failures: list[str] = []
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if kind == REAL:
            failures = index_real(seed, count, files, folder) if files is not None else []
            return _told(kind, seed, count, failures, slowest)
        read = reading(kind, folder)
        for number, data in enumerate(inputs(kind, seed, count, files)):
            result = outcome(read, data)
            slowest = max(slowest, result.seconds)
            if result.failure or result.seconds > _SLOW:
                failures.append(f"{kind} {seed} {number}: {result.failure or f'{result.seconds:.1f} s'}")
        if kind in FORMATS and (failure := index_all(kind, seed, count, files, folder)):
            failures.append(f"{kind} {seed}, indexing: {failure}")
    return _told(kind, seed, count, failures, slowest)


def _told(kind: str, seed: int, count: int, failures: list[str], slowest: float) -> int:
    """Print the row of a kind, and what failed; how many that are."""
    used = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    memory = max(resource.getrusage(who).ru_maxrss for who in used) // 1024
    if memory > _LARGE:
        failures.append(f"{kind} {seed}: {memory} MB")
    print(f"| {kind} | {count:,} | {len(failures)} | {slowest:.2f} | {memory} |", flush=True)
    for failure in failures[:20]:
        print(failure[:300], file=sys.stderr)
    return len(failures)


def main() -> int:
    """Run every kind in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=int(time.strftime("%Y%m%d")))
    parser.add_argument("--files", type=Path, default=None)
    parser.add_argument("--kind", choices=(*KINDS, REAL), default=None)
    arguments = parser.parse_args()
    if arguments.kind:
        _limit()
        return 1 if run(arguments.kind, arguments.seed, arguments.count, arguments.files) else 0
    print("| kind | inputs | failed | slowest, s | memory, MB |\n|---|--:|--:|--:|--:|", flush=True)
    status = 0
    for kind in (*KINDS, REAL) if arguments.files else KINDS:
        command = [sys.executable, __file__, "--kind", kind, "--seed", str(arguments.seed), "--count"]
        command += [str(arguments.count), *(["--files", str(arguments.files)] if arguments.files else [])]
        status |= subprocess.run(command, check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
