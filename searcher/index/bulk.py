"""Documents to a segment: each distinct word is analysed once, and the rest is array work.

Positions number the tokens of a document from 0: those of a title that the text does not repeat first, then one
empty place so that no phrase runs from the one into the other, then those of the text.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from isal.isal_zlib import compress

from searcher.index.columns import SEPARATOR, ColumnWriter, joined
from searcher.index.dictionary import Keys, Terms, keys_of, write_dictionary
from searcher.index.documents import DocumentColumns, place_starts, write_documents
from searcher.index.postings import Postings, invert, pack, write_postings
from searcher.ingest.document import Document
from searcher.text.fold import fold_each, normalise_each
from searcher.text.numbering import Numbers
from searcher.text.splitting import Source, Splitter, places

_BITS = 40


@dataclass(slots=True)
class _Pieces:
    """What is kept of documents until the segment is written, one item a document."""

    counts: list[Numbers] = field(default_factory=list)
    titles: list[Numbers] = field(default_factory=list)
    records: list[bytes] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    dates: list[bytes] = field(default_factory=list)
    langs: list[tuple[str, ...]] = field(default_factory=list)
    checkpoints: list["array[int]"] = field(default_factory=list)


class SegmentBuilder:
    """Gathers documents, chunk by chunk, and writes them as one segment."""

    def __init__(self, splitter: Splitter) -> None:
        self._splitter = splitter
        self._words: list[Numbers] = []
        self._langs: list[npt.NDArray[np.uint16]] = []
        self._pieces = _Pieces()
        self._longest = 0
        self.documents = 0
        self.tokens = 0

    def has_room(self, documents: Sequence[tuple[Document, str]]) -> bool:
        """Whether these fit the segment too: the number of a document and a position in it share 40 bits."""
        longest = max(self._longest, *(len(document.text) + len(document.title) for document, _ in documents))
        return not self.documents or (self.documents + len(documents)).bit_length() + longest.bit_length() <= _BITS

    def add(self, documents: Sequence[tuple[Document, str]]) -> None:
        """Analyse a chunk of documents, each with a language (ISO 639) that stands above what is told, or ""."""
        split = self._splitter.split([Source(known.title, known.text, lang or known.lang) for known, lang in documents])
        self._words.append(split.words)
        self._langs.append(split.langs)
        self.documents += len(documents)
        self._longest = max(self._longest, *(len(document.text) + len(document.title) for document, _ in documents))
        self.tokens += len(split.words)
        pieces = self._pieces
        pieces.counts.append(split.counts)
        pieces.titles.append(split.title_tokens)
        pieces.langs.extend(split.document_langs)
        pieces.checkpoints.extend(split.checkpoints)
        for (document, _), langs in zip(documents, split.document_langs, strict=True):
            stored = (document.id, str(document.number), document.title, document.url, " ".join(langs))
            pieces.records.append(SEPARATOR.join(stored).encode())
            pieces.texts.append(compress(document.text.encode(), 1))
            pieces.files.append(document.file)
            pieces.types.append(document.type)
            pieces.dates.append(document.date.encode())

    def write(self, out: ColumnWriter) -> None:
        """Write the segment's columns."""
        words, langs = joined(self._words), joined(self._langs)
        self._words.clear()
        self._langs.clear()
        pieces = self._pieces
        counts, titles = joined(pieces.counts), joined(pieces.titles)
        documents, positions = places(counts, titles)
        raws = self._splitter.words
        capital = np.fromiter((not raw[0].islower() for raw in raws), bool, len(raws))
        starts = place_starts(counts, titles)
        bits = np.zeros(int(starts[-1]), np.uint8)
        bits[starts[documents] + positions] = capital[words]
        terms, of_token, keys = self._terms(words, langs, capital)
        tokens = pack(of_token, documents, positions)
        del words, langs, of_token, documents, positions
        write_terms(out, terms, keys, invert(tokens, len(terms)), self.documents)
        columns = DocumentColumns(
            counts,
            titles,
            bits,
            pieces.records,
            pieces.texts,
            pieces.files,
            pieces.types,
            pieces.dates,
            pieces.langs,
            pieces.checkpoints,
        )
        write_documents(out, columns)

    def _terms(
        self, words: Numbers, langs: npt.NDArray[np.uint16], capital: npt.NDArray[np.bool_]
    ) -> tuple[Terms, Numbers, Keys]:
        """The terms of the segment in order, the number of its term for each token, and the keys of the terms.

        `words` and `langs` are those of the tokens, `capital` tells of each raw word whether it begins with one.
        """
        raws = self._splitter.words
        of_token = np.empty(len(words), np.int32)
        number_of = np.empty(len(raws), np.int32)
        found_langs: list[str] = []
        found_words: list[str] = []
        named: list[Numbers] = []
        present = np.flatnonzero(np.bincount(langs)).tolist()
        for number in present:
            own = np.flatnonzero(langs == number) if len(present) > 1 else slice(None)
            own_words = words[own]
            used = np.zeros(len(raws), bool)
            used[own_words] = True
            distinct = np.flatnonzero(used)
            first = len(found_words)
            known: dict[str, int] = {}
            spelt = normalise_each([raws[at] for at in distinct.tolist()])
            number_of[distinct] = [known.setdefault(word, first + len(known)) for word in spelt]
            of_token[own] = number_of[own_words]
            named.append(number_of[distinct[capital[distinct]]])
            found_words.extend(known)
            found_langs.extend([self._splitter.langs[number]] * len(known))
        found = Terms(found_langs, found_words, fold_each(found_words))
        order = found.order()
        rank = np.empty(len(order), np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        names = np.zeros(len(order), bool)
        names[rank[joined(named)]] = True
        terms = found.taken(order)
        return terms, rank[of_token], keys_of(terms, names.tolist())


def write_terms(out: ColumnWriter, terms: Terms, keys: Keys, postings: Postings, documents: int) -> None:
    """Write the dictionary and the posting lists of a segment with so many `documents`."""
    write_dictionary(out, terms, keys, np.diff(postings.position_starts))
    write_postings(out, postings, documents)
