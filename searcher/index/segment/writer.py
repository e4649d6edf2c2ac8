"""Documents to a segment: each distinct word is analysed once, and the rest is array work.

Positions number the tokens of a document from 0: those of a title that the text does not repeat first, then one
empty place so that no phrase runs from the one into the other, then those of the text.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat, starmap
from pathlib import Path

import numpy as np
import numpy.typing as npt

from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.columns import SEPARATOR, Integers, joined, smallest
from searcher.index.segment.documents_writer import Blobs, DocumentColumns, Values, held_by, write_documents
from searcher.index.segment.found_terms import FoundTerms, find_terms
from searcher.index.segment.growing import GrowingArray
from searcher.index.segment.layout import check_terms_layout
from searcher.index.segment.marks import CAPITAL, JOINED, SPACED, TOLD_BY_TEXT, UNUSUAL
from searcher.index.segment.merger import merge_parts
from searcher.index.segment.packed_writer import write_narrow
from searcher.index.segment.postings_writer import PostingsWriter, Tokens, inverted, occurrences_of
from searcher.index.segment.reader import Segment
from searcher.index.segment.sounds_writer import write_sounds
from searcher.index.segment.term_dictionary_writer import TermDictionaryWriter, keys_of
from searcher.index.segment.texts import pack_text
from searcher.ingest.document import Document
from searcher.ingest.metadata import asked_fields, pack_places, tail_of
from searcher.text.acronyms import explained_in
from searcher.text.characters import Flags, Kinds
from searcher.text.forms import Forms
from searcher.text.letter_case import OTHERWISE
from searcher.text.name_runs import distinct_name_runs
from searcher.text.numbering import Numbers
from searcher.text.splitting import KnownLanguages, RawText, Split, Splitter, places

_BITS = 40
# Documents whose tokens get their places together.
_AT_ONCE = 512
# New words that have their forms made together: the fewer, the more often all columns by word are copied.
_NEW_WORDS = 50_000


Language = str | KnownLanguages
"""The language of a document that stands above what is told, "" for none; or those that were told apart before."""


@dataclass(slots=True)
class _Pieces:
    """What is kept of documents until the segment is written, one item a document."""

    counts: list[Numbers] = field(default_factory=list)
    titles: list[Numbers] = field(default_factory=list)
    records: list[bytes] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    acronyms: list[str] = field(default_factory=list)
    dates: list[bytes] = field(default_factory=list)
    langs: list[tuple[str, ...]] = field(default_factory=list)
    checkpoints: list["array[int]"] = field(default_factory=list)


def source_of(document: Document, lang: Language) -> RawText:
    """A document to be split; `lang` (ISO 639) stands above what is told, "" for none."""
    tail = tail_of(document)
    body = len(document.text) if tail else None
    if isinstance(lang, KnownLanguages):
        return RawText(document.title, document.text + tail, "", body, lang)
    return RawText(document.title, document.text + tail, lang or document.lang, body)


class SegmentWriter:
    """Gathers documents, chunk by chunk, and writes them as one segment."""

    def __init__(self, splitter: Splitter, forms: Forms) -> None:
        """`forms` are those of the splitter's words."""
        self._splitter = splitter
        self._forms = forms
        self._words = GrowingArray(np.int32)
        self._langs = GrowingArray(np.uint16)
        self._inner = GrowingArray(np.bool_)
        self._spaced = GrowingArray(np.bool_)
        self._joints = GrowingArray(np.uint8)
        self._pieces = _Pieces()
        self._runs: set[str] = set()
        self._longest = 0
        self.documents = 0
        self.tokens = 0

    def has_room(self, documents: Sequence[tuple[Document, Language]]) -> bool:
        """Whether these fit the segment too: the number of a document and a position in it share 40 bits."""
        longest = max(self._longest, *(len(document.text) + len(document.title) for document, _ in documents))
        return not self.documents or (self.documents + len(documents)).bit_length() + longest.bit_length() <= _BITS

    def add(self, documents: Sequence[tuple[Document, Language]]) -> None:
        """Analyse a chunk of documents, each with a language (ISO 639) that stands above what is told, or ""."""
        self.add_split(
            [document for document, _ in documents], self._splitter.split(list(starmap(source_of, documents)))
        )

    def add_split(self, documents: Sequence[Document], split: Split) -> None:
        """Take in documents that the splitter has split."""
        if self._splitter.known - len(self._forms.of_raw) >= _NEW_WORDS:
            self._forms.update(self._splitter.new_words())
        self._words.append(split.words)
        self._langs.append(split.langs)
        self._inner.append(split.inner)
        self._spaced.append(split.spaced)
        self._joints.append(split.joints)
        self.documents += len(documents)
        self._longest = max(self._longest, *(len(document.text) + len(document.title) for document in documents))
        self.tokens += len(split.words)
        pieces = self._pieces
        pieces.counts.append(split.counts)
        pieces.titles.append(split.title_tokens)
        for document, langs, checkpoints in zip(documents, split.document_langs, split.checkpoints, strict=True):
            self._keep(document, langs, checkpoints)
        self._hear([documents[at] for at in np.flatnonzero(split.unspaced).tolist()])

    def _hear(self, documents: Sequence[Document]) -> None:
        """Take in what may be a name and is no token."""
        self._runs |= distinct_name_runs(text for document in documents for text in (document.title, document.text))

    def _keep(self, document: Document, langs: tuple[str, ...], checkpoints: "array[int]") -> None:
        pieces = self._pieces
        stored = (
            document.id, str(document.number), document.title, document.url, " ".join(langs), document.within,
            pack_places(document.places), str(len(document.text)), " ".join(name for name, _ in document.fields),
        )  # fmt: skip
        pieces.records.append(SEPARATOR.join(stored).encode())
        pieces.texts.append(pack_text(document.text + tail_of(document)))
        pieces.fields.append(asked_fields(document))
        pieces.acronyms.append(explained_in(document.text))
        pieces.files.append(document.file)
        pieces.types.append(document.type)
        pieces.dates.append(document.date.encode())
        pieces.langs.append(langs)
        pieces.checkpoints.append(checkpoints)

    def write(self, out: ColumnWriter) -> None:
        """Write the segment's columns."""
        words = self._words.taken()
        counts, titles = joined(self._pieces.counts), joined(self._pieces.titles)
        self._forms.update(self._splitter.new_words())
        marks, cases = self._marks(words, self._inner.taken(), self._spaced.taken(), self._joints.taken())
        capitals = (marks & CAPITAL).view(bool)
        # Before the terms, which take the most memory; places are then reckoned again.
        marks = _at_places(marks, counts, titles)
        longest = int(counts.max(initial=0)) + 1
        places_of = partial(_places, counts, titles)
        found, occurrences = self._write_tokens(out, words, self._langs.taken(), capitals, longest, places_of)
        del words, capitals
        self._write_words(out, found, occurrences)
        self._write_documents(out, counts, titles, marks, cases)

    def _marks(
        self, words: Numbers, inner: Flags, spaced: Flags, joints: Kinds
    ) -> tuple[npt.NDArray[np.uint8], Integers]:
        """(marks by token, the letter cases of the unusual ones) of tokens, given as the numbers of raw words."""
        forms = self._forms
        marks = (forms.capital[words] & ~inner) * np.uint8(CAPITAL)
        unusual = forms.unusual[words] | (joints > 0)
        marks |= unusual * np.uint8(UNUSUAL)
        marks |= spaced * np.uint8(SPACED)
        own = words[unusual]
        cases = np.where(forms.unusual[own], forms.letter_case[own].astype(np.int64), 0)
        of_own = joints[unusual].astype(np.int64)
        # What has both a letter case of its own and joined figures is rare: 5.000kB.
        told = np.where(forms.unusual[own], TOLD_BY_TEXT, JOINED + of_own)
        cases = np.where(of_own > 0, told, cases)
        return marks, np.where(cases == OTHERWISE, TOLD_BY_TEXT, cases)

    def write_long(
        self, document: Document, parts: Iterable[Split], out: ColumnWriter, place: Callable[[], Path]
    ) -> None:
        """Write a segment of one document, whose words are forgotten after each of the `parts`.

        `place` gives a new place for a file; they are removed again.
        """
        self.documents = 1
        self._hear([document])
        files: list[Path] = []
        marks: list[npt.NDArray[np.uint8]] = []
        cases: list[Integers] = []
        passed = titles = 0
        langs: list[tuple[str, ...]] = []
        checkpoints: list[array[int]] = []
        try:
            for split in parts:
                start, passed = passed, passed + int(split.counts[0])
                titles += int(split.title_tokens[0])
                positions = np.arange(start, passed, dtype=np.int32)
                # Behind the title is an empty place, as `places` has it.
                positions += (titles > 0) & (positions >= titles)
                files.append(place())
                self._forms.update(self._splitter.new_words())
                own_marks, own_cases = self._marks(split.words, split.inner, split.spaced, split.joints)
                marks.append(own_marks)
                cases.append(own_cases)
                with ColumnWriter(files[-1]) as part:
                    part.add("tokens", smallest(split.counts))
                    own_places = partial(repeat, (np.zeros(len(positions), np.int32), positions), 1)
                    capitals = (own_marks & CAPITAL).view(bool)
                    found = self._write_tokens(part, split.words, split.langs, capitals, passed + 1, own_places)
                    self._write_words(part, *found)
                langs, checkpoints = split.document_langs, split.checkpoints
                self._splitter.forget()
                self._forms = Forms()
            merge_parts([Segment(path, check_terms_layout) for path in files], out)
        finally:
            for path in files:
                path.unlink(missing_ok=True)
        counts, title_tokens = np.array([passed], np.int32), np.array([titles], np.int32)
        self._keep(document, langs[0], checkpoints[0])
        of_places = _at_places(joined(marks), counts, title_tokens)
        self._write_documents(out, counts, title_tokens, of_places, joined(cases))

    def _write_tokens(
        self,
        out: ColumnWriter,
        words: Numbers,
        langs: npt.NDArray[np.uint16],
        capitals: Flags,
        longest: int,
        places_of: Callable[[], Iterable[tuple[Numbers, Numbers]]],
    ) -> tuple[FoundTerms, Integers]:
        """Write the postings of tokens; gives their terms, and how often each occurs.

        By token: its raw word, in place of which its term comes, its language, whether it begins with a capital.
        `longest` and `places_of` as in `Tokens`.
        """
        found = find_terms(words, langs, self._forms, self._splitter.langs)
        del langs
        count = len(found.terms)
        write_narrow(out, "term_capitals", occurrences_of(words[capitals], count))
        occurrences = occurrences_of(words, count)
        lists = PostingsWriter(out, self.documents)
        for postings in inverted(Tokens(words, count, self.documents, longest, places_of), occurrences):
            lists.add(postings)
            # Or it would be in memory beside the next.
            del postings
        lists.close()
        return found, occurrences

    def _write_words(self, out: ColumnWriter, found: FoundTerms, occurrences: Integers) -> None:
        """Write the dictionary of terms, and the sounds of those that may be names. By term how often it occurs."""
        terms, folds, forms = found.terms, found.folds, self._forms
        dictionary = TermDictionaryWriter(out, terms.langs)
        dictionary.add(terms, occurrences)
        # Of a document that is written in parts, the first has the runs.
        runs, self._runs = self._runs, set()
        write_sounds(out, terms.folds, terms.fold_of, found.named, runs, lambda own: forms.sounds(folds[own]))
        dictionary.close(keys_of(terms))

    def _write_documents(
        self,
        out: ColumnWriter,
        counts: Numbers,
        titles: Numbers,
        marks: npt.NDArray[np.uint8],
        cases: Integers,
    ) -> None:
        pieces = self._pieces
        names = sorted({lang for each in pieces.langs for lang in each})
        columns = DocumentColumns(
            counts=counts,
            titles=titles,
            marks=marks,
            letter_cases=cases,
            records=Blobs.of(pieces.records),
            texts=Blobs.of(pieces.texts),
            files=Values.of_each(pieces.files),
            types=Values.of_each(pieces.types),
            fields=Values.of_each(pieces.fields),
            acronyms=Values.of_each(pieces.acronyms),
            dates=np.array(pieces.dates, f"S{max(1, *map(len, pieces.dates), 1)}"),
            langs=names,
            held=held_by(pieces.langs, names),
            checkpoint_counts=np.fromiter(map(len, pieces.checkpoints), np.int64, len(pieces.checkpoints)),
            checkpoints=np.array([offset for each in pieces.checkpoints for offset in each], np.uint32),
        )
        write_documents(out, columns)


def _places(counts: Numbers, titles: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """(documents, positions) of tokens as `places` gives them, of some documents after the others."""
    for first in range(0, len(counts), _AT_ONCE):
        documents, positions = places(counts[first : first + _AT_ONCE], titles[first : first + _AT_ONCE])
        yield documents + first, positions


def _at_places(marks: npt.NDArray[np.uint8], counts: Numbers, titles: Numbers) -> npt.NDArray[np.uint8]:
    """The marks of tokens at their places; the one behind a title has none."""
    starts = counts.cumsum(dtype=np.int64) - counts
    return np.insert(marks, (starts + titles)[titles > 0], 0)
