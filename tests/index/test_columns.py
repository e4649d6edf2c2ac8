"""Columns of an index: what is written comes back, however it is asked for."""

from collections.abc import Callable
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searcher.errors import DamagedError
from searcher.index.segment import column_bytes, column_writer, parts, postings_writer
from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.columns import ColumnFile, ranges
from searcher.index.segment.packed import MARK, Narrow, Planed, Sizes, Split
from searcher.index.segment.packed_writer import NarrowWriter, PlanedWriter, SizesWriter, SplitWriter
from searcher.index.segment.postings import PostingLists, common
from searcher.index.segment.postings_writer import PostingsWriter, Tokens, inverted, occurrences_of

SETTINGS = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
NUMBERS = st.lists(st.one_of(st.integers(0, 300), st.integers(0, 1 << 20)), max_size=200)


@SETTINGS
@given(st.lists(NUMBERS, max_size=4), st.data())
def test_numbers_come_back(tmp_path: Path, pieces: list[list[int]], data: st.DataObject) -> None:
    with ColumnWriter(tmp_path / "file") as out:
        writers = (
            NarrowWriter(out, "narrow", 8), PlanedWriter(out, "planed", 1 << 20), SplitWriter(out, "split"),
            SizesWriter(out, "sizes"),
        )  # fmt: skip
        for writer in writers:
            for part in pieces:
                writer.append(np.array(part, np.int64))
            writer.close()
    whole = [number for part in pieces for number in part]
    file = ColumnFile(tmp_path / "file")
    assert file.damaged() == []
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    places = data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=20)) if whole else []
    asked = np.array(places, np.int64)
    sizes = Sizes(file, "sizes")
    for column in (Narrow(file, "narrow"), Planed(file, "planed"), Split(file, "split"), sizes.each):
        assert column.slice(start, end).tolist() == whole[start:end]
        for runs in (None, (0, len(whole))):
            assert column.taken(asked, runs).tolist() == [whole[place] for place in places]
    begins = [0, *accumulate(whole)]
    assert sizes.start(start) == begins[start]
    if whole:
        assert sizes.starts(asked).tolist() == [begins[place] for place in places]
        assert sizes.starts(asked, (0, len(whole))).tolist() == [begins[place] for place in places]


def test_a_large_number_at_the_beginning_of_a_long_column(tmp_path: Path) -> None:
    numbers = [1, 5000, *[2] * 1000]
    with ColumnWriter(tmp_path / "file") as out:
        column = NarrowWriter(out, "narrow", 8)
        column.append(np.array(numbers, np.int64))
        column.close()
    narrow = Narrow(ColumnFile(tmp_path / "file"), "narrow")
    for start, end in ((0, 1002), (1, 300), (300, 900), (256, 257)):
        assert narrow.slice(start, end).tolist() == numbers[start:end]


def test_a_column_larger_than_what_is_kept_in_memory(tmp_path: Path) -> None:
    numbers = np.arange(700_000)
    with ColumnWriter(tmp_path / "file") as out:
        grown = out.column("grown", np.uint32)
        for part in np.array_split(numbers, 7):
            grown.append(part)
        out.add("other", b"text")
        out.add_parts("parts", [b"ab", memoryview(b"c")])
    file = ColumnFile(tmp_path / "file")
    assert (file.array("grown") == numbers).all()
    assert (bytes(file.bytes_of("other")), bytes(file.bytes_of("parts"))) == (b"text", b"abc")
    assert file.damaged() == []
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_that_was_not_finished_is_none(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), ColumnWriter(tmp_path / "file") as out:
        out.column("grown", np.uint8).append(np.arange(9))
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_bytes(b"nothing of the kind")
    with pytest.raises(DamagedError):
        ColumnFile(tmp_path / "file")


def write_postings(path: Path, tokens: Tokens) -> None:
    with ColumnWriter(path) as out:
        writer = PostingsWriter(out, tokens.documents)
        for postings in inverted(tokens, occurrences_of(tokens.terms, tokens.count)):
            writer.add(postings)
        writer.close()


# Tokens: (term, document), in documents of up to 400 places; terms below 4 are in most documents.
TOKENS = st.integers(0, 2**32 - 1)


@SETTINGS
@given(TOKENS, st.integers(1, 700), st.integers(1, 3), st.sampled_from([1, 40, 700, 1 << 20]))
def test_posting_lists_say_where_terms_stand(
    tmp_path: Path, seed: int, documents: int, parts: int, together: int
) -> None:
    source = np.random.default_rng(seed)
    counts = source.integers(0, 12, documents)
    counts[source.integers(0, documents)] = 400
    owners = np.arange(documents).repeat(counts)
    positions = ranges(np.zeros(documents, np.int64), counts, 1 << 20)
    terms = np.minimum(source.geometric(0.3, len(owners)) - 1, 11)
    edges = [0, *np.sort(source.integers(0, len(owners) + 1, parts - 1)).tolist(), len(owners)]
    places = [(owners[first:last], positions[first:last]) for first, last in pairwise(edges)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings_writer, "_TOGETHER", together)
        write_postings(tmp_path / "file", Tokens(terms.astype(np.int32), 12, documents, 400, lambda: places))
    lists = PostingLists(ColumnFile(tmp_path / "file"), documents)
    asked = np.flatnonzero(source.random(documents) < 0.3)
    for term in range(12):
        held = np.unique(owners[terms == term])
        expected = {d: positions[(terms == term) & (owners == d)].tolist() for d in held.tolist()}
        assert lists.documents(term).tolist() == held.tolist()
        assert lists.count(term) == len(held)
        assert lists.frequencies(term).tolist() == [len(expected[d]) for d in held.tolist()]
        assert lists.positions(term).tolist() == [at for d in held.tolist() for at in expected[d]]
        there, places_of = lists.find(term, asked)
        wanted = [d for d in asked.tolist() if d in expected]
        assert asked[there].tolist() == wanted
        assert held[places_of].tolist() == wanted
        frequencies, found = lists.frequencies_at(term, places_of), lists.positions_at(term, places_of)
        above = held[places_of] * 1000
        assert lists.positions_at(term, places_of, above).tolist() == (found + above.repeat(frequencies)).tolist()
        assert lists.positions(term, held * 1000).tolist() == [
            1000 * d + at for d in held.tolist() for at in expected[d]
        ]
        assert frequencies.tolist() == [len(expected[d]) for d in wanted]
        assert found.tolist() == [at for d in wanted for at in expected[d]]
    assert lists.occurrences(0, 12).tolist() == np.bincount(terms, minlength=12).tolist()
    mask = np.zeros(documents, bool)
    mask[asked] = True
    # Neighbours, nearly such, and others; those that ascend are read in one run.
    for several in map(np.array, ([1, 5, 7], [0, 1, 2, 3], [2, 3, 5, 6], [8, 9, 11], [7, 5, 1], [3], list(range(12)))):
        found_documents, found_frequencies, found_counts = lists.of_terms(several)
        assert found_counts.tolist() == [lists.count(int(term)) for term in several]
        assert found_documents.tolist() == [d for term in several for d in lists.documents(int(term)).tolist()]
        assert found_frequencies.tolist() == [f for term in several for f in lists.frequencies(int(term)).tolist()]
        told_places, documents_there, positions_there = lists.occurrences_in(several, mask)
        told = zip(several[told_places].tolist(), documents_there.tolist(), positions_there.tolist(), strict=True)
        chosen = np.isin(terms, several) & mask[owners]
        rows = (terms[chosen].tolist(), owners[chosen].tolist(), positions[chosen].tolist())
        assert sorted(told) == sorted(zip(*rows, strict=True))
    counts, occurrences = lists.in_documents(mask)
    pairs = set(zip(terms[mask[owners]].tolist(), owners[mask[owners]].tolist(), strict=True))
    assert counts.tolist() == [sum(term == own for own, _ in pairs) for term in range(len(counts))]
    assert occurrences.tolist() == np.bincount(terms[mask[owners]], minlength=len(counts)).tolist()
    between = lists.between(2, 9)
    assert between.documents.tolist() == [d for term in range(2, 9) for d in lists.documents(term).tolist()]


def test_many_documents_have_bit_maps_and_marks(tmp_path: Path) -> None:
    """A term in more documents than a bit map has in one word, and with more postings than between two marks."""
    documents = 70_000
    owners = np.arange(0, documents, 3)
    stands = [(owners, np.full(len(owners), 5))]
    write_postings(tmp_path / "file", Tokens(np.zeros(len(owners), np.int32), 1, documents, 6, lambda: stands))
    lists = PostingLists(ColumnFile(tmp_path / "file"), documents)
    assert lists.map(0) is not None
    assert len(owners) > MARK
    asked = np.array([0, 1, 2, 63, 64, 65, 66, 69_999])
    there, places = lists.find(0, asked)
    assert asked[there].tolist() == [0, 63, 66, 69_999]
    assert places.tolist() == [0, 21, 22, 23_333]
    assert lists.positions_at(0, places).tolist() == [5] * 4


@given(st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)))
def test_common_numbers(some: set[int], others: set[int]) -> None:
    one, two = np.array(sorted(some), np.int64), np.array(sorted(others), np.int64)
    first, second = common(one, two)
    assert one[first].tolist() == two[second].tolist() == sorted(some & others)


@pytest.fixture
def in_small_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with the numbers below 1000 in two bytes each, in blocks of 32, and the letters of a text."""
    for module in (parts, column_bytes, column_writer):
        for name, value in (("BLOCK_BITS", 6), ("BLOCK", 64)):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, value)
    path = tmp_path / "file"
    with ColumnWriter(path) as out:
        growing = out.column("growing", np.uint16)
        out.add("numbers", np.arange(1000, dtype=np.uint16))
        out.add_parts("letters", [b"abc" * at for at in range(40)])
        for first in range(0, 1000, 30):
            growing.append(np.arange(first, min(1000, first + 30)))
    return path


@pytest.mark.parametrize("name", ["numbers", "growing"])
def test_a_damaged_block_is_refused_when_it_is_read_and_no_other(in_small_blocks: Path, name: str) -> None:
    """However large a column is: in what is read of it every byte is as it was written."""
    data = in_small_blocks.read_bytes()
    item = data.index(np.arange(320, 352, dtype="<u2").tobytes(), 0 if name == "numbers" else len(data) // 2)
    in_small_blocks.write_bytes(data[: item + 9] + bytes([data[item + 9] ^ 1]) + data[item + 10 :])
    file = ColumnFile(in_small_blocks)
    column = file.parts(name)
    assert column.run(0, 320).tolist() == list(range(320))
    assert column.run(352, 1000).tolist() == list(range(352, 1000))
    assert column.at(np.array([999, 0, 353])).tolist() == [999, 0, 353]
    runs = np.array([0, 352, 999, 1000]), np.array([2, 640, 1, 0])
    assert column.at(np.array([0, 1, 352, 999]), runs).tolist() == [0, 1, 352, 999]
    assert column.rows(8, np.array([38, 44, 6]))[:, 0].tolist() == [304, 352, 48]
    assert column[351 + 1] == 352
    readings: list[Callable[[], object]] = [
        lambda: column[330],
        lambda: column.run(300, 321),
        lambda: column.at(np.array([0, 340])),
        lambda: column.at(np.array([0, 340]), (0, 400)),
        lambda: column.at(np.array([0, 340]), (np.array([0, 300]), np.array([1, 100]))),
        lambda: column.rows(8, np.array([41])),
        lambda: file.array(name),
        lambda: file.numbers(name),
        lambda: file.bytes_of(name),
    ]
    for reading in readings:
        with pytest.raises(DamagedError, match=name):
            reading()
    other = file.parts("letters").run(0, 9)
    assert other.tobytes() == b"abcabcabc"
    assert file.damaged() == [name]


def test_whole_blocks_have_the_values_that_were_written(in_small_blocks: Path) -> None:
    file = ColumnFile(in_small_blocks)
    assert file.damaged() == []
    assert file.array("numbers").tolist() == file.array("growing").tolist() == list(range(1000))
    assert bytes(file.bytes_of("letters")) == b"".join(b"abc" * at for at in range(40))
