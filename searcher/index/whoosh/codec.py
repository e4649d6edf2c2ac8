"""Our segments under Whoosh: a codec with which plain `whoosh.index.open_dir` reads and searches an index.

Only reading goes this way, and only for programs that ask Whoosh; the writer and the search of this package use the
columns directly.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import index as whoosh_index
from whoosh.codec import base
from whoosh.filedb.filestore import RamStorage
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from searcher.files import replace_file
from searcher.index.commit import INDEX_NAME, Commit, SegmentEntry, contents_path, open_segment
from searcher.index.segment.reader import Segment
from searcher.index.whoosh.schema import WORDS, schema


def write_table_of_contents(folder: Path, commit: Commit) -> None:
    """Write Whoosh's table of contents for a commit."""
    segments = [
        ColumnSegment(entry.name, entry.deleted, segment.documents, segment.deleted.tolist())
        for entry in commit.segments
        for segment in (open_segment(folder, entry),)
    ]
    path = contents_path(folder, commit.generation)
    # Whoosh's own writing leaves a half under a name of its own, and lets nothing reach the disk.
    storage = RamStorage()
    whoosh_index.TOC(schema(), segments, commit.generation).write(storage, INDEX_NAME)
    replace_file(path, storage.files[path.name])


class ColumnSegment(base.Segment):  # type: ignore[misc]
    """A segment as Whoosh's table of contents holds it."""

    def __init__(self, name: str, deleted_file: str, documents: int, deleted: Iterable[int]) -> None:
        self.indexname = INDEX_NAME
        self.segid = name.removeprefix(f"{INDEX_NAME}_")
        self.compound = False
        self.entry = SegmentEntry(name, deleted_file)
        self._documents = documents
        self._deleted = frozenset(deleted)

    def codec(self) -> "ColumnCodec":
        return ColumnCodec()

    def doc_count_all(self) -> int:
        return self._documents

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> Iterator[int]:
        return iter(sorted(self._deleted))

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        raise NotImplementedError("an index of searcher is changed by `searcher index` only")


class ColumnCodec(base.Codec):  # type: ignore[misc]
    """Opens the readers of a ColumnSegment."""

    def terms_reader(self, storage: Any, segment: ColumnSegment) -> "ColumnTerms":
        return ColumnTerms(_open(storage, segment))

    def per_document_reader(self, storage: Any, segment: ColumnSegment) -> "ColumnDocuments":
        return ColumnDocuments(_open(storage, segment), segment)

    def automata(self, storage: Any, segment: ColumnSegment) -> base.Automata:
        return base.Automata()

    def new_segment(self, storage: Any, indexname: str) -> ColumnSegment:
        raise NotImplementedError("an index of searcher is written by `searcher index` only")

    per_document_writer = field_writer = postings_writer = postings_reader = new_segment


def _open(storage: Any, segment: ColumnSegment) -> Segment:
    return open_segment(Path(storage.folder), segment.entry)


class _Fields:
    """The terms of every field of a segment: words by language, and the metadata that can be searched."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self.names = [WORDS + lang for lang in segment.dictionary.langs] + ["date", "file", "langs", "type"]

    @cached_property
    def _words(self) -> dict[str, list[bytes]]:
        """Language → its words, sorted."""
        dictionary = self.segment.dictionary
        found: dict[str, list[bytes]] = {}
        for at, word in zip(dictionary.term_langs.tolist(), dictionary.words(), strict=True):
            found.setdefault(dictionary.langs[at], []).append(word.encode())
        return {lang: sorted(words) for lang, words in found.items()}

    def terms(self, field: str) -> list[bytes]:
        """All terms of a field, sorted."""
        segment = self.segment
        if field.startswith(WORDS):
            return self._words.get(field[len(WORDS) :], [])
        if field == "langs":
            return [lang.encode() for lang in segment.held_langs]
        if field == "date":
            return sorted({date for date in segment.dates.tolist() if date})
        return [name.encode() for name in segment.names(field)] if field in ("file", "type") else []

    def postings(self, field: str, text: bytes) -> tuple[list[int], list[float], list[list[int]]] | None:
        """(documents, weights, positions of each) of a term with its deleted documents; None if there is no such."""
        segment = self.segment
        if field.startswith(WORDS):
            term = segment.dictionary.number(field[len(WORDS) :], text.decode())
            if term < 0:
                return None
            numbers, frequencies = segment.documents_of(term), segment.frequencies(term)
            ends = np.cumsum(frequencies, dtype=np.int64)[:-1]
            positions = [part.tolist() for part in np.split(segment.positions(term), ends)]
            return numbers.tolist(), frequencies.astype(float).tolist(), positions
        if field == "langs":
            mask = segment.holds(text.decode())
        elif field == "date":
            mask = np.asarray(segment.dates == text)
        elif field in ("file", "type") and text.decode() in (names := segment.names(field)):
            mask = segment.numbers(field) == names.index(text.decode())
        else:
            return None
        documents = np.flatnonzero(mask & segment.live).tolist()
        return documents, [1.0] * len(documents), [[]] * len(documents)


class ColumnTerms(base.TermsReader):  # type: ignore[misc]
    """Whoosh's view of a segment's terms."""

    def __init__(self, segment: Segment) -> None:
        self._fields = _Fields(segment)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        found = self._fields.postings(*term)
        return found is not None and bool(found[0])

    def cursor(self, fieldname: str, fieldobj: Any) -> "_Cursor":
        return _Cursor(self, fieldname, fieldobj, self._fields.terms(fieldname))

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for field in sorted(self._fields.names):
            for text in self._fields.terms(field):
                yield field, text

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for term in self.terms():
            if term >= (fieldname, prefix):
                yield term

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for term in self.terms():
            yield term, self.term_info(*term)

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for term in self.terms_from(fieldname, prefix):
            yield term, self.term_info(*term)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        documents, weights, _ = self._found(fieldname, text)
        return TermInfo(
            weight=sum(weights),
            df=len(documents),
            minlength=1,
            maxlength=1,
            maxweight=max(weights, default=0.0),
            minid=documents[0] if documents else None,
            maxid=documents[-1] if documents else 0,
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        found = self._fields.postings(fieldname, text)
        return sum(found[1]) if found else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        found = self._fields.postings(fieldname, text)
        return len(found[0]) if found else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        documents, weights, positions = self._found(fieldname, text)
        values = [format_.encode(each) for each in positions] if fieldname.startswith(WORDS) else None
        info = self.term_info(fieldname, text)
        term = fieldname, text
        return ListMatcher(documents, weights, values, format_, scorer=scorer, term=term, terminfo=info)

    def indexed_field_names(self) -> list[str]:
        return self._fields.names

    def _found(self, field: str, text: bytes) -> tuple[list[int], list[float], list[list[int]]]:
        found = self._fields.postings(field, text)
        if found is None:
            raise TermNotFound(f"{field}:{text!r}")
        return found


class _Cursor(base.FieldCursor):  # type: ignore[misc]
    """Walks the sorted terms of one field."""

    def __init__(self, reader: ColumnTerms, field: str, fieldobj: Any, terms: list[bytes]) -> None:
        self._reader = reader
        self._field = field
        self._fieldobj = fieldobj
        self._terms = terms
        self._at = 0

    def is_valid(self) -> bool:
        return self._at < len(self._terms)

    def first(self) -> Any:
        self._at = 0
        return self.text()

    def find(self, term: bytes) -> Any:
        self._at = bisect_left(self._terms, term)
        return self.text()

    def next(self) -> Any:
        self._at += 1
        return self.text()

    def text(self) -> Any:
        return self._fieldobj.from_bytes(self._terms[self._at]) if self.is_valid() else None

    def term_info(self) -> TermInfo:
        return self._reader.term_info(self._field, self._terms[self._at])


class ColumnDocuments(base.PerDocumentReader):  # type: ignore[misc]
    """Whoosh's view of a segment's documents."""

    def __init__(self, segment: Segment, listed: ColumnSegment) -> None:
        self._segment = segment
        self._listed = listed

    def doc_count(self) -> int:
        return int(self._listed.doc_count())

    def doc_count_all(self) -> int:
        return self._segment.documents

    def has_deletions(self) -> bool:
        return bool(self._listed.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return self._listed.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._listed.deleted_docs()

    def supports_columns(self) -> bool:
        return False

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._segment.tokens[docnum]) if fieldname.startswith(WORDS) else default

    def field_length(self, fieldname: str) -> int:
        return self._segment.languages.get(fieldname[len(WORDS) :], (0, 0))[1] if fieldname.startswith(WORDS) else 0

    def min_field_length(self, fieldname: str) -> int:
        return int(self._segment.tokens.min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._segment.tokens.max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        segment = self._segment
        identifier, number, title, url, langs, *_ = segment.record(docnum)
        return {
            "id": identifier,
            "number": int(number),
            "title": title,
            "url": url,
            "langs": langs,
            "lang": langs.split()[0],
            "file": segment.name_of("file", docnum),
            "type": segment.name_of("type", docnum),
            "date": bytes(segment.dates[docnum]).decode() or None,
            "title_tokens": int(segment.title_tokens[docnum]),
        }
