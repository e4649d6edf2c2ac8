"""Which engine a library's settings name, and where it is; who may use it is told by the environment or a file."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from searcher.errors import SearcherError
from searcher.expressions import expression
from searcher.records import dataclass

EMBEDDED, OPENSEARCH = "embedded", "opensearch"
KINDS = (EMBEDDED, OPENSEARCH)
USER, PASSWORD, CA = "SEARCHER_OPENSEARCH_USER", "SEARCHER_OPENSEARCH_PASSWORD", "SEARCHER_OPENSEARCH_CA"
KEYS = ("kind", "nodes", "index", "replicas", "shards", "credentials", "ca")
_NODE = expression(r"https?://(?:[\w.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?/?", re.ASCII)
# Lower case, because the cluster has no others; no mark at the beginning, because those are its own.
_INDEX = expression("[a-z0-9][a-z0-9_.-]{0,99}")
# A line of searcher.toml that names an engine.
_SPEAKS = expression(rb"""^[ \t]*(?:\[[ \t]*)?["']?engine\b""", re.MULTILINE)
MOST_REPLICAS, MOST_SHARDS = 10, 1024


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """An OpenSearch cluster: the addresses of its `nodes`, and the name that the library has there.

    `replicas`: copies of each document beside the first; `shards`: parts that a new index is divided into. `ca`: a file
    of certificates that are trusted instead of the system's. Who asks is `user`, "" for nobody in particular.
    """

    nodes: tuple[str, ...]
    index: str
    replicas: int = 1
    shards: int = 3
    user: str = ""
    # Not shown where the settings are.
    password: "Secret | None" = None
    ca: Path | None = None


class Secret:
    """A text that no message shows."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "Secret(…)"


def words_folder(data: Path) -> Path:
    """Where a library with these generated data keeps the files of words that it brought here from its cluster."""
    return data / "cluster"


def cluster_of(settings_file: Path, environ: Mapping[str, str] | None = None) -> ClusterSettings | None:
    """The cluster that a searcher.toml names, None if the library is embedded. Raises SearcherError.

    A file that does not speak of it is not parsed: a query over an embedded library needs nothing of the settings.
    """
    try:
        raw = settings_file.read_bytes()
    except OSError:
        return None
    if not _SPEAKS.search(raw):
        return None
    import tomllib

    try:
        table = tomllib.loads(raw.decode("utf-8-sig")).get("engine")
    except ValueError:
        return None  # reading the settings tells it
    return None if table is None else cluster_settings(settings_file, table, os.environ if environ is None else environ)


def cluster_settings(place: Path, table: object, environ: Mapping[str, str]) -> ClusterSettings | None:
    """What the table [engine] of the settings at `place` says; None for the engine that is built in.

    `kind`: which engine answers: `embedded` is the one that is built in.

    `nodes`: the addresses of the cluster's nodes, without a user or password in them.

    `index`: the name that the library has in the cluster, in small letters.

    `replicas`: copies of each document beside the first, 10 at most.

    `shards`: parts that a new index is divided into, 1,024 at most.

    `credentials`: a file with `user:password` in its first line, which nobody but you may read; relative to the folder
    of the settings.

    `ca`: a file of certificates that are trusted instead of the system's; relative to the folder of the settings.

    Raises SearcherError, which names the key.
    """
    if not isinstance(table, dict):
        raise SearcherError(f'{place}: engine must be a table, such as [engine] and below it kind = "{OPENSEARCH}"')
    unknown = [key for key in table if key not in KEYS]
    if unknown:
        raise SearcherError(f"{place}: {unknown[0]} is no setting of [engine] (those are {', '.join(KEYS)})")
    kind = table.get("kind", EMBEDDED)
    if kind not in KINDS:
        raise SearcherError(f"{place}: kind of [engine] must be one of {', '.join(KINDS)}")
    if kind == EMBEDDED:
        return None
    nodes = table.get("nodes")
    if not isinstance(nodes, list) or not nodes or not all(isinstance(node, str) for node in nodes):
        raise SearcherError(f'{place}: nodes of [engine] must be a list, such as nodes = ["https://search1:9200"]')
    for node in nodes:
        if "@" in node:
            raise SearcherError(
                f"{place}: nodes of [engine] must not hold a user or password: set {USER} and {PASSWORD}, "
                "or name a file in credentials"
            )
        if not _NODE.fullmatch(node):
            raise SearcherError(f"{place}: {node!r} in nodes of [engine] is no address such as https://search1:9200")
    index = table.get("index")
    if not isinstance(index, str) or not _INDEX.fullmatch(index):
        raise SearcherError(f'{place}: index of [engine] must be a name in small letters, such as index = "archive"')
    user, password = _credentials(place, table, environ)
    return ClusterSettings(
        tuple(node.rstrip("/") for node in nodes),
        index,
        _number(place, table, "replicas", 1, 0, MOST_REPLICAS),
        _number(place, table, "shards", 3, 1, MOST_SHARDS),
        user,
        Secret(password) if user else None,
        _certificates(place, table, environ),
    )


def _number(place: Path, table: Mapping[str, object], key: str, default: int, least: int, most: int) -> int:
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise SearcherError(f"{place}: {key} of [engine] must be a number from {least} to {most}")
    return value


def _credentials(place: Path, table: Mapping[str, object], environ: Mapping[str, str]) -> tuple[str, str]:
    """(user, password), from the environment or from the first line of a file: user:password."""
    if environ.get(USER):
        return environ[USER], environ.get(PASSWORD, "")
    named = table.get("credentials")
    if named is None:
        return "", ""
    if not isinstance(named, str) or not named:
        raise SearcherError(f"{place}: credentials of [engine] must name a file that holds user:password")
    path = place.parent / Path(named).expanduser()
    try:
        mode = path.stat().st_mode
        line = path.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "is no text"
        raise SearcherError(f"{path}: the credentials of [engine] cannot be read ({reason.lower()})") from None
    if os.name == "posix" and mode & 0o077:
        raise SearcherError(f"{path}: others can read this password; run: chmod 600 {path}")
    user, colon, password = line.partition(":")
    if not user or not colon:
        raise SearcherError(f"{path}: its first line must be user:password")
    return user, password


def _certificates(place: Path, table: Mapping[str, object], environ: Mapping[str, str]) -> Path | None:
    named = environ.get(CA) or table.get("ca")
    if named is None:
        return None
    if not isinstance(named, str) or not named:
        raise SearcherError(f"{place}: ca of [engine] must name a file of certificates")
    path = place.parent / Path(named).expanduser()
    if not path.is_file():
        raise SearcherError(f"{path}: ca of [engine] names no file")
    return path
