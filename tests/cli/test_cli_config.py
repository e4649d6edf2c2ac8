"""`searcher config`: what is set and where, and a change that leaves the rest of the file alone."""

import json
import tomllib
from pathlib import Path

import pytest

from searcher.cli.main import main
from searcher.engine_settings import KEYS as ENGINE_KEYS
from searcher.ingest.settings_file import _KNOWN, NEW_SETTINGS
from searcher.ingest.settings_keys import KEYS
from searcher.library import create_library
from searcher.preferences import preferences_file

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("SEARCHER_INDEX", raising=False)
    create_library(tmp_path / "index")
    monkeypatch.chdir(tmp_path)


def config(capsys: Capture, *words: str) -> tuple[int, str, str]:
    status = main(["config", *words])
    return status, *capsys.readouterr()


def test_every_setting_that_is_read_is_listed(capsys: Capture) -> None:
    listed = {each["key"]: each for each in json.loads(config(capsys, "list", "--format", "json")[1])}
    assert set(listed) == {
        *_KNOWN,
        *(f"engine.{key}" for key in ENGINE_KEYS),
        "tui.theme",
        "tui.viewer",
        "tui.tour",
        "tui.bidi",
    }
    assert all(each["source"] == "default" for key, each in listed.items() if key != "sources")
    assert listed["ocr"]["value"] is listed["ocr"]["default"] is True
    _, text, _ = config(capsys, "list")
    assert [line.split()[0] for line in text.splitlines()] == [key.name for key in KEYS]


@pytest.mark.parametrize(
    ("key", "words", "value"),
    [
        ("languages", ["it", "de"], ["it", "de"]),
        ("languages", ['["fr"]'], ["fr"]),
        ("ignore", ["*.log", "döner/", 'a"b\\c'], ["*.log", "döner/", 'a"b\\c']),
        ("max_file_bytes", ["64_000_000"], 64_000_000),
        ("ocr", ["false"], False),
        ("watch", ["true"], True),
        ("engine.replicas", ["2"], 2),
        ("tui.viewer", ["mine {file}"], "mine {file}"),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        NEW_SETTINGS,
        "",
        '# mine\r\nocr = true # why\r\nlanguages = [\r\n  "it", # one\r\n]\r\n\r\n[engine]\r\nkind = "embedded"\r\n',
    ],
)
def test_what_is_set_is_what_is_read(
    tmp_path: Path, capsys: Capture, text: str, key: str, words: list[str], value: object
) -> None:
    path = tmp_path / "index" / "searcher.toml"
    path.write_bytes(text.encode())
    before = tomllib.loads(text)
    status, output, errors = config(capsys, "set", key, *words)
    assert (status, output) == (0, "") and "written to" in errors
    told = json.loads(config(capsys, "get", key, "--format", "json")[1])
    assert told["value"] == value and told["source"].endswith("tui.toml" if key.startswith("tui.") else "searcher.toml")
    after = path.read_bytes().decode()
    for comment in (line for line in text.splitlines() if line.startswith("#")):
        assert comment in after
    changed = tomllib.loads(after)
    assert {name: each for name, each in before.items() if name not in (key, "engine")} == {
        name: each for name, each in changed.items() if name not in (key, "engine")
    }


def test_the_words_beside_a_value_stay(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "index" / "searcher.toml"
    path.write_text('sources = []\nocr = true   # slow otherwise\nlanguages = [\n    "it",  # mine\n    "de",\n]\n')
    config(capsys, "set", "ocr", "no")
    config(capsys, "set", "languages", "it", "de", "fr")
    text = path.read_text()
    assert "ocr = false   # slow otherwise" in text and '"it",  # mine\n' in text


def test_a_persons_other_preferences_stay(capsys: Capture) -> None:
    assert config(capsys, "set", "tui.theme", "nord")[0] == config(capsys, "set", "tui.viewer", "see {file}")[0] == 0
    assert tomllib.loads(preferences_file().read_text()) == {"theme": "nord", "viewer": "see {file}"}
    assert config(capsys, "get", "tui.theme")[1] == "nord\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["get", "langages"], "langages is no setting; did you mean languages?"),
        (["set", "them", "x"], "did you mean tui.theme?"),
        (["set", "xyzzy", "x"], "searcher config list"),
        (["set", "ocr", "perhaps"], "ocr must be true or false"),
        (["set", "max_file_bytes", "many"], "must be a number"),
        (["set", "max_file_bytes", "0"], "must be a number of bytes"),
        (["set", "languages", "Italian"], "'Italian' is no two-letter language code"),
        (["set", "languages", "[1"], "is no list"),
        (["set", "engine.kind", "opensearch"], "nodes of [engine]"),
        (["set", "tui.viewer", "mine"], "no command with {file}"),
        (["set", "ocr", "true", "false"], "takes one value"),
    ],
)
def test_what_is_wrong_is_one_line_and_changes_nothing(
    tmp_path: Path, capsys: Capture, words: list[str], told: str
) -> None:
    status, output, errors = config(capsys, *words)
    assert (status, output, errors.count("\n")) == (2, "", 1) and told in errors
    assert (tmp_path / "index" / "searcher.toml").read_text() == NEW_SETTINGS
    assert not preferences_file().exists()


def test_paths_tell_what_is_there(tmp_path: Path, capsys: Capture) -> None:
    told = json.loads(config(capsys, "path", "--format", "json")[1])
    assert told["settings"] == {"path": str(tmp_path / "index" / "searcher.toml"), "there": True}
    assert not told["data"]["there"] and told["preferences"]["path"] == str(preferences_file())
    assert f"entities     {tmp_path / 'index' / 'entities.toml'}\n" in config(capsys, "path")[1]


def test_without_a_library_there_are_the_persons_own(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "index").rename(tmp_path / "elsewhere")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "none"))
    status, output, errors = config(capsys, "list")
    assert status == 0 and output.startswith("tui.theme") and "no library" in errors
    assert config(capsys, "get", "ocr")[0] == 2
