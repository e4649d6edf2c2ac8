"""The indexes of a library in the cluster: made anew beside one another, and the name that leads to one of them."""

from urllib.parse import quote

from searcher.cluster.catalog import Place, find_place
from searcher.cluster.client import WRITE_SECONDS, Cluster, RequestError
from searcher.cluster.schema import WORDS_SUFFIX, index_body, words_body
from searcher.errors import SearcherError
from searcher.index.version import fingerprint


def make_place(cluster: Cluster) -> Place:
    """New, empty indexes beside those that are there; nothing leads to them yet."""
    settings = cluster.settings
    place = Place(f"{settings.index}-{max(_numbered(cluster), default=0) + 1}")
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
    return [Place(f"{name}-{number}") for number, is_whole in sorted(_numbered(cluster).items()) if is_whole]


def _numbered(cluster: Cluster) -> dict[int, bool]:
    """The numbers that are in use, each with whether there are documents: a run that was ended may have made no more
    than the words."""
    name = cluster.settings.index
    found: dict[int, bool] = {}
    for index in cluster.ask("GET", f"/{quote(name)}-*/_alias"):
        number = index.removeprefix(f"{name}-").removesuffix(WORDS_SUFFIX)
        if number.isdecimal():
            found[int(number)] = found.get(int(number), False) or not index.endswith(WORDS_SUFFIX)
    return found


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
