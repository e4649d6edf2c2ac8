"""Few segments in place of many in the shards of an index: a query looks up each of its words in each of them."""

import time
from collections.abc import Callable
from urllib.parse import quote

from searcher.cluster.client import WRITE_SECONDS, Cluster
from searcher.errors import SearcherError

# Writing all anew is worth it where so many bytes lie beside the largest segment of each shard, as a share of that: so
# each document is written a few times only, however often a little is added.
_BESIDE = 0.5
# The servers write no larger one unasked, so what is deleted from a larger one would lie there for long.
_LARGEST = 5 * 2**30
_PATIENCE = 600.0
_TOLD_AFTER = 5.0
_FIRST_WAIT, _MOST_WAIT = 0.05, 1.0


def merge_shards(cluster: Cluster, index: str, say: Callable[[str], object], stop: Callable[[], bool]) -> None:
    """Let the servers merge the segments of each shard, where that makes much less of them, and wait for it.

    The index answers meanwhile. After ten minutes, or as soon as `stop` says so, the servers go on alone, and what they
    wrote is used from the next commit on. `say` is given a line if it takes long, or if they do not do it: the answers
    are the same without it.
    """
    try:
        sizes = _sizes(cluster, index)
        largest = sum(map(max, sizes))
        if sum(map(sum, sizes)) - largest > _BESIDE * largest:
            _merge(cluster, index, max(1, -(-max(map(sum, sizes)) // _LARGEST)), say, stop)
    except SearcherError as error:
        say(f"{index}: its segments are not merged, so that answers take longer: {error}")


def _sizes(cluster: Cluster, index: str) -> list[list[int]]:
    """The bytes of the segments of each shard that has any."""
    told = cluster.ask("GET", f"/{quote(index)}/_segments")["indices"][index]["shards"]
    shards = [next(iter(copies))["segments"].values() for copies in told.values()]
    sizes = [[each["size_in_bytes"] for each in shard if each["search"]] for shard in shards]
    return [each for each in sizes if each]


def _merge(cluster: Cluster, index: str, count: int, say: Callable[[str], object], stop: Callable[[], bool]) -> None:
    path = f"/{quote(index)}/_forcemerge?max_num_segments={count}&wait_for_completion=false"
    task = cluster.ask("POST", path, seconds=WRITE_SECONDS)["task"]
    begun, wait, told = time.monotonic(), _FIRST_WAIT, False
    while (passed := time.monotonic() - begun) < _PATIENCE and not stop():
        if cluster.ask("GET", f"/_tasks/{quote(task)}").get("completed"):
            break
        if passed > _TOLD_AFTER and not told:
            say("the servers merge what they hold, up to ten minutes; the library answers meanwhile")
            told = True
        time.sleep(wait)
        wait = min(2 * wait, _MOST_WAIT)
    cluster.ask("POST", f"/{quote(index)}/_refresh", seconds=WRITE_SECONDS)
