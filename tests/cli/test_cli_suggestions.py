"""`searcher entities suggest` and `reject` as a person meets them."""

import json
from pathlib import Path

import pytest
from building import library_over, update, write
from searching import VELMASOV, velmasov_records

from searcher.cli.main import main
from searcher.library import Library

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = library_over(tmp_path, {"news.jsonl": velmasov_records()})
    update(library)
    return library


def run(capsys: Capture, library: Library, *words: str) -> tuple[int, str, str]:
    status = main(["entities", words[0], "--index", str(library.folder), *words[1:]])
    return (status, *capsys.readouterr())


def test_the_spellings_come_with_counts_quotations_and_what_to_do(library: Library, capsys: Capture) -> None:
    status, output, errors = run(capsys, library, "suggest", "Velmasov")
    assert status == 0
    assert "Velmasov = Вельмасов\n" in output
    assert "2 documents (en), en" in output
    assert VELMASOV[2][1] in output or VELMASOV[3][1] in output
    assert "searcher entities add Velmasov 'Вельмасов'" in errors
    assert "searcher entities reject Velmasov 'Вельмасов'" in errors


def test_they_come_as_json_too(library: Library, capsys: Capture) -> None:
    status, output, errors = run(capsys, library, "suggest", "--format", "jsonl", "--limit", "0")
    found = [json.loads(line) for line in output.splitlines()]
    assert (status, errors) == (0, "")
    assert ("Velmasov", "Вельмасов") in [(each["name"]["text"], each["other"]["text"]) for each in found]
    assert {"text", "langs", "documents", "quotation", "id"} == found[0]["name"].keys()
    assert {"name", "other", "sound", "company", "shared"} == found[0].keys()
    limited = run(capsys, library, "suggest", "--format", "jsonl", "--limit", "1")[1]
    assert limited == output.splitlines(keepends=True)[0]


def test_what_is_taken_over_is_searched_and_no_suggestion_any_more(library: Library, capsys: Capture) -> None:
    assert run(capsys, library, "add", "Velmasov", "Вельмасов")[0] == 0
    status, output, errors = run(capsys, library, "suggest", "Velmasov")
    assert (status, output) == (1, "")
    assert "no two spellings of a name keep the same company (Velmasov)" in errors
    assert main(["query", "--index", str(library.folder), "--no-dates", "Velmasov", "--format", "jsonl"]) == 0
    kinds = {match["kind"] for line in capsys.readouterr()[0].splitlines() for match in json.loads(line)["matches"]}
    assert "name" in kinds


def test_what_is_rejected_never_comes_back(library: Library, capsys: Capture) -> None:
    write(library.folder / "rejected.tsv", "# my own remark")
    status, output, errors = run(capsys, library, "reject", "Вельмасов", "VELMASOV")
    assert (status, output) == (0, "")
    assert str(library.folder / "rejected.tsv") in errors
    assert "has these two already" in run(capsys, library, "reject", "velmasov", "Вельмасов")[2]
    assert (library.folder / "rejected.tsv").read_text("utf-8") == "# my own remark\nВельмасов\tVELMASOV\n"
    assert run(capsys, library, "suggest", "Velmasov")[0] == 1
    main(["index", "--rebuild", "--index", str(library.folder)])
    assert run(capsys, library, "suggest", "Velmasov")[0] == 1
    assert " = Вельмасов" not in run(capsys, library, "suggest")[1]
    main(["query", "--index", str(library.folder), "--learned", "Velmasov", "--format", "jsonl"])
    assert "learned" not in capsys.readouterr()[0]


def test_a_bad_line_costs_no_other(library: Library, capsys: Capture) -> None:
    write(library.folder / "rejected.tsv", "one name alone\nVelmasov\tВельмасов\n")
    status, _, errors = run(capsys, library, "suggest", "Velmasov")
    assert status == 1
    assert "rejected.tsv:1: a line has two names with a tab between; this one is left out" in errors
    (library.folder / "rejected.tsv").write_bytes(b"M\xfcller\tM\xf6ller\n")
    status, output, errors = run(capsys, library, "suggest", "Velmasov")
    assert (status, "Вельмасов" in output) == (0, True)
    assert "rejected.tsv:1: not UTF-8" in errors


@pytest.mark.parametrize(
    ("pair", "said"), [(("…", "Foo"), "has no letter or digit"), (("Foo", "foo"), "are the same but for case")]
)
def test_what_cannot_be_rejected_is_one_line(
    library: Library, capsys: Capture, pair: tuple[str, str], said: str
) -> None:
    status, output, errors = run(capsys, library, "reject", *pair)
    assert (status, output) == (2, "")
    assert said in errors
    assert not (library.folder / "rejected.tsv").exists()
