"""Documents out of an index, as they were added: what a file has given, without reading the file again."""

from functools import cached_property

import numpy as np

from searcher.index.commit import open_segments
from searcher.index.damage import damage
from searcher.index.segment.columns import Integers
from searcher.index.segment.reader import Segment
from searcher.index.version import Version
from searcher.ingest.document import Document
from searcher.ingest.metadata import fields_in, unpack_places


class StoredDocuments:
    """The documents that a version holds at the moment of opening. All methods raise as `open_segments` does."""

    def __init__(self, version: Version) -> None:
        self._version = version
        self._segments = [_ByFile(segment) for segment in open_segments(version)]

    def of(self, file: str) -> list[Document]:
        """The documents of the file with this key, in no order; `lang` is the one language of each, if it has one."""
        with damage(self._version):
            return [document for segment in self._segments for document in segment.of(file)]


class _ByFile:
    """The documents of one segment, found by their file."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    @cached_property
    def _place(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self._segment.names("file"))}

    @cached_property
    def _order(self) -> Integers:
        """The documents by file, so that those of one stand together."""
        order: Integers = np.argsort(self._segment.numbers("file"), kind="stable")
        return order

    @cached_property
    def _files(self) -> Integers:
        return self._segment.numbers("file")[self._order]

    def of(self, file: str) -> list[Document]:
        place = self._place.get(file)
        if place is None:
            return []
        first, last = np.searchsorted(self._files, [place, place + 1]).tolist()
        numbers = self._order[first:last]
        return [self._document(file, number) for number in numbers[self._segment.live[numbers]].tolist()]

    def _document(self, file: str, number: int) -> Document:
        segment = self._segment
        identifier, line, title, url, langs, within, places, body, names = segment.record(number)
        # Of a text in several languages each passage has its own: it was identified, and is again.
        lang = langs if " " not in langs and langs != "und" else ""
        date = bytes(segment.dates[number]).decode()
        kind = segment.name_of("type", number)
        stored = segment.text(number)
        fields = tuple((name, value) for name, _, value in fields_in(stored, int(body), names.split()))
        return Document(
            identifier, file, stored[: int(body)], title, kind, lang, date, url, int(line), within,
            unpack_places(places), fields,
        )  # fmt: skip
