"""One state of the index, as search sees it. Nothing outside this module and `search.run` knows Whoosh's readers.

A document is a number from 0 below `Snapshot.documents`, valid for this snapshot only.
"""

import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from whoosh.index import open_dir

from reference.analyse import unpack_offsets
from reference.schema import words_field
from searcher.engine.local.snapshot import Metadata

# Posting lists kept for the next query, counted in postings: about 100 bytes each with their positions.
CACHED_POSTINGS = 500_000


@dataclass(frozen=True, slots=True)
class Postings:
    """Where one word occurs: document numbers ascending, and for each its ascending positions."""

    documents: list[int]
    positions: list[list[int]]


_EMPTY = Postings([], [])


class Snapshot:
    """The committed documents of a version at the moment of opening. Raises SearcherError if it is damaged."""

    def __init__(self, folder: Path) -> None:
        self.reader: Any = open_dir(str(folder)).reader()
        leaves = [(leaf, base) for leaf, base in self.reader.leaf_readers() if leaf.doc_count_all()]
        self.leaves = leaves
        self._bases = [base for _, base in leaves]
        self.documents: int = self.reader.doc_count_all()
        self.live_documents: int = self.reader.doc_count()
        self._columns: dict[tuple[int, str], Any] = {}
        self._postings: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._kept = 0

    def close(self) -> None:
        """Give the files back."""
        self.reader.close()

    @cached_property
    def languages(self) -> dict[str, tuple[int, int]]:
        """Language → (documents that hold some of it, tokens in it), without deleted ones."""
        found: dict[str, tuple[int, int]] = {}
        for lang in self.reader.field_terms("langs"):
            matcher = self.reader.postings("langs", lang)
            count = len(list(matcher.all_ids()))
            words = (text.decode() for field, text in self.reader.all_terms() if field == words_field(lang))
            tokens = sum(len(at) for word in words for at in self.postings(lang, word).positions)
            if count:
                found[lang] = count, tokens
        return found

    @cached_property
    def live(self) -> list[int]:
        """The documents that are not deleted, ascending."""
        return [document for document in range(self.documents) if not self.reader.is_deleted(document)]

    @cached_property
    def tokens(self) -> "array[int]":
        """The count of tokens of each document."""
        counts = array("i")
        for leaf, _ in self.leaves:
            column = leaf.column_reader("tokens")
            counts.extend(column[document] for document in range(leaf.doc_count_all()))
        return counts

    @cached_property
    def average_tokens(self) -> float:
        """The mean count of tokens of a document that is not deleted, at least 1."""
        tokens = [count for number, count in enumerate(self.tokens) if not self.reader.is_deleted(number)]
        return max(1.0, sum(tokens) / max(1, len(tokens)))

    def postings(self, lang: str, word: str) -> Postings:
        """Where `word` of `lang` occurs in documents that are not deleted."""
        key = lang, word
        known = self._postings.get(key)
        if known is not None:
            self._postings.move_to_end(key)
            return known
        documents: list[int] = []
        positions: list[list[int]] = []
        field, text = words_field(lang), word.encode()
        for leaf, base in self.leaves:
            if (field, text) not in leaf:
                continue
            matcher = leaf.postings(field, text)
            while matcher.is_active():
                documents.append(base + matcher.id())
                positions.append(matcher.value_as("positions"))
                matcher.next()
        found = Postings(documents, positions) if documents else _EMPTY
        self._postings[key] = found
        self._kept += len(documents)
        while self._kept > CACHED_POSTINGS and len(self._postings) > 1:
            _, dropped = self._postings.popitem(last=False)
            self._kept -= len(dropped.documents)
        return found

    def positions(self, lang: str, word: str, document: int) -> list[int]:
        """The ascending positions of `word` of `lang` in one document."""
        postings = self.postings(lang, word)
        at = bisect_left(postings.documents, document)
        if at < len(postings.documents) and postings.documents[at] == document:
            return postings.positions[at]
        return []

    def leaf_of(self, document: int) -> tuple[Any, int]:
        """The segment reader that holds `document`, and its number there."""
        at = bisect_right(self._bases, document) - 1
        return self.leaves[at][0], document - self._bases[at]

    def metadata(self, document: int) -> Metadata:
        """The stored metadata of a document."""
        leaf, number = self.leaf_of(document)
        stored = leaf.stored_fields(number)
        return Metadata(
            id=stored["id"],
            file=stored["file"],
            number=stored["number"],
            title=stored["title"],
            title_tokens=stored["title_tokens"],
            lang=stored["lang"],
            langs=tuple(stored["langs"].split()),
            type=stored["type"],
            date=stored.get("date") or "",
            url=stored["url"],
            within=stored["within"],
            places=stored["places"],
            body=stored["body"],
            fields=stored["names"],
        )

    def asked(self, document: int) -> str:
        """The fields of a document that a query can ask for, as they are stored."""
        leaf, number = self.leaf_of(document)
        return str(leaf.stored_fields(number)["asked"])

    def text(self, document: int) -> str:
        """The text of a document, as it was extracted."""
        return zlib.decompress(self._column("text", document)).decode()

    def offsets(self, document: int) -> tuple[list[int], list[int]]:
        """(starts, ends) of the tokens by position, as `unpack_offsets` gives them."""
        return unpack_offsets(self._column("offsets", document))

    def capitals(self, document: int) -> bytes:
        """The bits that `is_capital` reads."""
        return bytes(self._column("capitals", document))

    def _column(self, name: str, document: int) -> bytes:
        at = bisect_right(self._bases, document) - 1
        column = self._columns.get((at, name))
        if column is None:
            column = self._columns[at, name] = self.leaves[at][0].column_reader(name)
        value: bytes = column[document - self._bases[at]]
        return value
