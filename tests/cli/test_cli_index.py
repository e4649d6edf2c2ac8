"""`searcher index`, `status` and `entities` as a person meets them: stdout, stderr and the exit status."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from building import languages, library_over, touch, version_of, write

from searcher.cli.main import main
from searcher.index import version as storage
from searcher.indexing.indexer import UNFINISHED
from searcher.library import Library

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No library of the person or folder that runs the tests applies."""
    monkeypatch.delenv("SEARCHER_INDEX", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


def run(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    """(exit status, stdout, stderr)."""
    status = main([str(argument) for argument in arguments])
    output, errors = capsys.readouterr()
    assert "Traceback" not in errors
    return status, output, errors


def indexed(tmp_path: Path, capsys: Capture, files: dict[str, str | bytes]) -> Library:
    library = library_over(tmp_path, files)
    assert run(capsys, "index", "--index", library.folder)[0] == 0
    return library


# index


def test_index_makes_a_library_and_says_what_it_did(tmp_path: Path, capsys: Capture) -> None:
    write(tmp_path / "docs" / "a.txt", "alpha")
    write(tmp_path / "docs" / "b.jsonl", '{"text": "beta"}\nbad\n{"text": "gamma"}\n')
    write(tmp_path / "docs" / "c.txt", "")
    status, output, errors = run(capsys, "index", "--index", tmp_path / "index", tmp_path / "docs")
    assert status == 0
    pattern = r"added 2, updated 0, removed 0, unchanged 0, skipped 1 and 1 line · 3 documents · \d+\.\d s\n"
    assert re.fullmatch(pattern, output)
    assert errors.splitlines() == [
        "../docs/b.jsonl, line 2: is not valid JSON (expecting value, column 1)",
        "../docs/c.txt: is empty",
    ]
    touch(tmp_path / "docs" / "a.txt")
    output = run(capsys, "index", "--index", tmp_path / "index")[1]
    assert output.startswith("added 0, updated 0, removed 0, unchanged 2, skipped 1 and 1 line · 3 documents")


def test_index_without_a_library_says_what_to_do(tmp_path: Path, capsys: Capture) -> None:
    status, output, errors = run(capsys, "index")
    assert (status, output) == (2, "")
    assert "`searcher index PATH`" in errors


def test_index_uses_the_persons_own_library(tmp_path: Path, capsys: Capture) -> None:
    write(tmp_path / "docs" / "a.txt", "alpha")
    assert run(capsys, "index", tmp_path / "docs")[0] == 0
    assert list((tmp_path / "home").rglob("searcher.toml"))
    assert run(capsys, "status")[0] == 0


def test_missing_path_makes_no_library(tmp_path: Path, capsys: Capture) -> None:
    status, output, errors = run(capsys, "index", "--index", tmp_path / "index", tmp_path / "nowhere")
    assert (status, output) == (2, "")
    assert errors == f"searcher: {tmp_path / 'nowhere'}: no such file or folder\n"
    assert not (tmp_path / "index").exists()


def test_folder_without_documents_is_told(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "void").mkdir()
    _, output, errors = run(capsys, "index", "--index", tmp_path / "index", tmp_path / "void")
    assert "· 0 documents ·" in output
    assert errors == f"{tmp_path / 'void'}: there is no document to search in it\n"
    write(tmp_path / "docs" / "a.txt", "alpha")
    _, output, errors = run(capsys, "index", "--index", tmp_path / "index", tmp_path / "docs", tmp_path / "void")
    assert "· 1 document ·" in output
    assert errors == f"{tmp_path / 'void'}: there is no document to search in it\n"


def test_many_skipped_files_are_not_all_named(tmp_path: Path, capsys: Capture) -> None:
    library = library_over(tmp_path, {f"{i:02}.txt": "" for i in range(25)} | {"a.txt": "alpha"})
    _, output, errors = run(capsys, "index", "--index", library.folder)
    assert ", skipped 25 ·" in output
    assert len(errors.splitlines()) == 21
    assert errors.splitlines()[-1] == "and 5 more: searcher status"
    assert run(capsys, "status", "--index", library.folder)[1].count(": is empty") == 25


def test_told_language(tmp_path: Path, capsys: Capture) -> None:
    library = library_over(tmp_path, {"a.txt": "pane"})
    assert run(capsys, "index", "--index", library.folder, "--lang", "it-CH")[0] == 0
    assert languages(library) == {"a.txt": "it"}
    status, _, errors = run(capsys, "index", "--index", library.folder, "--lang", "klingon")
    assert status == 2
    assert errors.startswith("searcher: --lang klingon: no language has this code")


def test_rebuild_mends_damaged_data(tmp_path: Path, capsys: Capture) -> None:
    library = indexed(tmp_path, capsys, {"a.txt": "alpha"})
    write(library.data / "current", "garbage")
    for command in ("index", "status"):
        status, _, errors = run(capsys, command, "--index", library.folder)
        assert (status, len(errors.splitlines())) == (2, 1)
        assert "run: searcher index --rebuild" in errors
    assert run(capsys, "index", "--index", library.folder, "--rebuild")[1].startswith("added 1")


def test_bad_settings_are_one_line(tmp_path: Path, capsys: Capture) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    write(library.folder / "searcher.toml", "sources = 5")
    for command in ("index", "status"):
        status, output, errors = run(capsys, command, "--index", library.folder)
        assert (status, output, len(errors.splitlines())) == (2, "", 1)


def test_names_of_files_cannot_write_to_the_terminal(tmp_path: Path, capsys: Capture) -> None:
    library = library_over(tmp_path, {"a\x1b[31m\u202eb.txt": "", "c.txt": "gamma"})
    errors = run(capsys, "index", "--index", library.folder)[2]
    output = run(capsys, "status", "--index", library.folder)[1]
    assert "\x1b" not in errors + output
    assert "\u202e" not in errors + output
    assert "ab.txt: is empty" in errors


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_for_terminals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    terminal = Terminal()
    with monkeypatch.context() as during:
        during.setenv("TERM", "xterm")
        during.setattr(sys, "stderr", terminal)
        assert main(["index", "--index", str(library.folder)]) == 0
    assert "1/1" in terminal.getvalue()
    assert capsys.readouterr().out.startswith("added 1")
    assert run(capsys, "index", "--index", library.folder)[2] == ""


# status


def test_status_before_anything_is_indexed(tmp_path: Path, capsys: Capture) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    status, output, _ = run(capsys, "status", "--index", library.folder)
    assert status == 0
    assert "nothing is indexed yet: run `searcher index`" in output
    assert not library.data.exists(), "looking makes no folders"


def test_status(tmp_path: Path, capsys: Capture) -> None:
    german = "Der Präsident ist am Montag nach Moskau gereist, um dort über den Frieden zu sprechen."
    italian = "Il presidente è partito lunedì per Mosca, dove parlerà della pace con il governo."
    library = indexed(
        tmp_path,
        capsys,
        {
            "de.txt": german,
            "de2.txt": german,
            "it.txt": italian,
            "empty.txt": "",
            "bad.jsonl": "bad\n",
            "nul.txt": "a\0" + german,
        },
    )
    (tmp_path / "docs" / "de2.txt").unlink()
    assert run(capsys, "index", "--index", library.folder)[0] == 0
    write(library.folder / "searcher.toml", "sources = ['../docs', '../gone']\ncolour = 1\n")
    write(library.folder / "entities.toml", "[[entity]]\ntype = 'person'\n")
    status, output, errors = run(capsys, "status", "--index", library.folder)
    assert (status, errors) == (0, "")
    lines = [" ".join(line.split()) for line in output.splitlines()]
    assert f"library {library.folder}" in lines
    assert f"source {tmp_path / 'docs'}" in lines
    assert f"source {tmp_path / 'gone'} (missing)" in lines
    assert "index complete, made by this version" in lines
    assert "documents 3" in lines
    assert "2 de German" in lines
    assert "1 it Italian" in lines
    assert any(line.startswith("files 3 searchable files, 2 without searchable text, ") for line in lines)
    assert any("colour is no setting" in line for line in lines)
    assert any("an entity needs an id" in line for line in lines)
    assert any(re.fullmatch(r"data [\d.]+ [kM]B, last changed \d{4}-\d\d-\d\d \d\d:\d\d", line) for line in lines)
    run_line = r"last run \d{4}-\d\d-\d\d \d\d:\d\d, \d+\.\d s: added 0, updated 0, removed 1, renamed 0, unchanged 3"
    assert any(re.fullmatch(run_line, line) for line in lines)
    skipped = lines.index("not searchable (2):")
    assert lines[skipped + 1] == "is empty (1):"
    assert lines[skipped + 2] == "../docs/empty.txt: is empty"
    assert lines[skipped + 3] == "is not valid JSON (1):"
    assert lines[skipped + 4].startswith("../docs/bad.jsonl, line 1: is not valid JSON")
    assert lines[skipped + 5] == "searchable, with a note (1):"
    assert lines[skipped + 7].startswith("../docs/nul.txt: 1 NUL character")


def test_status_for_programs(tmp_path: Path, capsys: Capture) -> None:
    files = {"a.txt": "alpha", "b.txt": "", "c\x7f\u202e.txt": "", "bad.jsonl": '{"text": "x", "lang": "xx3"}\nbad\n'}
    library = indexed(tmp_path, capsys, {**files})
    status, output, errors = run(capsys, "status", "--index", library.folder, "--format", "jsonl")
    assert (status, errors, output.isascii(), "\x7f" in output) == (0, "", True, False)
    records = [json.loads(line) for line in output.splitlines()]
    assert records[0] == {"kind": "library", "folder": str(library.folder)}
    (index,) = (each for each in records if each["kind"] == "index")
    assert (index["state"], index["documents"], index["searchable_files"]) == ("complete", 2, 2)
    assert (index["files_without_text"], index["last_run"]["added"]) == (2, 2)
    assert {"kind": "source", "path": str(tmp_path / "docs"), "there": True} in records
    named = {(each["kind"], each["file"], each["line"], each["group"]) for each in records if "file" in each}
    assert named == {
        ("problem", "../docs/b.txt", None, "is empty"),
        ("problem", "../docs/c\x7f\u202e.txt", None, "is empty"),
        ("problem", "../docs/bad.jsonl", 2, "is not valid JSON"),
        ("note", "../docs/bad.jsonl", 1, "its lang 'xx3' is no two-letter code and is left out"),
    }
    empty = library_over(tmp_path / "other", {})
    output = run(capsys, "status", "--index", empty.folder, "--format", "jsonl")[1]
    assert json.loads(output.splitlines()[-1]) == {"kind": "index", "state": "missing"}


def test_status_of_an_index_that_will_be_rebuilt(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = indexed(tmp_path, capsys, {"a.txt": "alpha"})
    write(version_of(library).folder / UNFINISHED, "")
    assert "not complete" in run(capsys, "status", "--index", library.folder)[1]
    monkeypatch.setattr(storage, "ANALYSIS_VERSION", "next")
    assert (
        "made by another version: `searcher index` will rebuild it"
        in run(capsys, "status", "--index", library.folder)[1]
    )


# entities


def test_entities_list(tmp_path: Path, capsys: Capture) -> None:
    status, output, _ = run(capsys, "entities", "list", "--type", "place")
    assert status == 0
    assert re.search(r"^germany +place +Germany$", output, re.MULTILINE)
    assert "vladimir-putin" not in output
    status, _, errors = run(capsys, "entities", "list", "--type", "planet")
    assert (status, "the types are person, place" in errors) == (2, True)


def test_entities_show_by_name_and_by_id(tmp_path: Path, capsys: Capture) -> None:
    by_name = run(capsys, "entities", "show", "Путин")
    assert by_name == run(capsys, "entities", "show", "vladimir-putin")
    status, output, _ = by_name
    lines = output.splitlines()
    assert (status, lines[0]) == (0, "vladimir-putin  person  Vladimir Putin  Q7747")
    assert lines[1] == "  any language"
    russian = lines.index("  ru Russian")
    assert lines[russian + 1].startswith("    ")
    assert "weight 1" in lines[russian + 1]


def test_entities_show_unknown(tmp_path: Path, capsys: Capture) -> None:
    status, output, errors = run(capsys, "entities", "show", "Wladimir Puttin")
    assert (status, output, len(errors.splitlines())) == (1, "", 1)
    assert "Putin" in errors
    assert run(capsys, "entities", "show", "§§§§")[0] == 1


def test_entities_add(tmp_path: Path, capsys: Capture) -> None:
    library = library_over(tmp_path, {})
    option = ("--index", library.folder)
    status, output, _ = run(capsys, "entities", "add", *option, "Foo Bar", "Fu Bar", "Phu Bar", "--lang", "de")
    assert (status, output) == (0, "foo-bar (new): Fu Bar, Phu Bar\n")
    status, output, errors = run(capsys, "entities", "add", *option, "foo-bar", "Fu Bar", "FB", "--kind", "weak")
    assert (status, output) == (0, "foo-bar: FB\n")
    assert "foo-bar has already: Fu Bar" in errors
    output = run(capsys, "entities", "show", *option, "phu bar")[1]
    assert "  de German\n    Fu Bar  (name, weight 1, source user)" in output
    assert "FB  (weak, weight 0.3, source user)" in output
    assert run(capsys, "entities", "check", *option) == (0, "", "nothing to mend\n")
    assert not library.data.exists()


@pytest.mark.parametrize("arguments", [("--lang", "klingon"), ("--kind", "odd")])
def test_entities_add_refuses(tmp_path: Path, capsys: Capture, arguments: tuple[str, str]) -> None:
    library = library_over(tmp_path, {})
    status, _, errors = run(capsys, "entities", "add", "--index", library.folder, "Foo", "Fu", *arguments)
    assert (status, len(errors.splitlines())) == (2, 1)


def test_entities_check_names_what_is_wrong(tmp_path: Path, capsys: Capture) -> None:
    library = library_over(tmp_path, {})
    write(library.folder / "entities.toml", "[[entity]]\nid = 'x'\ncanonical = 'Moskau'\n\n[[entity]]\ntype = 'odd'\n")
    status, output, _ = run(capsys, "entities", "check", "--index", library.folder)
    assert status == 1
    assert "entities.toml:" in output
    assert "'moskau' is a name of moscow and x" in output
    write(library.folder / "entities.toml", "not toml at all")
    status, output, _ = run(capsys, "entities", "check", "--index", library.folder)
    assert (status, "not TOML" in output) == (1, True)


def test_modules_of_commands_import_nothing_heavy() -> None:
    code = (
        "import sys, searcher.cli.index, searcher.cli.status, searcher.cli.entities\n"
        "heavy = {'whoosh', 'tomllib', 'sqlite3', 'rich', 'rapidfuzz', 'py3langid', 'numpy'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
