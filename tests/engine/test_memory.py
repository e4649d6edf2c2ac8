"""What queries hold in memory: between two of them within a budget, within one a few of its parts at a time."""

import random
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from building import library_over, update
from hypothesis import given
from hypothesis import strategies as st

from searcher.bounded import mapped_bytes
from searcher.engine.local import snapshot as snapshots
from searcher.engine.local.engine import LocalEngine
from searcher.engine.local.evaluator import Evaluator
from searcher.engine.local.scorer import LeafScores, Scorer, add_up, summed_up
from searcher.engine.local.scores import NOTHING, Scores
from searcher.engine.local.snapshot import Metadata, Snapshot
from searcher.index.segment.reader import Segment
from searcher.library import data_folder
from searcher.query.plan import Any, Leaf, Plan, Sum
from searcher.query.tree import Need
from searcher.search import searcher as searchers
from searcher.search.searcher import Searcher

DOCUMENTS = 20_000
PARTS = 100
# Of all documents with their scores.
WHOLE = 16 * DOCUMENTS


def most_memory(work: Callable[[], object]) -> int:
    """The bytes that some work takes at most, in memory that Python and NumPy ask for."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def everywhere() -> Scores:
    return Scores(np.arange(DOCUMENTS), np.ones(DOCUMENTS))


def test_the_parts_of_a_query_are_not_in_memory_together() -> None:
    """A hundred common words in a row took a hundred times the memory of one."""
    snapshot = SimpleNamespace(documents=DOCUMENTS, live_documents=DOCUMENTS, live=np.ones(DOCUMENTS, bool))
    scorer = SimpleNamespace(leaf=lambda leaf, cancelled: LeafScores(everywhere(), NOTHING))
    evaluator = Evaluator(cast(Snapshot, snapshot), cast(Scorer, scorer))
    leaves = tuple(Leaf(str(number), ()) for number in range(PARTS))
    plans: list[Plan] = [Sum(tuple((Need.SHOULD, leaf) for leaf in leaves), 1.0), Any(leaves)]
    for plan in plans:
        assert most_memory(lambda plan=plan: evaluator.scores(plan)) < 15 * WHOLE  # type: ignore[misc]
        assert evaluator.scores(plan).values.tolist() == [float(PARTS)] * DOCUMENTS


# Documents of 1 to 60, in blocks, with the counts of a word there.
BLOCKS = st.lists(st.lists(st.tuples(st.integers(0, 59), st.integers(1, 9)), max_size=20), max_size=6)


@given(BLOCKS, st.sampled_from([60, 500, 4_000]))
def test_counts_of_many_words_are_those_of_each_added_up(blocks: list[list[tuple[int, int]]], size: int) -> None:
    """However few of all documents have them."""
    expected = Counter[int]()
    for block in blocks:
        for document, count in block:
            expected[document] += count
    columns = [tuple(np.array(column) for column in zip(*block, strict=True)) for block in blocks if block]
    nothing = (np.empty(0, np.int64), np.empty(0))
    found = summed_up([nothing, *((documents, counts.astype(float)) for documents, counts in columns), nothing], size)
    assert found.documents.tolist() == sorted(expected)
    assert found.values.tolist() == [expected[document] for document in sorted(expected)]


def test_scores_are_added_up_as_they_come() -> None:
    expected = add_up([everywhere()] * PARTS, DOCUMENTS)
    parts = (everywhere() for _ in range(PARTS))
    assert most_memory(lambda: add_up(parts, DOCUMENTS)) < 15 * WHOLE
    assert expected.values.tolist() == [float(PARTS)] * DOCUMENTS


def test_what_is_kept_for_the_next_query_stays_within_its_budgets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "CACHED_BYTES", 30_000)
    monkeypatch.setattr(searchers, "EXPANDED_BYTES", 30_000)
    source = random.Random(1)
    words = [f"{first}{second}word" for first in "bcdfgh" for second in ("a", "e", "i", "o", "u")]
    library = library_over(
        tmp_path, {f"{number}.txt": " ".join(source.choices(words, k=40)).title() for number in range(60)}
    )
    update(library)
    engine = LocalEngine(data_folder(library.folder))
    searcher = Searcher(library.folder, engine)
    answers: dict[str, int] = {}
    for number in range(300):
        word = source.choice(words)
        forms = (word, f"{word}~", f"={word.title()}", f"title:{word}", f"{word[:2]}*", f"{word} AND {words[0]}")
        query = forms[number % len(forms)]
        found = searcher.search(query).total
        assert answers.setdefault(query, found) == found
        assert 0 < engine.snapshot.budget.total <= 30_000
    for number in range(100):
        searcher.search(f"{source.choice(words)} unknown{number}")
    assert searcher._budget.total <= 30_000


@pytest.mark.skipif(mapped_bytes() == 0, reason="the system does not tell which pages of files are in memory")
def test_pages_of_the_index_that_were_read_are_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = random.Random(1)
    letters = "bcdfghklmnprstvz"
    texts = {f"{at}.txt": " ".join("".join(source.choices(letters, k=9)) for _ in range(20_000)) for at in range(20)}
    library = library_over(tmp_path, texts)
    update(library)
    engine = LocalEngine(data_folder(library.folder))
    size = sum(segment.columns.size for segment in engine.snapshot.segments)
    # Whatever else the process has read before is not to count.
    monkeypatch.setattr(snapshots, "MAPPED_BYTES", 1 << 40)
    engine.snapshot.release()
    for segment in engine.snapshot.segments:
        segment.columns.verify()
    before = mapped_bytes()
    engine.snapshot.release()
    assert mapped_bytes() > before - size // 2, "they are few"
    monkeypatch.setattr(snapshots, "MAPPED_BYTES", 0)
    found = Searcher(library.folder, engine).search(texts["7.txt"].split()[0])
    assert found.total == 1
    assert mapped_bytes() < before - size // 2


def test_how_a_frequent_word_is_written_is_told_without_the_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frequent word with a capital took as long as to cut the whole library into words."""
    text = "Treaty of Paris, a TREATY; the LibreTreaty and Kim Jong-un"
    library = library_over(tmp_path, {f"{number}.txt": text for number in range(9)})
    update(library)
    read: list[int] = []
    cut: list[int] = []

    def counted(
        snapshot: Snapshot, document: int, known: Metadata, text: str, positions: Iterable[int]
    ) -> dict[int, tuple[int, int]]:
        cut.append(document)
        return offsets_in(snapshot, document, known, text, positions)

    def reading(segment: Segment, document: int) -> str:
        read.append(document)
        return text_of(segment, document)

    text_of, offsets_in = Segment.text, Snapshot.offsets
    monkeypatch.setattr(Snapshot, "offsets", counted)
    monkeypatch.setattr(Segment, "text", reading)
    searcher = Searcher(library.folder)
    for query, count in (
        ("=tReAtY", 0), ("=TREATY", 9), ("=Treaty", 9), ("=LibreTreaty", 9), ('="Treaty of"', 9), ('="TREATY of"', 0)
    ):  # fmt: skip
        assert len(searcher.rank(query)) == count, query
    assert read == []
    # Signs between words are looked for in the texts.
    assert len(searcher.rank('="Kim Jong-un"')) == 9
    assert len(searcher.rank('="Paris-a TREATY"')) == 0
    assert cut == []
