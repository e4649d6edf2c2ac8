"""Documents that tell the same: in other languages and scripts, with what they share, and none that do not."""

import json
import random
from pathlib import Path

import pytest
from asking import documents
from clustered import clustered, settings_for
from places import ROOT
from reference.engine import StockEngine
from reference.library import ours, stock
from searching import ids, records, searcher_over
from serving import Cluster

from searcher.engine.engine import Engine
from searcher.engine.local.engine import LocalEngine
from searcher.entities.table import EntityTable
from searcher.errors import NoDocumentError
from searcher.library import Library
from searcher.query.expand import Expander
from searcher.query.plan import Sum
from searcher.query.tree import Filter, Need
from searcher.search.searcher import Searcher

STORIES = {
    "en/flood": "Floods killed 1,250 people near Karimabad, said governor Tariq Mehsood on 14 June. The dam at Shigarkot had burst.",
    "de/flood": "Bei Karimabad kamen 1.250 Menschen in den Fluten um, sagte Gouverneur Tariq Mehsood. Der Damm von Shigarkot war gebrochen.",
    "ru/flood": "Под Каримабадом погибли 1250 человек, заявил губернатор Тарик Мехсуд. Плотина в Шигаркоте была прорвана.",
    "ar/flood": "قال الحاكم طارق محسود إن ١٢٥٠ شخصا لقوا حتفهم قرب كريم آباد بعد انهيار السد.",
    "en/flood-again": "Floods killed 1,250 people near Karimabad, said governor Tariq Mehsood on 14 June. The dam at Shigarkot had burst, he said.",
    "en/election": "Voters in Estonia chose a new parliament on Sunday; Kallas won 37 seats.",
    "de/election": "Die Wähler in Estland haben am Sonntag ein neues Parlament gewählt; Kallas gewann 37 Sitze.",
    "ru/election": "Избиратели Эстонии выбрали в воскресенье новый парламент; Каллас получила 37 мест.",
    "en/recipe": "Boil the potatoes until they are soft, and mash them with butter.",
    "en/empty": "…",
}
ROWS = [{"id": name, "text": text, "lang": name[:2]} for name, text in STORIES.items()]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("similar")
    return searcher_over(folder, {"news.jsonl": records(*ROWS), "one.txt": "Karimabad is a town.\n"})


@pytest.mark.parametrize("asked", ["en/flood", "de/flood", "ru/flood", "en/election", "de/election", "ru/election"])
def test_the_same_story_in_other_languages_comes_first(searcher: Searcher, asked: str) -> None:
    story = asked.split("/")[1]
    others = {name for name in STORIES if name.split("/")[1].startswith(story) and name != asked}
    results = searcher.similar(asked, limit=0)
    first = set(ids(results.hits)[: len(others)])
    assert first | {"ar/flood"} >= others and first <= others | {"one.txt"}
    assert asked not in ids(results.hits)
    assert "en/recipe" not in ids(results.hits)
    assert results.total == len(results.hits)


def test_it_says_what_is_shared_as_the_document_writes_it(searcher: Searcher) -> None:
    hits = {hit.id: hit for hit in searcher.similar("en/flood", limit=0)}
    assert {"Karimabad", "Mehsood", "Tariq", "1,250"} <= set(hits["ru/flood"].shared)
    assert "1,250" in hits["ar/flood"].shared
    text = STORIES["ru/flood"]
    matched = {text[match.start : match.end] for match in hits["ru/flood"].matches}
    assert {"1250", "Мехсуд"} <= matched
    assert hits["ru/flood"].snippets


def test_a_near_duplicate_is_told_from_the_same_story_in_another_language(searcher: Searcher) -> None:
    hits = {hit.id: hit for hit in searcher.similar("en/flood", limit=0)}
    assert hits["en/flood-again"].copied > 0.8
    assert hits["de/flood"].copied == hits["ru/flood"].copied == 0


def test_a_document_is_named_by_its_id_or_its_path(searcher: Searcher, tmp_path: Path) -> None:
    path = next(hit.path for hit in searcher.search("town").hits)
    assert searcher.id_of("one.txt") == searcher.id_of(path) == "one.txt"
    news = Path(path).with_name("news.jsonl")
    assert searcher.id_of(f"{news}:2") == "de/flood"
    for wrong in ("nothing", str(news), f"{news}:99", f"{news}:", str(tmp_path), "", "en/flood\x1f", "\udcff"):
        with pytest.raises(NoDocumentError, match="no document has this id or path") as told:
            searcher.similar(wrong)
        assert "\n" not in str(told.value)


def test_a_document_that_tells_nothing_finds_nothing(searcher: Searcher) -> None:
    assert searcher.similar("en/empty").total == 0


def test_filters_narrow_and_words_join(searcher: Searcher) -> None:
    assert ids(searcher.similar("en/flood", lang="ru").hits) == ["ru/flood"]
    assert ids(searcher.search("like:en/flood lang:ru").hits) == ["ru/flood"]
    assert ids(searcher.search("like:en/flood").hits) == ids(searcher.similar("en/flood").hits)
    assert ids(searcher.search('like:"en/flood" +Damm').hits) == ["de/flood"]
    assert "like:nothing is no document's id or path: searched as words" in searcher.search("like:nothing").notes


def test_deleted_documents_are_none(tmp_path: Path) -> None:
    from building import update

    searcher = searcher_over(tmp_path, {"news.jsonl": records(*ROWS)})
    library = Library.open(tmp_path / "index")
    (tmp_path / "docs" / "news.jsonl").write_text(records(*ROWS[2:]), encoding="utf-8")
    update(library)
    assert searcher.refresh()
    with pytest.raises(NoDocumentError):
        searcher.similar("en/flood")
    assert "de/flood" not in ids(searcher.similar("ru/flood", limit=0).hits)


def test_among_the_seeds_the_other_report_of_the_visit_comes_first(tmp_path: Path) -> None:
    files = {path.name: path.read_bytes() for path in sorted((ROOT / "seeds").glob("*.txt"))}
    searcher = searcher_over(tmp_path, files)
    first, second = sorted(files)[:2]
    assert searcher.similar(first).hits[0].id == second


@pytest.mark.parametrize("seed", range(3))
def test_every_engine_gives_the_same(tmp_path: Path, cluster: Cluster, seed: int) -> None:
    made = documents(random.Random(seed), 0, 40)
    engines: list[Engine] = [LocalEngine.over(ours(tmp_path / "g1", [(made, ())]))]
    stock(tmp_path / "stock", [(made, ())])
    engines.append(StockEngine(tmp_path / "stock"))
    engines.append(clustered(settings_for(cluster), tmp_path / "cluster", [(made, ())]))
    answers = []
    for engine in engines:
        expander = Expander(engine.vocabulary, EntityTable.open(None, None))
        rows: list[tuple[str, list[tuple[float, str]]]] = []
        for document in made[:12]:
            (key,) = engine.with_id(document.id)
            assert key in engine.in_file(document.file)
            (known,) = engine.fetch([key])
            plan = expander.story(known.text, known.langs)
            if plan is None:
                rows.append((document.id, []))
                continue
            asked = Sum((*plan.parts, (Need.MUST_NOT, Filter("id", known.id, known.file))), least=plan.least)
            ranked = engine.rank(asked)
            best = ranked.best(0, len(ranked))
            found = [each.id for each in engine.fetch([key for key, _ in best], with_text=False)]
            rows.append(
                (document.id, sorted((round(score, 6), id_) for id_, (_, score) in zip(found, best, strict=True)))
            )
        answers.append(rows)
        assert not engine.with_id("no such id") and not engine.in_file("no such file")
        engine.close()
    for other in answers[1:]:
        for (name, own), (same, theirs) in zip(answers[0], other, strict=True):
            assert name == same
            assert [score for score, _ in own] == pytest.approx([score for score, _ in theirs], abs=1e-4)
    assert json.dumps(answers[0]).count("id0") > 40
