"""What every engine must do: the same documents, scores, matches and counts for the same plans."""

import random
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from asking import Asked, Local, random_query, steps
from clustered import clustered, settings_for
from reference.engine import StockEngine
from reference.library import ours, stock

from searcher.engine.engine import FIELDS, Cancelled, Engine
from searcher.ingest.document import Document
from searcher.query.expand import Options
from searcher.query.plan import All, Kind, Leaf, Sum, Tier, Variant, leaves_of
from searcher.query.tree import Need
from searcher.records import replace
from searcher.text.terms import Entry

QUERIES = 100
# Each asks the cluster a hundred things.
QUERIES_OF_CLUSTER = 25
QUERIES_OF_STOCK = 10
LIMIT = 10


def _local(folder: Path, most_segments: int) -> Engine:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("searcher.index.merge_policy.MOST_SEGMENTS", most_segments)
        return Local(ours(folder / "g1", steps())).engine


def _stock(folder: Path) -> Engine:
    stock(folder / "index", steps())
    return StockEngine(folder / "index")


STOCK = "stock Whoosh"
ENGINES: dict[str, Callable[[Path], Engine]] = {
    "columns": lambda folder: _local(folder, 6),
    "columns, merged": lambda folder: _local(folder, 1),
    STOCK: _stock,
}

OPENSEARCH = "OpenSearch"


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    return Asked(_stock(tmp_path_factory.mktemp("reference")))


@pytest.fixture(scope="module")
def in_all_ways() -> Iterator[None]:
    """What the cluster is asked late and in parts so as not to ask it for all of a large query, of small ones too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("searcher.engine.opensearch.ranked.MANY_TIERS", 0)
        patch.setattr("searcher.engine.opensearch.ranked.HARDLY", 0.5)
        patch.setattr("searcher.engine.opensearch.ranked.LIGHT", 0.5)
        patch.setattr("searcher.engine.opensearch.tiers.MANY_IN_ROWS", 3)
        patch.setattr("searcher.engine.opensearch.numbers.FEW_TIERS", 2)
        patch.setattr("searcher.engine.opensearch.lookups.FEW_READ", 3)
        yield


@pytest.fixture(scope="module", params=[*ENGINES, OPENSEARCH])
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    folder = tmp_path_factory.mktemp("engine")
    if request.param == OPENSEARCH:
        request.getfixturevalue("in_all_ways")
        place = settings_for(request.getfixturevalue("cluster"))
        asked = Asked(clustered(place, folder, steps()))
        asked.queries = QUERIES_OF_CLUSTER
    else:
        asked = Asked(ENGINES[request.param](folder))
        # Stock Whoosh is what the others are compared with.
        asked.queries = QUERIES if request.param != STOCK else QUERIES_OF_STOCK
    yield asked
    asked.engine.close()


@pytest.mark.parametrize("seed", range(4))
def test_the_same_answer_from_the_vocabulary_to_the_matches(asked: Asked, reference: Asked, seed: int) -> None:
    source = random.Random(seed)
    found = 0
    for _ in range(asked.queries):
        text = random_query(source)
        options = Options(
            exact=source.random() < 0.1,
            names=source.random() < 0.8,
            fuzzy=source.random() < 0.2,
            prefix_last=source.random() < 0.2,
        )
        plan = reference.plan(text, options)
        assert asked.plan(text, options) == plan, text
        if plan is None:
            continue
        own, theirs = asked.engine.rank(plan), reference.engine.rank(plan)
        assert len(own) == len(theirs), text
        best, expected = own.best(0, LIMIT), theirs.best(0, LIMIT)
        assert [score for _, score in best] == pytest.approx([score for _, score in expected], abs=1e-6), text
        for field in FIELDS:
            assert asked.engine.counts(own, field) == reference.engine.counts(theirs, field), (text, field)
        for leaf in leaves_of(plan):
            assert list(asked.engine.frequencies(leaf)) == list(reference.engine.frequencies(leaf)), text
            for tier in leaf.tiers:
                own_count = asked.engine.frequency(tier, among=own)
                assert own_count == reference.engine.frequency(tier, among=theirs), text
                assert asked.engine.frequency(tier) == reference.engine.frequency(tier), text
        documents = asked.engine.fetch([key for key, _ in best])
        others = {each.id: each for each in reference.engine.fetch([key for key, _ in theirs.best(0, len(theirs))])}
        matcher, other = asked.engine.matcher(plan), reference.engine.matcher(plan)
        told = {document.key: found_there for document, found_there in matcher.of([each.key for each in documents])}
        keys = [others[document.id].key for document in documents]
        expected_there = {document.key: found_there for document, found_there in other.of(keys)}
        for document in documents:
            same = others[document.id]
            assert (document.text, document.title, document.langs) == (same.text, same.title, same.langs)
            assert list(told[document.key]) == list(expected_there[same.key]), (text, document.id)
            found += 1
    assert found > asked.queries


DATES = {
    "en": "On 30 November, 2021 some 10,000 people met; 1.5 million watched, 5 million more on 9/11 and on 11/30.",
    "de": "Am 30.11.2021 sahen 1,5 Millionen zu, am 30.11. waren es 5 Millionen, bei 192.168.30.11 nur 10 000 000.",
    "ru": "30 ноября 10 000 солдат, 30-го ноября 10 тысяч, а всего 1 500 000 и 500 000 в 10 городах.",
    "zh": "11月30日有150万人，2021年11月30日有500万人。",
}
ASKED_DATES = (
    "30 November", "30.11.", "30.11.2021", "11/30", "9/11", "10/11", "10.000", "5 million", "1.5 million", "500 000",
    '"10 000 солдат"', "title:30.11.", "30 November met 1.5 million", "November 2021",
)  # fmt: skip


@pytest.mark.parametrize("name", ["columns", OPENSEARCH])
def test_the_same_dates_and_numbers(tmp_path: Path, request: pytest.FixtureRequest, name: str) -> None:
    made = [
        Document(f"{lang}{at}", f"{lang}{at}.txt", " ".join([text] * (1 + at)), text[:20] * at, "txt", lang)
        for lang, text in DATES.items()
        for at in range(2)
    ]
    stock(tmp_path / "stock", [(made, ())])
    reference = Asked(StockEngine(tmp_path / "stock"))
    if name == OPENSEARCH:
        place = settings_for(request.getfixturevalue("cluster"))
        own_engine = Asked(clustered(place, tmp_path / "clustered", [(made, ())]))
    else:
        own_engine = Local(ours(tmp_path / "g1", [(made, ())]))
    for text in ASKED_DATES:
        plan = reference.plan(text, Options())
        assert plan is not None
        assert own_engine.plan(text, Options()) == plan, text
        assert own_engine.scores(plan) == pytest.approx(reference.scores(plan), abs=1e-6), text
        own, theirs = (
            {
                document.id: list(found)
                for document, found in engine.matcher(plan).of([key for key, _ in engine.rank(plan).best(0, 99)])
            }
            for engine in (own_engine.engine, reference.engine)
        )
        assert own == theirs, text


def test_equal_scores_come_by_id(asked: Asked) -> None:
    plan = asked.plan("type:md", Options())
    assert plan is not None
    ranked = asked.engine.rank(plan)
    ids = [each.id for each in asked.engine.fetch([key for key, _ in ranked.best(0, len(ranked))], with_text=False)]
    assert ids == sorted(ids)
    assert len(ids) == len(ranked) > LIMIT
    assert [key for key, _ in ranked.best(3, 7)] == [key for key, _ in ranked.best(0, 7)][3:]


def test_an_answer_that_nobody_waits_for_ends(asked: Asked) -> None:
    plan = asked.plan("minister treaty ocean", Options())
    assert plan is not None
    with pytest.raises(Cancelled):
        asked.engine.rank(plan, lambda: True)
    assert len(asked.engine.rank(plan))
    asked.engine.forget()
    assert not asked.engine.refresh()


def test_the_newest_come_first(asked: Asked, reference: Asked) -> None:
    random_source = random.Random(11)
    for _ in range(min(asked.queries, 10)):
        query = random_query(random_source)
        answers = []
        for each in (asked, reference):
            plan = each.plan(query, Options())
            if plan is None:
                continue
            ranked = each.engine.rank(plan, by_date=True)
            keys = [key for key, _ in ranked.best(0, len(ranked))]
            told = each.engine.fetch(keys, with_text=False)
            answers.append([(known.date, known.id, known.file) for known in told])
            dates = [known.date for known in told]
            assert dates == sorted(dates, reverse=True)
            # As many as are wanted come as from all of them.
            assert [key for key, _ in each.engine.rank(plan, by_date=True).best(0, 3)] == keys[:3]
        assert not answers or answers[0] == answers[-1]


def test_words_that_are_nowhere_together_leave_what_only_supports(asked: Asked, reference: Asked) -> None:
    entries, _ = reference.engine.vocabulary.by_prefix("b", 40)
    plain = {entry: Leaf(entry.word, (_tier_of(entry),)) for entry in entries}
    apart = next(
        All((plain[one], plain[other]))
        for one, other in combinations(entries, 2)
        if not len(reference.engine.rank(All((plain[one], plain[other]))))
    )
    supporting = Leaf(entries[0].word, (replace(_tier_of(entries[0]), supports=True),))
    plan = Sum(((Need.SHOULD, apart), (Need.SHOULD, supporting)))
    assert len(asked.engine.rank(plan)) == len(reference.engine.rank(plan)) == entries[0].documents


def _tier_of(entry: Entry) -> Tier:
    return Tier((Variant((((entry.lang, entry.word),),), 1.0, Kind.EXACT, entry.word),), 1.0, entry.lang)
