"""The indexes of a library in the cluster: made anew beside one another, and the name that leads to one of them."""

from urllib.parse import quote

from searcher.cluster.catalog import Place, find_place
from searcher.cluster.client import WRITE_SECONDS, Cluster, RequestError
from searcher.cluster.schema import index_body, words_body
from searcher.errors import SearcherError
from searcher.index.version import fingerprint


def make_place(cluster: Cluster) -> Place:
    """New, empty indexes beside those that are there; nothing leads to them yet."""
    settings = cluster.settings
    numbers = [number for place in places(cluster) if (number := _number(settings.index, place)) is not None]
    place = Place(f"{settings.index}-{max(numbers, default=0) + 1}")
    # The documents last: who finds them finds the other too.
    _make(cluster, place.words, words_body(settings.replicas))
    _make(cluster, place.index, index_body(settings.shards, settings.replicas, fingerprint()))
    return place


def _make(cluster: Cluster, name: str, body: dict[str, object]) -> None:
    try:
        cluster.ask("PUT", f"/{quote(name)}", body, seconds=WRITE_SECONDS)
    except RequestError as error:
        if error.kind == "resource_already_exists_exception":
            raise SearcherError(f"{name}: another process is making this index; run `searcher index` again") from None
        raise


def places(cluster: Cluster) -> list[Place]:
    """All indexes of documents that may be the library's, the oldest first, whether they answer or not."""
    name = cluster.settings.index
    found = [Place(index) for index in cluster.ask("GET", f"/{quote(name)}-*/_alias")]
    numbered = [(number, place) for place in found if (number := _number(name, place)) is not None]
    return [place for _, place in sorted(numbered, key=lambda each: each[0])]


def _number(name: str, place: Place) -> int | None:
    number = place.index.removeprefix(f"{name}-")
    return int(number) if number.isdecimal() else None


def publish(cluster: Cluster, place: Place) -> None:
    """Let the library's name lead to an index, in one step, and remove the one that it led to before."""
    name = cluster.settings.index
    before = find_place(cluster, name)
    if before is not None and before[0] == place:
        return
    actions: list[dict[str, object]] = [{"add": {"index": place.index, "alias": name}}]
    if before is not None:
        actions.insert(0, {"remove": {"index": before[0].index, "alias": name}})
    cluster.ask("POST", "/_aliases", {"actions": actions}, seconds=WRITE_SECONDS)
    if before is not None:
        remove_place(cluster, before[0])


def remove_place(cluster: Cluster, place: Place) -> None:
    """Remove the indexes of a place. Who searches them keeps what is searched until that ends."""
    for name in (place.index, place.words):
        cluster.ask("DELETE", f"/{quote(name)}?ignore_unavailable=true", seconds=WRITE_SECONDS)
