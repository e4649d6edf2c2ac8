"""One library embedded and in a cluster: whether both answer the same, and what each costs.

    python benchmarks/cluster.py [--jsonl FILE[.gz]] [--documents N] [--queries N] [--warm N] [--rounds N]
                                 [--nodes N] [--times FILE]

The first N documents of a JSONL file, or made-up ones, are indexed by `searcher index` into a library of the embedded
engine and into a new cluster of OpenSearch on this machine, which needs Java and Maven. Names, words, two words and
questions are drawn from the documents and asked of both in turn, in a new order each round, with all that they stand
for; each engine gives up what it keeps before each, and the servers keep no answers. The first rounds, `--warm` of
them, are not counted: files are read then, and servers that were just started translate what they run. Prints how many
answers differ in totals, documents, scores, matches or snippets, the processor time of this process and of the
servers, the time that passed, and bytes. `--times` writes the time of each query for `load.py`. Ends with status 1 if
any answer differs.
"""

import argparse
import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from engines import documents
from engines.engine import folder_size, is_same_score, processor_seconds
from serving import Cluster, unavailable

from searcher.search.hits import Results
from searcher.search.searcher import Searcher

NAME, WORD, TWO_WORDS, QUESTION = KINDS = ("name", "word", "two words", "question")
SHOWN = 10
_QUESTION = 8
_MEGABYTE = 1_000_000
_WORD = re.compile(r"[^\W\d_]{4,}")
# Within a sentence, so that its capital is its own.
_NAME = re.compile(r"(?<=[^\W\d_A-Z] )[^\W\d_a-z][^\W\d_A-Z]{3,15}(?=[\s.,])")
_TRIES = 10_000
EMBEDDED, CLUSTER = "embedded", "cluster"
_INDEX = "benchmark"


@dataclass(frozen=True, slots=True)
class Query:
    """`kind` is one of KINDS."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of one query: of the clock, of this process's processor time, and of the servers'."""

    wall: float
    client: float
    servers: float = 0.0


@dataclass(frozen=True, slots=True)
class Indexed:
    """Seconds of processor time of the commands that indexed, and bytes of what they left."""

    work: float
    size: int


def draw(texts: Sequence[str], count: int, source: random.Random) -> list[Query]:
    """`count` queries of each kind, each with words of one of the texts; of names none where no text has any."""
    found: list[Query] = []
    for kind in KINDS:
        drawn = (_drawn(kind, source.choice(texts), source) for _ in range(_TRIES))
        found += [Query(kind, text) for text in islice(filter(None, drawn), count)]
    source.shuffle(found)
    return found


def _drawn(kind: str, text: str, source: random.Random) -> str:
    """A query of a kind with words of a text, "" if it has none for it."""
    if kind == QUESTION:
        row = text.split()
        if len(row) <= _QUESTION:
            return ""
        at = source.randrange(len(row) - _QUESTION)
        return " ".join(row[at : at + _QUESTION])
    words = (_NAME if kind == NAME else _WORD).findall(text)
    if len(words) < 2:
        return ""
    chosen = " ".join(source.sample(words, 2 if kind == TWO_WORDS else 1))
    return chosen if kind == NAME else chosen.lower()


def difference(one: Results, other: Results) -> str:
    """What two answers differ in, "" if in nothing; of hits of one score any may be the last that are shown."""
    if one.total != other.total:
        return f"{one.total} and {other.total} hits"
    mine, theirs = ({hit.id: hit for hit in found.hits} for found in (one, other))
    least = min(hit.score for hit in (*one.hits, *other.hits)) if one.hits else 0.0
    alone = [hit.id for hit in (*one.hits, *other.hits) if (hit.id in mine) != (hit.id in theirs)
             and not is_same_score(hit.score, least)]  # fmt: skip
    if alone:
        return f"{alone[0]} is in one of them only"
    for name in mine.keys() & theirs.keys():
        if not is_same_score(mine[name].score, theirs[name].score):
            return f"the score of {name}: {mine[name].score} and {theirs[name].score}"
        if (mine[name].matches, mine[name].snippets) != (theirs[name].matches, theirs[name].snippets):
            return f"matches or snippets of {name}"
    return ""


def servers_work(cluster: Cluster) -> float:
    """Milliseconds of the processor that the nodes have taken since they were started.

    The system tells it to ten milliseconds; the nodes themselves tell the same at most once a second. 0 where there is
    no /proc.
    """
    ticks = 0
    for node in cluster.nodes:
        with suppress(OSError):
            # Behind the name, which may hold anything: the 12th and 13th are the time of the user's and the system's.
            fields = Path(f"/proc/{node.process}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return 1000 * ticks / os.sysconf("SC_CLK_TCK")


def keep_nothing(cluster: Cluster) -> None:
    """Let the servers keep no answers and no filters of this index, or a query that is asked again costs less."""
    kept = {"index.requests.cache.enable": False, "index.queries.cache.enabled": False}
    for method, action, body in (("POST", "_close", None), ("PUT", "_settings", kept), ("POST", "_open", None)):
        data = None if body is None else json.dumps(body).encode()
        address = f"{cluster.addresses[0]}/{_INDEX}/{action}"
        request = urllib.request.Request(address, data, {"content-type": "application/json"}, method=method)
        urllib.request.urlopen(request, timeout=60).close()
    health = f"{cluster.addresses[0]}/_cluster/health/{_INDEX}?wait_for_status=green&timeout=60s"
    urllib.request.urlopen(health, timeout=90).close()


def stored_bytes(cluster: Cluster) -> int:
    """The bytes of a copy of the documents in the cluster."""
    with urllib.request.urlopen(f"{cluster.addresses[0]}/{_INDEX}/_stats/store", timeout=60) as answer:
        return int(json.load(answer)["_all"]["primaries"]["store"]["size_in_bytes"])


def index(folder: Path, settings: str) -> float:
    """Make the library at `folder` with these settings and index it; seconds of the processor that the command took."""
    folder.mkdir(parents=True)
    (folder / "searcher.toml").write_text(settings, encoding="utf-8")
    before = processor_seconds(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "searcher", "index", "--index", str(folder), "--allow"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return processor_seconds(resource.RUSAGE_CHILDREN) - before


def ask(
    searchers: dict[str, Searcher], queries: Sequence[Query], warm: int, rounds: int, work: Callable[[], float]
) -> "Asked":
    """Ask each engine each query in each round, the first `warm` of which are not counted.

    `work` gives the servers' milliseconds up to now.
    """
    asked = Asked({name: [[] for _ in queries] for name in searchers}, [])
    order = list(range(len(queries)))
    source = random.Random(documents.SEED)
    for around in range(-warm, rounds):
        source.shuffle(order)
        for number in order:
            answers = {}
            for name in source.sample(sorted(searchers), len(searchers)):
                searcher = searchers[name]
                searcher.forget()
                servers = work() if name == CLUSTER else 0.0
                started, before = time.perf_counter(), time.process_time()
                answers[name] = searcher.search(queries[number].text, limit=SHOWN)
                wall, client = time.perf_counter() - started, time.process_time() - before
                servers = work() - servers if name == CLUSTER else 0.0
                if around >= 0:
                    asked.costs[name][number].append(Cost(wall * 1000, client * 1000, servers))
            if around == -warm and (differs := difference(answers[EMBEDDED], answers[CLUSTER])):
                asked.differences.append(f"{queries[number].text!r}: {differs}")
    return asked


@dataclass(frozen=True, slots=True)
class Asked:
    """By engine and query the cost in each round; and a line for each query whose answers differ."""

    costs: dict[str, list[list[Cost]]]
    differences: list[str]

    def of(self, name: str, number: int) -> Cost:
        """The medians of all rounds of a query; of the servers the mean, because they work on beside the queries."""
        costs = self.costs[name][number]
        return Cost(
            statistics.median(cost.wall for cost in costs),
            statistics.median(cost.client for cost in costs),
            statistics.fmean(cost.servers for cost in costs),
        )


def report(indexed: dict[str, Indexed], count: int, text: int, queries: Sequence[Query], asked: Asked) -> str:
    """Tables in Markdown."""
    lines = [
        f"### {count:,} documents, {text / _MEGABYTE:.0f} MB of text, {len(queries)} queries",
        "",
        "| | embedded | cluster | ratio |",
        "|---|---|---|---|",
    ]
    one, other = indexed[EMBEDDED], indexed[CLUSTER]
    lines.append(_row("indexing, work of the client, ms a document", *(1000 * e.work / count for e in (one, other))))
    lines.append(_row("bytes a document", one.size / count, other.size / count))
    for kind in KINDS:
        own = [number for number, query in enumerate(queries) if query.kind == kind]
        if not own:
            continue
        mine, theirs = ([asked.of(name, number) for number in own] for name in (EMBEDDED, CLUSTER))
        for what, of in (("wall", lambda cost: cost.wall), ("work of the client", lambda cost: cost.client)):
            one_ms, other_ms = (statistics.median(map(of, costs)) for costs in (mine, theirs))
            lines.append(_row(f"{kind}: {what}, median, ms", one_ms, other_ms))
        servers = sorted(cost.servers for cost in theirs)
        lines.append(f"| {kind}: work of the servers, mean / median, ms | – | {statistics.fmean(servers):.0f} / "
                     f"{statistics.median(servers):.0f} | – |")  # fmt: skip
    lines.append(f"\n{len(queries) - len(asked.differences)} of {len(queries)} answers are the same.")
    return "\n".join(lines)


def _row(what: str, one: float, other: float) -> str:
    return f"| {what} | {one:.3g} | {other:.3g} | {other / one if one else 0:.2f} |"


def write_times(path: Path, count: int, shards: int, queries: Sequence[Query], asked: Asked) -> None:
    """What `load.py` reads: of how many documents in how many shards, and the cost of each query in the cluster."""
    rows = [{"kind": query.kind, **asdict(asked.of(CLUSTER, number))} for number, query in enumerate(queries)]
    path.write_text(json.dumps({"documents": count, "shards": shards, "queries": rows}), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="cluster.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--jsonl", type=Path, metavar="FILE", help="documents as JSON Lines, perhaps compressed by gzip"
    )
    parser.add_argument("--documents", type=int, default=10_000, metavar="N", help="the first so many (%(default)s)")
    parser.add_argument("--queries", type=int, default=50, metavar="N", help="of each kind (%(default)s)")
    parser.add_argument("--warm", type=int, default=1, metavar="N", help="rounds that are not counted (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often each is asked (%(default)s)")
    parser.add_argument("--nodes", type=int, default=3, metavar="N", help="servers to start (%(default)s)")
    parser.add_argument("--shards", type=int, default=3, metavar="N", help="parts of the index (%(default)s)")
    parser.add_argument("--times", type=Path, metavar="FILE", help="where to write the time of each query")
    parser.add_argument("--folder", type=Path, help="where to put temporary files")
    arguments = parser.parse_args()
    if reason := unavailable():
        print(f"cluster.py: {reason}", file=sys.stderr)
        return 2
    cluster = Cluster.start(arguments.nodes, soon=False)
    try:
        with tempfile.TemporaryDirectory(prefix="cluster-", dir=arguments.folder) as folder:
            return _measure(arguments, Path(folder), cluster)
    finally:
        cluster.stop()


def _measure(arguments: argparse.Namespace, folder: Path, cluster: Cluster) -> int:
    given = arguments.jsonl
    texts = list(
        documents.made_up(arguments.documents, "en") if given is None else documents.read(given, arguments.documents)
    )
    collection = folder / "documents.jsonl"
    documents.write(collection, iter(texts))
    sources = f'sources = ["{collection}"]\n'
    engine = (
        f"[engine]\nkind = \"opensearch\"\nindex = \"{_INDEX}\"\nreplicas = 0\nshards = {arguments.shards}\n"
        f"nodes = {json.dumps(cluster.addresses)}\n"
    )  # fmt: skip
    work = {
        EMBEDDED: index(folder / EMBEDDED, sources),
        CLUSTER: index(folder / CLUSTER, sources + engine),
    }
    indexed = {
        EMBEDDED: Indexed(work[EMBEDDED], folder_size(folder / EMBEDDED)),
        CLUSTER: Indexed(work[CLUSTER], stored_bytes(cluster) + folder_size(folder / CLUSTER)),
    }
    queries = draw([text.text for text in texts], arguments.queries, random.Random(documents.SEED))
    searchers = {name: Searcher(folder / name) for name in (EMBEDDED, CLUSTER)}
    keep_nothing(cluster)
    asked = ask(searchers, queries, arguments.warm, arguments.rounds, lambda: servers_work(cluster))
    for searcher in searchers.values():
        searcher.close()
    print(report(indexed, len(texts), collection.stat().st_size, queries, asked))
    for line in asked.differences:
        print(line)
    if arguments.times is not None:
        write_times(arguments.times, len(texts), arguments.shards, queries, asked)
    return 1 if asked.differences else 0


if __name__ == "__main__":
    sys.exit(main())
