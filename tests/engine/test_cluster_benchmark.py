"""The benchmark of a cluster compares answers, and the simulation of its load keeps to what is known of queues."""

import argparse
import dataclasses
import json
import statistics
from pathlib import Path

import cluster as benchmark
import load
import pytest
from building import library_over, update
from serving import Cluster

from searcher.records import replace
from searcher.search.searcher import Searcher

WORDS = ("harbour", "granite", "lantern", "orchard", "pigeon", "saddle", "timber", "violin")


def test_both_engines_are_measured_and_answer_the_same(
    cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {
            "id": str(at),
            "text": f"The {WORDS[at % 8]} of Mister Beloulov stood near a {WORDS[at * 3 % 7]} all day long.",
        }
        for at in range(60)
    ]
    collection = tmp_path / "rows.jsonl"
    collection.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    times = tmp_path / "times.json"
    wanted = argparse.Namespace(jsonl=collection, documents=50, queries=2, warm=1, rounds=1, shards=2, times=times)
    (tmp_path / "work").mkdir()
    assert benchmark._measure(wanted, tmp_path / "work", cluster) == 0
    told = capsys.readouterr().out
    assert told.startswith("### 50 documents, ") and "8 of 8 answers are the same." in told
    assert all(f"| {kind}: work of the client" in told for kind in benchmark.KINDS)
    measured = json.loads(times.read_text(encoding="utf-8"))
    assert (measured["documents"], measured["shards"], len(measured["queries"])) == (50, 2, 8)
    assert "| 1 | " in load.table(load.services(measured, 50, 2, 1.0), load.Machines(2, 2, 2), [1.0], 100)


def test_answers_that_differ_are_told(tmp_path: Path) -> None:
    library = library_over(tmp_path, {f"{word}.txt": f"A {word} by the sea." for word in WORDS})
    update(library)
    with Searcher(library.folder) as searcher:
        whole, some = searcher.search("sea"), searcher.search("sea AND violin")
    first = whole.hits[0]
    assert benchmark.difference(whole, whole) == ""
    assert benchmark.difference(whole, some) == "8 and 1 hits"
    worse = replace(whole, hits=(replace(first, score=first.score / 2), *whole.hits[1:]))
    assert "score" in benchmark.difference(whole, worse)
    other = replace(whole, hits=(replace(first, matches=()), *whole.hits[1:]))
    assert benchmark.difference(whole, other) == f"matches or snippets of {first.id}"


@pytest.mark.parametrize("use", [0.3, 0.6, 0.8])
def test_a_queue_waits_as_long_as_theory_says(monkeypatch: pytest.MonkeyPatch, use: float) -> None:
    """The formula of Pollaczek and Khinchin for one server with equal times of service: use / (2 (1 - use)) of them."""
    monkeypatch.setattr(load, "ROUNDS", 1)
    mixture, one = [load.Service(0.0, 10.0)], load.Machines(1, 1, 1)
    told = load.simulate(mixture, one, use * 100, 60_000)
    assert told.use == pytest.approx(use, rel=0.02) == load.use_of(mixture, one, use * 100)
    assert statistics.fmean(told.waits) == pytest.approx(10 + 10 * use / (2 * (1 - use)), rel=0.05)


def test_more_documents_take_longer_and_more_machines_bear_more() -> None:
    measured = {"documents": 1_000, "queries": [{"client": 5.0, "servers": 60.0}, {"client": 5.0, "servers": 20.0}]}
    machines = load.Machines(3, 2, 3)
    near = load.simulate(load.services(measured, 1_000, 3, 1.0), machines, 20, 2_000)
    # Alone, a query takes its client's time and what one of three shards takes of it.
    assert near.percentile(0) == pytest.approx(5 + 20 / 3)
    far = load.simulate(load.services(measured, 3_000, 3, 1.0), machines, 20, 2_000)
    assert far.percentile(0.5) > 2 * near.percentile(0.5)
    again = load.simulate(load.services(measured, 3_000, 3, 1.0), dataclasses.replace(machines, cores=8), 20, 2_000)
    assert again.percentile(0.95) < far.percentile(0.95)
    assert "too many" in load.table(load.services(measured, 100_000, 3, 1.0), machines, [50.0], 100)


def test_copies_of_a_shard_lie_on_different_nodes() -> None:
    for nodes, copies in ((3, 2), (6, 3), (5, 2)):
        machines = load.Machines(nodes, 1, 7, copies)
        for shard in range(7):
            assert len(set(machines.holders(shard))) == copies
