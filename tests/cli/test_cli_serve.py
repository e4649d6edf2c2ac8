"""`searcher serve --api` as programs meet it, and what nobody gets from either server."""

import asyncio
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from building import library_over, update, wait_until
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT
from searching import records
from test_cli_query import run

from searcher.cli.main import main
from searcher.engine.engine import Cancelled, IsCancelled
from searcher.records import replace
from searcher.search.searcher import Searcher
from searcher.serving.calls import CALLS, Arguments, Call, Record
from searcher.serving.desk import BusyError, Desk, FaultError, TimeLimitError
from searcher.serving.guard import Guard
from searcher.serving.parameters import LONGEST

pytest.importorskip("starlette", reason="the extra `serve` is not installed")
jsonschema = pytest.importorskip("jsonschema", reason="the extra `mcp`, which brings jsonschema, is not installed")

Capture = pytest.CaptureFixture[str]
GUIDE = (ROOT / "docs" / "how-to" / "serve.md").read_text(encoding="utf-8")
SECRET = "Nobody-may-read-this"
ROWS = (
    {"id": "en", "title": "Talks", "text": "Tariq Mehsood met Ana Kovač in Nairobi on Monday. 😀", "lang": "en", "date": "2024-05-03"},
    {"id": "ru", "text": "Губернатор Тарик Мехсуд выступил в Найроби. Министр Ана Ковач была рядом.", "lang": "ru"},
)  # fmt: skip
HEADERS = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    library = library_over(folder, {"news.jsonl": records(*ROWS), "note.txt": "A note.\n"})
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    (library.folder / "own.txt").write_text(SECRET, encoding="utf-8")
    update(library)
    return library.folder


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Running:
    """A server at work. `token` is sent with everything unless headers of one's own are."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "searcher", "serve", "--port", "0", *arguments]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )  # fmt: skip
        assert self.process.stdout is not None
        self.printed = self.process.stdout.readline().strip()
        parts = urlsplit(self.printed)
        assert parts.hostname == "127.0.0.1" and parts.port and parts.query.startswith("token="), self.printed
        self.port = parts.port
        self.token = parts.query.removeprefix("token=")

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer to a path that is sent as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            own = {"Authorization": f"Bearer {self.token}"} if headers is None or "Cookie" not in headers else {}
            for name, value in {"Host": f"127.0.0.1:{self.port}", **own, **(headers or {})}.items():
                if value:
                    connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, call: str, /, **words: str | list[str]) -> Answer:
        return self.ask(f"/api/{call}?{urlencode(words, doseq=True)}")

    def post(self, name: str, sent: object) -> Answer:
        return self.ask(f"/api/{name}", "POST", json.dumps(sent).encode(), HEADERS)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """(exit status, what it said)."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors


@pytest.fixture(scope="module")
def server(index: Path) -> Iterator[Running]:
    running = Running("--api", "--index", str(index))
    yield running
    running.end()


@pytest.fixture(scope="module")
def page(index: Path) -> Iterator[Running]:
    running = Running("--index", str(index))
    yield running
    running.end()


# What is answered


def test_hits_are_those_of_the_command(server: Running, index: Path, capsys: Capture) -> None:
    cases: tuple[tuple[dict[str, str | list[str]], list[str]], ...] = (
        ({"query": "Tariq Mehsood"}, ["Tariq Mehsood"]),
        ({"query": "Тарик Мехсуд", "lang": "en", "limit": "1"}, ["Тарик Мехсуд", "--lang", "en", "--limit", "1"]),
        ({"query": "Tariq Mehsood", "exact": "true"}, ["Tariq Mehsood", "--exact"]),
        ({"query": "Nairobi", "without": ["Найроби", "x"]}, ["Nairobi", "--without", "Найроби", "--without", "x"]),
    )
    for words, options in cases:
        expected = json.loads(run(capsys, "query", *options, "--index", index, "--format", "json")[1])
        assert expected
        answer = server.get("query", **words)
        hits = answer.json["hits"]
        assert [hit.pop("match_count") for hit in hits] == [len(hit["matches"]) for hit in expected]
        assert (answer.status, hits) == (200, expected)


def test_the_description_is_true_of_every_answer(server: Running) -> None:
    described = server.get("openapi.json").json
    assert described["openapi"] == "3.1.0" and set(described["paths"]) == {f"/api/{call.name}" for call in CALLS}
    sent: dict[str, dict[str, object]] = {
        "query": {"query": "Tariq Mehsood", "explain": True},
        "passage": {"document": "en", "start": 6, "length": 7},
        "similar": {"document": "en"},
        "about": {"name": "Tariq Mehsood"},
        "entities": {"name": "Nordkorea", "lang": "ko"},
        "status": {},
    }
    for path, operations in described["paths"].items():
        name = path.removeprefix("/api/")
        arguments = sent[name]
        for method, operation in operations.items():
            shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
            jsonschema.Draft202012Validator.check_schema(shape)
            words = {each["name"]: each for each in operation.get("parameters", ())}
            if method == "get":
                answer = server.get(
                    name,
                    **{key: str(value).lower() if value is True else str(value) for key, value in arguments.items()},
                )
                for each in words.values():
                    jsonschema.Draft202012Validator.check_schema(each["schema"])
                    if not each["required"]:
                        jsonschema.validate(each["schema"]["default"], each["schema"])
            else:
                body = operation["requestBody"]["content"]["application/json"]["schema"]
                jsonschema.validate(arguments, body)
                answer = server.post(name, arguments)
            assert answer.status == 200, answer.body
            jsonschema.validate(answer.json, {**shape, "components": described["components"]})
            for status, reference in operation["responses"].items():
                if status != "200":
                    assert reference["$ref"].rpartition("/")[2] in described["components"]["responses"]
    assert server.get("passage", document="en", start="6", length="7").json["text"] == "Mehsood"
    both = [server.get("query", query="Ковач").json, server.post("query", {"query": "Ковач"}).json]
    assert both[0] == both[1] and both[0]["total"] == 2


def test_what_is_wrong_is_one_line_with_its_status(server: Running) -> None:
    cases = (
        (server.get("query"), 400, "query is missing"),
        (server.get("query", query="x" * (LONGEST + 1)), 400, "may be sent"),
        (server.get("query", query="x", limit="0"), 400, "limit is a whole number from 1 to 100"),
        (server.get("query", query="x", limit="9" * 5_000), 400, "limit is a whole number"),
        (server.get("query", query="x", exact="maybe"), 400, "exact is true or false"),
        (server.get("query", query=["x", "y"]), 400, "query is there more than once"),
        (server.get("query", query="x", colour="red"), 400, "colour is no parameter here"),
        (server.get("query", query="x", lang="nosuch"), 400, "lang is no language's code"),
        (server.get("passage", document="nothing"), 404, "no document has this id or path"),
        (server.get("nothing"), 404, "there are /api/query"),
        (server.ask("/"), 404, "nothing is here"),
        (server.ask("/api/query", "DELETE"), 405, "GET or POST"),
        (server.ask("/api/query", "POST", b'{"query":', HEADERS), 400, "is no JSON"),
        (server.ask("/api/query", "POST", b"[" * 60_000, HEADERS), 400, "is no JSON"),
        (server.ask("/api/query", "POST", b'["x"]', HEADERS), 400, "no JSON object"),
        (server.ask("/api/query", "POST", b"\xff", HEADERS), 400, "is no JSON"),
        (server.ask("/api/query", "POST", b"query=x"), 415, "Content-Type: application/json"),
        (server.ask("/api/query", "POST", b'"' + b"x" * 70_000 + b'"', HEADERS), 413, "more than 64 KB"),
    )
    for answer, status, expected in cases:
        assert answer.status == status and expected in answer.json["error"], answer.body
        assert answer.body.count(b"\n") == 1
        assert answer.headers["content-type"] == "application/json"
    # What is no request any more may end the connection before it is all sent.
    with suppress(ConnectionError):
        assert server.ask(f"/api/query?query={'x' * 200_000}").status in (400, 414, 431)
    assert server.get("query", query="Nairobi").status == 200


def test_lone_surrogates_and_controls_are_no_fault(server: Running) -> None:
    for text in ("\ud800", "\x00", "\u202e Nairobi", "😀", "\x1b[31m"):
        answer = server.post("query", {"query": text})
        assert answer.status == 200, answer.body
        assert b"\x1b" not in answer.body and "\u202e".encode() not in answer.body


def test_many_at_once_are_answered_each_with_its_own(server: Running) -> None:
    names = ["Mehsood", "Kovač", "note", "Nairobi", "nothing-of-this"] * 6
    expected = {name: server.get("query", query=name).body for name in set(names)}
    found: dict[int, bytes] = {}

    def ask(number: int) -> None:
        found[number] = server.get("query", query=names[number]).body

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(names))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[number] for number in range(len(names))] == [expected[name] for name in names]


def test_documents_and_names_that_come_later_show(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "Ein roter Fuchs.\n"})
    running = Running("--api", "--index", str(library.folder))
    try:
        assert running.get("query", query="Fuchs").json["total"] == 1
        (tmp_path / "docs" / "b.txt").write_text("Noch ein Fuchs.\n", encoding="utf-8")
        update(library)
        assert running.get("query", query="Fuchs").json["total"] == 2
        assert {"kind": "index", "state": "complete"}.items() <= running.get("status").json["records"][2].items()
    finally:
        running.end()


# Who may ask


@pytest.mark.parametrize("which", ["server", "page"])
def test_nothing_is_answered_without_the_token(which: str, request: pytest.FixtureRequest) -> None:
    running: Running = request.getfixturevalue(which)
    cookie = f"searcher-token-{running.port}"
    refused = (
        {"Authorization": ""},
        {"Authorization": "Bearer "},
        {"Authorization": f"Bearer {running.token}x"},
        {"Authorization": f"Bearer {running.token[:-1]}"},
        {"Authorization": f"Basic {running.token}"},
        {"Cookie": f"{cookie}=x"},
        {"Cookie": f"searcher-token={running.token}"},
        {"Cookie": "=;;\x01=\x02"},
    )
    for path in (
        "/",
        "/api/query?query=Nairobi",
        "/api/openapi.json",
        "/page.js",
        "/static/js/textual.js",
        "/nothing",
        "/?token=",
        "/?token=%ff",
    ):
        for headers in refused:
            answer = running.ask(path, headers=headers)
            assert answer.status in (400, 401), (path, headers, answer)
            assert b"Nairobi" not in answer.body

    assert len(running.token) >= 40


def test_the_token_may_be_in_the_address_or_in_a_header(server: Running) -> None:
    nothing = {"Authorization": ""}
    assert server.ask(f"/api/query?query=Nairobi&token={server.token}", headers=nothing).status == 200
    assert server.ask("/api/query?query=Nairobi", headers={"Authorization": f"bearer {server.token}"}).status == 200
    cookie = f"searcher-token-{server.port}={server.token}"
    assert server.ask("/api/query?query=Nairobi", headers={"Cookie": cookie}).status == 200


@pytest.mark.parametrize("which", ["server", "page"])
def test_another_name_of_this_machine_is_refused(which: str, request: pytest.FixtureRequest) -> None:
    running: Running = request.getfixturevalue(which)
    path = "/api/status" if which == "server" else "/"
    for host in (
        "example.org",
        f"example.org:{running.port}",
        f"127.0.0.1.example.org:{running.port}",
        "10.0.0.1",
        "[::2]",
        "[",
        "127.0.0.1@example.org",
        "localhost.example.org",
    ):
        assert running.ask(path, headers={"Host": host}).status in (400, 403), host
    assert running.ask(path, headers={"Host": ""}).status in (400, 403)
    for host in (f"localhost:{running.port}", f"LOCALHOST:{running.port}", "127.0.0.1", f"[::1]:{running.port}"):
        assert running.ask(path, headers={"Host": host}).status == 200, host
    own = f"http://127.0.0.1:{running.port}"
    for origin, status in (
        (own, 200),
        ("http://example.org", 403),
        (f"http://localhost:{running.port}", 403),
        ("http://127.0.0.1:1", 403),
        ("null", 403),
        ("http://[", 403),
    ):
        assert running.ask(path, headers={"Origin": origin}).status == status, origin


def test_a_server_for_others_knows_its_names() -> None:
    guard = Guard("t", "0.0.0.0")
    assert guard.is_known_host("192.0.2.7:8000") and guard.is_known_host("localhost")
    assert not guard.is_known_host("example.org") and not guard.is_known_host("")
    assert Guard("t", "library.example.org").is_known_host("Library.example.org:80")
    assert guard.is_token("t") and not guard.is_token("T") and not guard.is_token("\ud800")


@pytest.mark.parametrize("which", ["server", "page"])
def test_answers_are_kept_by_nobody_and_load_nothing_from_elsewhere(which: str, request: pytest.FixtureRequest) -> None:
    running: Running = request.getfixturevalue(which)
    for path in ("/", "/api/status", "/nothing"):
        headers = running.ask(path).headers
        assert headers["cache-control"] == "no-store" and headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"] and "server" not in headers
        assert "access-control-allow-origin" not in headers


SEGMENTS = st.sampled_from(
    ["..", ".", "%2e%2e", "%2E.", "..%2f", "..\\", "%5c..", "%00", "", "~", "etc", "passwd", "api", "static", "docs", "index",
     "secret.txt", "own.txt", "searcher.toml", "page.html", "%252e%252e", "js", "..;", "C:", "passage", "ws"]
)  # fmt: skip


@given(st.lists(SEGMENTS, min_size=1, max_size=9), st.booleans())
def test_no_path_leads_out(server: Running, page: Running, segments: list[str], as_static: bool) -> None:
    path = ("/static/" if as_static else "/") + "/".join(segments)
    for running in (server, page):
        answer = running.ask(path)
        assert answer.status in (200, 307, 400, 404, 405), (path, answer)
        assert SECRET.encode() not in answer.body and b"root:" not in answer.body and b"sources" not in answer.body
        if running is server:
            assert answer.status != 200


@given(st.lists(SEGMENTS, min_size=1, max_size=6), st.sampled_from(["", "/", "~/", "file://", "docs/"]), st.booleans())
def test_no_document_is_a_file_that_the_library_does_not_hold(
    server: Running, index: Path, segments: list[str], start: str, encoded: bool
) -> None:
    document = start + "/".join(segments)
    answer = server.ask(f"/api/passage?document={quote(document) if encoded else document}")
    assert answer.status in (400, 404), (document, answer)
    assert SECRET.encode() not in answer.body and b"root:" not in answer.body


def test_files_beside_the_documents_are_not_read(server: Running, index: Path) -> None:
    for path in (
        index.parent / "secret.txt",
        index / "own.txt",
        index / "searcher.toml",
        Path("/etc/passwd"),
        index.parent / "docs" / ".." / "secret.txt",
    ):
        assert server.get("passage", document=str(path)).status == 404
    assert server.get("passage", document=str(index.parent / "docs" / "note.txt")).json["text"] == "A note.\n"


# The page's socket


def window(page: Running, **headers: str) -> Any:
    from websockets.sync.client import connect

    own = {"Authorization": f"Bearer {page.token}", **headers}
    return connect(
        f"ws://127.0.0.1:{page.port}/ws?width=60&height=20",
        additional_headers={name: value for name, value in own.items() if value},
        open_timeout=60,
    )


def screen_of(socket: Any, text: str) -> None:
    """Wait until the window has shown `text`."""
    shown = b""
    while text.encode() not in shown:
        received = socket.recv(timeout=60)
        shown += received if isinstance(received, bytes) else b""


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": ""}, {"Authorization": "Bearer x"}, {"Origin": "http://example.org"}, {"Origin": "null"}],
    ids=str,
)
def test_no_window_opens_for_others(page: Running, headers: dict[str, str]) -> None:
    from websockets.exceptions import InvalidStatus

    with pytest.raises(InvalidStatus, match="403"):
        window(page, **headers)


def test_a_window_takes_what_makes_sense_and_passes_over_the_rest(page: Running) -> None:
    nonsense = (
        "", "[]", "{}", "null", '"x"', '["stdin"]', '["stdin", 1]', '["resize", {}]', '["nothing", 1]', "[" * 5_000,
        '["resize", {"width": -1, "height": 1e99}]', b"bytes are no message", '["stdin", "\\ud800"]',
    )  # fmt: skip
    with window(page, Origin=f"http://127.0.0.1:{page.port}") as socket:
        for message in nonsense:
            socket.send(message)
        socket.send(json.dumps(["ping", 7]))
        while socket.recv(timeout=60) != '["pong",7]':
            pass


def test_more_windows_than_there_may_be_are_told(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from searcher.serving import window as module

    monkeypatch.setattr(module, "MOST_WINDOWS", 0)
    told: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message)

    scope = {"type": "websocket", "path": "/ws", "query_string": b"", "headers": [], "subprotocols": []}
    asyncio.run(module.Windows(index).application()(scope, receive, send))
    accepted, shown, closed = told
    assert (accepted["type"], closed["code"]) == ("websocket.accept", 1013)
    assert b"no more can be" in shown["bytes"]


def children_of(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_process_of_a_window_ends_with_the_server(index: Path, number: int) -> None:
    running = Running("--index", str(index))
    with window(running) as socket:
        screen_of(socket, "docum")
        (child,) = children_of(running.process.pid)
        running.end(number)
        wait_until(lambda: not Path(f"/proc/{child}").exists())


# Limits of time and number


def waiting(let_go: threading.Event | None = None) -> Call:
    """A call that works until it is given up, or let go."""

    def work(_: Searcher, __: Path, ___: Arguments, cancelled: IsCancelled) -> Record:
        while not cancelled():
            if let_go is not None and let_go.wait(0.005):
                return {}
        raise Cancelled

    return replace(CALLS[-1], name="waiting", run=work)


def test_what_takes_too_long_is_given_up_and_leaves_room(index: Path) -> None:
    desk = Desk(index, seconds=0.2, threads=1, most=1)

    async def ask() -> None:
        with pytest.raises(TimeLimitError, match=r"waiting took longer than 0\.2 seconds"):
            await desk.ask(waiting(), {})
        while desk.at_work:
            await asyncio.sleep(0.005)
        with pytest.raises(TimeLimitError):
            await desk.ask(waiting(), {})

    asyncio.run(ask())
    desk.close()


def test_more_than_is_answered_is_told_at_once(index: Path) -> None:
    desk = Desk(index, seconds=600, threads=1, most=2)
    let_go = threading.Event()

    async def ask() -> None:
        asked = [asyncio.create_task(desk.ask(waiting(let_go), {})) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(BusyError, match="ask again later"):
            await desk.ask(CALLS[-1], {})
        let_go.set()
        assert await asyncio.gather(*asked) == ["{}", "{}"]
        assert "library" in await desk.ask(CALLS[-1], {})

    asyncio.run(ask())
    desk.close()


def test_who_goes_away_has_the_work_given_up(index: Path) -> None:
    desk = Desk(index, seconds=600, threads=1)

    async def ask() -> None:
        asked = asyncio.create_task(desk.ask(waiting(), {}))
        await asyncio.sleep(0.05)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        while desk.at_work:
            await asyncio.sleep(0.005)

    asyncio.run(ask())
    desk.close()


def test_a_fault_is_one_line_with_its_record(index: Path) -> None:
    def fail(*_: object) -> Record:
        raise ZeroDivisionError("of all things")

    desk = Desk(index)
    with pytest.raises(FaultError, match="a fault of this program .*of all things"):
        asyncio.run(desk.ask(replace(CALLS[-1], run=fail), {}))
    desk.close()


def test_the_work_of_each_question_can_be_given_up(index: Path) -> None:
    with Searcher(index) as searcher:
        for ask in (searcher.search, searcher.about):
            with pytest.raises(Cancelled):
                ask("Tariq Mehsood", cancelled=lambda: True)
        with pytest.raises(Cancelled):
            searcher.similar("en", cancelled=lambda: True)


def test_an_answer_over_its_time_is_504_and_the_server_goes_on(index: Path) -> None:
    running = Running("--api", "--index", str(index), "--seconds", "0.000001")
    try:
        for _ in range(3):
            answer = running.get("query", query="Nairobi")
            assert answer.status == 504 and answer.json["error"].startswith("query took longer than")
        assert running.get("openapi.json").status == 200
    finally:
        running.end()


# Beginning and end


@pytest.mark.parametrize("more", [["--api"], []])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_order(index: Path, number: int, more: list[str]) -> None:
    running = Running("--index", str(index), *more)
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    connection.request("GET", "/", headers={"Authorization": f"Bearer {running.token}"})
    connection.getresponse().read()
    # One that is kept open holds nothing up.
    assert running.end(number) == (0, "Ctrl+C ends it\n")
    connection.close()


def test_a_port_that_is_taken_is_told(server: Running, index: Path, capsys: Capture) -> None:
    for options, expected in (
        (["--port", str(server.port)], "cannot be listened at"),
        (["--port", "0", "--host", "no.such.host.invalid"], "is no address of this machine"),
        (["--port", "0", "--host", "192.0.2.1"], "cannot be listened at"),
        (["--port", "70000"], "is no port"),
        (["--seconds", "0"], "is no number of seconds"),
    ):
        assert main(["serve", "--index", str(index), *options]) == 2
        errors = capsys.readouterr().err
        assert expected in errors and errors.count("\n") == 1, errors


def test_without_the_extra_it_says_what_to_install(
    index: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for missing, options in (("uvicorn", ["--api"]), ("starlette", ["--api"]), ("textual_serve", [])):
        with monkeypatch.context() as during:
            for name in [name for name in sys.modules if name.startswith((missing, "searcher.serving"))]:
                during.delitem(sys.modules, name)
            during.setitem(sys.modules, missing, None)
            assert main(["serve", "--index", str(index), *options]) == 2
        errors = capsys.readouterr().err
        assert "pip install 'searcher[serve]'" in errors and errors.count("\n") == 1


# The guide


def test_the_commands_of_the_guide_serve(index: Path) -> None:
    lines = [
        line
        for block in re.findall(r"^```sh[^\n]*\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    assert len(lines) >= 2
    for line in lines:
        program, command, *options = line.split()
        assert (program, command) == ("searcher", "serve")
        running = Running("--index", str(index), *(option for option in options if option not in ("--port", "0")))
        assert running.end() == (0, "Ctrl+C ends it\n")


def test_the_program_of_the_guide_gets_its_answer(server: Running, capsys: Capture) -> None:
    (program,) = re.findall(r"^```python[^\n]*\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    lines = program.splitlines()
    (at,) = (number for number, line in enumerate(lines) if line.startswith("address, token = "))
    lines[at] = f"address, token = 'http://127.0.0.1:{server.port}', {server.token!r}"
    exec("\n".join(lines).replace("Belousov", "Nairobi"), {})
    assert "Найроби" in capsys.readouterr().out


def test_the_guide_names_every_call_and_status() -> None:
    from searcher.serving.openapi import FAULTS

    for call in CALLS:
        assert f"`/api/{call.name}`" in GUIDE
    for status in FAULTS:
        assert re.search(rf"^\| {status} \|", GUIDE, re.MULTILINE), status
