"""The columns of a segment that hold its documents: their sizes, texts, files, dates and languages."""

from array import array
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searcher.index.columns import AnyIntegers, ColumnWriter, Integers, smallest


@dataclass(frozen=True, slots=True)
class DocumentColumns:
    """What a segment keeps of its documents, in their order.

    `bits`: for each position of each document, 1 if the token begins with an upper-case letter. `texts` are
    compressed with zlib; `records` hold id, number, title, url and languages.
    """

    counts: AnyIntegers
    titles: AnyIntegers
    bits: npt.NDArray[np.uint8]
    records: list[bytes]
    texts: list[bytes]
    files: list[str]
    types: list[str]
    dates: list[bytes]
    langs: list[tuple[str, ...]]
    checkpoints: list["array[int]"]


def place_starts(counts: AnyIntegers, titles: AnyIntegers) -> Integers:
    """Where the positions of each document begin among all of a segment; one more for the end.

    A title that the text does not repeat is followed by an empty place.
    """
    return np.concatenate(([0], np.cumsum(counts + (titles > 0), dtype=np.int64)))


def write_documents(out: ColumnWriter, columns: DocumentColumns) -> None:
    """Write the documents' columns of a segment."""
    out.add("tokens", smallest(columns.counts))
    out.add("title_tokens", smallest(columns.titles))
    out.add("capitals", np.packbits(columns.bits))
    for name, blobs in (("record", columns.records), ("text", columns.texts)):
        out.add(f"{name}_ends", smallest(np.cumsum(np.fromiter(map(len, blobs), np.int64, len(blobs)))))
        out.add(f"{name}s", b"".join(blobs))
    for name, values in (("file", columns.files), ("type", columns.types)):
        distinct = sorted(set(values))
        number = {value: at for at, value in enumerate(distinct)}
        # A file's name may hold any character but this.
        out.add(f"{name}_names", "\0".join(distinct).encode())
        out.add(f"{name}_of", smallest(np.fromiter(map(number.__getitem__, values), np.int64, len(values))))
    out.add("dates", np.array(columns.dates, f"S{max(1, *map(len, columns.dates), 1)}"))
    langs = sorted({lang for each in columns.langs for lang in each})
    column = {lang: at for at, lang in enumerate(langs)}
    held = np.zeros((len(columns.langs), len(langs)), np.uint8)
    for row, each in enumerate(columns.langs):
        for lang in each:
            held[row, column[lang]] = 1
    out.add("held_langs", "\n".join(langs).encode())
    out.add("held", np.packbits(held, axis=1))
    out.add("held_documents", smallest(held.sum(axis=0, dtype=np.int64)))
    lengths = np.fromiter(map(len, columns.checkpoints), np.int64, len(columns.checkpoints))
    out.add("checkpoint_ends", smallest(np.cumsum(lengths)))
    flat = array("I")
    for each_of in columns.checkpoints:
        flat.extend(each_of)
    out.add("checkpoints", np.frombuffer(flat, np.uintc).astype(np.uint32) if flat else np.empty(0, np.uint32))
