"""Where the type of a column changes: counts, places and sizes on both sides of what 8, 16 and 24 bits hold."""

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from asking import Local, documents, random_query
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference.analyse import analyse
from reference.library import Step, ours, stock

from searcher.engine.local.multi_postings import SHIFT
from searcher.engine.local.snapshot import Snapshot
from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.columns import ColumnFile, Integers, places_in, ranges, smallest
from searcher.index.segment.packed import Narrow, Planed, Sizes, Split
from searcher.index.segment.packed_writer import NarrowWriter, PlanedWriter, SizesWriter, SplitWriter
from searcher.index.segment.postings import PostingLists, Postings
from searcher.index.segment.postings_writer import PostingsWriter
from searcher.ingest.document import Document
from searcher.query.expand import Options

SETTINGS = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
SMALL = (0, 1, 2, 15, 16, 17, 254, 255, 256, 257)
LARGE = (65_534, 65_535, 65_536, 65_537)
BORDERS = st.sampled_from(SMALL + LARGE)
MANY = 1 << 24


@given(st.lists(st.integers(0, 2**40) | BORDERS, max_size=50), st.lists(st.integers(0, 2**62) | BORDERS, max_size=50))
def test_places_in_a_column_of_any_type(held: list[int], asked: list[int]) -> None:
    wide, values = np.sort(np.array(held, np.int64)), np.array(asked, np.int64)
    column = smallest(wide)
    assert column.tolist() == wide.tolist()
    assert column.dtype != np.uint64
    assert places_in(column, values).tolist() == wide.searchsorted(values).tolist()
    assert places_in(column, values, "right").tolist() == wide.searchsorted(values, "right").tolist()


RUNS = st.lists(st.tuples(BORDERS | st.integers(0, 1 << 20), BORDERS), max_size=8)


@SETTINGS
@given(RUNS, st.lists(st.tuples(BORDERS, BORDERS), max_size=8), st.integers(0, 2**32 - 1))
def test_runs_of_equal_numbers_come_back(runs: list[tuple[int, int]], slices: list[tuple[int, int]], seed: int) -> None:
    whole = np.concatenate([np.zeros(0, np.int64), *(np.full(count, value) for value, count in runs)])
    with tempfile.TemporaryDirectory() as place:
        with ColumnWriter(Path(place) / "file") as out:
            writers = (
                NarrowWriter(out, "byte", 8), SizesWriter(out, "half"), SplitWriter(out, "split"),
                PlanedWriter(out, "planed", int(whole.max(initial=0))),
            )  # fmt: skip
            for writer in writers:
                for part in np.array_split(whole, 3):
                    writer.append(part)
                writer.close()
        file = ColumnFile(Path(place) / "file")
        taken = np.random.default_rng(seed).integers(0, max(1, len(whole)), 50 if len(whole) else 0)
        half = Sizes(file, "half")
        for column in (Narrow(file, "byte"), half.each, Split(file, "split"), Planed(file, "planed")):
            for start, length in [*slices, (0, len(whole))]:
                start = min(start, len(whole))
                end = min(start + length, len(whole))
                assert (column.slice(start, end) == whole[start:end]).all()
            assert (column.taken(taken) == whole[taken]).all()
        if len(whole):
            assert (half.starts(taken) == (whole.cumsum() - whole)[taken]).all()


@dataclass(frozen=True)
class Model:
    """Terms with their documents and how often each holds them; a term's occurrences in a document are 2 apart."""

    documents: int
    terms: list[dict[int, int]]

    def positions(self, term: int, document: int) -> list[int]:
        return list(range(term, term + 2 * self.terms[term][document], 2))

    def postings(self) -> Postings:
        counts = [len(term) for term in self.terms]
        owners = np.array([document for term in self.terms for document in sorted(term)], np.int64)
        frequencies = np.array([term[document] for term in self.terms for document in sorted(term)], np.int64)
        first = np.arange(len(self.terms)).repeat(counts).repeat(frequencies)
        positions = ranges(np.zeros(len(frequencies), np.int64), frequencies, len(first)) * 2 + first
        return Postings.of(np.concatenate(([0], np.cumsum(counts, dtype=np.int64))), owners, frequencies, positions)


@st.composite
def models(draw: st.DrawFn) -> Model:
    documents = draw(st.sampled_from([1, 2, 255, 256, 257, 65_535, 65_536, 65_537]))
    source = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    terms = []
    for _ in range(draw(st.integers(0, 6))):
        size = min(draw(BORDERS), documents)
        held = np.sort(source.permutation(documents)[:size]).tolist()
        known = dict.fromkeys(held, draw(st.sampled_from([1, 1, 2, 3])))
        # A few are frequent: all of them would be too many tokens.
        for frequency in draw(st.lists(st.sampled_from(SMALL[1:] + LARGE), max_size=2)):
            if held:
                known[int(source.choice(held))] = frequency
        terms.append(known)
    return Model(documents, terms)


@SETTINGS
@given(models(), st.integers(0, 2**32 - 1))
def test_posting_lists_of_any_size(model: Model, seed: int) -> None:
    source = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as place:
        with ColumnWriter(Path(place) / "file") as out:
            writer = PostingsWriter(out, model.documents)
            writer.add(model.postings())
            writer.close()
        lists = PostingLists(ColumnFile(Path(place) / "file"), model.documents)
        asked = np.flatnonzero(source.random(model.documents) < 0.4)
        some = set(asked.tolist())
        for term, known in enumerate(model.terms):
            held = sorted(known)
            assert lists.count(term) == len(held)
            assert lists.documents(term).tolist() == held
            assert lists.frequencies(term).tolist() == [known[document] for document in held]
            assert lists.positions(term).tolist() == [at for each in held for at in model.positions(term, each)]
            there, places = lists.find(term, asked)
            wanted = [document for document in held if document in some]
            assert asked[there].tolist() == wanted
            frequencies, positions = lists.frequencies_at(term, places), lists.positions_at(term, places)
            assert frequencies.tolist() == [known[document] for document in wanted]
            assert positions.tolist() == [at for each in wanted for at in model.positions(term, each)]
        chosen = np.sort(source.permutation(len(model.terms))[: source.integers(0, len(model.terms) + 1)])
        documents, frequencies, counts = lists.of_terms(chosen)
        numbers = chosen.tolist()
        assert counts.tolist() == [len(model.terms[term]) for term in numbers]
        assert documents.tolist() == [each for term in numbers for each in sorted(model.terms[term])]
        assert frequencies.tolist() == [
            model.terms[term][each] for term in numbers for each in sorted(model.terms[term])
        ]
        mask = np.zeros(model.documents, bool)
        mask[asked] = True
        _, owners, positions = lists.occurrences_in(chosen, mask)
        expected = [
            (each, at) for term in numbers for each in model.terms[term] if each in some
            for at in model.positions(term, each)
        ]  # fmt: skip
        assert sorted(zip(owners.tolist(), positions.tolist(), strict=True)) == sorted(expected)
        whole, between = model.postings(), lists.between(0, len(model.terms))
        assert between.starts.tolist() == whole.starts.tolist()
        assert between.documents.tolist() == whole.documents.tolist()
        assert between.frequencies.tolist() == whole.frequencies.tolist()
        assert between.positions.tolist() == whole.positions.tolist()


@pytest.mark.parametrize("postings", [MANY - 1, MANY, MANY + 1])
def test_more_postings_than_24_bits_count(tmp_path: Path, postings: int) -> None:
    """The first and the last terms of so many, with frequencies that a byte does not hold on both sides of the border."""
    documents, per_term = 5_000, 4_096
    starts = np.append(np.arange(0, postings, per_term), postings)
    frequencies = np.ones(postings, np.int64)
    wide = np.array([0, 254, 65_535, 65_536, postings - 2, postings - 1])
    frequencies[wide] = [255, 256, 300, 65_536, 254, 1_000]
    owners = ranges(np.zeros(len(starts) - 1, np.int64), np.diff(starts), postings)
    made = Postings.of(starts, owners, frequencies, np.zeros(int(frequencies.sum()), np.int64))
    with ColumnWriter(tmp_path / "file") as out:
        writer = PostingsWriter(out, documents)
        writer.add(made)
        writer.close()
    lists = PostingLists(ColumnFile(tmp_path / "file"), documents)
    last = len(starts) - 2
    for term in (0, 1, 15, 16, last - 1, last):
        own = slice(starts[term], starts[term + 1])
        assert lists.documents(term).tolist() == owners[own].tolist()
        assert lists.frequencies(term).tolist() == frequencies[own].tolist()
        assert len(lists.positions(term)) == frequencies[own].sum()
    terms = np.array([0, 15, 16, last])
    _, found, counts = lists.of_terms(terms)
    assert found.tolist() == [
        value for term in terms for value in frequencies[starts[term] : starts[term + 1]].tolist()
    ]
    assert counts.tolist() == (starts[terms + 1] - starts[terms]).tolist()
    assert lists.occurrences(last, last + 1).tolist() == [frequencies[starts[last] :].sum()]


Content = dict[tuple[str, str], dict[str, list[int]]]
"""(language, word) → id of a document → positions."""


def content(snapshot: Snapshot) -> Content:
    """All that the index knows of the words in documents that are not deleted, each asked for in several ways."""
    found: Content = {}
    everywhere = snapshot.live.nonzero()[0]
    ids = [snapshot.metadata(document).id for document in range(snapshot.documents)]
    for segment in snapshot.segments:
        dictionary = segment.dictionary
        assert dictionary.words_of(np.arange(len(dictionary))) == dictionary.words()
        for term, word in enumerate(dictionary.words()):
            key = dictionary.lang(term), word
            if key in found:
                continue
            postings = snapshot.postings(*key)
            documents, frequencies = postings.documents, postings.frequencies
            keys = postings.keys
            every = keys >> SHIFT, keys & ((1 << SHIFT) - 1)
            assert postings.keys_in(everywhere).tolist() == keys.tolist()
            together = snapshot.positions_of_all([key])[1:]
            assert postings.frequencies_in(everywhere).sum() == frequencies.sum(dtype=np.int64) == len(every[0])
            assert every[0].tolist() == documents.repeat(frequencies).tolist()
            assert sorted(zip(*map(_listed, together), strict=True)) == sorted(zip(*map(_listed, every), strict=True))
            known: dict[str, list[int]] = {}
            for document, position in zip(*map(_listed, every), strict=True):
                known.setdefault(ids[document], []).append(position)
            if known:
                found[key] = known
    return found


def _listed(values: Integers) -> list[int]:
    numbers: list[int] = values.tolist()
    return numbers


def expected(steps: Sequence[Step]) -> Content:
    """The same from the texts, one document after the other."""
    live: dict[str, Document] = {}
    for added, removed in steps:
        live = {name: document for name, document in live.items() if document.file not in removed}
        live.update((document.id, document) for document in added)
    found: Content = {}
    for name, document in live.items():
        for lang, words in analyse(document).words.items():
            for word, positions in words.items():
                found.setdefault((lang, word), {})[name] = positions
    return found


WORDS = ("aaa", "Bbb", "ccc", "Ärger", "слово", "말", "x" * 255, "y" * 256, "z" * 300)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A word so often that it is at a border, beside a few others; or a text at a border of tokens; or none."""
    kind = draw(st.sampled_from(["none", "few", "few", "often", "long"]))
    if kind == "none":
        return draw(st.sampled_from(["", " ", "…"]))
    few = " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=6)))
    if kind == "few":
        return few
    if kind == "often":
        return f"{few} {'aaa ' * draw(st.sampled_from(SMALL[6:] + LARGE))}{few}"
    size = draw(st.sampled_from(LARGE))
    return " ".join(f"w{number % 300}" for number in range(size))


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Batches of documents, with files that are removed between."""
    steps: list[Step] = []
    number = 0
    for _ in range(draw(st.integers(1, 5))):
        documents = []
        for text in draw(st.lists(texts(), max_size=4)):
            title = draw(st.sampled_from(["", "", "A title", "Bbb"]))
            documents.append(Document(f"d{number}", f"f{number % 3}", text, title, "txt", lang="en"))
            number += 1
        steps.append((documents, draw(st.lists(st.sampled_from(["f0", "f1", "f2"]), max_size=1)) if steps else []))
    return steps


@settings(SETTINGS, max_examples=50)
@given(histories(), st.sampled_from([1, 2, 6]))
def test_the_index_holds_what_the_texts_say(steps: list[Step], most_segments: int) -> None:
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr("searcher.index.merge_policy.MOST_SEGMENTS", most_segments)
        snapshot = Snapshot(ours(Path(place) / "g1", steps))
        assert len(snapshot.segments) <= most_segments
        assert content(snapshot) == expected(steps)
        snapshot.close()


def test_many_small_documents_around_the_borders_of_their_number(tmp_path: Path) -> None:
    """Segments with 255, 256 and 257 documents, and merged ones with more than a byte's worth of each."""
    sizes = (255, 256, 257, 1, 0)
    steps: list[Step] = []
    for part, size in enumerate(sizes):
        rows = [
            Document(f"{part}/{number}", f"f{part}", f"common w{number} odd{number % 2}", "", "txt", lang="en")
            for number in range(size)
        ]
        steps.append((rows, []))
    for most in (1, 3, 6):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("searcher.index.merge_policy.MOST_SEGMENTS", most)
            snapshot = Snapshot(ours(tmp_path / str(most) / "g1", steps))
        assert content(snapshot) == expected(steps)


def test_more_segments_are_merged_at_once_than_a_byte_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[Step] = [
        ([Document(f"d{n}", f"f{n}", f"common w{n % 7}", "", "txt", lang="en")], []) for n in range(258)
    ]
    monkeypatch.setattr("searcher.index.merge_policy.MOST_SEGMENTS", 257)
    monkeypatch.setattr("searcher.index.merge_policy.MERGED", 258)
    snapshot = Snapshot(ours(tmp_path / "g1", steps))
    assert len(snapshot.segments) == 1
    assert content(snapshot) == expected(steps)


def _at_borders(source: random.Random) -> list[Step]:
    """Documents as in the comparison of engines; in some, words are as often as a byte just holds or does not."""
    made: list[Step] = []
    for part in range(3):
        rows = documents(source, 40 * part, 40)
        for at, size in zip(source.sample(range(40), 4), (254, 255, 256, 257), strict=True):
            word = source.choice(rows[at].text.split())
            rows[at] = replace(rows[at], text=f"{rows[at].text} {f'{word} ' * size}{rows[at].text}")
        removed = [rows[0].file, f"docs/f{part}.txt", f"docs/f{part + 2}.md"] if part else []
        made.append((rows, removed))
    return made


@pytest.mark.parametrize("most_segments", [1, 6])
def test_random_plans_find_the_same_as_stock_whoosh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_segments: int
) -> None:
    source = random.Random(most_segments)
    steps = _at_borders(source)
    reference = stock(tmp_path / "stock", steps)
    monkeypatch.setattr("searcher.index.merge_policy.MOST_SEGMENTS", most_segments)
    engine = Local(ours(tmp_path / "g1", steps))
    found = 0
    for _ in range(80):
        text = random_query(source)
        plan = engine.plan(text, Options(exact=source.random() < 0.1, names=source.random() < 0.8))
        if plan is None:
            continue
        own = engine.scores(plan)
        theirs = reference.scores(plan)
        assert own.keys() == theirs.keys(), text
        if most_segments > 1:
            # Deleted documents count in the statistics until their segment is merged.
            assert own == pytest.approx(theirs, abs=1e-4, rel=1e-4), text
        found += bool(own)
    assert found > 35
