"""`searcher serve` as a command: how it begins and ends, and what its guide says."""

import http.client
import re
import signal
import sys
from pathlib import Path

import pytest
from places import ROOT
from served import Running

from searcher.cli.main import main
from searcher.serving.calls import CALLS

pytest.importorskip("starlette", reason="the extra `serve` is not installed")

Capture = pytest.CaptureFixture[str]
GUIDE = (ROOT / "docs" / "how-to" / "serve.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("more", [["--api"], []])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_order(served: Path, number: int, more: list[str]) -> None:
    running = Running("--index", str(served), *more)
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    connection.request("GET", "/", headers={"Authorization": f"Bearer {running.token}"})
    connection.getresponse().read()
    # One that is kept open holds nothing up.
    assert running.end(number) == (0, "Ctrl+C ends it\n")
    connection.close()


def test_a_port_that_is_taken_is_told(server: Running, served: Path, capsys: Capture) -> None:
    for options, expected in (
        (["--port", str(server.port)], "cannot be listened at"),
        (["--port", "0", "--host", "no.such.host.invalid"], "is no address of this machine"),
        (["--port", "0", "--host", "192.0.2.1"], "cannot be listened at"),
        (["--port", "70000"], "is no port"),
        (["--seconds", "0"], "is no number of seconds"),
    ):
        assert main(["serve", "--index", str(served), *options]) == 2
        errors = capsys.readouterr().err
        assert expected in errors and errors.count("\n") == 1, errors


def test_without_the_extra_it_says_what_to_install(
    served: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for missing, options in (("uvicorn", ["--api"]), ("starlette", ["--api"]), ("textual_serve", [])):
        with monkeypatch.context() as during:
            for name in [name for name in sys.modules if name.startswith((missing, "searcher.serving"))]:
                during.delitem(sys.modules, name)
            during.setitem(sys.modules, missing, None)
            assert main(["serve", "--index", str(served), *options]) == 2
        errors = capsys.readouterr().err
        assert "pip install 'searcher[serve]'" in errors and errors.count("\n") == 1


def test_the_commands_of_the_guide_serve(served: Path) -> None:
    lines = [
        line
        for block in re.findall(r"^```sh[^\n]*\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    assert len(lines) >= 2
    for line in lines:
        program, command, *options = line.split()
        assert (program, command) == ("searcher", "serve")
        running = Running("--index", str(served), *(option for option in options if option not in ("--port", "0")))
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
