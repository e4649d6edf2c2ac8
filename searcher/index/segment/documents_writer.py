"""The columns of a segment that hold its documents: their sizes, texts, files, dates and languages."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.columns import AnyIntegers, Integers, distances_in, smallest
from searcher.index.segment.marks_writer import write_marks
from searcher.index.segment.packed_writer import SplitWriter
from searcher.records import dataclass


@dataclass(frozen=True, slots=True)
class Blobs:
    """Bytes of each document, in `parts` that are read once: all together, those of document d end at `ends[d]`."""

    parts: "Iterable[bytes | memoryview]"
    ends: Integers

    @classmethod
    def of(cls, each: Sequence[bytes]) -> "Blobs":
        return cls(each, np.cumsum(np.fromiter(map(len, each), np.int64, len(each))))


@dataclass(frozen=True, slots=True)
class Values:
    """A text of each document, of which many have the same: `names` are distinct, `of` the number of each there."""

    names: list[str]
    of: Integers

    @classmethod
    def of_each(cls, values: Sequence[str]) -> "Values":
        names = sorted(set(values))
        number = {name: at for at, name in enumerate(names)}
        return cls(names, np.fromiter(map(number.__getitem__, values), np.int64, len(values)))


@dataclass(frozen=True, slots=True)
class DocumentColumns:
    """What a segment keeps of its documents, in their order.

    `marks`: of each position of each document, as in `marks`; `letter_cases`: of the unusual ones among them. `texts`
    are compressed with zlib, with the metadata behind them; `records` hold what `Segment.record` gives; `fields` are as
    in `metadata.asked_fields`, and `acronyms` as in `text.acronyms.explained_in`. `held`: by document and language of
    `langs`, 1 if some of it is in that. `checkpoint_counts` says how many of the `checkpoints` each document has.
    """

    counts: AnyIntegers
    titles: AnyIntegers
    marks: npt.NDArray[np.uint8]
    letter_cases: AnyIntegers
    records: Blobs
    texts: Blobs
    files: Values
    types: Values
    fields: Values
    acronyms: Values
    dates: npt.NDArray[np.bytes_]
    langs: list[str]
    held: npt.NDArray[np.uint8]
    checkpoint_counts: Integers
    checkpoints: AnyIntegers


def held_by(langs: Sequence[Sequence[str]], names: Sequence[str]) -> npt.NDArray[np.uint8]:
    """By document and language of `names`: 1 if it is among the `langs` of the document."""
    column = {lang: at for at, lang in enumerate(names)}
    held = np.zeros((len(langs), len(names)), np.uint8)
    rows = np.repeat(np.arange(len(langs)), [len(each) for each in langs])
    held[rows, [column[lang] for each in langs for lang in each]] = 1
    return held


def write_documents(out: ColumnWriter, columns: DocumentColumns) -> None:
    """Write the documents' columns of a segment."""
    out.add("tokens", smallest(columns.counts))
    out.add("title_tokens", smallest(columns.titles))
    write_marks(out, columns.marks, columns.letter_cases)
    for name, blobs in (("record", columns.records), ("text", columns.texts)):
        out.add(f"{name}_ends", smallest(blobs.ends))
        out.add_parts(f"{name}s", blobs.parts)
    valued = {"file": columns.files, "type": columns.types, "field": columns.fields, "acronym": columns.acronyms}
    for name, values in valued.items():
        # A file's name may hold any character but this.
        out.add(f"{name}_names", "\0".join(values.names).encode())
        out.add(f"{name}_of", smallest(values.of))
    out.add("dates", columns.dates)
    out.add("held_langs", "\n".join(columns.langs).encode())
    out.add("held", np.packbits(columns.held, axis=1))
    out.add("held_documents", smallest(columns.held.sum(axis=0, dtype=np.int64)))
    out.add("checkpoint_ends", smallest(np.cumsum(columns.checkpoint_counts)))
    checkpoints = SplitWriter(out, "checkpoints")
    counts = columns.checkpoint_counts
    checkpoints.append(distances_in(columns.checkpoints, counts[counts > 0]))
    checkpoints.close()
