"""Spellings of one name are told by their sound and their company, whatever the history of the library."""

import random
from pathlib import Path

import pytest
from building import library_over, update, write
from clustered import clustered, settings_for
from reference.engine import StockEngine
from reference.library import ours, stock
from searching import ids, records, searcher_over
from serving import Cluster

from searcher.bounded import Budget
from searcher.engine.engine import Engine
from searcher.engine.local.engine import LocalEngine
from searcher.entities.table import EntityTable
from searcher.ingest.document import Document
from searcher.query.expand import Options
from searcher.search.equivalents import Equivalence, Equivalents
from searcher.search.searcher import Searcher

# Of one affair in three scripts; and of a person whose name sounds alike in other company.
TEXTS = {
    "en/1": "Governor Tariq Velmasov visited Karimabad, where floods at the Shigarkot dam had killed 1250 people.",
    "en/2": "In Karimabad engineers blame Velmasov for the Shigarkot dam, said Anselm Brockdorf on 14 June 2017.",
    "en/3": "Brockdorf wants Velmasov to resign after 1250 deaths in Karimabad.",
    "ru/1": "Губернатор Вельмасов посетил Каримабад, где после прорыва плотины Шигаркот погибли 1250 человек.",
    "ru/2": "Инженеры в Каримабаде винят Вельмасова: плотина Шигаркот, говорит Ансельм Брокдорф, строилась до 2017 года.",
    "ru/3": "Брокдорф требует отставки: губернатор Вельмасов молчит о 1250 погибших, Каримабад ждёт, плотина Шигаркот стоит.",
    "he/1": "המושל ולמסוב ביקר בכרימאבאד אחרי אסון סכר שיגרקוט שבו נהרגו 1250 איש בשנת 2017",
    "he/2": "ברוקדורף אמר כי ולמסוב אשם בסכר שיגרקוט ובמותם של 1250 איש בשנת 2017",
    "de/1": "Die Sängerin Tamara Welmasoff singt in Lübeck die Arien von Buxtehude und Telemann, 300 Gäste kamen.",
    "de/2": "In Lübeck sang Tamara Welmasoff vor 300 Gästen Telemann, begleitet von Joachim Reinken.",
    "de/3": "Joachim Reinken lobt Welmasoff für ihren Telemann.",
}
ROWS = [{"id": name, "text": text, "lang": name[:2]} for name, text in TEXTS.items()]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(tmp_path_factory.mktemp("equivalents"), {"news.jsonl": records(*ROWS)})


def pairs(found: list[Equivalence]) -> set[frozenset[str]]:
    return {frozenset((each.name.text, each.other.text)) for each in found}


def test_a_name_has_its_other_spellings_with_counts_and_quotations(searcher: Searcher) -> None:
    found = {each.other.text: each for each in searcher.equivalents("Velmasov")}
    assert set(found) == {"Вельмасов", "ולמסוב"}
    russian = found["Вельмасов"]
    assert (russian.name.text, russian.name.documents, russian.name.langs) == ("Velmasov", 3, ("en",))
    assert (russian.other.documents, russian.other.langs) == (2, ("ru",)), "of its forms this one is asked for"
    for spelling in (russian.name, russian.other):
        assert spelling.text in spelling.quotation
        assert " ".join(spelling.quotation.split()) in TEXTS[spelling.id]
    assert {"1250", "Brockdorf", "Karimabad", "Shigarkot"} <= set(russian.shared)
    assert 0.8 < russian.sound <= 1
    assert 0.1 < russian.company <= 1


def test_either_spelling_finds_the_other(searcher: Searcher) -> None:
    assert "Velmasov" in {each.other.text for each in searcher.equivalents("Вельмасов")}
    assert "Velmasov" in {each.other.text for each in searcher.equivalents("ולמסוב")}


def test_what_sounds_alike_in_other_company_is_another_name(searcher: Searcher) -> None:
    assert list(searcher.equivalents("Welmasoff")) == []
    heard = searcher.search("Velmasov", limit=0).hits
    assert {"de/1", "de/2", "de/3"} & set(ids(heard)), "or it would say nothing"


def test_without_a_name_all_are_looked_at_and_no_pair_comes_twice(searcher: Searcher) -> None:
    found = list(searcher.equivalents())
    assert {frozenset(("Velmasov", "Вельмасов")), frozenset(("Shigarkot", "Шигаркот"))} <= pairs(found)
    assert len(pairs(found)) == len(found)
    assert not any("Welmasoff" in pair for pair in pairs(found))


@pytest.mark.parametrize("name", ["", "Nobody", "12", "the", "…", "Velmasov\x00", "ab", "東京"])
def test_what_is_no_name_of_the_library_has_no_other_spelling(tmp_path: Path, name: str) -> None:
    searcher = searcher_over(tmp_path, {"one.txt": "Velmasov came to Karimabad, and the dam was there."})
    assert list(searcher.equivalents(name)) == []


def test_what_the_table_knows_is_not_suggested(tmp_path: Path) -> None:
    known = '[[entity]]\nid = "velmasov"\n[entity.names]\nmul = ["Velmasov", "Вельмасов"]\n'
    searcher = searcher_over(tmp_path, {"news.jsonl": records(*ROWS)}, known)
    assert {each.other.text for each in searcher.equivalents("Velmasov")} == {"ולמסוב"}


def test_a_query_takes_it_where_it_is_asked_to(searcher: Searcher) -> None:
    plain, learned = (
        {hit.id: hit for hit in searcher.search("Velmasov", limit=0, options=Options(learned=on)).hits}
        for on in (False, True)
    )
    assert {match.kind for match in plain["ru/1"].matches} == {"romanised"}
    (match,) = learned["ru/1"].matches
    assert (match.kind, match.text) == ("learned", "Вельмасов")
    assert match.note.startswith("learned from your documents: sounds like Velmasov, beside ")
    assert list(learned)[:3] == list(plain)[:3], "what is written so stands first"
    assert learned["ru/1"].score > plain["ru/1"].score
    explanation = searcher.search("Velmasov", options=Options(learned=True), with_explanation=True).explanation
    assert any("learned from your documents" in line for line in explanation)
    for off in (Options(learned=True, names=False), Options(learned=True, exact=True)):
        assert set(ids(searcher.search("Velmasov", limit=0, options=off).hits)) == {"en/1", "en/2", "en/3"}


def test_how_the_library_came_to_be_does_not_matter(tmp_path: Path) -> None:
    for seed in range(4):
        source = random.Random(seed)
        made = [_row(source, number) for number in range(60)]
        once = searcher_over(tmp_path / f"once{seed}", {f"{row['id']}.jsonl": records(row) for row in made})
        library = library_over(tmp_path / f"grown{seed}", {"gone.txt": "Velmasov und Вельмасов in Karimabad, 1250."})
        docs = tmp_path / f"grown{seed}" / "docs"
        source.shuffle(made)
        for start in range(0, len(made), 7):
            for row in made[start : start + 7]:
                write(docs / f"{row['id']}.jsonl", records(row))
            write(docs / "changing.txt", f"{made[start]['text']} Вельмасов")
            update(library)
        for path in (docs / "gone.txt", docs / "changing.txt"):
            path.unlink()
        update(library)
        grown = Searcher(library.folder)
        expected = list(once.equivalents())
        assert expected, "or it would say nothing"
        assert list(grown.equivalents()) == expected
        for name in ("Velmasov", "Вельмасов", "ולמסוב"):
            assert list(grown.equivalents(name)) == list(once.equivalents(name))


_NAMES = (
    ("Velmasov", "Вельмасов", "ולמסוב"), ("Brockdorf", "Брокдорф", "ברוקדורף"), ("Karimabad", "Каримабад", "כרימאבאד"),
    ("Shigarkot", "Шигаркот", "שיגרקוט"), ("Talanda", "Таланда", "טלנדה"), ("Norvik", "Норвик", "נורוויק"),
    ("Zubarev", "Зубарев", "זובארב"), ("Petrosian", "Петросян", "פטרוסיאן"),
)  # fmt: skip


def _row(source: random.Random, number: int) -> dict[str, str]:
    """A document of one of two affairs, in one of three languages."""
    affair, lang = source.randrange(2), source.randrange(3)
    names = [each[lang] for each in source.sample(_NAMES[affair * 4 : affair * 4 + 4], 3)]
    text = f"{names[0]} {names[1]}, {names[2]} {source.choice((1250, 730)) + affair}."
    return {"id": f"d{number:02}", "text": text, "lang": ("en", "ru", "he")[lang]}


def test_every_engine_gives_the_same(tmp_path: Path, cluster: Cluster) -> None:
    made = [
        Document(row["id"], f"{row['id']}.txt", row["text"], lang=row["lang"])
        for row in (_row(random.Random(number), number) for number in range(60))
    ]
    stock(tmp_path / "stock", [(made, ())])
    engines: list[Engine] = [
        LocalEngine.over(ours(tmp_path / "g1", [(made[:20], ()), (made[20:], ())])),
        StockEngine(tmp_path / "stock"),
        clustered(settings_for(cluster), tmp_path / "cluster", [(made, ())]),
    ]
    table = EntityTable.open(None, None)
    found = [list(Equivalents(engine, table, tmp_path / "none.tsv", Budget(1_000_000)).all()) for engine in engines]
    assert found[0]
    assert found[1] == found[0]
    assert found[2] == found[0]
