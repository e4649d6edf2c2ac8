"""Relevance on question sets with known answers, where they lie beside the repository."""

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from building import library_over, update
from places import DATA

from searcher.search.searcher import Searcher

SEED = 11
QUESTIONS = 40
XQUAD = ["ar", "de", "el", "en", "es", "hi", "ro", "ru", "th", "tr", "vi", "zh"]

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no question sets beside the repository")


def rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def searcher_over(folder: Path, name: str) -> Searcher:
    """All documents of a set, in all its languages and with no language told."""
    lines = [
        json.dumps({key: row[key] for key in ("id", "title", "text") if row.get(key)}, ensure_ascii=False)
        for path in sorted((DATA / name).glob("*.docs.jsonl.gz"))
        for row in rows(path)
    ]
    library = library_over(folder, {"docs.jsonl": "\n".join(lines)})
    update(library)
    return Searcher(library.folder)


def reciprocal_rank(searcher: Searcher, name: str, lang: str, count: int) -> float:
    """The mean reciprocal rank at 10 of a sample of questions that is the same each time."""
    questions = rows(DATA / name / f"{lang}.queries.jsonl.gz")
    random.Random(SEED).shuffle(questions)
    total = 0.0
    for question in questions[:count]:
        found = [hit.id for hit in searcher.search(" ".join(question["query"].split()), with_matches=False).hits]
        total += 1 / (found.index(question["doc"]) + 1) if question["doc"] in found else 0.0
    return total / min(count, len(questions))


@pytest.fixture(scope="session")
def xquad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    searcher = searcher_over(tmp_path_factory.mktemp("xquad"), "xquad")
    yield searcher
    searcher.close()


@pytest.fixture(scope="session")
def tydiqa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    searcher = searcher_over(tmp_path_factory.mktemp("tydiqa"), "tydiqa")
    yield searcher
    searcher.close()


def test_questions_of_twelve_languages_over_all_of_them(xquad: Searcher) -> None:
    found = {lang: reciprocal_rank(xquad, "xquad", lang, QUESTIONS) for lang in XQUAD}
    assert sum(found.values()) / len(found) >= 0.90, found
    assert min(found.values()) >= 0.75, found


def test_questions_people_asked_without_knowing_the_text(tydiqa: Searcher) -> None:
    found = {lang: reciprocal_rank(tydiqa, "tydiqa", lang, 50) for lang in ("fi", "ko", "ru")}
    assert sum(found.values()) / len(found) >= 0.68, found
