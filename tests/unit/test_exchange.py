"""Entities from and for other programs: nothing is lost that the format can hold, and a bad row costs itself only."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searcher.entities.data import key_of
from searcher.entities.edit import take_in
from searcher.entities.exchange import FORMATS
from searcher.entities.exchange.records import Incoming
from searcher.entities.model import WEIGHTS, Entity, Name
from searcher.entities.table import EntityTable
from searcher.errors import SearcherError


def name(text: str, lang: str = "mul", kind: str = "name", **given: bool) -> Name:
    inflect = given.get("inflect", kind != "acronym")
    return Name(text, lang, kind, WEIGHTS[kind], given.get("case", False), inflect, kind != "weak", "user")


ANNA = Entity(
    "anna-kowalska",
    "person",
    "Anna Kowalska",
    "Q987654321",
    (name("Anna Kowalska"), name("Анна Ковальская", "ru"), name("Kowalska, Anna", "pl"), name("Ania", kind="weak")),
)
UNIT = Entity(
    "unit-x", "org", 'Unit "X"', "", (name('Unit "X"', "en"), name("UX", "en", "acronym"), name("Einheit\\X", "de"))
)


def back(kind: str, *entities: Entity) -> tuple[Entity, ...]:
    incoming = FORMATS[kind].read("".join(FORMATS[kind].write(entities)), "x")
    assert incoming.problems == ()
    return incoming.entities


@pytest.mark.parametrize("kind", ["csv", "toml"])
def test_what_is_written_comes_back_whole(kind: str) -> None:
    for read, written in zip(back(kind, ANNA, UNIT), (ANNA, UNIT), strict=True):
        assert (read.id, read.type, read.canonical, read.wikidata) == (
            written.id,
            written.type,
            written.canonical,
            written.wikidata,
        )
        assert set(read.names) == set(written.names)


def test_settings_of_single_names_come_back_from_toml() -> None:
    names = (name("Man", "en", case=True), name("Mann", "de"), name("ABC", kind="acronym", inflect=True))
    entities = back("toml", Entity("isle", "place", "Man", "", names))
    assert {one for entity in entities for one in entity.names} == set(names)


def test_wikidata_keeps_names_with_their_languages_and_persons() -> None:
    (anna, unit) = back("wikidata", ANNA, UNIT)
    assert (anna.type, anna.wikidata, anna.canonical) == ("person", ANNA.wikidata, ANNA.canonical)
    assert {(one.text, one.lang) for one in anna.names} == {(one.text, one.lang) for one in ANNA.names}
    assert (unit.id, unit.canonical) == (UNIT.id, UNIT.canonical)


def test_followthemoney_keeps_kinds_and_has_no_languages() -> None:
    (anna, unit) = back("followthemoney", ANNA, UNIT)
    assert (anna.id, anna.type, anna.wikidata) == (ANNA.id, "person", ANNA.wikidata)
    assert {(one.text, one.kind) for one in anna.names} == {(one.text, one.kind) for one in ANNA.names}
    assert {(one.text, one.kind) for one in unit.names} == {(one.text, one.kind) for one in UNIT.names}


def test_solr_keeps_the_names_that_stand_alone() -> None:
    (anna, unit) = back("solr", ANNA, UNIT)
    assert {one.text for one in anna.names} == {one.text for one in ANNA.names if one.strong}
    assert {one.text for one in unit.names} == {one.text for one in UNIT.names}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1), min_size=2))
def test_any_names_come_back(texts: list[str]) -> None:
    names = tuple(name(text) for text in dict.fromkeys(texts) if key_of(text))
    if len(names) < 2:
        return
    entity = Entity("x", "other", names[0].text, "", names)
    for kind in FORMATS:
        (read,) = back(kind, entity)
        assert {one.text for one in read.names} == {one.text for one in names}, kind


WIKIDATA = """\
[
{"id": "Q64", "labels": {"de": {"language": "de", "value": "Berlin"}, "zh-hans": {"language": "zh-hans", "value": "柏林"}}, "aliases": {"en": [{"value": "Spree-Athens"}]}, "claims": {"P31": [], "P625": []}},
{"id": "Q65", "labels": {"de": {"value": "Bad
{"id": "Q66", "labels": {}},
{"id": "Q42", "labels": {"en": {"value": "Douglas Adams"}}, "aliases": [], "claims": {"P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q5"}}}}]}}
]
"""
CSV = 'id,name,lang,kind,type\nk9,Kanine,en,,org\nk9,K9,en,wrong,org\nk9,К9,russian,,org\n,"Two\nLines",,,\nk9,К-9,ru,strong,org\n,!!!,,,\n'
SOLR = "# words\n\nusa, united states of a\\, b\nfoo\nsmth => something, etwas\na => b => c\n, ,\n"
FTM = """\
{"id": "p1", "schema": "Person", "properties": {"name": ["Jan Novák"], "alias": ["Ян Новак"], "weakAlias": ["Honza"]}}
{"id": "p2", "schema": "Person"}
[1, 2]
{"id": "c1", "schema": "Company", "properties": {"name": ["Acme"], "abbreviation": ["ACM"]}}
{"id": "c2", "schema": "Company", "properties": {"name": [7]}}
"""
TOML = '[[entity]]\nid = "good"\ncanonical = "Good"\n[[entity]]\nid = "bad"\ntype = "ship"\n'


@pytest.mark.parametrize(
    ("kind", "text", "lines", "names"),
    [
        ("wikidata", WIKIDATA, [3, 4], {"Berlin", "柏林", "Spree-Athens", "Douglas Adams"}),
        ("csv", CSV, [3, 4, 8], {"Kanine", "Two Lines", "К-9"}),
        ("solr", SOLR, [4, 6, 7], {"usa", "united states of a, b", "smth", "something", "etwas"}),
        ("followthemoney", FTM, [2, 3, 5], {"Jan Novák", "Ян Новак", "Honza", "Acme", "ACM"}),
        ("toml", TOML, [6], {"Good"}),
    ],
)
def test_a_malformed_row_is_named_with_its_line_and_the_rest_goes_in(
    kind: str, text: str, lines: list[int], names: set[str]
) -> None:
    incoming = FORMATS[kind].read(text, "names.x")
    assert [int(problem.split(":")[1]) for problem in incoming.problems] == lines, incoming.problems
    assert all(problem.startswith("names.x:") and "left out" in problem for problem in incoming.problems)
    assert {one.text for entity in incoming.entities for one in entity.names} == names


def test_types_and_languages_of_wikidata_are_understood() -> None:
    berlin, adams = FORMATS["wikidata"].read(WIKIDATA, "x").entities
    assert (berlin.type, adams.type) == ("place", "person")
    assert {one.lang for one in berlin.names} == {"de", "en", "zh"}
    alone = FORMATS["wikidata"].read(
        json.dumps({"entities": {"Q42": {"id": "Q42", "labels": {"en": {"value": "A"}}}}}), "x"
    )
    assert [entity.wikidata for entity in alone.entities] == ["Q42"]


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "[null]", '{"entities": []}', "\x00", "[" * 5000, "1" * 5000])
@pytest.mark.parametrize("kind", FORMATS)
def test_no_text_breaks_a_reader(kind: str, text: str) -> None:
    try:
        assert isinstance(FORMATS[kind].read(text, "x"), Incoming)
    except SearcherError as error:
        assert kind == "csv"
        assert "no column is called name" in str(error)


def test_csv_needs_a_column_of_names() -> None:
    with pytest.raises(SearcherError, match=r"x:1: no column is called name; the columns are id, type"):
        FORMATS["csv"].read("a,b\n1,2\n", "x")


def test_what_goes_in_is_found_and_goes_in_once(tmp_path: Path) -> None:
    overlay = tmp_path / "entities.toml"
    overlay.write_text("# mine\n", "utf-8")
    taken = take_in(overlay, (ANNA, UNIT))
    assert (taken.entities, taken.created, taken.names, taken.problems) == (2, 2, 7, ())
    table = EntityTable.open(None, overlay)
    assert [entity.id for entity in table.find("Анна Ковальская")] == ["anna-kowalska"]
    assert overlay.read_text("utf-8").startswith("# mine\n")
    before = overlay.read_bytes()
    again = take_in(overlay, (ANNA, UNIT))
    assert (again.entities, again.known) == (0, 7)
    assert overlay.read_bytes() == before


def test_what_goes_in_joins_what_is_known(tmp_path: Path) -> None:
    overlay = tmp_path / "entities.toml"
    names = (name("Nordkorea"), name("Chosŏn-xyz", "ko"))
    by_number = Entity("", "other", "Chosŏn-xyz", "Q423", names)
    by_name = Entity("", "other", "Путин", "", (name("Путин"), name("Vova-xyz")))
    unclear = Entity("", "other", "Tunis", "", (name("Tunis"), name("Tunis-xyz")))
    taken = take_in(overlay, (by_number, by_name, unclear))
    table = EntityTable.open(None, overlay)
    assert [entity.id for entity in table.find("Chosŏn-xyz")] == ["north-korea"]
    assert [entity.id for entity in table.find("Vova-xyz")] == ["vladimir-putin"]
    assert table.find("Vova-xyz")[0].type == "person"
    assert len(taken.problems) == 1
    assert "'Tunis' is a name of several entities" in taken.problems[0]


def test_rows_without_ids_that_are_called_alike_are_one_entity(tmp_path: Path) -> None:
    overlay = tmp_path / "entities.toml"
    rows = FORMATS["solr"].read("qwertz, qwerty\nqwertz, azerty\n", "x").entities
    assert take_in(overlay, rows).created == 1
    (entity,) = EntityTable.open(None, overlay).find("qwertz")
    assert {"qwertz", "qwerty", "azerty"} == {one.text for one in entity.names}
