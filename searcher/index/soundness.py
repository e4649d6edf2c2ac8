"""Whether what the columns of a version say can be right: read whole when something has failed, and by the doctor.

Checksums tell only that a file is as it was written. An index that somebody sent may hold anything.
"""

import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import cast

import numpy as np
import numpy.typing as npt

from searcher.errors import DamagedError
from searcher.index.commit import open_segment, read_commit
from searcher.index.damage import fault
from searcher.index.segment.columns import ColumnFile, Integers, blocks, ends_of
from searcher.index.segment.layout import KEYS
from searcher.index.segment.marks import UNUSUAL
from searcher.index.segment.merger import BLOCK
from searcher.index.segment.packed import LOW_BITS, MARK, ROW, Halves
from searcher.index.segment.postings import words_of_map
from searcher.index.segment.reader import Segment
from searcher.index.version import Version
from searcher.ingest.metadata import unpack_places
from searcher.text.sounds import sound_model
from searcher.text.tokens import CHECKPOINT_TOKENS, bounds

_FIELDS = 9
# What a column of bytes marks that lies beside.
_BYTE = 255
# Postings in memory at the same time; a multiple of MARK.
_AT_ONCE = 1 << 20


def first_damage(version: Version) -> DamagedError | None:
    """The first file of the index that is not as it was written, or not as it must be; None if all are whole."""
    try:
        for entry in read_commit(version.whoosh).segments:
            segment = open_segment(version.whoosh, entry)
            segment.columns.verify()
            check(segment)
            # Slow, for it reads as the indexing does.
            _require(segment, "texts", _words)
    except DamagedError as error:
        return error
    except OSError as error:
        found = fault(version.folder, error)
        return found if isinstance(found, DamagedError) else None
    return None


def check(segment: Segment) -> None:
    """Raise DamagedError unless all values of a segment are such as a writer makes; reads the whole of it."""
    for name, is_right in _CHECKS.items():
        _require(segment, name, is_right)


def _require(segment: Segment, name: str, is_right: Callable[[Segment], bool]) -> None:
    try:
        whole = is_right(segment)
    except (ValueError, LookupError, zlib.error) as error:
        raise segment.columns.damage(name) from error
    if not whole:
        raise segment.columns.damage(name)


def _numbers(file: ColumnFile, name: str, start: int = 0, end: int | None = None) -> Integers:
    numbers: Integers = file.array(name)[start:end].astype(np.int64)
    return numbers


def _ascends(numbers: Integers) -> bool:
    return bool((numbers[1:] >= numbers[:-1]).all()) and (not len(numbers) or int(numbers[0]) >= 0)


def _is_below(numbers: Integers, most: int) -> bool:
    return not len(numbers) or (int(numbers.min()) >= 0 and int(numbers.max()) < most)


def _ends(name: str) -> Callable[[Segment], bool]:
    return lambda segment: _ascends(_numbers(segment.columns, name))


def _names(name: str) -> Callable[[Segment], bool]:
    return lambda segment: _is_below(_numbers(segment.columns, f"{name}_of"), len(segment.names(name)))


def _edges(file: ColumnFile, name: str) -> Integers:
    """Where things begin that lie one after another, whose sizes a narrow column says; one more for the end."""
    return ends_of(_narrow(file, name, _BYTE, 0, file.length(name)))


def _pieces(segment: Segment, name: str, sizes: str) -> Iterator[bytes]:
    """The pieces of a column that have these sizes."""
    data = segment.columns.bytes_of(name)
    for start, end in pairwise(_edges(segment.columns, sizes).tolist()):
        yield bytes(data[start:end])


def _records(segment: Segment) -> bool:
    for document in range(segment.documents):
        fields = segment.record(document)
        if len(fields) != _FIELDS or int(fields[1]) < 0 or not fields[4].split() or int(fields[7]) < 0:
            return False
        unpack_places(fields[6])
    return True


def _texts(segment: Segment) -> bool:
    return all(len(segment.text(document)) >= 0 for document in range(segment.documents))


def _tokens(segment: Segment) -> bool:
    counts, titles = segment.tokens, segment.title_tokens
    places = 8 * segment.columns.length("capitals")
    whole = _is_below(counts, places + 1) and (titles >= 0).all() and (titles <= counts).all()
    return bool(whole) and int(segment.place_starts[-1]) <= places


def _letter_cases(segment: Segment) -> bool:
    """There are as many as unusual places."""
    marks, cases = segment.marks.all()
    unusual = cast("npt.NDArray[np.uint8]", segment.columns.array("unusual"))
    return int(((marks & UNUSUAL) > 0).sum()) == len(cases) == int(np.bitwise_count(unusual).sum(dtype=np.int64))


def _dates(segment: Segment) -> bool:
    return all(date.decode("ascii").isprintable() for date in np.unique(segment.dates).tolist())


def _folds(segment: Segment) -> bool:
    """Each ends as it must, and all are in order."""
    words = list(_pieces(segment, "folds", "fold_sizes"))
    whole = all(word.endswith(b"\n") and b"\n" not in word[:-1] and len(word) > 1 for word in words)
    return whole and all(word.decode() for word in words) and [w[:-1] for w in words] == sorted({w[:-1] for w in words})


def _spelt(segment: Segment) -> bool:
    terms = _edges(segment.columns, "spelt_terms")[1:]
    return (
        _is_below(terms, len(segment.dictionary))
        and bool((terms[1:] > terms[:-1]).all())
        and all(word.decode() for word in _pieces(segment, "spelt_words", "spelt_sizes"))
    )


def _terms(segment: Segment) -> bool:
    """All differ and are in order: by fold, language, and the fold itself before other spellings."""
    file = segment.columns
    langs = _numbers(file, "term_langs")
    if not _is_below(langs, len(segment.dictionary.langs)):
        return False
    folds = np.arange(file.length("fold_terms")).repeat(np.diff(_edges(file, "fold_terms")))
    keys = folds * len(segment.dictionary.langs) + langs
    words = dict(
        zip(_edges(file, "spelt_terms")[1:].tolist(), _pieces(segment, "spelt_words", "spelt_sizes"), strict=True)
    )
    same = np.flatnonzero(keys[1:] == keys[:-1]).tolist()
    return _ascends(keys) and all(words.get(term, b"") < words.get(term + 1, b"") for term in same)


def _distinct(name: str) -> Callable[[Segment], bool]:
    def look(segment: Segment) -> bool:
        langs = bytes(segment.columns.bytes_of(name)).decode().split("\n")
        return langs == [""] or ("" not in langs and langs == sorted(set(langs)))

    return look


def _keys(segment: Segment) -> bool:
    return all(
        _wide(f"{kind}_keys_high", _BYTE)(segment)
        and _rows(f"{kind}_keys")(segment)
        and _is_below(_numbers(segment.columns, f"{kind}_terms"), len(segment.dictionary))
        for kind in KEYS
    )


def _sounds(segment: Segment) -> bool:
    """The rows lie in clusters of the model, and each is the sound of another name."""
    file, names = segment.columns, _numbers(segment.columns, "sound_names")
    runs = list(_pieces(segment, "runs", "run_sizes"))
    return (
        _is_below(names, segment.sounds.folds + len(runs))
        and len(np.unique(names)) == len(names)
        and file.length("sound_bounds") == len(sound_model().centroids) + 1
        and _ascends(_numbers(file, "sound_bounds"))
        and all(run.endswith(b"\n") and len(run.decode()) > 1 for run in runs)
    )


def _wide(name: str, most: int) -> Callable[[Segment], bool]:
    def look(segment: Segment) -> bool:
        """The values that lie beside are those that the column marks, in their order."""
        at = _beside(segment.columns, f"{name}_wide_at")
        marked = np.flatnonzero(_narrowed(segment.columns, name, most, 0, None) == most)
        wide = _beside(segment.columns, f"{name}_wide")
        return bool(np.array_equal(at, marked) and (wide >= most).all())

    return look


def _beside(file: ColumnFile, name: str, start: int = 0, end: int | None = None) -> Integers:
    """What lies beside a column, from `start` to `end`; it is left out where nothing does."""
    return _numbers(file, name, start, end) if name in file else np.empty(0, np.int64)


def _narrowed(file: ColumnFile, name: str, most: int, start: int, end: int | None) -> Integers:
    """The values of a column from `start` to `end`, none above `most`."""
    if most > Halves.largest:
        return _numbers(file, name, start, end)
    both = cast("npt.NDArray[np.uint8]", file.array(name))[start >> 1 : None if end is None else (end + 1) >> 1]
    halves: Integers = np.stack((both & 15, both >> 4), axis=1).reshape(-1)[start & 1 :].astype(np.int64)
    return halves if end is None else halves[: end - start]


def _narrow(file: ColumnFile, name: str, most: int, start: int, end: int) -> Integers:
    """The values from `start` to `end`; read here anew, so that no fault of the reader counts as damage."""
    values = _narrowed(file, name, most, start, end)
    at = _beside(file, f"{name}_wide_at")
    first, last = at.searchsorted(np.array((start, end), np.int64)).tolist()
    values[at[first:last] - start] = _beside(file, f"{name}_wide", first, last)
    return values


def _counts(segment: Segment) -> bool:
    """No term is in more documents than there are."""
    counts = _narrow(segment.columns, "counts", _BYTE, 0, len(segment.dictionary))
    return _is_below(counts, segment.documents + 1)


def _frequencies(segment: Segment) -> bool:
    """Each is one at least, and the marks say the same on the way."""
    file, passed = segment.columns, 0
    postings = int(_edges(file, "counts")[-1])
    size = -(-postings // MARK) * MARK
    for start in range(0, size, _AT_ONCE):
        end = min(size, start + _AT_ONCE)
        found = _narrow(file, "frequencies", Halves.largest, start, end)
        real = max(0, postings - start)
        if not (found[:real] > 0).all() or found[real:].any():
            return False
        begins = passed + found.cumsum() - found
        if not np.array_equal(begins[::MARK], _numbers(file, "frequencies_marks", start // MARK, end // MARK)):
            return False
        passed += int(found.sum())
    return postings % MARK > 0 or int(_numbers(file, "frequencies_marks")[-1]) == passed


def _rows(name: str) -> Callable[[Segment], bool]:
    def look(segment: Segment) -> bool:
        """There are so many that have more than a byte as are marked, and as the numbers on the way say."""
        file = segment.columns
        bits = np.unpackbits(cast("npt.NDArray[np.uint8]", file.array(f"{name}_more")), bitorder="little")
        counts = bits.reshape(-1, ROW).sum(axis=1, dtype=np.int64)
        high = _numbers(file, f"{name}_high")
        return (
            np.array_equal(counts.cumsum() - counts, _numbers(file, f"{name}_passed"))
            and len(high) == int(counts.sum())
            and not bits[file.length(name) :].any()
            and bool((high > 0).all())
        )

    return look


def _positions(file: ColumnFile, frequencies: Integers, start: int) -> Integers:
    """The positions of postings with these frequencies, whose first one is the `start`-th."""
    end = start + int(frequencies.sum())
    if start == end:
        return frequencies
    distances = _numbers(file, "distances", start, end)
    row = start // ROW
    more = cast("npt.NDArray[np.uint8]", file.array("distances_more"))[row * ROW >> 3 : (end + 7) >> 3]
    bits = np.unpackbits(more, bitorder="little")
    before, own = np.split(bits[: end - row * ROW], [start % ROW])
    first_high = int(file.array("distances_passed")[row]) + int(before.sum(dtype=np.int64))
    places = np.flatnonzero(own)
    distances[places] += _narrow(file, "distances_high", _BYTE, first_high, first_high + len(places)) << 8
    first = frequencies.cumsum() - frequencies
    sums = distances.cumsum()
    return sums - (sums[first] - distances[first]).repeat(frequencies)


def _dense(segment: Segment) -> bool:
    terms = _numbers(segment.columns, "dense_terms")
    return _is_below(terms, len(segment.dictionary)) and bool((terms[1:] > terms[:-1]).all())


def _documents(segment: Segment) -> bool:
    """Those of each term ascend and are documents; the positions there are places in these, and begin with as many
    capitals as the term is said to have.
    """
    file = segment.columns
    capitals = cast("npt.NDArray[np.uint8]", file.array("capitals"))
    starts, sizes = _edges(file, "counts"), np.diff(segment.place_starts)
    dense = _numbers(file, "dense_terms")
    passed = sparse = 0
    for first, last in blocks(np.diff(starts), BLOCK):
        begin, end = int(starts[first]), int(starts[last])
        own = dense[dense.searchsorted(first) : dense.searchsorted(last)]
        is_sparse = np.ones(last - first, bool)
        is_sparse[own - first] = False
        counts = np.diff(starts[first : last + 1])
        count = int(counts[is_sparse].sum())
        documents = np.empty(end - begin, np.int64)
        documents[is_sparse.repeat(counts)] = _split(file, sparse, sparse + count)
        for term in own.tolist():
            documents[starts[term] - begin : starts[term + 1] - begin] = _map(segment, int(dense.searchsorted(term)))
        sparse += count
        falls = np.flatnonzero(documents[1:] <= documents[:-1]) + 1 + begin
        if not _is_below(documents, segment.documents) or not np.isin(falls, starts[first : last + 1]).all():
            return False
        frequencies = _narrow(file, "frequencies", Halves.largest, begin, end)
        positions = _positions(file, frequencies, passed)
        passed += len(positions)
        if not ((positions >= 0) & (positions < sizes[documents].repeat(frequencies))).all():
            return False
        places = segment.place_starts[documents].repeat(frequencies) + positions
        is_capital = capitals[places >> 3] >> (places & 7).astype(np.uint8) & np.uint8(1)
        terms = np.arange(last - first).repeat(counts).repeat(frequencies)
        told = _narrow(file, "term_capitals", _BYTE, first, last)
        if not np.array_equal(np.bincount(terms[is_capital > 0], minlength=last - first), told):
            raise file.damage("term_capitals")
    return sparse == file.length("documents")


def _split(file: ColumnFile, start: int, end: int) -> Integers:
    values = _numbers(file, "documents", start, end)
    for bit in range(LOW_BITS, max(0, file.length("tokens") - 1).bit_length()):
        plane = cast("npt.NDArray[np.uint8]", file.array(f"documents_{bit}"))[start >> 3 : (end + 7) >> 3]
        values |= np.unpackbits(plane)[start & 7 :][: end - start].astype(np.int64) << bit
    return values


def _map(segment: Segment, row: int) -> Integers:
    width = words_of_map(segment.documents) * 8
    bits = cast("npt.NDArray[np.uint8]", segment.columns.array("dense_documents"))[row * width : (row + 1) * width]
    return np.unpackbits(bits, bitorder="little").nonzero()[0]


def _words(segment: Segment) -> bool:
    """The texts and titles have the words that are counted, at the places that are kept."""
    for document in range(segment.documents):
        titles = int(segment.title_tokens[document])
        if titles not in (0, sum(1 for _ in bounds(segment.record(document)[2]))):
            return False
        places = [start for start, _ in bounds(segment.text(document))]
        marks = segment.checkpoints(document).tolist()
        if (
            len(places) != int(segment.tokens[document]) - titles
            or marks != places[CHECKPOINT_TOKENS::CHECKPOINT_TOKENS]
        ):
            return False
    return True


# By the column that is named when it is not right. Each may rely on those above it.
_CHECKS: dict[str, Callable[[Segment], bool]] = {
    "tokens": _tokens,
    "letter_cases_wide": _wide("letter_cases", _BYTE),
    "letter_cases": _letter_cases,
    "record_ends": _ends("record_ends"),
    "records": _records,
    "text_ends": _ends("text_ends"),
    "texts": _texts,
    "file_of": _names("file"),
    "type_of": _names("type"),
    "acronym_of": _names("acronym"),
    "field_of": _names("field"),
    "dates": _dates,
    "langs": _distinct("langs"),
    "held_langs": _distinct("held_langs"),
    "held_documents": lambda segment: _is_below(_numbers(segment.columns, "held_documents"), segment.documents + 1),
    "lang_tokens": lambda segment: _is_below(_numbers(segment.columns, "lang_tokens"), 1 << 62),
    "checkpoint_ends": _ends("checkpoint_ends"),
    "checkpoints_high_wide": _wide("checkpoints_high", _BYTE),
    "checkpoints": _rows("checkpoints"),
    **{f"{name}_wide": _wide(name, _BYTE) for name in ("fold_sizes", "fold_terms", "spelt_terms", "spelt_sizes")},
    "folds": _folds,
    "spelt_words": _spelt,
    "term_langs": _terms,
    "keys": _keys,
    "counts_wide": _wide("counts", _BYTE),
    "term_capitals_wide": _wide("term_capitals", _BYTE),
    "counts": _counts,
    "frequencies_wide": _wide("frequencies", Halves.largest),
    "frequencies": _frequencies,
    "distances_high_wide": _wide("distances_high", _BYTE),
    "distances": _rows("distances"),
    "dense_terms": _dense,
    "documents": _documents,
    "run_sizes_wide": _wide("run_sizes", _BYTE),
    "runs": _sounds,
}
