"""How many people a cluster bears: a simulation of its queues over measured times of queries.

    python benchmarks/load.py TIMES [--documents N] [--nodes N] [--cores N] [--shards N] [--copies N] [--speed X]
                              [--queries N] [--rates X ...]

TIMES is what `cluster.py --times` wrote. Queries come at random and independently (Poisson) at each of the rates, in
the measured mixture. What is assumed:

- A query is ROUNDS requests one after the other, each of as much work; a request works on every shard, on one copy of
  each, chosen at random, and is answered when the slowest shard is.
- The work of a shard is linear in the documents that lie in it, and a core of a node does one shard's at a time, first
  come, first served. A node holds shards in turn; `--speed` is how much faster its cores are than the measured ones.
- Merging of shards, the network and what a client does add nothing to a queue; a client's own time is added as it was
  measured, because it grows with the dictionary and not with the documents.

So it tells nothing of garbage collection, of indexing at the same time, or of a cold disk. Prints for each rate the use
of the cores and the percentiles of the time until an answer.
"""

import argparse
import heapq
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROUNDS = 2
SEED = 20_240_501
_RATES = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
# Of the queries, the first are not counted: the queues are still empty.
_WARM = 0.1
# A queue that only grows is of no interest to the end.
_FULL = 0.98


@dataclass(frozen=True, slots=True)
class Service:
    """Milliseconds of a query: of its client, and of one shard in each round."""

    client: float
    shard: float


@dataclass(frozen=True, slots=True)
class Machines:
    """`nodes` with `cores` each, that hold `copies` of each of `shards`."""

    nodes: int
    cores: int
    shards: int
    copies: int = 1

    def holders(self, shard: int) -> list[int]:
        """The nodes with a copy of a shard."""
        return [(shard + copy * max(1, self.nodes // self.copies)) % self.nodes for copy in range(self.copies)]


@dataclass(frozen=True, slots=True)
class Load:
    """`use`: the part of the cores' time that was taken, 0 to 1; `waits`: milliseconds of each query, ascending."""

    use: float
    waits: list[float]

    def percentile(self, part: float) -> float:
        """Milliseconds within which this part of the queries was answered."""
        return self.waits[min(len(self.waits) - 1, int(part * len(self.waits)))]


def services(measured: dict[str, Any], documents: int, shards: int, speed: float) -> list[Service]:
    """The times of the measured queries over so many documents in so many shards."""
    # All shards together work linearly in the documents, however many they are.
    scale = documents / measured["documents"] / shards / ROUNDS / speed
    return [Service(query["client"], query["servers"] * scale) for query in measured["queries"]]


def use_of(mixture: Sequence[Service], machines: Machines, rate: float) -> float:
    """The part of the cores' time that queries at so many a second need; above 1 they cannot be answered."""
    work = sum(each.shard for each in mixture) / len(mixture) * ROUNDS * machines.shards
    return rate * work / 1000 / (machines.nodes * machines.cores)


def simulate(mixture: Sequence[Service], machines: Machines, rate: float, count: int, seed: int = SEED) -> Load:
    """`count` queries, drawn from the mixture, that come at `rate` a second."""
    source = random.Random(seed)
    holders = [machines.holders(shard) for shard in range(machines.shards)]
    # By node, when each of its cores will be free.
    cores = [[0.0] * machines.cores for _ in range(machines.nodes)]
    asked, began = [], 0.0
    for _ in range(count):
        began += source.expovariate(rate) * 1000
        asked.append((began, source.choice(mixture)))
    # (when, query, round): one request of a query, in the order in which they come.
    requests = [(when, number, 0) for number, (when, _) in enumerate(asked)]
    waits, worked, last = [0.0] * count, 0.0, 0.0
    while requests:
        now, number, around = heapq.heappop(requests)
        began, service = asked[number]
        answered = now
        for nodes in holders:
            free = cores[source.choice(nodes)]
            done = max(now, free[0]) + service.shard
            heapq.heapreplace(free, done)
            answered = max(answered, done)
        worked += service.shard * machines.shards
        last = max(last, answered)
        if around + 1 < ROUNDS:
            heapq.heappush(requests, (answered, number, around + 1))
        else:
            waits[number] = answered - began + service.client
    use = worked / (last * machines.nodes * machines.cores) if last else 0.0
    return Load(use, sorted(waits[int(_WARM * count) :]))


def table(mixture: Sequence[Service], machines: Machines, rates: Sequence[float], count: int) -> str:
    """Each rate in Markdown."""
    lines = ["| queries a second | use of the cores | median, ms | p95, ms | p99, ms |", "|---|---|---|---|---|"]
    for rate in rates:
        use = use_of(mixture, machines, rate)
        if use > _FULL:
            lines.append(f"| {rate:g} | {use:.0%}: too many | – | – | – |")
            continue
        load = simulate(mixture, machines, rate, count)
        shown = " | ".join(f"{load.percentile(part):,.0f}" for part in (0.5, 0.95, 0.99))
        lines.append(f"| {rate:g} | {load.use:.0%} | {shown} |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="load.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("times", type=Path, metavar="TIMES", help="what cluster.py --times wrote")
    parser.add_argument("--documents", type=int, metavar="N", help="in the cluster (default: as many as measured)")
    parser.add_argument("--nodes", type=int, default=3, metavar="N", help="servers (%(default)s)")
    parser.add_argument("--cores", type=int, default=8, metavar="N", help="of each (%(default)s)")
    parser.add_argument("--shards", type=int, metavar="N", help="parts of the index (default: one a node)")
    parser.add_argument("--copies", type=int, default=2, metavar="N", help="of each shard (%(default)s)")
    parser.add_argument("--speed", type=float, default=1.0, metavar="X", help="of a core, beside the measured one")
    parser.add_argument("--queries", type=int, default=5_000, metavar="N", help="to simulate a rate (%(default)s)")
    parser.add_argument("--rates", type=float, nargs="+", default=_RATES, metavar="X", help="queries a second")
    arguments = parser.parse_args()
    measured = json.loads(arguments.times.read_text(encoding="utf-8"))
    documents = arguments.documents or measured["documents"]
    shards = arguments.shards or arguments.nodes
    machines = Machines(arguments.nodes, arguments.cores, shards, min(arguments.copies, arguments.nodes))
    print(f"### {documents:,} documents: {machines.nodes} nodes of {machines.cores} cores, {shards} shards, "
          f"{machines.copies} copies of each\n")  # fmt: skip
    print(table(services(measured, documents, shards, arguments.speed), machines, arguments.rates, arguments.queries))
    return 0


if __name__ == "__main__":
    sys.exit(main())
