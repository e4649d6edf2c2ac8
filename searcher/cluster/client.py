"""Requests to a cluster: any node that answers, within time limits; what goes wrong is one line that says what to do.

urllib3 and not a client made for the server: half a dozen requests are all that is asked, and their clients take three
times as long to import and bring a dozen packages along.
"""

import json
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

try:
    import urllib3
except ImportError:
    from searcher.errors import SearcherError as _Missing

    raise _Missing(
        "this library lies in OpenSearch, which needs one more package: pip install 'searcher[opensearch]'"
    ) from None

from searcher.cluster.watched import PlainPool, SealedPool, while_looking
from searcher.engine_settings import CA, PASSWORD, USER, ClusterSettings
from searcher.errors import SearcherError

Json = dict[str, Any]

CONNECT_SECONDS = 3.0
QUERY_SECONDS = 30.0
WRITE_SECONDS = 120.0
# A node that did not answer is left alone for so long, unless there is no other.
_RESTING_SECONDS = 10.0
# How often a request is made again that was refused for want of room, and the first wait between.
_TRIES = 8
_FIRST_WAIT = 0.25
_MOST_WAIT = 8.0
_BUSY = frozenset([429, 502, 503, 504])
LEAST_VERSION = (2, 12)
_JSON = "application/json"
_LINES = "application/x-ndjson"


class RequestError(SearcherError):
    """The cluster refused a request; `status` is that of HTTP, `kind` the server's word for the reason."""

    def __init__(self, line: str, status: int, kind: str) -> None:
        super().__init__(line)
        self.status = status
        self.kind = kind


class Cluster:
    """The nodes of a cluster. All methods raise SearcherError. For one thread at a time."""

    def __init__(self, settings: ClusterSettings) -> None:
        self.settings = settings
        self._headers = {"accept": _JSON}
        if settings.user and settings.password is not None:
            pair = f"{settings.user}:{settings.password.value}".encode()
            self._headers["authorization"] = f"Basic {b64encode(pair).decode()}"
        if settings.ca is not None:
            try:
                ssl.create_default_context(cafile=str(settings.ca))
            except (OSError, ssl.SSLError) as error:
                raise SearcherError(f"{settings.ca}: holds no certificates that can be read ({error})") from None
        self._pool = urllib3.PoolManager(
            num_pools=len(settings.nodes),
            maxsize=4,
            cert_reqs="CERT_REQUIRED",
            ca_certs=None if settings.ca is None else str(settings.ca),
            retries=False,
        )
        self._pool.pool_classes_by_scheme = {"http": PlainPool, "https": SealedPool}
        self._rested = dict.fromkeys(settings.nodes, 0.0)
        self._at = 0
        self._checkpoint: Callable[[], None] | None = None

    @contextmanager
    def watched(self, checkpoint: Callable[[], None]) -> Iterator[None]:
        """Within it `checkpoint` is called while a request is waited for; what it raises ends the wait."""
        before, self._checkpoint = self._checkpoint, checkpoint
        try:
            yield
        finally:
            self._checkpoint = before

    def close(self) -> None:
        """Give the connections back."""
        self._pool.clear()

    def check(self) -> str:
        """Raise SearcherError unless this is a server that the engine can use; gives its version."""
        told = self.ask("GET", "/").get("version")
        number = str(told.get("number", "")) if isinstance(told, dict) else ""
        if not isinstance(told, dict) or told.get("distribution") != "opensearch":
            raise SearcherError(f"{self.settings.nodes[0]} is no OpenSearch server; check nodes in [engine]")
        version = tuple(int(part) for part in number.split(".")[:2] if part.isdecimal())
        if version < LEAST_VERSION:
            least = ".".join(map(str, LEAST_VERSION))
            raise SearcherError(f"the cluster runs OpenSearch {number}, which is too old: it needs {least} or later")
        return number

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        seconds: float = QUERY_SECONDS,
        again: bool = True,
    ) -> Json:
        """The answer to a request as JSON. `again`: it may be made twice, so that another node can be asked."""
        return self._send(method, path, None if body is None else as_line(body), _JSON, seconds, again)

    def ask_lines(self, path: str, lines: Iterable[bytes], *, seconds: float = WRITE_SECONDS) -> Json:
        """The answer to a request of many lines of JSON, which may be made twice."""
        return self._send("POST", path, b"\n".join(lines) + b"\n", _LINES, seconds, True)

    def _send(self, method: str, path: str, data: bytes | None, kind: str, seconds: float, again: bool) -> Json:
        wait = _FIRST_WAIT
        end = time.monotonic() + seconds
        for number in range(_TRIES):
            answer = self._of_any_node(method, path, data, kind, end, again)
            if answer.status not in _BUSY or number == _TRIES - 1 or time.monotonic() + wait > end:
                break
            time.sleep(wait)
            wait = min(2 * wait, _MOST_WAIT)
        try:
            told = json.loads(answer.data) if answer.data else {}
        except ValueError:
            told = {}
        if answer.status >= 300:
            raise self._refused(answer.status, told if isinstance(told, dict) else {})
        return told if isinstance(told, dict) else {"rows": told}

    def _of_any_node(
        self, method: str, path: str, data: bytes | None, kind: str, end: float, again: bool
    ) -> "urllib3.BaseHTTPResponse":
        headers = self._headers if data is None else {**self._headers, "content-type": kind}
        reasons: list[tuple[str, Exception]] = []
        nodes = self._in_order()
        for number, node in enumerate(nodes):
            left = end - time.monotonic()
            if left <= 0:
                break
            limits = urllib3.Timeout(connect=min(CONNECT_SECONDS, left), read=left)
            try:
                ask = partial(self._pool.request, method, node + path, body=data, headers=headers, timeout=limits)
                answer = ask() if self._checkpoint is None else while_looking(ask, self._checkpoint)
            except urllib3.exceptions.HTTPError as error:
                self._rested[node] = time.monotonic() + _RESTING_SECONDS
                reasons.append((node, error))
                # What broke in the middle may be the connection only.
                if again and number < len(self.settings.nodes) and isinstance(error, urllib3.exceptions.ProtocolError):
                    nodes.append(node)
                if not again and not isinstance(error, urllib3.exceptions.NewConnectionError):
                    break
                continue
            self._rested[node] = 0.0
            return answer
        raise self._unreachable(reasons)

    def _in_order(self) -> list[str]:
        """The nodes, one after another each time; those that did not answer last."""
        nodes = self.settings.nodes
        self._at = (self._at + 1) % len(nodes)
        turned = (*nodes[self._at :], *nodes[: self._at])
        now = time.monotonic()
        return sorted(turned, key=lambda node: self._rested[node] > now)

    def _unreachable(self, reasons: list[tuple[str, Exception]]) -> SearcherError:
        for node, error in reasons:
            if "WRONG_VERSION_NUMBER" in str(error) or "record layer failure" in str(error).lower():
                return SearcherError(f"{node}: does not speak TLS; write http:// in nodes of [engine], or let it")
            if isinstance(error, urllib3.exceptions.SSLError) or "CERTIFICATE" in str(error):
                return SearcherError(
                    f"{node}: its certificate is not trusted ({_reason(error)}); name the file of certificates that "
                    f"vouches for it in ca of [engine] or in {CA}"
                )
        if not reasons or all(isinstance(error, urllib3.exceptions.ReadTimeoutError) for _, error in reasons):
            return SearcherError("the cluster answers too slowly; try again, or ask those who run it")
        node, error = reasons[0]
        return SearcherError(
            f"no node of the cluster answers ({node}: {_reason(error)}); check nodes in [engine], and whether it runs"
        )

    def _refused(self, status: int, told: Json) -> SearcherError:
        error = told.get("error")
        kind, reason = _error_of(error)
        if status == 401 or (status == 403 and "security" in kind):
            who = f"does not let the user {self.settings.user!r} in" if self.settings.user else "wants a user"
            return RequestError(f"the cluster {who} ({status}); set {USER} and {PASSWORD}", status, kind)
        if "too_many_clauses" in json.dumps(error) or "too_many_nested_clauses" in json.dumps(error):
            remedy = "set indices.query.bool.max_clause_count to 100000 on its nodes"
            return RequestError(f"the cluster takes no query of so many words: {remedy}", status, kind)
        if "flood-stage" in reason or "disk usage exceeded" in reason:
            kept = "what was acknowledged is kept: free some space there and run `searcher index` again"
            return RequestError(f"a disk of the cluster is full; {kept}", status, kind)
        if status in _BUSY or "circuit_breaking" in kind or "rejected" in kind:
            return RequestError(f"the cluster has too much to do ({reason or status}); try again later", status, kind)
        return RequestError(f"the cluster refuses a request ({reason or kind or status})", status, kind)


def as_line(body: Mapping[str, object]) -> bytes:
    """A body as one line of JSON."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _error_of(error: object) -> tuple[str, str]:
    """(type, reason) of what a server says is wrong; of several causes the first."""
    if not isinstance(error, dict):
        return "", str(error or "")
    root = error.get("root_cause")
    first = root[0] if isinstance(root, list) and root else error
    caused = error.get("caused_by")
    reason = str(first.get("reason") or (caused.get("reason") if isinstance(caused, dict) else "") or "")
    return str(first.get("type", "")), reason[:300]


def _reason(error: Exception) -> str:
    """Why a node did not answer, in few words."""
    inner = getattr(error, "reason", None)
    text = str(inner if inner is not None else error)
    for known in ("refused", "timed out", "certificate verify failed", "Name or service not known", "reset"):
        if known in text:
            return "connection refused" if known == "refused" else known.lower()
    return text[-120:]
