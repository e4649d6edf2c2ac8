"""A relay between a client and a node of a real cluster that does what networks do: late, broken, cut, or sealed."""

import base64
import http.client
import http.server
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Fault = str | float | None
"""What becomes of a request: nothing, so many seconds of waiting, or one of these words.

"cut": the connection ends before the node hears of it. "half": the node hears half of it. "unanswered": the node does
it, and the connection ends before the answer. "truncated": half of the answer arrives.
"""
FAULTS = ("cut", "half", "unanswered", "truncated")


class Relay:
    """Asks the node for what it is asked itself. `fault` is given method, path and number of each request.

    `user`: the only one that is let in, as name:password.
    """

    def __init__(self, port: int, context: ssl.SSLContext | None = None, user: str = "") -> None:
        self.fault: Callable[[str, str, int], Fault] = lambda method, path, number: None
        self.asked = 0
        self._node = port
        self._wanted = f"Basic {base64.b64encode(user.encode()).decode()}" if user else ""
        relay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                relay.pass_on(self)

            do_POST = do_PUT = do_DELETE = do_HEAD = do_GET

            def log_message(self, format: str, *arguments: object) -> None:
                """Say nothing."""

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """Of connections that end early nothing is to say."""

        self._server = Server(("127.0.0.1", 0), Handler)
        if context is not None:
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.address = f"{'http' if context is None else 'https'}://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def pass_on(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("content-length") or 0))
        if self._wanted and handler.headers.get("authorization") != self._wanted:
            self._answer(handler, 401, b"Unauthorized", "text/plain")
            return
        self.asked += 1
        fault = self.fault(handler.command, handler.path, self.asked)
        if isinstance(fault, float):
            time.sleep(fault)
        if fault == "cut":
            _break(handler)
            return
        if fault == "half":
            self._send_half(handler, body)
            _break(handler)
            return
        node = http.client.HTTPConnection("127.0.0.1", self._node, timeout=120)
        headers = {"content-type": handler.headers.get("content-type") or "application/json"}
        try:
            node.request(handler.command, handler.path, body or None, headers if body else {})
            answer = node.getresponse()
            data = answer.read()
        except OSError:
            _break(handler)
            return
        finally:
            node.close()
        if fault == "unanswered":
            _break(handler)
            return
        self._answer(handler, answer.status, data, "application/json", half=fault == "truncated")

    def _send_half(self, handler: http.server.BaseHTTPRequestHandler, body: bytes) -> None:
        line = f"{handler.command} {handler.path} HTTP/1.1\r\nhost: node\r\n"
        kind = handler.headers.get("content-type") or "application/json"
        whole = f"{line}content-type: {kind}\r\ncontent-length: {len(body) + 1}\r\n\r\n".encode() + body
        with socket.create_connection(("127.0.0.1", self._node), timeout=10) as node:
            node.sendall(whole[: len(whole) - 1 - len(body) // 2])

    @staticmethod
    def _answer(
        handler: http.server.BaseHTTPRequestHandler, status: int, data: bytes, kind: str, half: bool = False
    ) -> None:
        handler.send_response(status)
        handler.send_header("content-type", kind)
        handler.send_header("content-length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data[: len(data) // 2] if half else data)
        if half:
            _break(handler)


def _break(handler: http.server.BaseHTTPRequestHandler) -> None:
    """End the connection as a router does that forgets it."""
    handler.close_connection = True
    handler.wfile.flush()
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


@contextmanager
def relay(port: int, certificate: Path | None = None, key: Path | None = None, user: str = "") -> Iterator[Relay]:
    """A relay to the node with this port, with TLS if there is a certificate."""
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    made = Relay(port, context, user)
    try:
        yield made
    finally:
        made.close()
