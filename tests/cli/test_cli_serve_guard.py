"""Who may ask either server, and what nobody gets from it."""

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from served import SECRET, Running

from searcher.serving.guard import Guard

pytest.importorskip("starlette", reason="the extra `serve` is not installed")


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
    server: Running, served: Path, segments: list[str], start: str, encoded: bool
) -> None:
    document = start + "/".join(segments)
    answer = server.ask(f"/api/passage?document={quote(document) if encoded else document}")
    assert answer.status in (400, 404), (document, answer)
    assert SECRET.encode() not in answer.body and b"root:" not in answer.body


def test_files_beside_the_documents_are_not_read(server: Running, served: Path) -> None:
    for path in (
        served.parent / "secret.txt",
        served / "own.txt",
        served / "searcher.toml",
        Path("/etc/passwd"),
        served.parent / "docs" / ".." / "secret.txt",
    ):
        assert server.get("passage", document=str(path)).status == 404
    assert server.get("passage", document=str(served.parent / "docs" / "note.txt")).json["text"] == "A note.\n"
