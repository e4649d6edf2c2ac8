"""The engine against stock Whoosh: the same documents with the same scores for thousands of random queries."""

import os
import pickle
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from reference.library import Reference, Step, ours, stock
from whoosh import query
from whoosh.index import open_dir

from searcher.engine.local.document_words import Wanted, Words
from searcher.engine.local.evaluator import Runner
from searcher.engine.local.matching import leaves_of
from searcher.engine.local.occurrences import Occurrences
from searcher.engine.local.scorer import Scorer
from searcher.engine.local.snapshot import Snapshot
from searcher.entities.table import EntityTable
from searcher.index.version import Version
from searcher.ingest.document import Document
from searcher.query.expand import Expander, Options
from searcher.query.parse import parse
from searcher.query.plan import Plan

WORDS = {
    "en": [
        "the",
        "minister",
        "visited",
        "Pyongyang",
        "and",
        "spoke",
        "of",
        "Russia",
        "missiles",
        "treaty",
        "ocean",
        "oceans",
        "walking",
        "walked",
        "Usa",
        "Kim",
    ],
    "de": [
        "der",
        "Minister",
        "besuchte",
        "Pjöngjang",
        "und",
        "sprach",
        "von",
        "Russland",
        "Raketen",
        "Vertrag",
        "Häuser",
        "Hause",
        "Nordkorea",
        "Kim",
    ],
    "ru": [
        "министр",
        "Белоусов",
        "посетил",
        "Пхеньян",
        "и",
        "говорил",
        "о",
        "России",
        "ракетах",
        "договоре",
        "Путина",
        "Путин",
        "Северной",
        "Корее",
    ],
    "ko": ["장관은", "평양에서", "러시아와", "미사일", "조약을", "논의했다", "북한", "평양을", "김정은"],
    "zh": ["部长访问平壤并谈到俄罗斯的导弹条约和北朝鲜金正恩"],
    "fi": [
        "ministeri",
        "vieraili",
        "Pjongjangissa",
        "ja",
        "puhui",
        "Venäjän",
        "ohjuksista",
        "talossa",
        "talo",
        "taloon",
        "Helsingissä",
    ],
}
QUERIES = 2500


def documents(random_source: random.Random, start: int, count: int) -> list[Document]:
    made = []
    for number in range(start, start + count):
        langs = random_source.sample(sorted(WORDS), random_source.choice((1, 1, 1, 2)))
        lang = langs[0]
        text = " ".join(
            random_source.choice(WORDS[random_source.choice(langs)]) for _ in range(random_source.randint(1, 40))
        )
        title = " ".join(random_source.choice(WORDS[lang]) for _ in range(random_source.randint(0, 3)))
        date = random_source.choice(("", "2023-05-01", "2024-02-29", "2024-12-31T10:00:00"))
        kind = random_source.choice(("txt", "md", "jsonl"))
        made.append(Document(f"id{number:03}", f"docs/f{number // 3}.{kind}", text, title, kind, lang, date))
    return made


def steps() -> list[Step]:
    source = random.Random(7)
    return [
        (documents(source, 0, 60), ()),
        (documents(source, 60, 50), ("docs/f3.txt", "docs/f4.md", "docs/f7.jsonl", "docs/f2.md", "docs/f5.txt")),
        (documents(source, 110, 40), ("docs/f21.md", "docs/f22.txt", "docs/f30.jsonl", "docs/f31.txt")),
    ]


class Engine:
    """Ours, asked for plans and for their scores."""

    def __init__(self, version: Version) -> None:
        self.snapshot = Snapshot(version)
        self._runner = Runner(self.snapshot, Scorer(self.snapshot, Occurrences(self.snapshot)))
        self._expander = Expander(self.snapshot, EntityTable.open(None, None))

    def plan(self, text: str, options: Options) -> Plan | None:
        return self._expander.expand(parse(text), options).plan

    def scores(self, plan: Plan) -> dict[str, float]:
        found = self._runner.scores(plan)
        rows = zip(found.documents.tolist(), found.values.tolist(), strict=True)
        return {self.snapshot.metadata(document).id: score for document, score in rows}


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Version:
    return ours(tmp_path_factory.mktemp("ours") / "g1", steps())


@pytest.fixture(scope="module")
def engine(version: Version) -> Engine:
    return Engine(version)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return stock(tmp_path_factory.mktemp("stock") / "index", steps())


def random_query(source: random.Random, depth: int = 0) -> str:
    """A query text of any kind of node."""
    lang = source.choice(sorted(WORDS))
    word = source.choice(WORDS[lang])
    kind = source.randrange(18 if depth < 3 else 12)
    if kind < 4:
        return word
    if kind == 4:
        return f'"{" ".join(source.choice(WORDS[lang]) for _ in range(source.randint(1, 3)))}"'
    if kind == 5:
        return f'"{word} {source.choice(WORDS[lang])}"~{source.randrange(6)}'
    if kind == 6:
        return f"{word[: source.randint(1, 4)]}*"
    if kind == 7:
        return f"{word[:1]}?{word[2:]}*"
    if kind == 8:
        return f"{word}~"
    if kind == 9:
        return f"={word}"
    if kind == 10:
        return source.choice(
            ("lang:de", "lang:ko", "type:md", "date:2024", "date:[* TO 2023-12-31]", "path:f1*", "path:md", "lang:xx")
        )
    if kind == 11:
        return source.choice(("North Korea", "Kim Jong-un", "Putin", "Belousov", "平壤", "Russia", "United States"))
    parts = [random_query(source, depth + 1) for _ in range(source.randint(2, 4))]
    if kind == 12:
        return f"({' AND '.join(parts)})"
    if kind == 13:
        return f"({' OR '.join(parts)})"
    if kind == 14:
        return f"(NOT {parts[0]})"
    if kind == 15:
        return f"title:({parts[0]})"
    return " ".join(source.choice(("", "", "", "+", "-")) + part for part in parts)


@pytest.mark.parametrize("seed", range(5))
def test_same_documents_and_scores(engine: Engine, reference: Reference, seed: int) -> None:
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


def test_plain_whoosh_opens_it_and_finds_the_same(version: Version, engine: Engine) -> None:

    def anywhere(make: Callable[[str], query.Query]) -> query.Query:
        return query.Or([make(f"w_{lang}") for lang in engine.snapshot.languages])

    treaty, ocean = (anywhere(lambda field, word=word: query.Term(field, word)) for word in ("treaty", "ocean"))
    with open_dir(str(version.whoosh)).searcher() as searcher:
        for asked, text in [
            (treaty, "=treaty"),
            (query.And([treaty, ocean]), "=treaty AND =ocean"),
            (query.Or([treaty, ocean]), "=treaty OR =ocean"),
            (anywhere(lambda field: query.Phrase(field, ["spoke", "of"])), '="spoke of"'),
            (anywhere(lambda field: query.Prefix(field, "ocea")), "ocea*"),
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
        def __reduce__(self) -> object:
            return os.mkdir, (str(tmp_path / "executed"),)

    for path in version.whoosh.glob("*.toc"):
        path.write_bytes(path.read_bytes() + pickle.dumps(Hostile()))
    (version.whoosh / "_MAIN_99.toc").write_bytes(pickle.dumps(Hostile()))
    engine = Engine(version)
    plan = engine.plan("treaty", Options())
    assert plan is not None
    assert engine.scores(plan)
    assert not (tmp_path / "executed").exists()


def test_merging_changes_no_hit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without deleted documents the statistics stay the same, so the scores must."""
    source = random.Random(3)
    apart = [(documents(source, start, 9), ()) for start in range(0, 90, 9)]
    monkeypatch.setattr("searcher.index.index_writer.MOST_SEGMENTS", 12)
    several = Engine(ours(tmp_path / "several" / "g1", apart))
    monkeypatch.setattr("searcher.index.index_writer.MOST_SEGMENTS", 2)
    merged = Engine(ours(tmp_path / "merged" / "g1", apart))
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
    monkeypatch.setattr("searcher.index.index_writer.MOST_SEGMENTS", 1)
    merged = Engine(ours(tmp_path / "g1", steps()))
    assert merged.snapshot.documents == merged.snapshot.live_documents
    apart = Engine(ours(tmp_path / "g2", steps()[:1]))
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


def test_words_told_from_a_text_stand_where_the_index_has_them(engine: Engine) -> None:
    source = random.Random(11)
    occurrences = Occurrences(engine.snapshot)
    compared = 0
    for _ in range(400):
        text = random_query(source)
        plan = engine.plan(text, Options(fuzzy=source.random() < 0.2))
        if plan is None:
            continue
        document = source.choice(engine.snapshot.live.nonzero()[0].tolist())
        words = Words(engine.snapshot.metadata(document), engine.snapshot.text(document))
        leaves = leaves_of(plan)
        for (number, at), variants in Wanted(leaves).within(words).items():
            told = words.spans(variants)
            if told is not None:
                assert told == occurrences.in_document(leaves[number].tiers[at].variants, document), text
                compared += bool(told)
    assert compared > 100
