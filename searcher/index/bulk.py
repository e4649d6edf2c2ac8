"""Documents to arrays: each distinct word of a batch is analysed once, and the rest is array work.

A batch becomes a segment: terms sorted by language and word, their postings with term frequencies and positions, and
the documents' own columns. Positions number the tokens of a document from 0: those of a title that the text does not
repeat first, then one empty place so that no phrase runs from the one into the other, then those of the text.
"""

import zlib
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from searcher.index.columns import SEPARATOR, ColumnWriter, Integers, smallest
from searcher.ingest.document import Document
from searcher.text.fold import normalise
from searcher.text.identify import UNDETERMINED, passages
from searcher.text.tokens import WORD, WORD_CHECKPOINT, checkpoints, pieces


class _Codes(dict[str, int]):
    """Raw word of one language → code: 2 × term + whether it begins with a capital; below 0 for a sequence."""

    def __init__(self, lang: str, batch: "Batch") -> None:
        super().__init__()
        self._lang = lang
        self._batch = batch
        self._terms: dict[str, int] = {}

    def __missing__(self, raw: str) -> int:
        found = pieces(raw)
        if len(found) > 1:
            codes = (self[piece] for piece in found)
            code = self._batch.sequence(tuple(code for code in codes if code >= 0))
        else:
            word = normalise(raw)
            if word:
                term = self._terms.get(word)
                if term is None:
                    term = self._terms[word] = self._batch.term(self._lang, word)
                code = 2 * term + (not raw[0].islower())
            else:
                code = self._batch.sequence(())
        self[raw] = code
        return code


@dataclass(slots=True)
class Batch:
    """Documents on their way to a segment. `among`: the only languages to identify, if any are given."""

    among: tuple[str, ...] = ()
    characters: int = 0
    _terms: list[tuple[str, str]] = field(default_factory=list)
    _sequences: list[tuple[int, ...]] = field(default_factory=list)
    _codes: dict[str, _Codes] = field(default_factory=dict)
    _tokens: "array[int]" = field(default_factory=lambda: array("i"))
    _runs: list[int] = field(default_factory=list)  # of tokens: document, first position, count; three numbers each
    _records: list[bytes] = field(default_factory=list)
    _texts: list[bytes] = field(default_factory=list)
    _files: list[str] = field(default_factory=list)
    _types: list[str] = field(default_factory=list)
    _dates: list[bytes] = field(default_factory=list)
    _counts: list[int] = field(default_factory=list)
    _title_tokens: list[int] = field(default_factory=list)
    _langs: list[tuple[str, ...]] = field(default_factory=list)
    _checkpoints: list["array[int]"] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._counts)

    def term(self, lang: str, word: str) -> int:
        """The number of a new term."""
        self._terms.append((lang, word))
        return len(self._terms) - 1

    def sequence(self, codes: tuple[int, ...]) -> int:
        """The code that stands for several tokens, or none."""
        self._sequences.append(codes)
        return -len(self._sequences)

    def add(self, document: Document, lang: str = "") -> None:
        """Analyse a document; `lang` (ISO 639) overrides what it tells and what is identified."""
        number = len(self._counts)
        text, title = document.text, document.title
        parts = passages(text, lang or document.lang, self.among)
        shares: Counter[str] = Counter()
        position = title_tokens = 0
        if title and not text.lstrip().startswith(title):
            sizes: Counter[str] = Counter()
            for part in parts:
                sizes[part.lang] += part.end - part.start
            into = sizes.most_common(1)[0][0] if sizes else UNDETERMINED
            title_tokens = self._take(number, 0, title, 0, len(title), into)
            shares[into] += title_tokens
            position = title_tokens + 1 if title_tokens else 0
        for part in parts:
            count = self._take(number, position, text, part.start, part.end, part.lang)
            shares[part.lang] += count
            position += count
        langs = tuple(into for into, _ in shares.most_common()) or (UNDETERMINED,)
        self._counts.append(sum(shares.values()))
        self._title_tokens.append(title_tokens)
        self._langs.append(langs)
        self._files.append(document.file)
        self._types.append(document.type)
        self._dates.append(document.date.encode())
        stored = (document.id, str(document.number), document.title, document.url, " ".join(langs))
        self._records.append(SEPARATOR.join(stored).encode())
        self._texts.append(zlib.compress(text.encode(), 1))
        self._checkpoints.append(checkpoints(text) if len(text) > WORD_CHECKPOINT else array("I"))
        self.characters += len(text)

    def _take(self, document: int, position: int, source: str, start: int, end: int, lang: str) -> int:
        """Append the tokens of `source[start:end]`, and give their count."""
        codes = self._codes.get(lang)
        if codes is None:
            codes = self._codes[lang] = _Codes(lang, self)
        found = list(map(codes.__getitem__, WORD.findall(source, start, end)))
        if found and min(found) < 0:
            sequences = self._sequences
            found = [one for code in found for one in ((code,) if code >= 0 else sequences[-code - 1])]
        self._tokens.extend(found)
        self._runs += (document, position, len(found))
        return len(found)

    def write(self, out: ColumnWriter) -> "list[TermCount]":
        """Write the segment's columns; gives its terms with their counts, for the side dictionary."""
        order = sorted(range(len(self._terms)), key=lambda term: self._key(term))
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        codes = np.frombuffer(self._tokens, np.intc).astype(np.int64) if self._tokens else np.empty(0, np.int64)
        runs = np.array(self._runs, np.int64).reshape(-1, 3)
        documents = np.repeat(runs[:, 0], runs[:, 2])
        ends = np.cumsum(runs[:, 2])
        positions = np.arange(len(codes)) - np.repeat(ends - runs[:, 2] - runs[:, 1], runs[:, 2])
        terms = rank[codes >> 1] if len(codes) else codes
        postings = invert(terms, documents, positions, len(order))
        sorted_terms = [self._terms[term] for term in order]
        write_terms(out, sorted_terms, postings)
        counts = np.array(self._counts, np.int64)
        titles = np.array(self._title_tokens, np.int64)
        places = counts + (titles > 0)
        bits = np.zeros(int(places.sum()), np.uint8)
        starts = np.concatenate(([0], np.cumsum(places)))
        bits[starts[documents] + positions] = codes & 1
        write_documents(
            out,
            DocumentColumns(
                counts, titles, bits, self._records, self._texts, self._files, self._types, self._dates, self._langs,
                self._checkpoints,
            ),
        )  # fmt: skip
        capitals = np.bincount(terms[(codes & 1).astype(bool)], minlength=len(order)) > 0
        return term_counts(sorted_terms, postings, capitals.tolist())

    def _key(self, term: int) -> tuple[str, bytes]:
        lang, word = self._terms[term]
        return lang, word.encode()


@dataclass(frozen=True, slots=True)
class TermCount:
    """A term with its document and collection frequency in a segment; `name`: it may be one, for its capital."""

    lang: str
    word: str
    documents: int
    occurrences: int
    name: bool


@dataclass(frozen=True, slots=True)
class Postings:
    """Inverted tokens. `starts[t]:starts[t + 1]` are the postings of term t: `documents` ascending, with their
    `frequencies`; `position_starts[t]:position_starts[t + 1]` are its positions, by document.
    """

    starts: Integers
    documents: Integers
    frequencies: Integers
    position_starts: Integers
    positions: Integers


def term_counts(terms: list[tuple[str, str]], postings: Postings, names: Sequence[bool]) -> list[TermCount]:
    """The terms with their counts; `names` says of each whether it may be a name."""
    documents = np.diff(postings.starts).tolist()
    occurrences = np.diff(postings.position_starts).tolist()
    rows = zip(terms, documents, occurrences, names, strict=True)
    return [TermCount(lang, word, df, cf, name) for (lang, word), df, cf, name in rows]


def invert(terms: Integers, documents: Integers, positions: Integers, count: int) -> Postings:
    """Postings of tokens given in the order of documents and positions; `terms` are numbers below `count`."""
    order = np.argsort(terms, kind="stable")
    by_term, by_document = terms[order], documents[order]
    new = np.empty(len(order), bool)
    new[:1] = True
    new[1:] = (by_term[1:] != by_term[:-1]) | (by_document[1:] != by_document[:-1])
    first = np.flatnonzero(new)
    frequencies = np.diff(np.append(first, len(order)))
    return Postings(
        _starts(by_term[first], count), by_document[first], frequencies, _starts(by_term, count), positions[order]
    )


def _starts(sorted_terms: Integers, count: int) -> Integers:
    return np.concatenate(([0], np.cumsum(np.bincount(sorted_terms, minlength=count)))).astype(np.int64)


def write_terms(out: ColumnWriter, terms: list[tuple[str, str]], postings: Postings) -> None:
    """Write the term dictionary and the postings; `terms` are sorted by language and the word's UTF-8."""
    words = [word.encode() for _, word in terms]
    langs = list(dict.fromkeys(lang for lang, _ in terms))
    per_lang = Counter(lang for lang, _ in terms)
    out.add("langs", "\n".join(langs).encode())
    out.add("lang_terms", np.concatenate(([0], np.cumsum([per_lang[lang] for lang in langs]))).astype(np.int64))
    out.add("words", b"".join(words))
    out.add("word_ends", smallest(np.cumsum(np.fromiter(map(len, words), np.int64, len(words)))))
    out.add("starts", smallest(postings.starts))
    out.add("documents", smallest(postings.documents))
    out.add("frequencies", smallest(postings.frequencies))
    out.add("position_starts", smallest(postings.position_starts))
    out.add("positions", smallest(postings.positions))


@dataclass(frozen=True, slots=True)
class DocumentColumns:
    """What a segment keeps of its documents, in their order.

    `bits`: for each position of each document, 1 if the token begins with an upper-case letter. `texts` are
    compressed with zlib; `records` hold id, number, title, url and languages.
    """

    counts: Integers
    titles: Integers
    bits: npt.NDArray[np.uint8]
    records: list[bytes]
    texts: list[bytes]
    files: list[str]
    types: list[str]
    dates: list[bytes]
    langs: list[tuple[str, ...]]
    checkpoints: list["array[int]"]


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
        out.add(f"{name}_names", "\n".join(distinct).encode())
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
    lengths = np.fromiter(map(len, columns.checkpoints), np.int64, len(columns.checkpoints))
    out.add("checkpoint_ends", smallest(np.cumsum(lengths)))
    flat = array("I")
    for each_of in columns.checkpoints:
        flat.extend(each_of)
    out.add("checkpoints", np.frombuffer(flat, np.uintc).astype(np.uint32) if flat else np.empty(0, np.uint32))
