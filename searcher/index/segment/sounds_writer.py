"""Writes the sounds of a segment's names: of new words, or those that the segments had which are merged."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from searcher.expressions import expression
from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.columns import Integers, joined, smallest
from searcher.index.segment.packed_writer import write_narrow
from searcher.index.segment.reader import Segment
from searcher.index.segment.sounds import Sounds
from searcher.index.segment.term_dictionary import END, TermDictionary
from searcher.text.name_runs import distinct_name_runs
from searcher.text.scripts import HANGUL, UNSPACED
from searcher.text.sound_search import clustered
from searcher.text.sounds import are_sounds, clusters, vectors

# One letter is no name, unless it is a syllable; and characters of scripts without spaces are names in runs only.
_NO_NAME = expression(rf"[^{HANGUL}]|.*[\d{UNSPACED}].*", re.DOTALL)
# Rows in memory at the same time while segments are merged, and in one go while words are new.
_ROWS = 100_000


def write_sounds(
    out: ColumnWriter,
    folds: Sequence[str],
    fold_of: Integers,
    named: npt.NDArray[np.bool_],
    runs: Iterable[str],
    sounds_of: "Callable[[Integers], tuple[npt.NDArray[np.int8], npt.NDArray[np.uint16]]]",
) -> None:
    """Write the columns of new words. By term: `fold_of`, the number of its fold; `named`, whether it may be a name.

    `sounds_of` gives the sounds of folds, and their clusters.
    """
    numbers = np.array(
        [number for number in np.unique(fold_of[named]).tolist() if not _NO_NAME.fullmatch(folds[number])], np.int64
    )
    made, clusters_of = sounds_of(numbers)
    known = are_sounds(made)
    own_runs = sorted(set(runs))
    of_runs = vectors(own_runs)
    heard = are_sounds(of_runs)
    names = np.concatenate((numbers[known], np.arange(heard.sum()) + len(folds)))
    rows = np.concatenate((made[known], of_runs[heard]))
    order, bounds = clustered(np.concatenate((clusters_of[known], clusters(of_runs[heard]))))
    out.add("sounds", rows[order])
    out.add("sound_names", smallest(names[order]))
    out.add("sound_bounds", smallest(bounds))
    _write_names(out, named, [run for run, is_heard in zip(own_runs, heard.tolist(), strict=True) if is_heard])


class Heard(Protocol):
    """Words with their sounds."""

    @property
    def dictionary(self) -> TermDictionary: ...

    @property
    def sounds(self) -> Sounds: ...


Left = tuple[npt.NDArray[np.bool_], set[str]]
"""By term, whether it may be a name for a document that is not deleted; and the runs of such documents."""


def merge_sounds(
    out: ColumnWriter,
    segments: Sequence[Heard],
    numbers: Sequence[npt.NDArray[np.int32]],
    fold_of: Integers,
    left_of: Sequence[Left],
) -> list[str]:
    """Write the columns of segments that become one, without what only deleted documents have; gives the runs.

    `numbers`: by segment, the new number of each of its terms, -1 for those that are gone; `fold_of`: by new term, the
    number of its fold. In memory are a few numbers for each name, and the vectors of some clusters.
    """
    named = np.zeros(len(fold_of), bool)
    folds = int(fold_of[-1]) + 1 if len(fold_of) else 0
    still = [own & (number >= 0) for (own, _), number in zip(left_of, numbers, strict=True)]
    left = [own for _, own in left_of]
    runs = sorted(set().union(*left))
    run_numbers = {run: number for number, run in enumerate(runs, folds)}
    names = []
    for segment, number, kept, own in zip(segments, numbers, still, left, strict=True):
        named[number[kept]] = True
        new = np.full(segment.sounds.folds, -1, np.int64)
        terms = np.flatnonzero(kept)
        new[segment.dictionary.folds_of(terms)] = fold_of[number[terms]]
        of_runs = [run_numbers[run] if run in own else -1 for run in segment.sounds.runs()]
        names.append(np.concatenate((new, np.array(of_runs, np.int64)))[segment.sounds.names])
    written: list[Integers] = []
    sizes: list[Integers] = []
    column = out.column("sounds", np.int8)
    for rows, own_names, clusters_of in _merged([segment.sounds for segment in segments], names):
        column.append(rows)
        written.append(own_names)
        sizes.append(clusters_of)
    out.add("sound_names", smallest(joined(written)))
    out.add("sound_bounds", smallest(np.concatenate(([0], np.cumsum(joined(sizes), dtype=np.int64)))))
    _write_names(out, named, runs)
    return runs


def left_of(segment: Segment) -> Left:
    """What is left of a segment's names."""
    return segment.still_named(), _left(segment)


def _write_names(out: ColumnWriter, named: npt.NDArray[np.bool_], runs: Sequence[str]) -> None:
    encoded = [run.encode() + END for run in runs]
    out.add("named", np.packbits(named))
    out.add_parts("runs", encoded)
    write_narrow(out, "run_sizes", np.fromiter(map(len, encoded), np.int64, len(encoded)))


def _merged(
    parts: Sequence[Sounds], names: Sequence[Integers]
) -> Iterator[tuple[npt.NDArray[np.int8], Integers, Integers]]:
    """(vectors, names, how many there are of each cluster) of some clusters after another.

    `names`: by row of each part, what it is the sound of then, -1 for nothing any more. The same word sounds the same
    everywhere, so it is in one cluster, and once is enough.
    """
    ends = np.sum([part.bounds[1:] for part in parts], axis=0)
    last = len(ends)
    first = 0
    while first < last:
        before = int(ends[first - 1]) if first else 0
        end = max(first + 1, int(ends.searchsorted(before + _ROWS, "right")))
        slices = [slice(int(part.bounds[first]), int(part.bounds[end])) for part in parts]
        own = joined([name[rows] for name, rows in zip(names, slices, strict=True)])
        distinct, places = np.unique(own, return_index=True)
        places = places[distinct >= 0]
        of_clusters = joined([np.arange(end - first).repeat(np.diff(part.bounds[first : end + 1])) for part in parts])
        places = places[np.argsort(of_clusters[places], kind="stable")]
        found = np.concatenate([part.between(rows.start, rows.stop) for part, rows in zip(parts, slices, strict=True)])
        yield found[places], own[places], np.bincount(of_clusters[places], minlength=end - first)
        first = end


def _left(segment: Segment) -> set[str]:
    """The runs of the documents that are not deleted."""
    runs = set(segment.sounds.runs())
    if not runs or not len(segment.deleted):
        return runs
    texts = (
        text
        for document in np.flatnonzero(segment.live).tolist()
        for text in (segment.record(document)[2], segment.text(document))
    )
    return runs & distinct_name_runs(texts)
