"""The languages of an index and how many documents hold each, read without arrays: a shell waits for them."""

from collections import Counter

from searcher.index.commit import read_commit, segment_path
from searcher.index.damage import damage
from searcher.index.segment.column_bytes import ColumnBytes
from searcher.index.version import Version


def documents_by_language(version: Version) -> Counter[str]:
    """Language → how many documents that are not deleted hold some of it. Raises as `open_segments`."""
    found: Counter[str] = Counter()
    with damage(version):
        for entry in read_commit(version.whoosh).segments:
            columns = ColumnBytes(segment_path(version.whoosh, entry.name))
            langs = bytes(columns.bytes_of("held_langs")).decode().split("\n")
            held = dict(zip(langs, columns.numbers("held_documents"), strict=bool(langs[0])))
            if entry.deleted:
                for number in ColumnBytes(version.whoosh / entry.deleted).numbers("deleted"):
                    for lang in _langs_of(columns, number, langs):
                        held[lang] -= 1
            found.update(held)
    return +found


def _langs_of(columns: ColumnBytes, document: int, langs: list[str]) -> list[str]:
    # A bit for each, the first one highest.
    width = -(-len(langs) // 8)
    row = columns.bytes_of("held")[document * width : (document + 1) * width]
    return [lang for at, lang in enumerate(langs) if row[at >> 3] >> (7 - (at & 7)) & 1]
