"""Cities: known under the names of many languages, and never in the way of words and persons."""

from collections import defaultdict

import pytest

from searcher.entities.data import key_of, read_rows
from searcher.entities.table import EntityTable
from searcher.text.tokens import tokenize


@pytest.fixture(scope="module")
def table() -> EntityTable:
    return EntityTable.open(None, None)


def asked(table: EntityTable, query: str) -> list[tuple[str, ...]]:
    """The entities that a query as typed means."""
    tokens = tokenize(query)
    raws = [query[token.start : token.end] for token in tokens]
    return [span.entity_ids for span in table.spans([key_of(raw) for raw in raws], raws)]


@pytest.mark.parametrize(
    "names",
    ["Hamburg Гамбург Hampuri Hamburgo 汉堡 함부르크 هامبورغ Αμβούργο", "Milan Milano Милан Mailand 밀라노",
     "Krasnodar Краснодар 克拉斯诺达尔", "Geneva Genf Genève Женева ジュネーヴ", "Osaka Осака 大阪 오사카"],
)  # fmt: skip
def test_a_city_has_its_names(table: EntityTable, names: str) -> None:
    meant = [set(asked(table, name)[0]) for name in names.split()]
    assert set.intersection(*meant)


@pytest.mark.parametrize(
    "words",
    ["a nice place", "reading books", "the bath is cold", "orange and lemon", "split the bill", "of the same man"],
)
def test_a_common_word_is_no_city(table: EntityTable, words: str) -> None:
    assert asked(table, words) == []


def test_of_namesakes_the_greatest_is_meant(table: EntityTable) -> None:
    assert asked(table, "Birmingham") == [("birmingham-gb",)]
    assert asked(table, "Paris") == [("paris",)]


@pytest.mark.parametrize(
    "names",
    ["Lombardy Lombardia Ломбардия Lombardei Lombardie ロンバルディア", "Catalonia Cataluña Katalonien Каталония 카탈루냐 Catalunya",
     "Scotland Schottland Шотландия Skotsko 스코틀랜드 स्कॉटलैंड", "Bavaria Bayern Бавария Beieren Bawaria"],
)  # fmt: skip
def test_a_region_has_its_names(table: EntityTable, names: str) -> None:
    meant = [set(asked(table, name)[0]) for name in names.split()]
    assert set.intersection(*meant)


def test_a_region_called_as_its_capital_leaves_it_the_name(table: EntityTable) -> None:
    assert asked(table, "Milan") == asked(table, "Mailand")
    assert {named.entity_id for named in table.lookup("belgorod oblast")} != {
        named.entity_id for named in table.lookup("belgorod")
    }


def test_every_name_has_one_owner() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in (*read_rows("city_names.tsv"), *read_rows("region_names.tsv")):
        owners[key_of(row["name"])].add(row["id"])
    assert {key: ids for key, ids in owners.items() if len(ids) > 1} == {}
    assert len(owners) > 50_000


def test_the_name_of_a_person_stays_one(table: EntityTable) -> None:
    """A small city that bears the name of persons is found in texts, and starts nothing in a query."""
    city = table.lookup("clinton")
    assert {named.entity_id for named in city} == {"clinton-us"}
    assert not any(named.name.trigger for named in city)
    assert asked(table, "Clinton") == []


def test_a_bundled_city_keeps_its_id_and_gains_names(table: EntityTable) -> None:
    pyongyang = table.entity("pyongyang")
    assert pyongyang is not None
    assert {"general", "geonames"} <= {name.source for name in pyongyang.names}
    assert table.entity("pyongyang-kp") is None
