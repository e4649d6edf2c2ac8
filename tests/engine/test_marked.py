"""Filters on what the person marked: on every engine, beside other parts of a query, and over changes of the index."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import documents
from building import update
from clustered import clustered, settings_for
from reference.engine import StockEngine
from reference.library import ours, stock
from searching import ids, records, searcher_over
from serving import Cluster

from searcher.engine.engine import Engine
from searcher.engine.local.engine import LocalEngine
from searcher.library import Library
from searcher.marks import Marks
from searcher.query.tree import Among, Filter
from searcher.search.facets import Field
from searcher.search.searcher import Searcher

FILES: dict[str, str | bytes] = {
    "one/readme.txt": "A kettle in Oslo.",
    "two/readme.txt": "A kettle in Bergen.",
    "rows.jsonl": records({"id": "r1", "text": "printed matter"}, {"id": "r2", "text": "a lamp"}),
}


@pytest.fixture
def searcher(tmp_path: Path) -> Iterator[Searcher]:
    with searcher_over(tmp_path, FILES) as searcher:
        yield searcher


def mark(searcher: Searcher, *documents: str, **marks: bool | str) -> None:
    found = [searcher.document(document) for document in documents]
    Marks(searcher._folder).change([(known.id, known.file) for known in found], **marks)  # type: ignore[arg-type]


def found(searcher: Searcher, query: str) -> set[str]:
    return set(ids(searcher.search(query, limit=0).hits))


def test_filters_narrow_words_and_list_alone(searcher: Searcher) -> None:
    mark(searcher, "one/readme.txt", "r2", starred=True)
    mark(searcher, "r1", read=True, note="Ask Łukasz about the date")
    assert found(searcher, "is:starred") == {"one/readme.txt", "r2"}
    assert found(searcher, "is:starred kettle") == {"one/readme.txt"}
    assert found(searcher, "kettle NOT is:starred") == found(searcher, "-is:starred kettle") == {"two/readme.txt"}
    assert found(searcher, "is:unread") == {"one/readme.txt", "two/readme.txt", "r2"}
    assert found(searcher, "NOT is:unread") == found(searcher, "is:read") == found(searcher, "is:noted") == {"r1"}
    assert found(searcher, "is:starred OR is:noted") == {"one/readme.txt", "r1", "r2"}
    assert found(searcher, "is:starred is:read") == set()
    assert found(searcher, "note:lukasz") == found(searcher, 'note:"the date"') == {"r1"}
    assert found(searcher, "note:dat") == set()


def test_scores_are_those_of_the_words_alone(searcher: Searcher) -> None:
    mark(searcher, "r2", read=True)
    alone = {hit.id: hit.score for hit in searcher.search("kettle").hits}
    assert {hit.id: hit.score for hit in searcher.search("is:unread kettle").hits} == alone


def test_marks_count_from_the_next_query_on(searcher: Searcher) -> None:
    results = searcher.search("is:starred")
    assert (results.total, "nothing is starred yet" in results.notes[0]) == (0, True)
    mark(searcher, "r1", starred=True)
    assert found(searcher, "is:starred") == {"r1"}
    mark(searcher, "r1", starred=False)
    assert found(searcher, "is:starred") == set()


def test_what_is_no_mark_is_searched_as_words(searcher: Searcher) -> None:
    results = searcher.search("is:lamp")
    assert ids(results.hits) == ["r2"]
    assert "is:lamp is none of is:starred" in results.notes[0]


def test_facets_count_marks_among_the_hits(searcher: Searcher) -> None:
    def marked(query: str) -> dict[str, int]:
        facets = searcher.facets(searcher.rank(query))
        return {facet.word: facet.count for facet in facets if facet.field is Field.MARK}

    assert marked("kettle") == {}
    mark(searcher, "one/readme.txt", "r2", starred=True)
    mark(searcher, "r1", read=True)
    assert marked("kettle") == {"is:starred": 1, "is:unread": 2}
    assert marked("is:starred") == {"is:starred": 2, "is:unread": 2}


def test_marks_outlive_a_rebuild_and_a_renamed_file(tmp_path: Path, searcher: Searcher) -> None:
    mark(searcher, "one/readme.txt", "r1", starred=True)
    library = Library.open(searcher._folder)
    library.update(rebuild=True)
    searcher.refresh()
    assert found(searcher, "is:starred") == {"one/readme.txt", "r1"}
    docs = library.sources[0].path
    (docs / "rows.jsonl").rename(docs / "lines.jsonl")
    (docs / "one" / "readme.txt").rename(docs / "one" / "other.txt")
    update(library)
    searcher.refresh()
    assert found(searcher, "is:starred") == {"one/other.txt", "r1"}


def test_a_record_in_a_file_that_was_written_anew_is_known_by_its_id(searcher: Searcher) -> None:
    mark(searcher, "r1", starred=True)
    library = Library.open(searcher._folder)
    docs = library.sources[0].path
    (docs / "rows.jsonl").unlink()
    (docs / "new.jsonl").write_text(records({"id": "r1", "text": "printed matter, again"}))
    update(library)
    searcher.refresh()
    assert found(searcher, "is:starred") == {"r1"}


OPENSEARCH = "OpenSearch"


@pytest.fixture(scope="module", params=["columns", OPENSEARCH])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("engine")
    steps = [(documents(random.Random(7), 0, 60), ())]
    if request.param == OPENSEARCH:
        cluster: Cluster = request.getfixturevalue("cluster")
        engine: Engine = clustered(settings_for(cluster), folder, steps)
    else:
        engine = LocalEngine.over(ours(folder / "g1", steps))
    yield engine
    engine.close()


def test_every_engine_finds_the_same_documents(engine: Engine, tmp_path: Path) -> None:
    steps = [(documents(random.Random(7), 0, 60), ())]
    stock(tmp_path / "index", steps)
    reference = StockEngine(tmp_path / "index")
    names = [(known.id, known.file) for known in reference.fetch(range(reference.documents), with_text=False)]
    wanted = frozenset(random.Random(1).sample(names, 20)) | {("nobody", "nowhere")}
    expected = reference.files_of([identifier for identifier, _ in wanted])
    found = engine.files_of([identifier for identifier, _ in wanted])
    assert {key: sorted(files) for key, files in found.items()} == {
        key: sorted(files) for key, files in expected.items()
    }
    shared = frozenset(identifier for identifier, files in expected.items() if len(files) > 1)
    for others in (False, True):
        asked = Filter("is", "read", among=Among(wanted, shared, others))
        answers = [each.rank(asked) for each in (engine, reference)]
        keys = [[key for key, _ in ranked.best(0, len(ranked))] for ranked in answers]
        told = [
            [(known.id, known.file) for known in each.fetch(own, with_text=False)]
            for each, own in zip((engine, reference), keys, strict=True)
        ]
        assert sorted(told[0]) == sorted(told[1])
        assert set(told[0]) == {name for name in names if (name in wanted) != others}
