"""`searcher entities import` and `export` as a person meets them."""

import io
import sys
from pathlib import Path

import pytest
from building import library_over, write

from searcher.cli.main import main

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    return (status, *capsys.readouterr())


def test_what_is_exported_can_be_imported_elsewhere(tmp_path: Path, capsys: Capture) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    first, second = library_over(tmp_path / "a", {}), library_over(tmp_path / "b", {})
    run(capsys, "entities", "add", "--index", first.folder, "Foo Bar", "Фу Бар", "--lang", "ru")
    status, exported, errors = run(capsys, "entities", "export", "--index", first.folder, "--format", "csv")
    assert (status, errors) == (0, "")
    write(tmp_path / "names.csv", exported + "x,ship,,,,Bad,\n")
    status, output, errors = run(capsys, "entities", "import", "--index", second.folder, tmp_path / "names.csv")
    assert (status, output) == (0, "")
    assert "names.csv:4: type 'ship' is not one of person, place, org, event, other; this row is left out" in errors
    assert "2 names of 1 entities written, 1 of them new" in errors
    again = run(capsys, "entities", "export", "--index", second.folder, "--format", "csv")
    assert again == (0, exported, "")
    assert "Foo Bar" in run(capsys, "entities", "show", "--index", second.folder, "фу бар")[1]


def test_named_entities_are_exported_with_all_their_names(tmp_path: Path, capsys: Capture) -> None:
    library = library_over(tmp_path, {})
    status, output, _ = run(capsys, "entities", "export", "--index", library.folder, "--format", "solr", "Pyongyang")
    assert status == 0
    assert {"Pyongyang", "Pjöngjang", "Пхеньян"} <= set(output.strip().split(", "))
    assert run(capsys, "entities", "export", "--index", library.folder)[0] == 1, "it has no names of its own"
    assert run(capsys, "entities", "export", "--index", library.folder, "Nobody of that name")[0] == 1


def test_names_come_through_a_pipe(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    library = library_over(tmp_path, {})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"foo, fou\nbar\n")))
    status, _, errors = run(capsys, "entities", "import", "--index", library.folder, "-", "--format", "solr")
    assert status == 0
    assert "standard input:2: one name alone has no synonym; this row is left out" in errors


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [("names.xyz", b"", "write --format"), ("names.csv", b"id\n", "no column is called name"),
     ("names.csv", b"name\nM\xfcller\n", "names.csv:2: not UTF-8"), ("absent.csv", None, "cannot be read")],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_is_one_line(
    tmp_path: Path, capsys: Capture, name: str, data: bytes | None, said: str
) -> None:
    library = library_over(tmp_path, {})
    if data is not None:
        (tmp_path / name).write_bytes(data)
    status, output, errors = run(capsys, "entities", "import", "--index", library.folder, tmp_path / name)
    assert (status, output, len(errors.splitlines())) == (2, "", 1)
    assert said in errors


def test_a_file_without_a_good_row_is_told(tmp_path: Path, capsys: Capture) -> None:
    library = library_over(tmp_path, {})
    write(tmp_path / "names.txt", "alone\n")
    status, _, errors = run(capsys, "entities", "import", "--index", library.folder, tmp_path / "names.txt")
    assert status == 1
    assert "0 names of 0 entities written" in errors
