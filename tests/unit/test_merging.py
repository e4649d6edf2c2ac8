"""When a cluster's servers merge the segments of an index, and what a run does while they do."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from searcher.cluster import merging
from searcher.cluster.client import Cluster, RequestError
from searcher.cluster.merging import merge_shards

GIGABYTE = 2**30


class Servers(Cluster):
    """Servers with segments of these sizes in each shard, whose merge is done when it was asked after so often."""

    def __init__(self, shards: list[list[int]], asked: int = 0, refuses: bool = False) -> None:
        self._shards = shards
        self._left = asked
        self._refuses = refuses
        self.asked: list[str] = []

    def ask(self, method: str, path: str, *_: object, **__: object) -> dict[str, Any]:
        self.asked.append(f"{method} {path}")
        if path.endswith("/_segments"):
            return {"indices": {"a-1": {"shards": {str(at): [_copy(sizes)] for at, sizes in enumerate(self._shards)}}}}
        if "/_forcemerge" in path:
            if self._refuses:
                raise RequestError("the cluster does not let the user 'anna' in (403)", 403, "security_exception")
            return {"task": "n:1"}
        if path.startswith("/_tasks/"):
            self._left -= 1
            return {"completed": self._left < 0}
        return {}

    @property
    def merges(self) -> list[str]:
        return [each.partition("max_num_segments=")[2].partition("&")[0] for each in self.asked if "merge" in each]


def _copy(sizes: list[int]) -> Mapping[str, object]:
    segments = {f"_{at}": {"size_in_bytes": size, "search": True} for at, size in enumerate(sizes)}
    # What is being written is not searched yet.
    return {"segments": {**segments, "_new": {"size_in_bytes": 7 * GIGABYTE, "search": False}}}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "_FIRST_WAIT", 0.0)
    monkeypatch.setattr(merging, "_TOLD_AFTER", -1.0)


def merged(servers: Servers, stop: Callable[[], bool] = lambda: False) -> list[str]:
    """The lines that a run says."""
    said: list[str] = []
    merge_shards(servers, "a-1", said.append, stop)
    return said


@pytest.mark.parametrize(
    ("shards", "merges"),
    [
        ([], []),
        ([[], [10]], []),
        ([[10, 4], [10, 6]], []),
        ([[10, 5, 1], [10]], []),
        ([[10, 6], [10, 5]], ["1"]),
        ([[3] * 7, [3] * 6], ["1"]),
        ([[4 * GIGABYTE, 4 * GIGABYTE], [GIGABYTE]], ["2"]),
    ],
)
def test_little_beside_much_is_left_to_the_servers(shards: list[list[int]], merges: list[str]) -> None:
    servers = Servers(shards)
    merged(servers)
    assert servers.merges == merges


def test_what_was_merged_is_looked_in() -> None:
    servers = Servers([[5, 5]], asked=3)
    said = merged(servers)
    assert len(said) == 1, "it is told once that the servers are waited for"
    assert servers.asked[-1] == "POST /a-1/_refresh"
    assert sum("_tasks" in each for each in servers.asked) == 4


def test_who_asks_for_an_end_waits_no_longer() -> None:
    servers = Servers([[5, 5]], asked=10_000)
    merged(servers, stop=lambda: len(servers.asked) > 4)
    assert len(servers.asked) < 8


def test_a_merge_that_never_ends_is_left_to_the_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "_PATIENCE", 0.0)
    servers = Servers([[5, 5]], asked=10_000)
    merged(servers)
    assert servers.asked[-1] == "POST /a-1/_refresh"


def test_a_refusal_is_told_and_harms_nothing() -> None:
    said = merged(Servers([[5, 5]], refuses=True))
    assert said == [
        "a-1: its segments are not merged, so that answers take longer: the cluster does not let the user 'anna' in (403)"
    ]
