"""This engine: through its writer, and as the whole command; queries through Searcher and by the bare runner."""

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from searcher.engine.local.engine import LocalEngine
from searcher.entities.table import EntityTable
from searcher.index.index_writer import IndexWriter
from searcher.index.segment.column_bytes import SUFFIX
from searcher.index.segment.columns import ColumnFile
from searcher.index.version import Version, current_version
from searcher.ingest.document import Document
from searcher.library import data_folder, entities_file
from searcher.query.expand import Expander, Options
from searcher.query.parse import parse
from searcher.search.searcher import Searcher

from . import documents
from .engine import CORES, TOP, Answer, Sizes, Way, folder_size
from .queries import AND_TWO, KINDS, PHRASES, PREFIX, Query

SEARCH, BARE, EXPANDED = "searcher", "searcher, run alone", "searcher, all that it stands for"
LIBRARY = "library"
EXACT = Options(exact=True)
HITS_OF_A_SCREEN = 20


class Command:
    """`searcher index FILE` as a process of its own, and queries on what it made."""

    name = SEARCH
    cores = CORES
    kinds = KINDS

    def __init__(self, folder: Path) -> None:
        self._folder = folder / LIBRARY

    def index(self, collection: Path, count: int) -> None:
        command = [sys.executable, "-m", "searcher", "index", "--index", str(self._folder), str(collection)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def sizes(self) -> Sizes:
        version = current_version(data_folder(self._folder))
        assert version is not None
        return _sizes(version)

    def open(self) -> dict[str, Way]:
        searcher = Searcher(self._folder)
        return {
            SEARCH: _whole(searcher, asked, EXACT),
            BARE: _run_alone(self._folder),
            EXPANDED: _whole(searcher, typed, Options()),
        }


class Writer:
    """`IndexWriter` over a version, without files, manifest or a process of its own."""

    name = "searcher, IndexWriter"
    cores = CORES
    kinds: Sequence[str] = ()

    def __init__(self, folder: Path) -> None:
        self._generation = Version(folder / "version")

    def index(self, collection: Path, count: int) -> None:
        self._generation.whoosh.mkdir(parents=True)
        writer = IndexWriter(self._generation)
        for number, text in enumerate(documents.read(collection, count), 1):
            writer.add(Document(text.id, "documents.jsonl", text.text, text.title, "jsonl", text.lang, number=number))
            if writer.full:
                writer.commit()
        writer.commit(last=True)
        writer.close()

    def sizes(self) -> Sizes:
        return _sizes(self._generation)

    def open(self) -> dict[str, Way]:
        return {}


def asked(query: Query) -> str:
    """The query as a person types it."""
    if query.kind in PHRASES:
        return f'"{" ".join(query.words)}"'
    if query.kind == PREFIX:
        return f"{query.words[0]}*"
    return (" AND " if query.kind == AND_TWO else " OR ").join(query.words)


def typed(query: Query) -> str:
    """The query as it is typed by who asks for all that its words stand for: without OR and AND."""
    return asked(query) if query.kind in (*PHRASES, PREFIX) else " ".join(query.words)


def _whole(searcher: Searcher, text_of: Callable[[Query], str], options: Options) -> Way:
    """What a person's query costs: parse, expand, run, and the ids of the best."""

    def prepare(query: Query) -> Answer:
        text = text_of(query)
        # Each query is answered as if it were the first with its words; what an open library has read stays read.
        searcher.forget()

        def answer() -> list[str]:
            results = searcher.search(text, limit=TOP, options=options, with_matches=False)
            return [hit.id for hit in results.hits]

        return answer

    return prepare


def _run_alone(folder: Path) -> Way:
    """What of that is the engine's: the scores of a plan that was made before, and the best of them."""
    engine = LocalEngine(data_folder(folder))
    table = EntityTable.open(data_folder(folder), entities_file(folder))

    def prepare(query: Query) -> Answer:
        engine.forget()
        plan = Expander(engine.vocabulary, table).expand(parse(asked(query)), EXACT).plan
        assert plan is not None

        def answer() -> list[str]:
            return [str(key) for key, _ in engine.rank(plan).best(0, TOP)]

        return answer

    return prepare


def keystrokes(folder: Path, queries: Sequence[Query]) -> list[float]:
    """Seconds of each key while the words of the phrases among `queries` are typed, with what live search shows."""
    searcher = Searcher(folder)
    options = Options(prefix_last=True)
    texts = [" ".join(query.words) for query in queries if query.kind in PHRASES]
    searcher.search("a", options=options)
    # The live search looks for garbage between the keys, when nobody waits.
    gc.disable()
    times = []
    for text in texts:
        for end in range(1, len(text) + 1):
            started = time.perf_counter()
            searcher.search(text[:end], limit=HITS_OF_A_SCREEN, options=options)
            times.append(time.perf_counter() - started)
    return times


def _sizes(version: Version) -> Sizes:
    whole = folder_size(version.folder)
    stored = 0
    for path in version.whoosh.glob(f"*{SUFFIX}"):
        columns = ColumnFile(path)
        stored += sum(len(columns.bytes_of(name)) for name in ("texts", "records"))
    return Sizes(whole, whole - stored)
