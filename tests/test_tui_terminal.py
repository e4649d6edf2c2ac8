"""The live search in a real terminal: tmux types, and looks at what is on the screen."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tui_driving import make_library

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")

# Seconds within which a screen must come: a slow machine under load needs some.
PATIENCE = 60


class Terminal:
    """A terminal of tmux with a server of its own, in which a command runs."""

    def __init__(self, folder: Path, command: str, columns: int = 100, rows: int = 30) -> None:
        self._socket = str(folder / "tmux")
        self._folder = folder
        # The status is written where it can be seen after the application has left the screen.
        line = f"stty -a > before; {command}; echo status $?; stty -a > after; sleep {2 * PATIENCE}"
        environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "LC_ALL": "C.UTF-8",
        }
        environment.pop("TMUX", None)
        options = ["-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(folder)]
        subprocess.run(
            ["tmux", "-S", self._socket, *options, f"sh -c {shlex.quote(line)}"], env=environment, check=True
        )

    def send(self, *keys: str) -> None:
        self._tmux("send-keys", *keys)

    def screen(self, *, styles: bool = False) -> str:
        return self._tmux("capture-pane", "-p", *(["-e"] if styles else []))

    def wait(self, seen: Callable[[str], bool]) -> str:
        """The screen as soon as it is as wanted."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            screen = self.screen()
            if seen(screen):
                return screen
            time.sleep(0.05)
        raise AssertionError(screen)

    def close(self) -> None:
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], capture_output=True, check=False)

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(["tmux", "-S", self._socket, *words], capture_output=True, text=True, check=True)
        return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_library(tmp_path)
    return tmp_path


@pytest.fixture
def terminal(folder: Path) -> Iterator[Terminal]:
    opened = Terminal(folder, f"{sys.executable} -m searcher")
    yield opened
    opened.close()


def test_a_query_is_typed_and_its_hit_is_seen(folder: Path, terminal: Terminal) -> None:
    terminal.wait(lambda screen: "Search as you type" in screen)
    terminal.send("Pyongy")
    terminal.wait(lambda screen: "1 hit" in screen)
    terminal.send("ang")
    screen = terminal.wait(lambda screen: "5 hits" in screen and "match 1 of" in screen)
    assert "docs/news/en.txt" in screen
    terminal.send("Down")
    terminal.wait(lambda screen: "Pjöngjang ×2 — Pyongyang, de" in screen)
    # A match stands in a colour of its own.
    assert "\x1b[" in terminal.screen(styles=True).split("Pjöngjang")[0].splitlines()[-1]
    terminal.send("C-c")
    terminal.wait(lambda screen: "status 0" in screen)
    assert "Results" not in terminal.screen()
    assert (folder / "after").read_text() == (folder / "before").read_text()


def test_the_editor_gets_the_terminal_and_gives_it_back(folder: Path) -> None:
    editor = folder / "vi"
    editor.write_text('#!/bin/sh\nprintf "editing %s\\n" "$@"\nread answer\n')
    editor.chmod(0o755)
    terminal = Terminal(folder, f"env VISUAL={editor} {sys.executable} -m searcher --index index")
    try:
        terminal.wait(lambda screen: "Search as you type" in screen)
        terminal.send("missiles")
        terminal.wait(lambda screen: "1 hit" in screen and "match 1 of" in screen)
        terminal.send("C-o")
        screen = terminal.wait(lambda screen: "en.txt" in screen and "editing +3" in screen)
        assert "Results" not in screen
        terminal.send("Enter")
        terminal.wait(lambda screen: "Results" in screen and "missiles" in screen)
    finally:
        terminal.close()
