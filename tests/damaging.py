"""What the tests of damage share: a library with all kinds of data, questions to it, and column files of any content."""

import json
import os
import random
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from building import library_over, texts, update, version_of, write

from searcher.errors import SearcherError
from searcher.index.damage import damage
from searcher.index.languages import documents_by_language
from searcher.index.segment.column_bytes import MAGIC
from searcher.index.segment.column_writer import Checksums, ending
from searcher.index.segment.columns import ColumnFile
from searcher.indexing import census
from searcher.library import Library
from searcher.query.options import Options
from searcher.search.searcher import Searcher

SEED = int(os.environ.get("SEARCHER_SEED", "20240817"))
LONG = bool(os.environ.get("SEARCHER_LONG"))
"""Whether the tests of damage and of killed runs look everywhere, which takes minutes."""

WORDS = [
    "Moskau",
    "Берлин",
    "Straße",
    "naïve",
    "东京",
    "평양시",
    "Belousov",
    "treaty",
    "missile",
    "pane",
    "e",
    "vino",
    "Kim",
    "Jong-un",
    "résumé",
    "Été",
]
QUERIES = (
    ("Belousov", Options()),
    ('"Kim Jong-un"', Options()),
    ("Москва", Options()),
    ("平壤 OR 평양시", Options()),
    ("=Moskau treaty", Options(fuzzy=True)),
    ("mis", Options(prefix_last=True)),
    ("m*", Options()),
    ("title:résumé", Options()),
    ("lang:de", Options()),
    ("treaty date:2024", Options()),
    ("type:jsonl -vino", Options()),
    ('"treaty missile"~5', Options(exact=True)),
)
Answer = tuple[object, ...]


def records(first: int, last: int) -> str:
    """Documents with these numbers, a line each."""
    lines = []
    for number in range(first, last):
        source = random.Random(number)
        words = source.choices(WORDS, k=30)
        # Of a text that is long in code points the places of some tokens are kept.
        words += ["Wort" * 1000] * 20 if number == 4 else []
        # One word so often that its frequency does not fit a byte.
        words += ["treaty", *["평양시"] * (300 if number % 9 == 4 else 1)]
        record = {"id": f"r{number}", "text": " ".join(words), "title": f"Résumé {number}"}
        record |= {"date": f"2024-05-{number % 28 + 1:02}", "lang": ("de", "en", "ru", "ko")[number % 4]}
        lines.append(json.dumps(record, ensure_ascii=False) + "\n")
    return "".join(lines)


def make(place: Path) -> Library:
    """Several segments, one with deleted documents, a bad line and a file without text."""
    library = library_over(place, {"a.jsonl": records(0, 40), "b.txt": "Moskau\n\nBelousov", "empty.txt": ""})
    update(library)
    write(place / "docs" / "c.jsonl", records(40, 60) + "bad line\n")
    update(library)
    write(place / "docs" / "d.txt", "Ein Vertrag: treaty of Moskau")
    (place / "docs" / "b.txt").unlink()
    update(library)
    return library


def ask(library: Library) -> Answer:
    """All that queries say of the library, and what `searcher status` counts."""
    searcher = Searcher(library.folder)
    try:
        found: list[object] = []
        for text, options in QUERIES:
            ranking = searcher.rank(text, options=options)
            found += [searcher.hits(ranking, 0, 5), len(ranking)]
            found += [searcher.text(ranking, 0)] if len(ranking) else searcher.suggestions(text)
        found += [searcher.facets(searcher.rank("treaty")), searcher.parts("Belousov treaty")]
    finally:
        searcher.close()
    version = version_of(library)
    return (*found, census.documents(version), dict(documents_by_language(version)))


def change(library: Library) -> Answer:
    """What is in the index after a run that deletes and merges."""
    docs = library.sources[0].path
    write(docs / "new.txt", "Neu: treaty of Moskau")
    (docs / "d.txt").unlink(missing_ok=True)
    documents = update(library).documents
    with damage(version_of(library)):
        return documents, texts(library)


def outcome(step: Callable[[Library], Answer], library: Library) -> Answer | str:
    """What a step gives, or the one line with which it is refused. Whatever else it raises goes on."""
    try:
        return step(library)
    except SearcherError as error:
        line = str(error)
        assert "\n" not in line
        # A fingerprint that cannot be read is one of another version, whose index is made anew.
        assert line.endswith(("; run: searcher index --rebuild", "is of another version: run `searcher index`"))
        return line


class Kept:
    """A library that can be put back, its place and times with it, so that answers can be compared."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._place = library.folder.parent
        self._copy = self._place.with_name(f"{self._place.name}.kept")
        shutil.copytree(self._place, self._copy)

    def put_back(self) -> Library:
        shutil.rmtree(self._place)
        shutil.copytree(self._copy, self._place)
        return self.library


# Column files of any content


@dataclass(frozen=True, slots=True)
class Column:
    """As it stands in the directory; `shift` is added to the offset and `more` to the size that are told."""

    name: str
    kind: str
    data: bytes
    shift: int = 0
    more: int = 0

    def values(self) -> "np.ndarray[tuple[int], np.dtype[np.generic]]":
        return np.frombuffer(self.data, np.uint8 if self.kind == "bytes" else self.kind)


def read_columns(path: Path) -> list[Column]:
    file = ColumnFile(path)
    return [Column(name, file.kind(name), bytes(file.bytes_of(name))) for name in file._columns]


def write_columns(path: Path, columns: Iterable[Column]) -> None:
    """A file whose checksums are all right, whatever it says."""
    content, lines, sums = bytearray(MAGIC), [], list[int]()
    for column in columns:
        content += bytes(-len(content) % 8)
        places = len(content) + column.shift, len(column.data) + column.more
        own = Checksums()
        own.add(column.data)
        sums += own.all()
        lines.append("\t".join((column.name, column.kind, *map(str, places))))
        content += column.data
    directory = "\n".join(lines).encode("utf-8", "surrogateescape")
    path.write_bytes(content + ending(len(content), sums, directory))


def _any_values(column: Column, source: random.Random) -> Column:
    return Column(column.name, column.kind, source.randbytes(len(column.data)))


def _one_value(column: Column, source: random.Random) -> Column:
    item = max(1, column.values().itemsize)
    data = bytearray(column.data)
    if data:
        at = source.randrange(len(data) // item) * item
        data[at : at + item] = source.choice((b"\xff" * item, bytes(item), source.randbytes(item)))
    return Column(column.name, column.kind, bytes(data))


def _wider(column: Column, source: random.Random) -> Column:
    """Numbers of eight bytes, one of them huge."""
    if column.kind == "bytes" or column.values().dtype.kind not in "ui":
        return _any_values(column, source)
    values = column.values().astype(np.uint64)
    if len(values):
        values[source.randrange(len(values))] = source.choice((2**63, 2**64 - 1, 2**62, 2**40, 2**32, 2**31, 70_000))
    return Column(column.name, "<u8", values.tobytes())


def _negative(column: Column, source: random.Random) -> Column:
    values = np.full(len(column.data) // max(1, column.values().itemsize), -1, np.int64)
    return Column(column.name, "<i8", values.tobytes())


def _backwards(column: Column, source: random.Random) -> Column:
    return Column(column.name, column.kind, np.ascontiguousarray(column.values()[::-1]).tobytes())


def _shorter(column: Column, source: random.Random) -> Column:
    item = column.values().itemsize
    return Column(column.name, column.kind, column.data[: -item * source.randint(1, 3)])


def _longer(column: Column, source: random.Random) -> Column:
    return Column(column.name, column.kind, column.data + source.randbytes(column.values().itemsize))


def _empty(column: Column, source: random.Random) -> Column:
    return Column(column.name, column.kind, b"")


def _of_another_type(column: Column, source: random.Random) -> Column:
    kinds = ("|u1", "<u2", "<u4", "<u8", "<i8", "<f8", "|S3", "|S999999", "|O", "|V8", "bytes", ">u4", "u3", "", "<U4")
    return Column(column.name, source.choice(kinds), column.data)


def _elsewhere(column: Column, source: random.Random) -> Column:
    far = source.choice((8, -8, 1, 1 << 20, 1 << 62, 10**30))
    return Column(column.name, column.kind, column.data, far, source.choice((0, 8, 1 << 40, 10**30)))


def _of_another_name(column: Column, source: random.Random) -> Column:
    names = ("tokens", "", "x" * 1000, "starts\tstarts", "a\nb", "\udcff")
    return Column(source.choice(names), column.kind, column.data)


WAYS = (
    _any_values, _one_value, _one_value, _wider, _wider, _negative, _backwards, _shorter, _longer, _empty,
    _of_another_type, _elsewhere, _of_another_name,
)  # fmt: skip


def crafted(columns: list[Column], source: random.Random) -> tuple[list[Column], str]:
    """The columns with one of them made into something that no writer makes, or left out; and what was done."""
    at = source.randrange(len(columns))
    if source.random() < 0.05:
        return [*columns[:at], *columns[at + 1 :]], f"without {columns[at].name}"
    way = source.choice(WAYS)
    changed = way(columns[at], source)
    return [*columns[:at], changed, *columns[at + 1 :]], f"{columns[at].name} {way.__name__}"
