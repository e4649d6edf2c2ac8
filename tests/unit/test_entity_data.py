"""The bundled table as data: well formed, reviewed, and with the names that people will ask for."""

import re
from pathlib import Path

import pytest

from searcher.entities.check import check, collisions
from searcher.entities.data import DATA, ENTITY_FILES, NAME_FILES, key_of, read_rows
from searcher.entities.model import FLAGS, MANY_LANGUAGES, TYPES, WEIGHTS
from searcher.entities.table import EntityTable

FILES = (
    "cities.tsv",
    "city_names.tsv",
    "cldr.tsv",
    "common_words.tsv",
    "demonyms.tsv",
    "entities.tsv",
    "names.tsv",
    "region_names.tsv",
    "regions.tsv",
    "sources.tsv",
)

# Strong names that two entities rightly share: a country and its capital or its continent, a person or a river and
# what is named after it, and homographs.
SHARED = {
    ("alexander-pushkin", "pushkin-ru"),
    ("algeria", "algiers"),
    ("america", "united-states"),
    ("americas", "united-states"),
    ("amman", "oman"),
    ("andes", "andes-co"),
    ("anton-chekhov", "chekhov-ru"),
    ("auschwitz", "oswiecim-pl"),
    ("bismarck-us", "otto-von-bismarck"),
    ("brasilia", "brazil"),
    ("charles-darwin", "darwin-au"),
    ("christopher-columbus", "columbus-us"),
    ("congo", "dr-congo"),
    ("cuba", "juba"),
    ("danube", "vienna"),
    ("engels-ru", "friedrich-engels"),
    ("hollywood", "hollywood-us"),
    ("isaac-newton", "newton-us"),
    ("karl-marx", "marks-ru"),
    ("luanda", "rwanda"),
    ("mexico", "mexico-city"),
    ("nha-trang-vn", "white-house"),
    ("nile", "river-nile-region-sd"),
    ("oleksandr-syrskyi", "syria"),
    ("plato", "plato-co"),
    ("red-sea", "red-sea-region-eg"),
    ("red-sea", "red-sea-region-sd"),
    ("renault", "reno-us"),
    ("slovakia", "slovenia"),
    ("south-africa", "southern-africa"),
    ("tunis", "tunisia"),
    ("west-bank", "west-coast-division-region-gm"),
}

# Asked in English, Russian, Korean, Chinese, Italian, German, French and Portuguese.
GOLD = {
    "north-korea": "North Korea|Северная Корея|북한|朝鲜|Corea del Nord|Nordkorea|Corée du Nord|Coreia do Norte",
    "andrei-belousov": "Belousov|Белоусов|벨로우소프|别洛乌索夫|Belousov|Beloussow|Belooussov|Beloussov",
    "kim-jong-un": "Kim Jong-un|Ким Чен Ын|김정은|金正恩|Kim Jong Un|Kim Jong-un|Kim Jong-un|Kim Jong-un",
    "no-kwang-chol": "No Kwang-chol|Но Гван Чхоль|노광철|努光铁|No Kwang Chol|No Kwang Chol|No Kwang-chol|No Kwang-chol",
    "vladimir-putin": "Putin|Путин|푸틴|普京|Putin|Putin|Poutine|Putin",
    "china": "China|Китай|중국|中国|Cina|China|Chine|China",
    "beijing": "Beijing|Пекин|베이징|北京|Pechino|Peking|Pékin|Pequim",
    "kcna": "KCNA|ЦТАК|조선중앙통신|朝中社|Kcna|Koreanische Zentrale Nachrichtenagentur|KCNA|KCNA",
    "nato": "NATO|НАТО|나토|北约|Nato|NATO|OTAN|OTAN",
    "russia": "Russia|Россия|러시아|俄罗斯|Federazione Russa|Russland|Fédération de Russie|Rússia",
    "ukraine": "Ukraine|Украина|우크라이나|乌克兰|Ucraina|Ukraine|Ukraine|Ucrânia",
    "united-states": "USA|США|미국|美国|Stati Uniti|Vereinigte Staaten|États-Unis|EUA",
    "pyongyang": "Pyongyang|Пхеньян|평양|平壤|Pyongyang|Pjöngjang|Pyongyang|Pyongyang",
    "moscow": "Moscow|Москва|모스크바|莫斯科|Mosca|Moskau|Moscou|Moscou",
    "seoul": "Seoul|Сеул|서울|首尔|Seul|Seoul|Séoul|Seul",
    "un-security-council": "Security Council|Совет Безопасности|안보리|安理会|Consiglio di Sicurezza|UN-Sicherheitsrat"
    "|Conseil de sécurité|Conselho de Segurança",
    "korean-war": "Korean War|Корейская война|한국전쟁|朝鲜战争|guerra di Corea|Koreakrieg|guerre de Corée"
    "|Guerra da Coreia",
}  # fmt: skip

# As written in the seeds, mistakes included.
SEEN = [
    ("Andriy Beloulov", "andrei-belousov"),
    ("Kim Yong-un", "kim-jong-un"),
    ("Kim Il Sen", "kim-il-sung"),
    ("Santa Kim", "kim-il-sung"),
    ("Kim Jong Ira", "kim-jong-il"),
    ("Nordon Sinmun", "rodong-sinmun"),
    ("RPDC", "north-korea"),
    ("République démocratique du peuple coréen", "north-korea"),
    ("Shin Wonsik", "shin-wonsik"),
    ("Joe Biden", "joe-biden"),
    ("Sergey Lavrov", "sergey-lavrov"),
    ("Yuri Ushakov", "yuri-ushakov"),
    ("Alexander Novak", "alexander-novak"),
    ("Reuters", "reuters"),
    ("SBS", "sbs"),
    ("Kursk", "kursk"),
    ("Eurasie", "eurasia"),
    ("Unione Sovietica", "soviet-union"),
    ("Nations Unies", "united-nations"),
    ("ATACMS", "atacms"),
    ("Guerra Fredda", "cold-war"),
    ("Kalten Krieges", "cold-war"),
    ("zone démilitarisée", "korean-demilitarized-zone"),
]


@pytest.fixture(scope="module")
def table() -> EntityTable:
    return EntityTable.open(None, None)


@pytest.mark.parametrize("file", FILES)
def test_file_is_sorted_without_repetition(file: str) -> None:
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()[1:]
    rows = [tuple(line.split("\t")) for line in lines]
    assert rows == sorted(set(rows))


@pytest.mark.parametrize("file", [*ENTITY_FILES, *NAME_FILES])
def test_every_row_has_a_known_source(file: str) -> None:
    sources = {row["source"] for row in read_rows("sources.tsv")}
    assert {row["source"] for row in read_rows(file)} <= sources


def test_entities_have_known_types_and_one_row_each() -> None:
    rows = [row for file in ENTITY_FILES for row in read_rows(file)]
    assert {row["type"] for row in rows} <= set(TYPES)
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(re.fullmatch(r"(Q[1-9]\d*)?", row["wikidata"]) for row in rows)
    numbers = [row["wikidata"] for row in rows if row["wikidata"]]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("file", NAME_FILES)
def test_names_are_well_formed(file: str) -> None:
    ids = {row["id"] for file in ENTITY_FILES for row in read_rows(file)}
    for row in read_rows(file):
        assert row["id"] in ids, row
        assert row["kind"] in WEIGHTS, row
        assert row["flags"] == "" or set(row["flags"].split(",")) <= set(FLAGS), row
        languages = row["lang"].split(",")
        assert languages == sorted(languages), row
        assert languages == [MANY_LANGUAGES] or all(re.fullmatch("[a-z]{2,3}", code) for code in languages), row
        assert row["name"] == row["name"].strip(), row
        assert key_of(row["name"]), row


def test_common_words_carry_their_flags() -> None:
    common = {row["key"]: set(row["flags"].split(",")) for row in read_rows("common_words.tsv")}
    for file in NAME_FILES:
        for row in read_rows(file):
            wanted = common.get(key_of(row["name"]))
            assert wanted is None or wanted <= set(row["flags"].split(",")), row


def test_check_finds_only_reviewed_shared_names(table: EntityTable) -> None:
    """Of the reviewed entities; that no two cities share a name, the build sees to."""
    reviewed = [entity for row in read_rows("entities.tsv") if (entity := table.entity(row["id"]))]
    shared = collisions(table, reviewed)
    assert set(shared.values()) <= SHARED
    lines = check(table, reviewed)
    assert len(lines) == len(shared), [line for line in lines if "a query finds" not in line]


@pytest.mark.parametrize(("entity_id", "names"), GOLD.items())
def test_gold_names_stand_for_their_entity_in_a_query(table: EntityTable, entity_id: str, names: str) -> None:
    assert len(names.split("|")) == 8
    for name in names.split("|"):
        words = key_of(name).split()
        spans = table.spans(words)
        assert [(span.start, span.end) for span in spans] == [(0, len(words))], name
        assert entity_id in spans[0].entity_ids, name


@pytest.mark.parametrize(("form", "entity_id"), SEEN)
def test_forms_of_the_seeds_are_known(table: EntityTable, form: str, entity_id: str) -> None:
    assert any(named.entity_id == entity_id and named.name.strong for named in table.lookup(key_of(form)))


@pytest.mark.parametrize("form", ["del Nord", "des Nordens"])
def test_the_short_north_is_weak_and_triggers_nothing(table: EntityTable, form: str) -> None:
    named = table.lookup(key_of(form))
    assert [(one.entity_id, one.name.kind, one.name.case) for one in named] == [("north-korea", "weak", True)]
    assert table.spans(key_of(form).split()) == []


@pytest.mark.parametrize("form", ["Corée", "Coreia", "Corea", "Koreanische", "nordeste", "Nord", "Kim", "No", "un"])
def test_traps_are_not_names_of_north_korea_or_its_people(table: EntityTable, form: str) -> None:
    ids = {entity_id for span in table.spans(key_of(form).split()) for entity_id in span.entity_ids}
    assert not ids & {"north-korea", "kim-jong-un", "no-kwang-chol"}


@pytest.mark.parametrize(
    ("form", "entity_id"),
    [("Того", "togo"), ("Man", "isle-of-man"), ("Island", "iceland"), ("US", "united-states"),
     ("WHO", "world-health-organization"), ("EU", "european-union"), ("UN", "united-nations")],
)  # fmt: skip
def test_names_that_are_words_need_their_capitals(table: EntityTable, form: str, entity_id: str) -> None:
    names = [one.name for one in table.lookup(key_of(form)) if one.entity_id == entity_id]
    assert names
    assert all(name.case for name in names)
    assert any(name.fits(form) for name in names)
    assert not any(name.fits(form.lower()) for name in names)


def test_acronyms_in_capitals_want_capitals(table: EntityTable) -> None:
    who = next(one.name for one in table.lookup("who"))
    assert who.fits("WHO")
    assert not who.fits("Who")


@pytest.mark.parametrize("code", ["en", "ru", "ko", "zh", "it", "de", "fr", "pt", "es", "uk", "pl", "ar", "ja"])
def test_countries_have_names_in_every_main_language(table: EntityTable, code: str) -> None:
    countries = [row["id"] for row in read_rows("entities.tsv") if re.fullmatch("[A-Z]{2}", row["cldr"])]
    for country in countries:
        entity = table.entity(country)
        assert entity is not None
        langs = {lang for name in entity.names for lang in name.langs}
        assert langs & {code, MANY_LANGUAGES}, country


def test_cldr_rows_are_what_the_build_makes(tmp_path: Path) -> None:
    babel = pytest.importorskip("babel")
    titles = {row["source"]: row["title"] for row in read_rows("sources.tsv")}
    release = ".".join(babel.__version__.split(".")[:2])
    if f"Babel {release}" not in titles["cldr"]:
        pytest.skip(f"made with another release than Babel {release}")
    import build_names as build

    build.main(tmp_path / "cldr.tsv")
    assert (tmp_path / "cldr.tsv").read_bytes() == (DATA / "cldr.tsv").read_bytes()


@pytest.mark.parametrize(
    "names",
    ["Maailman terveysjärjestö|WHO|विश्व स्वास्थ्य संगठन", "ОБСЕ|OBWE|OSCE",
     "ФБР|FBI|연방수사국", "Европейска комисия|Evropská komise|Euroopan komissio", "OECD|ОЭСР|OCDE|经合组织"],
)  # fmt: skip
def test_an_organisation_has_its_names_and_acronyms(table: EntityTable, names: str) -> None:
    meant = [{named.entity_id for named in table.lookup(key_of(name))} for name in names.split("|")]
    assert set.intersection(*meant), meant
