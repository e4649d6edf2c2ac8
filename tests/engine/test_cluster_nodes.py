"""Nodes that go away while a library is searched and written: the answers stay, and nothing acknowledged is lost."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from building import library_over, write
from conftest import started
from serving import Cluster as Nodes
from test_cluster import FILES, answers, in_cluster, same_as_embedded

from searcher.engine_settings import ClusterSettings
from searcher.errors import SearcherError
from searcher.indexing.doctor import examine
from searcher.indexing.update import update
from searcher.search.searcher import Searcher

# A cluster chooses another manager within seconds; a machine that others load takes longer.
SECONDS = 120


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    """A cluster of this module's own, whose nodes may be ended."""
    made = started(3)
    yield made
    made.stop()


def test_a_node_that_is_ended_takes_no_document_along(tmp_path: Path, nodes: Nodes) -> None:
    files = {**FILES, **{f"more{number}.txt": f"Minister {number} of Moskau" for number in range(20)}}
    settings = ClusterSettings(tuple(nodes.addresses), "copied", replicas=1, shards=3)
    library = in_cluster(library_over(tmp_path, files), settings)
    update(library)
    before = answers(library.folder)
    failures: list[str] = []
    asked = [0]
    ended = threading.Event()

    def ask() -> None:
        with Searcher(library.folder) as searcher:
            total = searcher.search("minister").total
            while not ended.is_set():
                try:
                    searcher.forget()
                    if searcher.search("minister").total != total:
                        failures.append("another answer")
                    asked[0] += 1
                except SearcherError as error:
                    # What is said while the cluster chooses a manager; never another answer.
                    assert "\n" not in str(error)
                    time.sleep(0.2)

    asking = threading.Thread(target=ask)
    asking.start()
    nodes.kill(0)
    end = time.monotonic() + SECONDS
    write(tmp_path / "docs" / "late.txt", "Elephants and a minister, written while a node was gone")
    while True:
        try:
            report = update(library)
            break
        except SearcherError:
            assert time.monotonic() < end
            time.sleep(0.5)
    ended.set()
    asking.join(SECONDS)
    assert not asking.is_alive()
    assert failures == []
    assert asked[0] > 0
    assert report.documents == len(files) + 2
    assert before[0][0] + 1 == answers(library.folder)[0][0]
    assert same_as_embedded(library, tmp_path, "other")
    nodes.restart(0)
    nodes.wait(3)
    assert same_as_embedded(library, tmp_path, "again")
    assert examine(library).damaged == ()
