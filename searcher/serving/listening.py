"""Listening at an address until a signal asks for the end."""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from searcher.errors import SearcherError
from searcher.serving.guard import Application

# Connections at a time; further ones are answered with 503.
_MOST_CONNECTIONS = 100
# What is being answered may take so long after the end was asked for.
_LAST_SECONDS = 5
_MOST_MESSAGE_BYTES = 1 << 20


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take signals as requests for an end, which is all that they are here."""
        signals = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def listener(host: str, port: int) -> socket.socket:
    """A socket that listens at `host`; a `port` of 0 is a free one. Raises SearcherError."""
    try:
        (family, _, _, _, address), *_ = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError) as error:
        raise SearcherError(f"--host {host}: is no address of this machine ({error})") from None
    try:
        return socket.create_server(address[:2], family=family)
    except PermissionError:
        raise SearcherError(f"--port {port}: may not be used; choose one from 1024 on, or 0 for a free one") from None
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        remedy = "choose another port, 0 for a free one, and an address of this machine"
        raise SearcherError(f"{host} port {port}: cannot be listened at ({reason.lower()}); {remedy}") from None


def address_of(host: str, port: int) -> str:
    """How an address begins that leads to what listens at `host`."""
    if host in ("0.0.0.0", "::", ""):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def listen(application: Application, listening: socket.socket, started: Callable[[], None]) -> None:
    """Answer until SIGINT or SIGTERM; what is being answered then has a few seconds. `started` is called first."""
    config = uvicorn.Config(
        application,
        http="h11",
        ws="websockets-sansio",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws_max_size=_MOST_MESSAGE_BYTES,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=_LAST_SECONDS,
    )
    server = _Server(config)

    async def serve() -> None:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        if server.started:
            started()
        await serving

    asyncio.run(serve())
