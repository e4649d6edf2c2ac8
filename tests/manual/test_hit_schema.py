"""The JSON Schema of a hit in the manual says what the program writes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from building import library_over
from examples import DOCS
from jsonschema import Draft202012Validator

from searcher.cli.main import main
from searcher.indexing.update import update
from searcher.query.plan import Kind

SCHEMA: Mapping[str, Any] = json.loads((DOCS / "reference" / "hit.schema.json").read_text(encoding="utf-8"))
TEXT = (
    "Minister Andrei Belousov spoke in Moscow of 10,000 soldiers, on 30 November, beside Kim Jong-un of North Korea. "
)
MAIL = "From: Ana Horvat <ana@firma.example>\nTo: ivo@firma.example\nSubject: Moscow\nDate: Mon, 04 Nov 2024 09:00:00 +0000\n\n"
RECORDS = (
    '{"id": "r", "title": "Über Moskau", "text": "Белоусов и Пхеньян", "lang": "ru", "url": "https://x.example/"}\n'
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {
        "a.txt": TEXT * 3,
        "b.txt": TEXT,
        "m.eml": f"{MAIL}{TEXT}",
        "r.jsonl": RECORDS,
        "c.md": "# Moscow\n\nmissile",
    }
    library = library_over(tmp_path_factory.mktemp("hits"), files)
    update(library)
    return library.folder


def hits(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    main([*words, "--format", "jsonl"])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_hit_is_as_the_schema_says(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA)
    asked = (
        "Belousov",
        "Москва",
        "from:ana",
        "miss*",
        "Belosov~",
        "10.000",
        "30.11.",
        "horvat",
        '"Kim Jong-un"',
    )
    found = [hit for query in asked for hit in hits(capsys, "--index", str(index), "query", query)]
    found += hits(capsys, "--index", str(index), "similar", "a.txt")
    assert any(hit["fields"] for hit in found)
    assert any("shared" in hit for hit in found)
    assert any(hit["line"] for hit in found)
    for hit in found:
        validator.validate(hit)
    # Each field that there may be was there, so none is told that the program does not write.
    # Where several libraries are asked a hit has `library` too: tests/cli/test_cli_habits.py.
    assert set(SCHEMA["properties"]) == {name for hit in found for name in hit} | {"library"}


def test_an_array_has_the_same_hits(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = hits(capsys, "--index", str(index), "query", "Moscow")
    main(["--index", str(index), "query", "Moscow", "--format", "json"])
    assert json.loads(capsys.readouterr().out) == lines


def test_the_schema_knows_every_reason_of_a_match() -> None:
    assert set(SCHEMA["$defs"]["match"]["properties"]["kind"]["enum"]) == {str(kind) for kind in Kind}
