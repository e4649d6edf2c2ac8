"""What common things are called in many languages: the bundled names, and a library's glossary."""

from pathlib import Path

import pytest
from build_translations import compiled, forms_in

from searcher.entities.compiled import CompiledTable
from searcher.entities.data import key_of
from searcher.entities.glossary import read_glossary
from searcher.entities.meanings import BUNDLED, Meanings
from searcher.text.languages import is_language


def test_the_bundled_names_are_whole_and_as_they_would_be_made_anew() -> None:
    data = BUNDLED.read_bytes()
    table = CompiledTable(data)
    assert table.is_whole()
    assert compiled(list(table)) == data
    things = list(table)
    assert len(things) > 700
    langs = {lang for thing in things for name in thing.names for lang in name.langs}
    assert len(langs) > 90
    assert all(map(is_language, langs))
    assert all(key_of(name.text) for thing in things for name in thing.names)


@pytest.mark.parametrize("word", ["rocket", "ракета", "火箭", "raketti", "صاروخ", "रॉकेट", "ракета", "Rakete"])
def test_a_thing_is_found_by_its_name_in_any_language(tmp_path: Path, word: str) -> None:
    meanings = Meanings.open(tmp_path, tmp_path)
    (thing,) = {named.entity_id for named in meanings.lookup(key_of(word))}
    texts = {name.text for name in meanings.names(thing)}
    assert {"rocket", "ракета", "火箭", "fusée"} <= texts


def test_a_name_of_two_forms_is_both_and_of_a_list_the_first() -> None:
    assert forms_in("מכונאי/ת") == ["מכונאי"]
    assert forms_in("Lehrer/Lehrerin") == ["Lehrer", "Lehrerin"]
    assert forms_in("संतरा, फल") == ["संतरा"]
    assert forms_in("a name that is a whole sentence") == []


def glossary(tmp_path: Path, text: str | bytes) -> tuple[list[dict[str, list[str]]], tuple[str, ...]]:
    """What a glossary of this text names, by language, and its problems."""
    path = tmp_path / "glossary.tsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    entities, problems = read_glossary(path)
    named: list[dict[str, list[str]]] = []
    for entity in entities:
        named.append({})
        for name in entity.names:
            named[-1].setdefault(name.lang, []).append(name.text)
    return named, problems


def test_a_glossary_names_things_in_its_languages(tmp_path: Path) -> None:
    text = "\ufeffen\tde-AT\tru\n# a remark\n\nward\tStation | Abteilung\tотделение\r\nscrubs\t\tхирургический костюм\n"
    assert glossary(tmp_path, text) == (
        [
            {"en": ["ward"], "de": ["Station", "Abteilung"], "ru": ["отделение"]},
            {"en": ["scrubs"], "ru": ["хирургический костюм"]},
        ],
        (),
    )


def test_bad_lines_of_a_glossary_are_named_and_the_rest_counts(tmp_path: Path) -> None:
    named, problems = glossary(tmp_path, "en\tde\tqq\none\t\t\nward\tStation\ta\tb\n...\tStation\nbed\tBett\tx\n")
    assert named == [{"en": ["bed"], "de": ["Bett"]}]
    assert problems == (
        "glossary.tsv:1: 'qq' is no code of a language: its column is left out",
        "glossary.tsv:2: a line needs words in two languages: it is left out",
        "glossary.tsv:3: 4 cells where the first line has 3: it is left out",
        "glossary.tsv:4: a line needs words in two languages: it is left out",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [("en\nward\n", "two languages or more"), ("ward\tStation\n", "two languages or more"), (b"en\tde\n\xff\tx\n", "no UTF-8")],
)  # fmt: skip
def test_a_glossary_that_cannot_be_read_says_what_to_do(tmp_path: Path, text: str | bytes, problem: str) -> None:
    named, problems = glossary(tmp_path, text)
    assert named == []
    assert problem in problems[-1]
    assert problems[-1].startswith("glossary.tsv")


def test_no_glossary_is_no_problem(tmp_path: Path) -> None:
    assert read_glossary(tmp_path / "glossary.tsv") == ([], ())
    assert glossary(tmp_path, "") == ([], ())
