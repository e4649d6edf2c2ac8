"""A library that is served, and `searcher serve` over it as a process of its own."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from building import library_over, update
from places import ROOT
from searching import records

SECRET = "Nobody-may-read-this"
ROWS = (
    {"id": "en", "title": "Talks", "text": "Tariq Mehsood met Ana Kovač in Nairobi on Monday. 😀", "lang": "en", "date": "2024-05-03"},
    {"id": "ru", "text": "Губернатор Тарик Мехсуд выступил в Найроби. Министр Ана Ковач была рядом.", "lang": "ru"},
)  # fmt: skip
HEADERS = {"Content-Type": "application/json"}


def served_library(folder: Path) -> Path:
    """The folder of an indexed library of ROWS and a note, with files beside its documents that hold SECRET."""
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
