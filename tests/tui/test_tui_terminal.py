"""The live search in a real terminal: tmux types, and looks at what is on the screen."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driving import make_library

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")

# Seconds after which something hangs: a slow machine under load needs some.
PATIENCE = 600


class Terminal:
    """A terminal of tmux with a server of its own, in which a command runs."""

    def __init__(self, folder: Path, command: str, columns: int = 100, rows: int = 30) -> None:
        self._socket = str(folder / "tmux")
        self._folder = folder
        # The status is written where it can be seen after the application has left the screen.
        line = f"stty -a > before; {command}; status=$?; stty -a > after; echo status $status; sleep {2 * PATIENCE}"
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

    def paste(self, text: str) -> None:
        """What a terminal sends whose person pastes: between marks, as the application has asked for."""
        (self._folder / "pasted").write_text(text)
        self._tmux("load-buffer", str(self._folder / "pasted"))
        self._tmux("paste-buffer", "-p", "-r")

    def modes(self) -> str:
        """What the application has switched on of the terminal: 1 for on."""
        return self._tmux(
            "display-message", "-p", "screen #{alternate_on}, mouse #{mouse_any_flag}, cursor #{cursor_flag}"
        ).strip()

    def settings(self, when: str) -> str:
        """The settings of the terminal "before" and "after" the application."""
        return (self._folder / when).read_text()

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
    terminal.wait(lambda screen: "5 hits" in screen)
    terminal.send("ang")
    # The beginning of the name has found five, too.
    terminal.wait(lambda screen: "Pyongyang" in screen and "5 hits" in screen and "docs/news/en.txt" in screen)
    terminal.send("Down")
    terminal.wait(lambda screen: "Pjöngjang ×2 — Pyongyang, de" in screen)
    # A match stands in a colour of its own.
    assert "\x1b[" in terminal.screen(styles=True).split("Pjöngjang")[0].splitlines()[-1]
    terminal.send("C-c")
    terminal.wait(lambda screen: "status 0" in screen)
    assert "Results" not in terminal.screen()
    assert terminal.settings("after") == terminal.settings("before")


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


@pytest.mark.parametrize(("name", "status"), [("TERM", 143), ("HUP", 129)])
def test_a_signal_ends_it_in_order(folder: Path, name: str, status: int) -> None:
    (folder / "start").write_text(f"echo $$ > process\nexec {sys.executable} -m searcher\n")
    terminal = Terminal(folder, "sh start")
    try:
        terminal.wait(lambda screen: "Search as you type" in screen)
        assert terminal.modes() == "screen 1, mouse 1, cursor 0"
        os.kill(int((folder / "process").read_text()), getattr(signal, f"SIG{name}"))
        screen = terminal.wait(lambda screen: "status" in screen)
        assert screen.strip() == f"status {status}"
        assert terminal.modes() == "screen 0, mouse 0, cursor 1"
        assert terminal.settings("after") == terminal.settings("before")
    finally:
        terminal.close()


def test_a_terminal_that_cannot_draw_is_told_what_it_can_do(folder: Path) -> None:
    terminal = Terminal(
        folder, f"env TERM=dumb {sys.executable} -m searcher; env TERM=dumb {sys.executable} -m searcher index"
    )
    try:
        screen = terminal.wait(lambda screen: "status" in screen)
        assert "cannot show the live search; try: searcher query" in " ".join(screen.split())
        # No empty line of a bar that was not drawn either.
        assert "\n\n" not in screen.rstrip()
    finally:
        terminal.close()


FAULTS = {
    "while it opens": "SearchApp.on_mount = fail",
    "while it is painted": "Results.render_line = fail",
    "now and then": "SearchApp._look = fail",
    "while it closes": "SearchApp.on_mount, SearchApp.on_unmount = (lambda self: self.exit()), fail",
    "before the screen": "LinuxDriver.start_application_mode = fail",
    "where keys are read": "LinuxDriver.run_input_thread = fail",
}


@pytest.mark.parametrize("place", FAULTS)
def test_a_fault_gives_the_terminal_back_and_is_one_line(folder: Path, place: str) -> None:
    (folder / "start.py").write_text(
        "import sys\n"
        "from textual.drivers.linux_driver import LinuxDriver\n"
        "from searcher.cli.main import main\n"
        "from searcher.tui.app import SearchApp\n"
        "from searcher.tui.widgets.results import Results\n"
        f"def fail(*_): raise MemoryError if {place == 'now and then'} else ValueError('an odd value')\n"
        f"{FAULTS[place]}\n"
        "sys.exit(main([]))\n"
    )
    terminal = Terminal(folder, f"XDG_STATE_HOME={folder}/state {sys.executable} start.py", columns=500)
    try:
        screen = terminal.wait(lambda screen: "status" in screen)
        line, status = screen.strip().splitlines()
        assert status == "status 2"
        assert (
            line.startswith("searcher: a fault of this program (")
            and f"; please report it with {folder}/state/" in line
        )
        assert ("there is not enough memory" if place == "now and then" else "ValueError: an odd value") in line
        (record,) = (folder / "state" / "searcher" / "log").iterdir()
        assert "Traceback" in record.read_text()
        assert terminal.modes() == "screen 0, mouse 0, cursor 1"
        assert terminal.settings("after") == terminal.settings("before")
    finally:
        terminal.close()


@pytest.mark.parametrize(
    ("editor", "told"),
    [
        ("no-such-editor", "no-such-editor: cannot be started"),
        ("false", "false ended with status 1"),
        ("'\"vi'", "EDITOR is no command"),
    ],
)
def test_an_editor_that_fails_gives_the_screen_back(folder: Path, editor: str, told: str) -> None:
    terminal = Terminal(folder, f"env VISUAL= EDITOR={editor} {sys.executable} -m searcher")
    try:
        terminal.wait(lambda screen: "Search as you type" in screen)
        terminal.send("missiles")
        terminal.wait(lambda screen: "1 hit" in screen and "match 1 of" in screen)
        terminal.send("C-o")
        terminal.wait(lambda screen: told in screen and "Results" in screen)
        terminal.send(" printers")
        terminal.wait(lambda screen: "missiles printers" in screen)
        terminal.send("C-c")
        terminal.wait(lambda screen: "status 0" in screen)
    finally:
        terminal.close()


def test_an_interrupt_is_for_the_editor(folder: Path) -> None:
    editor = folder / "vi"
    editor.write_text("#!/bin/sh\ntrap 'echo the editor was interrupted' INT\necho editing\nread answer\nread answer\n")
    editor.chmod(0o755)
    terminal = Terminal(folder, f"trap : INT; env VISUAL={editor} {sys.executable} -m searcher")
    try:
        terminal.wait(lambda screen: "Search as you type" in screen)
        terminal.send("missiles")
        terminal.wait(lambda screen: "1 hit" in screen and "match 1 of" in screen)
        terminal.send("C-o")
        terminal.wait(lambda screen: "editing" in screen)
        terminal.send("C-c")
        terminal.wait(lambda screen: "the editor was interrupted" in screen)
        terminal.send("Enter")
        terminal.wait(lambda screen: "Results" in screen and "missiles" in screen)
    finally:
        terminal.close()


def test_keys_that_come_all_at_once_are_taken_in_their_order(terminal: Terminal) -> None:
    terminal.wait(lambda screen: "documents" in screen)
    words = "report", "Home", "x", "End", "yz", "BSpace", "1", "Left", "Left", "DC", "2"
    terminal.send(*words)
    terminal.wait(lambda screen: "❯ xreport21" in screen)
    terminal.send("C-e", "C-u", *words, "C-a", "BSpace", "3", "C-e", "4")
    terminal.wait(lambda screen: "❯ 3xreport214" in screen)


def test_several_lines_are_pasted_into_the_search_line(folder: Path, terminal: Terminal) -> None:
    terminal.wait(lambda screen: "Search as you type" in screen)
    terminal.paste("spoke\nabout\n\tmissiles\n")
    terminal.wait(lambda screen: "spoke about missiles" in screen and "1 hit" in screen)
    terminal.paste("x" * 100_000)
    terminal.wait(lambda screen: "of 100,000" in screen)


@pytest.mark.skipif(os.name != "posix", reason="terminals hang up on POSIX systems")
def test_it_ends_when_its_terminal_is_gone_even_if_that_cannot_be_done_in_order(tmp_path: Path) -> None:
    """A terminal that hangs up takes no more text, and the application waited for it for ever."""
    library = make_library(tmp_path)
    program = (
        "import sys, threading\n"
        "from searcher.tui.session import Session\n"
        "Session.close = lambda session: threading.Event().wait()\n"
        "from searcher.cli.main import main\n"
        f"sys.exit(main(['--index', {str(library.folder)!r}]))\n"
    )
    ours, theirs = os.openpty()
    environment = {**os.environ, "HOME": str(tmp_path), "TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        shown = b""
        while b"documents" not in shown:
            shown += os.read(ours, 65_536)
        process.send_signal(signal.SIGHUP)
        os.close(ours)
        assert process.wait() == 128 + signal.SIGHUP
