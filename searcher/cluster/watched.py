"""Requests that nobody may want any more before they are answered: then their connection is closed, and the cluster,
which hears that, ends the search.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

# So often somebody may say that an answer is not wanted any more.
_LOOK_SECONDS = 0.02


class _OfThread(threading.local):
    """The connections that a request of this thread goes by, if that is watched."""

    connections: "list[HTTPConnection] | None" = None


_own = _OfThread()


class _Plain(HTTPConnection):
    def request(self, *arguments: Any, **more: Any) -> None:
        _note(self)
        super().request(*arguments, **more)


class _Sealed(HTTPSConnection):
    def request(self, *arguments: Any, **more: Any) -> None:
        _note(self)
        super().request(*arguments, **more)


def _note(connection: HTTPConnection) -> None:
    if _own.connections is not None:
        _own.connections.append(connection)


class PlainPool(HTTPConnectionPool):
    """Connections that can be told apart by who waits for them."""

    ConnectionCls = _Plain


class SealedPool(HTTPSConnectionPool):
    """The same with TLS."""

    ConnectionCls = _Sealed


def while_looking(ask: Callable[[], BaseHTTPResponse], checkpoint: Callable[[], None]) -> BaseHTTPResponse:
    """What `ask` gives, in another thread, while `checkpoint` is called again and again; what that raises ends it."""
    given: list[BaseHTTPResponse] = []
    raised: list[Exception] = []
    connections: list[HTTPConnection] = []

    def run() -> None:
        _own.connections = connections
        try:
            given.append(ask())
        except Exception as error:
            raised.append(error)

    thread = threading.Thread(target=run, name="request", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_LOOK_SECONDS)
        try:
            checkpoint()
        except BaseException:
            for connection in connections:
                _cut(connection)
            raise
    if raised:
        raise raised[0]
    return given[0]


def _cut(connection: HTTPConnection) -> None:
    with suppress(OSError):  # it may have ended just now
        if connection.sock is not None:
            # Of the socket itself: what lies above belongs to the thread that reads.
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
