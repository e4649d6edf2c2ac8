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
    # The one that holds the cluster together, and with it its share of the documents.
    ended_node = nodes.manager()
    nodes.kill(ended_node)
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
    nodes.restart(ended_node)
    nodes.wait(3)
    assert same_as_embedded(library, tmp_path, "again")
    assert examine(library).damaged == ()


def test_all_nodes_may_go_and_come_again_while_a_library_is_asked_and_written(tmp_path: Path, nodes: Nodes) -> None:
    files = {**FILES, **{f"more{number}.txt": f"Minister {number} of Moskau" for number in range(20)}}
    settings = ClusterSettings(tuple(nodes.addresses), "everything", replicas=1, shards=3)
    library = in_cluster(library_over(tmp_path, files), settings)
    update(library)
    total = answers(library.folder)[0][0]
    with Searcher(library.folder) as searcher:
        right = searcher.search("minister").total
        for number in range(3):
            write(tmp_path / "docs" / f"acknowledged{number}.txt", f"Elephants, written before all went away {number}")
            update(library)
        write(tmp_path / "docs" / "sent.txt", "Elephants and a minister, written while all went away")
        outcome: list[object] = []

        def bring_up_to_date() -> None:
            try:
                outcome.append(update(library))
            except SearcherError as error:
                outcome.append(str(error))

        writing = threading.Thread(target=bring_up_to_date)
        writing.start()
        for number in range(3):
            nodes.kill(number)
        searcher.forget()
        with pytest.raises(SearcherError) as caught:
            searcher.search("minister")
        assert "\n" not in str(caught.value)
        writing.join(SECONDS)
        assert not writing.is_alive()
        # Everything, or one line.
        assert len(outcome) == 1
        assert not isinstance(outcome[0], str) or "\n" not in outcome[0]
        for number in range(3):
            nodes.restart(number)
        nodes.wait(3)
        # What was open goes on: with what it found, or with what is new, and in so long a time.
        end = time.monotonic() + SECONDS
        while True:
            try:
                searcher.forget()
                searcher.refresh()
                found = searcher.search("minister").total
                break
            except SearcherError as error:
                assert "\n" not in str(error)
                assert time.monotonic() < end
                time.sleep(0.5)
        assert found in (right, right + 1)
        assert searcher.search("elephants", limit=0).total in (3, 4)
    while True:
        try:
            update(library)
            break
        except SearcherError:
            assert time.monotonic() < end
            time.sleep(0.5)
    assert answers(library.folder)[0][0] == total + 1
    assert same_as_embedded(library, tmp_path, "other")
    assert examine(library).damaged == ()
