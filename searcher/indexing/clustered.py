"""Bringing a library in a cluster up to date: what was read lies here, and the documents lie there."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from searcher.cluster.catalog import Place, find_place, read_parts
from searcher.cluster.client import Cluster
from searcher.cluster.merging import merge_shards
from searcher.cluster.places import make_place, places, publish, remove_place
from searcher.cluster.store import ClusterStore
from searcher.engine_settings import ClusterSettings, words_folder
from searcher.errors import SearcherError
from searcher.index.damage import clear
from searcher.index.version import (
    Version,
    create_version,
    current_version,
    fingerprint,
    read_sealed,
    write_sealed,
)
from searcher.index.version import publish as publish_version
from searcher.indexing.indexer import Indexer, Tally
from searcher.ingest.parts import Share
from searcher.records import dataclass

PLACE = "place"
"""The file of a version that names the index in the cluster whose files its manifest has."""
LEFT = "left"
"""The file of a version that remembers how the last run left the part in the cluster."""


@dataclass(frozen=True, slots=True)
class _Target:
    """A version here and a place there that belong together. `is_new`: nothing of it was read yet."""

    version: Version
    place: Place
    is_new: bool


def part_folder(data: Path, share: Share) -> Path:
    """Where this machine keeps what it read, for its share of the files."""
    return data if share.total == 1 else data / f"part-{share.number}-of-{share.total}"


def fill_cluster(
    settings: ClusterSettings,
    data: Path,
    share: Share,
    rebuild: bool,
    indexer: Callable[[bool], Indexer],
    say: Callable[[str], object],
    stop: Callable[[], bool],
) -> tuple[Tally, bool]:
    """Bring one share of the library up to date; what was done, and whether all of it was read anew.

    `data`: the library's generated data. `indexer` is given whether all is read anew, and `say` a line where
    another run or the servers are waited for; `stop` says when the servers are waited for no longer. The caller holds
    the lock of `part_folder`. Raises SearcherError.
    """
    cluster = Cluster(settings)
    try:
        cluster.check()
        target = _target(cluster, part_folder(data, share), share, rebuild)
        _require_share(cluster, target.place, share)
        version = target.version
        store = ClusterStore(
            cluster, target.place, str(share), version.whoosh, words_folder(data), version.folder / LEFT, say
        )
        tally = indexer(target.is_new).fill(version, store=store)
        if not tally.stopped:
            publish_version(version.folder.parent, version)
            if _is_finished(cluster, target.place, share):
                publish(cluster, target.place)
                merge_shards(cluster, target.place.index, say, stop)
        return tally, target.is_new
    finally:
        cluster.close()


def _target(cluster: Cluster, data: Path, share: Share, rebuild: bool) -> _Target:
    found = find_place(cluster, cluster.settings.index)
    before = None
    with suppress(SearcherError):
        before = current_version(data)
    if found is None:
        place = _begun(cluster) or make_place(cluster)
        # An empty index answers as well as none, and other machines find it.
        publish(cluster, place)
    elif rebuild or found[1] != fingerprint():
        place = _beside(cluster, found[0], share)
    else:
        place = found[0]
        if before is not None and before.is_of_this_program() and _noted(before) == place:
            return _Target(before, place, False)
    version = create_version(data)
    if _noted(version) not in (None, place):
        clear(version.folder)
        version = create_version(data)
    is_new = _noted(version) is None
    write_sealed(version.folder / PLACE, place.index)
    if place == (found[0] if found is not None else place):
        publish_version(data, version)
    return _Target(version, place, is_new)


def _begun(cluster: Cluster) -> Place | None:
    """An index that nothing leads to, because who made it was ended before that."""
    for place in reversed(places(cluster)):
        with suppress(SearcherError):  # it is somebody else's
            if find_place(cluster, place.index) == (place, fingerprint()):
                return place
    return None


def _beside(cluster: Cluster, answering: Place, share: Share) -> Place:
    """The index that is made anew beside the one that answers: one that is not complete yet, or a new one."""
    newest = places(cluster)[-1]
    if newest != answering and find_place(cluster, newest.index) is not None:
        finished = {record.part for record in read_parts(cluster, newest) if record.finished}
        if str(share) not in finished:
            return newest
        if share.total == 1:
            remove_place(cluster, newest)
    return make_place(cluster)


def _noted(version: Version) -> Place | None:
    try:
        return Place(read_sealed(version.folder / PLACE))
    except (OSError, ValueError):
        return None


def _require_share(cluster: Cluster, place: Place, share: Share) -> None:
    """Raise SearcherError if the library was divided otherwise: files would be there twice."""
    for record in read_parts(cluster, place):
        total = int(record.part.rpartition("/")[2])
        if total != share.total:
            how = f"with --part N/{total}" if total > 1 else "without --part"
            raise SearcherError(
                f"{cluster.settings.index} was indexed {how}; do so again, or make it anew with: "
                f"searcher index --rebuild{'' if share.total == 1 else f' --part {share}'}"
            )


def _is_finished(cluster: Cluster, place: Place, share: Share) -> bool:
    """Whether all shares have been read."""
    return len({record.part for record in read_parts(cluster, place) if record.finished}) == share.total
