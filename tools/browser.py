"""A headless Chromium, driven by its own protocol: https://chromedevtools.github.io/devtools-protocol/."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
_SECONDS = 60
_MOST_BYTES = 1 << 26


def program() -> str | None:
    """The browser that is installed here, None without one."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class Page:
    """A page in a window of its own; `received` is what the page's sockets got, in bytes."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._number = 0
        self.received = bytearray()
        self.addresses: list[str] = []
        self.faults: list[str] = []
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: object) -> Any:
        """What the browser answers. Raises RuntimeError."""
        self._number += 1
        self._connection.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._connection.recv(timeout=_SECONDS))
            self._hear(message)
            if message.get("id") == self._number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]

    def open(self, address: str, width: int, height: int) -> None:
        """Show an address in a window of so many pixels."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Page.navigate", url=address)

    def type(self, text: str) -> None:
        """Press a key for each character."""
        for character in text:
            self.call("Input.dispatchKeyEvent", type="keyDown", text=character, key=character)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=character)

    def press(self, key: str, code: int) -> None:
        """Press a key by its name and its number in Windows."""
        for kind in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page, when it is there."""
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def picture(self) -> bytes:
        """What the window shows, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def listen(self, seconds: float) -> None:
        """Take in what the browser tells, for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                self._hear(json.loads(self._connection.recv(timeout=left)))
            except TimeoutError:
                return

    def _hear(self, message: dict[str, Any]) -> None:
        parameters = message.get("params", {})
        match message.get("method"):
            case "Network.webSocketFrameReceived":
                frame = parameters["response"]
                data = frame["payloadData"]
                self.received += base64.b64decode(data) if frame["opcode"] == 2 else data.encode()
            case "Network.requestWillBeSent":
                self.addresses.append(parameters["request"]["url"])
            case "Network.webSocketCreated":
                self.addresses.append(parameters["url"])
            case "Runtime.exceptionThrown":
                self.faults.append(json.dumps(parameters["exceptionDetails"]))
            case "Log.entryAdded" if parameters["entry"]["level"] == "error":
                self.faults.append(json.dumps(parameters["entry"]))


@contextmanager
def page() -> Iterator[Page]:
    """A page of a new browser, which remembers nothing. Raises RuntimeError without one."""
    found = program()
    if found is None:
        raise RuntimeError(f"no browser here: one of {', '.join(PROGRAMS)}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command = [
            found, "--headless", "--remote-debugging-port=0", f"--user-data-dir={home}", "--no-first-run",
            "--disable-dev-shm-usage", "--disable-background-networking", "--enable-unsafe-swiftshader",
            "--force-color-profile=srgb", *as_root, "about:blank",
        ]  # fmt: skip
        silent = subprocess.DEVNULL
        running = subprocess.Popen(
            command, stdin=silent, stdout=silent, stderr=silent, env={**os.environ, "HOME": home}
        )
        try:
            with connect(_socket_of(Path(home), running), max_size=_MOST_BYTES) as connection:
                yield Page(connection)
        finally:
            running.terminate()
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def _socket_of(home: Path, running: "subprocess.Popen[bytes]") -> str:
    """The address at which the first page of a browser is driven."""
    import urllib.request

    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and running.poll() is None:
        try:
            port = (home / "DevToolsActivePort").read_text().split()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=_SECONDS) as answer:
                for target in json.load(answer):
                    if target["type"] == "page":
                        return str(target["webSocketDebuggerUrl"])
        except (OSError, ValueError, IndexError):
            pass
        time.sleep(0.05)
    raise RuntimeError("the browser did not start")
