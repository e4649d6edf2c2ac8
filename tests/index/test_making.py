"""Segments made by helper processes: many small ones, merged beside the reading, with the same answers."""

import os
import signal
import tracemalloc
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest
from building import library_over, texts, version_of

from searcher.errors import SearcherError
from searcher.index import batch as writing
from searcher.index import merge_policy
from searcher.index import workers as making
from searcher.index.commit import SegmentEntry, read_commit, segment_path
from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.columns import ColumnFile
from searcher.index.segment.writer import SegmentWriter
from searcher.index.workers import SegmentMaker, Workers
from searcher.indexing.update import update
from searcher.ingest.document import Document
from searcher.search.searcher import Searcher
from searcher.text.forms import Forms
from searcher.text.splitting import Splitter

WORDS = ("minister", "treaty", "ocean", "Pyongyang", "Häuser", "ракета", "平壤", "walking")


def lines(count: int) -> str:
    rows = (
        f'{{"id": "r{at}", "text": "{WORDS[at % 8]} {WORDS[at % 5]} number{at} {"word " * (at % 7)}"}}'
        for at in range(count)
    )
    return "\n".join(rows)


def test_many_batches_and_merges_give_the_same_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = library_over(tmp_path / "plain", {"a.jsonl": lines(300)})
    update(plain)
    assert len(read_commit(version_of(plain).whoosh).segments) == 1
    for name, value in (("CHUNK_DOCUMENTS", 7), ("BATCH_DOCUMENTS", 40)):
        monkeypatch.setattr(writing, name, value)
    for name, value in (("MOST_SEGMENTS", 3), ("MERGED", 2)):
        monkeypatch.setattr(merge_policy, name, value)
    monkeypatch.setattr(making, "MOST_TOKENS", 200)
    merged_beside: list[Sequence[SegmentEntry]] = []
    merge = Workers.merge

    def merge_told(helpers: Workers, parts: Sequence[SegmentEntry]) -> "Future[str]":
        merged_beside.append(parts)
        return merge(helpers, parts)

    monkeypatch.setattr(Workers, "merge", merge_told)
    parted = library_over(tmp_path / "parted", {"a.jsonl": lines(300)})
    assert update(parted).documents == 300
    assert merged_beside, "small segments are merged while the next are made"
    assert len(read_commit(version_of(parted).whoosh).segments) <= 3
    assert texts(parted) == texts(plain)
    one, other = Searcher(plain.folder), Searcher(parted.folder)
    for query in (
        "treaty",
        '"ocean treaty"',
        "minister AND ocean",
        "walk*",
        "Pyongyang",
        "number7",
        "ракета OR 平壤",
        "word",
    ):
        expected = [(hit.id, round(hit.score, 6), hit.matches) for hit in one.search(query, limit=0).hits]
        assert [(hit.id, round(hit.score, 6), hit.matches) for hit in other.search(query, limit=0).hits] == expected
        assert expected, query


def test_what_is_indexed_at_once_is_one_segment_where_that_pays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "CHUNK_DOCUMENTS", 7)
    monkeypatch.setattr(making, "MOST_TOKENS", 200)
    parted = library_over(tmp_path / "parted", {"a.jsonl": lines(300)})
    update(parted)
    assert 1 < len(read_commit(version_of(parted).whoosh).segments) <= merge_policy.MOST_SEGMENTS
    monkeypatch.setattr(merge_policy, "JOINED_CHARACTERS", 1_000)
    whole = library_over(tmp_path / "whole", {"a.jsonl": lines(300)})
    update(whole)
    folder = version_of(whole).whoosh
    (entry,) = read_commit(folder).segments
    assert [path.stem for path in folder.glob("*.columns")] == [entry.name], "its parts are gone"
    assert texts(whole) == texts(parted)


def test_a_helper_that_was_ended_is_one_line_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "CHUNK_DOCUMENTS", 5)
    library = library_over(tmp_path, {"a.jsonl": lines(12)})
    update(library)
    (tmp_path / "docs" / "b.jsonl").write_text(lines(60).replace('"r', '"s'), encoding="utf-8")
    with monkeypatch.context() as during:
        during.setattr(making, "_take", kill_oneself)
        with pytest.raises(SearcherError, match="a worker process was ended.*run `searcher index` again") as error:
            update(library)
    assert "\n" not in str(error.value)
    assert len(texts(library)) == 12
    assert update(library).documents == 72


def kill_oneself(chunk: making.Chunk) -> list[str]:
    os.kill(os.getpid(), signal.SIGKILL)
    return []


def test_a_segment_ends_before_its_numbers_grow_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searcher.index.segment.writer._BITS", 12)
    maker = SegmentMaker(tmp_path)
    long = [(Document("long", "a", "word " * 300), "en")]
    assert maker.take(long) == []
    assert maker.take([(Document(f"d{at}", "a", "short"), "en") for at in range(3)]) != [], "11 bits and 3 are too many"
    assert len(maker.finish()) == 1


def test_a_process_forgets_words_when_they_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "REMEMBERED_WORDS", 50)
    maker = SegmentMaker(tmp_path)
    made = []
    for at in range(4):
        made += maker.take([(Document(f"d{at}", "a", " ".join(f"w{at}x{n}" for n in range(40))), "en")])
    made += maker.finish()
    assert len(made) == 2


def columns_of(folder: Path, names: list[str]) -> list[dict[str, bytes]]:
    files = [ColumnFile(segment_path(folder, name)) for name in names]
    return [{name: bytes(file.bytes_of(name)) for name in file._columns} for file in files]


@pytest.mark.parametrize("title", ["", "A Title of its own", "begins with this"])
def test_a_long_text_in_parts_is_the_same_segment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, title: str) -> None:
    monkeypatch.setattr("searcher.text.splitting._BATCH", 500)
    monkeypatch.setattr("searcher.text.splitting.CHECKPOINT_TOKENS", 16)
    german = "Der Präsident ist am Montag nach Moskau gereist, um dort über den Frieden zu sprechen. "
    russian = "Президент России прибыл в Пхеньян с визитом, чтобы обсудить договор о мире. "
    korean = "김정은 국무위원장은 평양에서 러시아 대통령과 회담을 가졌다. "
    lines = [
        text + " ".join(f"{mark}{at}x{n} Wort{n} WORT{n}" for n in range(9))
        for at in range(12)
        for mark, text in (("w", german), ("Ж", russian), ("한", korean))
    ]
    document = Document("long", "a", "begins with this and goes on\n" + "\n".join(lines), title)
    (tmp_path / "whole").mkdir()
    maker = SegmentMaker(tmp_path / "whole")
    whole = columns_of(tmp_path / "whole", [*maker.take([(document, "")]), *maker.finish()])
    monkeypatch.setattr(making, "LONG_CHARACTERS", 1000)
    monkeypatch.setattr(making, "PART_WORDS", 60)
    monkeypatch.setattr("searcher.index.segment.merger.FOLDS", 25)
    (tmp_path / "parted").mkdir()
    maker = SegmentMaker(tmp_path / "parted")
    before = (Document("short", "a", "a short one before"), "en")
    names = maker.take([before, (document, "")])
    parted = columns_of(tmp_path / "parted", names)
    assert len(parted) == 2, "what came before it is a segment of its own"
    assert parted[1] == whole[0]
    assert maker.finish() == []
    assert {path.stem for path in (tmp_path / "parted").iterdir()} == set(names), "no part is left behind"


def test_no_more_words_are_held_than_a_part_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searcher.text.splitting._BATCH", 500)
    monkeypatch.setattr(making, "LONG_CHARACTERS", 1000)
    monkeypatch.setattr(making, "PART_WORDS", 60)
    most = 0
    update_forms = Forms.update

    def measured(forms: Forms, raws: list[str]) -> None:
        nonlocal most
        update_forms(forms, raws)
        most = max(most, len(forms.words))

    monkeypatch.setattr(Forms, "update", measured)
    maker = SegmentMaker(tmp_path)
    assert maker.take([(Document("short", "a", " ".join(f"other{at}" for at in range(120))), "en")]) == []
    assert len(maker.take([(Document("long", "a", " ".join(f"word{at}" for at in range(5000))), "en")])) == 2
    assert most < 330


def test_writing_a_segment_holds_each_token_once(tmp_path: Path) -> None:
    """Terms take the place of words, and what tokens are sorted by that of nothing else: some 34 bytes a token in all."""
    builder = SegmentWriter(Splitter(), Forms())
    text = " ".join(f"word{at * at % 2_003}" for at in range(500))
    builder.add([(Document(str(number), "a.txt", text, lang="en"), "") for number in range(800)])
    with ColumnWriter(tmp_path / "a.columns") as out:
        tracemalloc.start()
        try:
            builder.write(out)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 38 * builder.tokens
