"""A cluster that does not answer as it should: one line that says what to do, and no waiting without end."""

import http.server
import json
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from searcher.cluster import client
from searcher.cluster.client import Cluster
from searcher.engine_settings import PASSWORD, USER, ClusterSettings, Secret
from searcher.errors import SearcherError

Answer = Callable[[str], tuple[int, object]]
ROOT = {"version": {"distribution": "opensearch", "number": "2.19.6"}}


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """A server that answers each request as told; its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answer(self.path)
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_PUT = do_DELETE = do_GET

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_port}"
    finally:
        made.shutdown()
        made.server_close()


def told(address: str, *, seconds: float = 5.0, **settings: object) -> str:
    """What a look at the cluster ends in, as one line."""
    cluster = Cluster(ClusterSettings((address,), "archive", **settings))  # type: ignore[arg-type]
    with pytest.raises(SearcherError) as caught:
        cluster.check()
        cluster.ask("GET", "/archive/_mapping", seconds=seconds)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_nobody_answers() -> None:
    line = told("http://127.0.0.1:9")
    assert line == (
        "no node of the cluster answers (http://127.0.0.1:9: connection refused); check nodes in [engine], "
        "and whether it runs"
    )


def test_another_server_answers_or_one_that_is_too_old() -> None:
    with server(lambda _: (200, {"hello": 1})) as address:
        assert told(address) == f"{address} is no OpenSearch server; check nodes in [engine]"
    with server(lambda _: (200, {"version": {"distribution": "opensearch", "number": "1.3.2"}})) as address:
        assert told(address) == "the cluster runs OpenSearch 1.3.2, which is too old: it needs 2.12 or later"


def test_the_user_is_not_let_in_and_the_password_not_told() -> None:
    with server(lambda _: (401, {})) as address:
        assert told(address) == f"the cluster wants a user (401); set {USER} and {PASSWORD}"
        line = told(address, user="anna", password=Secret("geheim"))
    assert line == f"the cluster does not let the user 'anna' in (401); set {USER} and {PASSWORD}"


@pytest.mark.parametrize(
    ("status", "kind", "reason", "line"),
    [
        (403, "cluster_block_exception", "index [x] blocked by: disk usage exceeded flood-stage watermark",
         "a disk of the cluster is full; what was acknowledged is kept: free some space there and run `searcher index` "
         "again"),
        (400, "too_many_clauses", "maxClauseCount is set to 1024",
         "the cluster takes no query of so many words: set indices.query.bool.max_clause_count to 100000 on its nodes"),
        (429, "circuit_breaking_exception", "[parent] Data too large",
         "the cluster has too much to do ([parent] Data too large); try again later"),
        (400, "parsing_exception", "unknown query", "the cluster refuses a request (unknown query)"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, status: int, kind: str, reason: str, line: str
) -> None:
    monkeypatch.setattr(client, "_FIRST_WAIT", 0.001)
    cause = {"type": kind, "reason": reason}
    wrong = {"error": {**cause, "root_cause": [cause]}}
    with server(lambda path: (200, ROOT) if path == "/" else (status, wrong)) as address:
        assert told(address) == line


def test_a_cluster_that_is_busy_for_a_while_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_FIRST_WAIT", 0.001)
    asked: list[str] = []

    def answer(path: str) -> tuple[int, object]:
        asked.append(path)
        return (429, {}) if len(asked) < 4 else (200, {"ok": True})

    with server(answer) as address:
        assert Cluster(ClusterSettings((address,), "archive")).ask("GET", "/x") == {"ok": True}
    assert len(asked) == 4


def test_what_is_slow_is_not_waited_for_without_end() -> None:
    ended = threading.Event()

    def answer(path: str) -> tuple[int, object]:
        if path != "/":
            ended.wait(60)
        return 200, ROOT

    with server(answer) as address:
        began = time.monotonic()
        assert told(address, seconds=0.2) == "the cluster answers too slowly; try again, or ask those who run it"
        assert time.monotonic() - began < 30
        ended.set()


def test_another_node_is_asked_when_one_does_not_answer() -> None:
    with server(lambda _: (200, ROOT)) as address:
        cluster = Cluster(ClusterSettings(("http://127.0.0.1:9", address), "archive"))
        for _ in range(4):
            assert cluster.check() == "2.19.6"


def test_certificates_that_are_none_are_told(tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_text("none")
    with pytest.raises(SearcherError, match="holds no certificates that can be read"):
        Cluster(ClusterSettings(("https://127.0.0.1:9",), "archive", ca=path))


class _NotWanted(Exception):
    """Nobody waits for the answer."""


def test_an_answer_that_is_not_wanted_any_more_is_not_waited_for() -> None:
    ended = threading.Event()
    asked = threading.Event()
    heard = threading.Event()

    def answer(path: str) -> tuple[int, object]:
        if path == "/slow":
            asked.set()
            ended.wait(60)
        return 200, {"path": path}

    def look() -> None:
        if asked.is_set():
            raise _NotWanted

    class Listening(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while b"\r\n\r\n" not in self.request.recv(65_536):
                pass
            asked.set()
            if not self.request.recv(1):
                heard.set()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Listening) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{listening.server_address[1]}"
        cluster = Cluster(ClusterSettings((address,), "archive"))
        with cluster.watched(look), pytest.raises(_NotWanted):
            cluster.ask("GET", "/search")
        # The server hears that nobody waits.
        assert heard.wait(60)
        listening.shutdown()
    asked.clear()
    with server(answer) as address:
        cluster = Cluster(ClusterSettings((address,), "archive"))
        began = time.monotonic()
        with cluster.watched(look), pytest.raises(_NotWanted):
            cluster.ask("GET", "/slow")
        assert time.monotonic() - began < 30
        with cluster.watched(lambda: None):
            assert cluster.ask("GET", "/next") == {"path": "/next"}
        ended.set()
