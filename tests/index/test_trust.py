"""A library that somebody else made takes in nothing that the person has not allowed."""

import io
import os
import stat
import sys
from pathlib import Path

import pytest
from building import texts, version_of, write

from searcher.cli.main import main
from searcher.errors import SearcherError
from searcher.indexing.update import update
from searcher.library import Library, add_sources, choose_library_folder, create_library, own_folder
from searcher.searches import SEARCHES_NAME, Saved, write_searches
from searcher.trust import allowed_file
from searcher.tui import memory

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person with a home of their own, who has allowed nothing yet."""
    monkeypatch.delenv("SEARCHER_INDEX", raising=False)
    home = tmp_path / "home"
    write(home / "diary.txt", "a private text about treaties")
    for name, place in (("HOME", home), ("XDG_DATA_HOME", home / "data"), ("XDG_CONFIG_HOME", home / "config")):
        monkeypatch.setenv(name, str(place))
    write(tmp_path / "work" / "mine.txt", "a text at work about treaties")
    monkeypatch.chdir(tmp_path / "work")


def run(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    """(exit status, stdout, stderr)."""
    status = main([str(argument) for argument in arguments])
    output, errors = capsys.readouterr()
    assert "Traceback" not in errors
    return status, output, errors


def sent(tmp_path: Path, settings: str) -> Path:
    """A library that somebody sent, with a document of its own."""
    write(tmp_path / "sent" / "docs" / "a.txt", "a text that was sent, about treaties")
    write(tmp_path / "sent" / "index" / "searcher.toml", settings)
    return tmp_path / "sent" / "index"


def give_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it belong to somebody else than the person, who is not root."""
    me = os.geteuid()
    if me == 0:
        os.chown(path, 4242, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: me + 1)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no owners here")
@pytest.mark.parametrize("whose", ["index", "index/searcher.toml"])
def test_a_planted_library_is_passed_over(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    planted = tmp_path / "index"
    write(planted / "searcher.toml", "sources = []")
    assert choose_library_folder(None, Path.cwd(), {}) == planted
    give_away(tmp_path / whose, monkeypatch)
    status, _, errors = run(capsys, "index", "mine.txt")
    assert status == 0
    line = (
        f"{planted}: this library belongs to somebody else and is passed over; --index {planted} uses it all the same"
    )
    assert errors.splitlines() == [line]
    assert (planted / "searcher.toml").read_text() == "sources = []"
    assert not (planted / "data").exists()
    assert (own_folder() / "data").is_dir()
    status, output, errors = run(capsys, "query", "treaties")
    assert (status, "mine.txt" in output, errors.splitlines()) == (0, True, [line])
    assert run(capsys, "status", "--index", planted)[0] == 0, "it can be named"


@pytest.mark.parametrize("source", ["~/", "../../home", "../way", "/"])
def test_a_sent_library_takes_nothing_in_unasked(tmp_path: Path, capsys: Capture, source: str) -> None:
    folder = sent(tmp_path, f"sources = ['../docs', '{source}']")
    (tmp_path / "sent" / "way").symlink_to(tmp_path / "home")
    for command in (("query", "treaties"), ("index",), ("doctor", "--repair"), ("index", "--rebuild")):
        write(folder / "data" / "current", "damaged") if command[0] == "doctor" else None
        status, output, errors = run(capsys, *command, "--index", folder)
        assert status == 2, command
        assert "private" not in output
        assert errors.splitlines()[-1].endswith(f"if you trust it, run: searcher index --index {folder} --allow")
    assert not list(folder.rglob("*.columns"))
    assert "warning" in run(capsys, "status", "--index", folder)[1] or source == "/"


def test_what_was_allowed_once_is_not_asked_again(tmp_path: Path, capsys: Capture) -> None:
    folder = sent(tmp_path, "sources = ['../docs', '~/']")
    assert run(capsys, "index", "--index", folder, "--allow")[0] == 0
    assert "diary.txt" in texts(Library.open(folder))
    assert stat.S_IMODE(allowed_file().stat().st_mode) == 0o600
    assert not allowed_file().is_relative_to(folder)
    for command in (("query", "treaties"), ("index",), ("index", "--rebuild")):
        assert run(capsys, *command, "--index", folder)[0] == 0
    write(tmp_path / "other" / "secret.txt", "another text")
    write(folder / "searcher.toml", "sources = ['../docs', '~/', '../../other']")
    status, _, errors = run(capsys, "index", "--index", folder)
    assert (status, str(tmp_path / "other") in errors, str(tmp_path / "home") in errors) == (2, True, False)


def test_adding_a_path_allows_it_and_nothing_else(tmp_path: Path, capsys: Capture) -> None:
    folder = sent(tmp_path, "sources = ['../docs']")
    assert run(capsys, "index", "--index", folder, tmp_path / "work")[0] == 0
    assert run(capsys, "index", "--index", folder)[0] == 0
    assert set(texts(Library.open(folder))) == {"a.txt", "mine.txt"}
    write(folder / "searcher.toml", "sources = ['../docs', '~/']")
    status, _, errors = run(capsys, "index", "--index", folder, tmp_path / "work")
    assert (status, str(tmp_path / "home") in errors) == (2, True)


def test_a_projects_own_library_asks_nothing(tmp_path: Path, capsys: Capture) -> None:
    folder = sent(tmp_path, "sources = ['../docs', '..']")
    assert run(capsys, "query", "treaties", "--index", folder)[0] == 0
    assert not allowed_file().exists()


def test_the_persons_own_library_asks_nothing(tmp_path: Path, capsys: Capture) -> None:
    write(own_folder() / "searcher.toml", f"sources = ['{tmp_path / 'work'}']")
    assert run(capsys, "query", "treaties")[0] == 0


@pytest.mark.parametrize(("setting", "place"), [("", "data"), ("follow_links = true", "docs/way")])
def test_links_of_a_sent_library(tmp_path: Path, capsys: Capture, setting: str, place: str) -> None:
    folder = sent(tmp_path, f"sources = ['../docs']\n{setting}\n")
    link = folder / place if place == "data" else tmp_path / "sent" / place
    link.symlink_to(tmp_path / "home")
    status, _, errors = run(capsys, "query", "treaties", "--index", folder)
    assert (status, "--allow" in errors) == (2, True)
    write(folder / "searcher.toml", "sources = ['../docs']")
    if place != "data":
        assert "diary" not in run(capsys, "query", "treaties", "--index", folder)[1]
        assert "follow_links" in run(capsys, "status", "--index", folder)[1]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "expected"), [("y\n", 0), ("n\n", 2), ("", 2)])
def test_a_terminal_is_asked_once(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, answer: str, expected: int
) -> None:
    folder = sent(tmp_path, "sources = ['../docs', '~/']")
    screen = Terminal()
    with monkeypatch.context() as during:
        during.setattr(sys, "stdin", Terminal(answer))
        during.setattr(sys, "stderr", screen)
        during.setenv("TERM", "dumb")
        assert main(["index", "--index", str(folder)]) == expected
    assert screen.getvalue().startswith(f"{folder} wants to read {tmp_path / 'home'}\nAllow it from now on? [y/N] ")
    assert run(capsys, "index", "--index", folder)[0] == expected


def test_what_cannot_be_remembered_is_told_and_done(tmp_path: Path, capsys: Capture) -> None:
    write(tmp_path / "home" / "config", "a file where a folder should be")
    folder = sent(tmp_path, "sources = []")
    status, output, errors = run(capsys, "index", "--index", folder, tmp_path / "work")
    assert (status, "1 document" in output) == (0, True)
    assert "holds for this run alone" in errors


def test_a_line_cannot_write_to_the_terminal(tmp_path: Path, capsys: Capture) -> None:
    folder = sent(tmp_path, 'sources = ["../../\\u001b[31m\\u202ehome"]')
    status, _, errors = run(capsys, "index", "--index", folder)
    assert status == 2
    assert "\x1b" not in errors
    assert "\u202e" not in errors


def test_the_python_interface_keeps_to_it(tmp_path: Path) -> None:
    library = Library.open(sent(tmp_path, "sources = ['~/']"))
    with pytest.raises(SearcherError, match="--allow"):
        update(library)
    assert update(add_sources(library, [tmp_path / "home"])).documents > 0


@pytest.mark.skipif(os.name != "posix", reason="no permissions here")
def test_data_can_be_read_by_the_person_alone(tmp_path: Path, capsys: Capture, request: pytest.FixtureRequest) -> None:
    before = os.umask(0o022)
    request.addfinalizer(lambda: os.umask(before))
    library = add_sources(create_library(tmp_path / "index"), [tmp_path / "work"])
    update(library)
    library.data.chmod(0o755)
    version_of(library).manifest.chmod(0o644)
    write(tmp_path / "work" / "b.txt", "another text")
    assert run(capsys, "index", "--index", library.folder)[0] == 0
    assert run(capsys, "query", "treaties", "--index", library.folder)[0] == 0
    for folder, _, names in os.walk(library.data):
        assert stat.S_IMODE(Path(folder).stat().st_mode) == 0o700, folder
        assert {stat.S_IMODE(Path(folder, name).stat().st_mode) for name in names} <= {0o600}, folder
    memory.write_history(library.folder, ["treaties"])
    write_searches(library.folder, {"mine": Saved("treaties")})
    for name in (memory.HISTORY_NAME, SEARCHES_NAME):
        assert stat.S_IMODE((library.folder / name).stat().st_mode) == 0o600, name


def test_what_a_person_put_beside_the_data_stays(tmp_path: Path) -> None:
    library = add_sources(create_library(tmp_path / "index"), [tmp_path / "work"])
    write(library.data / "games" / "save.txt", "mine")
    update(library)
    update(library, rebuild=True)
    assert (library.data / "games" / "save.txt").read_text() == "mine"
