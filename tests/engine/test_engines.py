"""The engine against stock Whoosh: the same documents with the same scores for thousands of random queries."""

import os
import pickle
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from asking import Local, documents, random_query, steps
from reference.library import Reference, ours, stock
from whoosh import query
from whoosh.index import open_dir

from searcher.engine.local.document_words import Wanted, words_of_page
from searcher.engine.local.occurrences import Occurrences, Spans
from searcher.engine.local.scorer import Scorer
from searcher.index.version import Version
from searcher.query.expand import Options
from searcher.query.plan import Variant, leaves_of
from searcher.text.terms import METADATA

QUERIES = 2500


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Version:
    return ours(tmp_path_factory.mktemp("ours") / "g1", steps())


@pytest.fixture(scope="module")
def engine(version: Version) -> Local:
    return Local(version)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return stock(tmp_path_factory.mktemp("stock") / "index", steps())


@pytest.mark.parametrize("seed", range(5))
def test_same_documents_and_scores(engine: Local, reference: Reference, seed: int) -> None:
    source = random.Random(seed)
    asked = found = 0
    for _ in range(QUERIES // 5):
        text = random_query(source)
        options = Options(exact=source.random() < 0.1, names=source.random() < 0.8, fuzzy=source.random() < 0.1)
        plan = engine.plan(text, options)
        if plan is None:
            continue
        ours_found, expected = engine.scores(plan), reference.scores(plan)
        assert ours_found.keys() == expected.keys(), text
        assert ours_found == pytest.approx(expected, abs=1e-4, rel=1e-4), text
        asked += 1
        found += bool(expected)
    # Most random queries should find something, or little is compared.
    assert found > asked / 2


def test_plain_whoosh_opens_it_and_finds_the_same(version: Version, engine: Local) -> None:

    def anywhere(make: Callable[[str], query.Query]) -> query.Query:
        return query.Or([make(f"w_{lang}") for lang in engine.snapshot.languages])

    def beginning(field: str) -> query.Query:
        return query.Prefix(field, "ocea")

    treaty, ocean = (anywhere(partial(query.Term, text=word)) for word in ("treaty", "ocean"))
    with open_dir(str(version.whoosh)).searcher() as searcher:
        for asked, text in [
            (treaty, "=treaty"),
            (query.And([treaty, ocean]), "=treaty AND =ocean"),
            (query.Or([treaty, ocean]), "=treaty OR =ocean"),
            (anywhere(lambda field: query.Phrase(field, ["spoke", "of"])), '="spoke of"'),
            (anywhere(beginning) | beginning(f"w_{METADATA}"), "ocea*"),
            (query.Term("type", "md"), "type:md"),
            (query.Term("langs", "ko"), "lang:ko"),
            (query.TermRange("date", "2024", "2024~"), "date:2024"),
            (query.And([query.Every(), query.Not(query.Term("langs", "de"))]), "NOT lang:de"),
        ]:
            plan = engine.plan(text, Options())
            assert plan is not None
            found = {hit["id"] for hit in searcher.search(asked, limit=None)}
            assert found == engine.scores(plan).keys(), text
            assert found


def test_opening_an_index_executes_nothing(tmp_path: Path) -> None:
    version = ours(tmp_path / "g1", steps()[:1])

    class Hostile:
        def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
            return os.mkdir, (str(tmp_path / "executed"),)

    for path in version.whoosh.glob("*.toc"):
        path.write_bytes(path.read_bytes() + pickle.dumps(Hostile()))
    (version.whoosh / "_MAIN_99.toc").write_bytes(pickle.dumps(Hostile()))
    engine = Local(version)
    plan = engine.plan("treaty", Options())
    assert plan is not None
    assert engine.scores(plan)
    assert not (tmp_path / "executed").exists()


def test_merging_changes_no_hit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without deleted documents the statistics stay the same, so the scores must."""
    source = random.Random(3)
    apart = [(documents(source, start, 9), ()) for start in range(0, 90, 9)]
    monkeypatch.setattr("searcher.index.merge_policy.MOST_SEGMENTS", 12)
    several = Local(ours(tmp_path / "several" / "g1", apart))
    monkeypatch.setattr("searcher.index.merge_policy.MOST_SEGMENTS", 2)
    merged = Local(ours(tmp_path / "merged" / "g1", apart))
    assert len(several.snapshot.segments) == 10
    assert len(merged.snapshot.segments) <= 2
    for _ in range(300):
        text = random_query(source)
        plan = several.plan(text, Options())
        other = merged.plan(text, Options())
        assert (plan is None) == (other is None)
        if plan is not None and other is not None:
            assert merged.scores(other) == pytest.approx(several.scores(plan), abs=1e-4), text


def test_merging_drops_deleted_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searcher.index.merge_policy.MOST_SEGMENTS", 1)
    merged = Local(ours(tmp_path / "g1", steps()))
    assert merged.snapshot.documents == merged.snapshot.live_documents
    apart = Local(ours(tmp_path / "g2", steps()[:1]))
    for document in range(apart.snapshot.documents):
        known = apart.snapshot.metadata(document)
        same = [
            number
            for number in range(merged.snapshot.documents)
            if merged.snapshot.metadata(number) == known
            and merged.snapshot.text(number) == apart.snapshot.text(document)
        ]
        gone = any(known.file in removed for _, removed in steps())
        assert bool(same) != gone


def test_words_of_a_page_stand_where_each_variant_by_itself_has_them(engine: Local) -> None:
    source = random.Random(11)
    occurrences = Occurrences(engine.snapshot)
    compared = asked_more = 0
    for _ in range(400):
        text = random_query(source)
        plan = engine.plan(text, Options(fuzzy=source.random() < 0.2))
        if plan is None:
            continue
        documents = {source.choice(engine.snapshot.live.nonzero()[0].tolist())}
        leaves = leaves_of(plan)
        for tier in (
            tier for leaf in leaves for tier in leaf.tiers if not all(each.is_plain for each in tier.variants)
        ):
            documents.update(occurrences.of(tier.variants).documents[:1].tolist())
        wanted = Wanted(leaves)
        page = {document: engine.snapshot.metadata(document) for document in documents}
        for words in words_of_page(engine.snapshot, wanted, page):
            for (number, at), variants in wanted.within(words).items():
                alone = leaves[number].tiers[at].variants
                there = [row for row in _rows(occurrences.of(alone), alone) if row[0] == words.document]
                settled = occurrences.settled(variants, words.places_of(variants))
                assert _rows(settled, variants) == there, text
                told = words.spans(variants)
                if told is not None:
                    assert [(words.document, *span) for span in told] == there, text
                    compared += bool(told)
                asked_more += told is None and bool(there)
    assert compared > 100
    assert asked_more > 10


def _rows(spans: Spans, variants: Sequence[Variant]) -> list[tuple[int, int, int, Variant]]:
    columns = (spans.documents, spans.starts, spans.ends, spans.variants)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [(document, start, end, variants[number]) for document, start, end, number in rows]


def test_words_beside_variants_of_several_count_where_these_do_not_stand(
    engine: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("searcher.engine.local.scorer._FEW", 0)
    source = random.Random(23)
    occurrences = Occurrences(engine.snapshot)
    scorer = Scorer(engine.snapshot, occurrences)
    mixed = 0
    for _ in range(300):
        plan = engine.plan(random_query(source), Options(fuzzy=source.random() < 0.2))
        for tier in (tier for leaf in leaves_of(plan) for tier in leaf.tiers) if plan is not None else ():
            words = sum(each.is_plain and len(each.places) == 1 for each in tier.variants)
            if not 0 < words < len(tier.variants):
                continue
            expected: dict[int, float] = defaultdict(float)
            for document, _, _, variant in _rows(occurrences.of(tier.variants), tier.variants):
                expected[document] += variant.weight
            counts = scorer.counts(tier)
            assert dict(zip(counts.documents.tolist(), counts.values.tolist(), strict=True)) == pytest.approx(expected)
            mixed += len(counts) > 1
    assert mixed > 20
