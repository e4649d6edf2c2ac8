"""The live search as a page: each window of a browser has a process of its own, which draws a terminal in it."""

import asyncio
import json
import shlex
import sys
from contextlib import suppress
from pathlib import Path

import textual_serve
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from searcher.serving.guard import TOKEN, cookie_name

MOST_WINDOWS = 8
"""Each has a process, with an index open."""
_OWN = Path(__file__).with_name("page")
_TERMINAL = Path(textual_serve.__file__).with_name("static")
# Cells that a terminal may be wide or high.
_MOST_CELLS = 1_000
# A process that was told to end is given so long.
_LAST_SECONDS = 3.0
_FULL = f"\x1b[2J\x1b[H{MOST_WINDOWS} windows are open, and no more can be: close one, and load this page again."


class _Window(AppService):
    """The process of one window."""

    async def end(self) -> None:
        """End the process, in order if it does so within a few seconds."""
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stop(), _LAST_SECONDS)
        finally:
            # Waiting for it ends as if it had ended, when it is given up.
            if self._process is not None and self._process.returncode is None:
                self._process.kill()


class Windows:
    """The windows that are open over the library at `folder`."""

    def __init__(self, folder: Path) -> None:
        # In the place of the shell, so that it is the process itself that is ended.
        self._command = f"exec {shlex.join([sys.executable, '-m', 'searcher.serving.screen', str(folder)])}"
        self._open = 0

    def application(self) -> Starlette:
        """The page, its parts, and the way from a window to its process."""
        return Starlette(
            routes=[
                Route("/", self._page),
                Route("/page.css", lambda _: FileResponse(_OWN / "page.css")),
                Route("/page.js", lambda _: FileResponse(_OWN / "page.js")),
                Mount("/static", StaticFiles(directory=_TERMINAL)),
                WebSocketRoute("/ws", self._window),
            ]
        )

    async def _page(self, request: Request) -> Response:
        token = request.query_params.get(TOKEN)
        if token is None:
            return FileResponse(_OWN / "page.html")
        # The token is in no address that a browser keeps or shows.
        moved = RedirectResponse("/", status_code=303)
        moved.set_cookie(cookie_name(request.scope), token, httponly=True, samesite="strict")
        return moved

    async def _window(self, socket: WebSocket) -> None:
        await socket.accept()
        if self._open >= MOST_WINDOWS:
            await socket.send_bytes(_FULL.encode())
            await socket.close(1013)
            return
        self._open += 1
        window = _Window(
            self._command,
            write_bytes=socket.send_bytes,
            write_str=socket.send_text,
            close=socket.close,
            download_manager=DownloadManager(),
        )
        try:
            await window.start(
                _cells(socket.query_params.get("width"), 80), _cells(socket.query_params.get("height"), 24)
            )
            while (message := await socket.receive())["type"] != "websocket.disconnect":
                await _pass_on(message.get("text") or "", window, socket)
        except (WebSocketDisconnect, RuntimeError):
            # The window was closed while something was sent to it.
            pass
        finally:
            self._open -= 1
            await window.end()


async def _pass_on(text: str, window: _Window, socket: WebSocket) -> None:
    """Give the process what the page sends, an array of a kind and its value; what is no such is passed over."""
    try:
        kind, *values = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return
    match kind, values:
        case "stdin", [str(keys)]:
            await window.send_bytes(keys.encode(errors="replace"))
        case "resize", [{"width": width, "height": height}]:
            await window.set_terminal_size(_cells(width, 80), _cells(height, 24))
        case "ping", [value]:
            await socket.send_json(["pong", value])
        case "focus", _:
            await window.focus()
        case "blur", _:
            await window.blur()


def _cells(value: object, usual: int) -> int:
    """A width or height that a terminal may have."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 9:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        return usual
    return min(value, _MOST_CELLS)
