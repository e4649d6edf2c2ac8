"""`searcher similar` as a person and a program meet it."""

import json
from pathlib import Path

import pytest
from building import library_over, update
from searching import records
from test_cli_query import run, told, trec

Capture = pytest.CaptureFixture[str]
ROWS = (
    {"id": "en 1", "text": "Governor Tariq Mehsood said 1,250 people died near Karimabad.", "lang": "en"},
    {"id": "de 1", "text": "Gouverneur Tariq Mehsood sprach von 1.250 Toten bei Karimabad.", "lang": "de"},
    {"id": "ru 1", "text": "Губернатор Тарик Мехсуд сообщил о 1250 погибших под Каримабадом.", "lang": "ru"},
    {"id": "en 2", "text": "Boil the potatoes and mash them with butter.", "lang": "en"},
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = library_over(tmp_path_factory.mktemp("similar"), {"news.jsonl": records(*ROWS)})
    update(library)
    return library.folder


def test_it_finds_the_story_and_says_why(index: Path, capsys: Capture) -> None:
    status, output, errors = run(capsys, "similar", "--index", index, "en 1")
    assert (status, errors) == (0, "")
    assert "shares" in output and "Mehsood" in output and "1,250" in output and "potatoes" not in output
    status, output, _ = run(capsys, "similar", "--index", index, "en 1", "--format", "jsonl", "--limit", "1")
    (hit,) = map(json.loads, output.splitlines())
    assert hit["qid"] == "en 1" and "Mehsood" in hit["shared"] and hit["copied"] == 0
    assert run(capsys, "similar", "--index", index, "en 2")[:2] == (1, "no document matches\n")


def test_the_query_id_of_a_run_is_the_id_of_the_document(index: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "ids.txt").write_text("en 1\n\nmissing\nru 1\n", encoding="utf-8")
    status, output, errors = run(
        capsys, "similar", "--index", index, "--docs", tmp_path / "ids.txt", "--format", "trec", "--limit", "2"
    )
    assert status == 0
    assert [(line[0], line[3]) for line in trec(output)] == [
        ("en%201", "1"),
        ("en%201", "2"),
        ("ru%201", "1"),
        ("ru%201", "2"),
    ]
    (line,) = told(errors)
    assert "ids.txt:3: missing: no document has this id or path" in line and line.endswith("skipped")
    record = index.parent / "docs" / "news.jsonl"
    _, by_path, _ = run(capsys, "similar", "--index", index, f"{record}:1", "--format", "trec", "--limit", "2")
    assert by_path.splitlines() == output.splitlines()[:2]


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        ([], "needs a DOC, or --docs FILE"),
        (["en 1", "--docs", "f"], "needs a DOC, or --docs FILE"),
        (["en 3"], "en 3: no document has this id or path"),
        (["--docs", "missing.txt"], "missing.txt: cannot be read"),
        (["en 1", "--lang", "xx-nowhere"], "--lang xx-nowhere"),
    ],
)
def test_wrong_use_is_one_line(index: Path, capsys: Capture, arguments: list[str], remedy: str) -> None:
    status, output, errors = run(capsys, "similar", "--index", index, *arguments)
    assert (status, output) == (2, "")
    assert errors.count("\n") == 1 and remedy in errors


def test_help_has_an_example(capsys: Capture) -> None:
    _, output, _ = run(capsys, "similar", "--help")
    assert "searcher similar seeds/" in output
