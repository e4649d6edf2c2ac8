"""No text of a document, a path, a name or an argument reaches the terminal as anything but text that can be seen."""

import contextlib
import io
import json
import os
import re
from pathlib import Path

import pytest
from building import library_over, update, write
from driving import drive, press, screen_text, settle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot

from searcher.cli.main import main
from searcher.text.cells import HIDDEN, UNSAFE, printable
from searcher.tui.app import SearchApp

HOSTILE = (
    "\x1b[31m\x1b]0;title\x07\x9b2J\x85\u202e\u2066\u200f\u200b\u2060\xad\ufeff\ufff9\ufffa\u2028\u2029"
    "\U000e0001\U000e0041\u3164\u034f\ufe0f\ufe0f\U000e0100\u200d\u200d"
)
NAME = f"ev{HOSTILE}il"
# What no line may hold; line ends are looked at by `splitlines`, which knows all that a terminal might.
FORBIDDEN = re.compile(f"[{UNSAFE}{HIDDEN}]|[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]{{2}}")
PIECES = st.sampled_from([*HOSTILE, *"ab \u200c\udcff*~\"':()=[]", "Kim", "fox", "م"])
ARGUMENTS = st.lists(PIECES, max_size=12).map("".join)


def safe(text: str) -> str:
    """The text, of which every line is as `printable` leaves it."""
    for line in text.split("\n"):
        assert not FORBIDDEN.search(line), ascii(line)
        assert printable(line) == line
    return text


def run(*words: str) -> tuple[int, str]:
    """The exit status and everything that was written, on both streams."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        try:
            status = main(words)
        except SystemExit as ended:
            status = int(str(ended.code or 0))
    return status, output.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose library has every kind of hostile text."""
    folder = tmp_path_factory.mktemp(f"safe {NAME}" if os.name == "posix" else "safe")
    record = {"id": NAME, "title": f"{NAME} title", "text": f"A fox {HOSTILE}and Kim Jong{HOSTILE}-un.", "url": NAME}
    files: dict[str, str | bytes] = {
        "rows.jsonl": json.dumps(record)
        + "\n"
        + json.dumps({**record, "title": HOSTILE, "lang": NAME})
        + "\nno json\n",
        "a.txt": f"A fox {HOSTILE} in a text.\nfox{HOSTILE}fox می\u200cخواهم 👩\u200d👦\n",
    }
    if os.name == "posix":
        files |= {f"{NAME}.txt": "A fox in a file.", f"{NAME}.bin": bytes(200), f"{NAME}\n.md": f"# {NAME}\n\nA fox.\n"}
    library = library_over(folder, files)
    kim, evil = (json.dumps(name, ensure_ascii=False) for name in (f"Kim{HOSTILE}Nobody", NAME))
    write(
        library.folder / "entities.toml",
        f'[[entity]]\nid = "nobody"\ntype = "person"\ncanonical = "Kim Nobody"\n[entity.names]\nmul = [{kim}]\n'
        f"[[entity]]\nid = {evil}\ntype = {evil}\ncanonical = {evil}\n",
    )
    update(library)
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ["query", "fox"], ["query", "fox", "--explain"], ["query", f"Kim {HOSTILE}Nobody", "--explain"],
        ["query", NAME, "--fuzzy", "--explain"], ["query", "--queries", "QUERIES"], ["query", f'title:{NAME} "{HOSTILE}'],
        ["query", f"path:{NAME} lang:{NAME} date:{NAME} entity:{NAME}"],
        ["status"], ["doctor"], ["index"], ["index", "--rebuild"], ["entities", "list"], ["entities", "check"],
        ["entities", "show", "nobody"], ["entities", "show", NAME],
    ],
    ids=lambda words: ascii(" ".join(words)),
)  # fmt: skip
def test_what_a_command_writes_can_be_seen(folder: Path, words: list[str]) -> None:
    write(folder / "queries.tsv", f"q{HOSTILE}\tfox {HOSTILE}\nno tab {HOSTILE}\n")
    words = [str(folder / "queries.tsv") if word == "QUERIES" else word for word in words]
    _, output = run(*words, "--index", str(folder / "index"))
    assert "a fault of" not in output
    assert safe(output)


def test_what_scripts_need_is_shown(folder: Path) -> None:
    output = run("query", "--index", str(folder / "index"), "می\u200cخواهم")[1]
    assert "می\u200cخواهم" in output.replace("‹", "").replace("›", "") and "👩\u200d👦" in output


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(ARGUMENTS, min_size=1, max_size=3),
    st.sampled_from(
        [
            "query",
            "entities show",
            "entities list --type",
            "index",
            "query --lang",
            "query --format",
            "query x --queries",
            "query --limit",
            "status",
            "doctor",
            "--index",
            "",
        ]
    ),
)
def test_arguments_of_any_kind_are_told_safely(folder: Path, texts: list[str], command: str) -> None:
    index = [] if command == "--index" else ["--index", str(folder / "index")]
    status, output = run(*index, *command.split(), *(text.replace("/", "") or "x" for text in texts))
    assert "a fault of" not in output
    assert status in (0, 1, 2)
    safe(output)


def test_programs_get_the_text_as_it_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["query", "--index", str(folder / "index"), "--format", "jsonl", "--limit", "0", "fox"])
    output = capsys.readouterr().out
    assert f"{' '.join(NAME.split())} title" in {json.loads(line)["title"] for line in output.splitlines()}


def test_the_live_search_shows_only_what_can_be_seen(folder: Path) -> None:
    async def test(app: SearchApp, pilot: Pilot[None]) -> None:
        seen = [screen_text(app)]

        async def look(*keys: str) -> None:
            await press(app, pilot, *keys)
            seen.append(screen_text(app))

        for query in ("fox", f"{NAME} ", "Kim Nobody", f"title:{NAME}", f"lang:{NAME} fox", f"nothing {HOSTILE}"):
            app.view.search_line.value = query
            await settle(app, pilot)
            await look()
        app.view.search_line.value = "fox"
        await settle(app, pilot)
        await look("f2")
        await look("f3")
        await look("escape", "down", "down", "down")
        for number in range(app.session.state.total):
            app.controller.select(number)
            await look()
            await look("f8", "ctrl+y")
        await look("ctrl+s")
        await look("enter")
        await look("ctrl+r")
        await look("escape")
        await look("ctrl+t")
        await look("escape")
        app.view.tell(NAME, severity="error")
        await look()
        assert len(set(seen)) > 12
        for screen in seen:
            safe(screen)

    drive(folder / "index", test)
