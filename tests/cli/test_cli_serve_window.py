"""The socket through which a page shows the live search."""

import asyncio
import json
import signal
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest
from building import wait_until
from served import Running

pytest.importorskip("starlette", reason="the extra `serve` is not installed")


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
    # Closed while it begins, it does not listen yet.
    wait_until(lambda: not children_of(page.process.pid))


def test_more_windows_than_there_may_be_are_told(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from searcher.serving import window as module

    monkeypatch.setattr(module, "MOST_WINDOWS", 0)
    told: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message)

    scope = {"type": "websocket", "path": "/ws", "query_string": b"", "headers": [], "subprotocols": []}
    asyncio.run(module.Windows(served).application()(scope, receive, send))
    accepted, shown, closed = told
    assert (accepted["type"], closed["code"]) == ("websocket.accept", 1013)
    assert b"no more can be" in shown["bytes"]


def children_of(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_process_of_a_window_ends_with_the_server(served: Path, number: int) -> None:
    running = Running("--index", str(served))
    with window(running) as socket:
        screen_of(socket, "docum")
        (child,) = children_of(running.process.pid)
        running.end(number)
        wait_until(lambda: not Path(f"/proc/{child}").exists())
