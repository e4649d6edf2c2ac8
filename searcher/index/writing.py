"""Documents into the index: analysis, Whoosh segments, and the side dictionary of each segment."""

import shutil
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import index as whoosh_index
from whoosh.reading import SegmentReader
from whoosh.writing import MERGE_SMALL, OPTIMIZE, SegmentWriter

from searcher.errors import SearcherError
from searcher.index import lexicon
from searcher.index.analyse import analyse
from searcher.index.schema import WORDS, schema, words_field
from searcher.index.storage import Generation
from searcher.ingest.document import Document

# A batch is committed when it holds this many documents or code points: memory stays bounded and a killed run
# loses little, while a commit's fixed cost stays small beside its work.
BATCH_DOCUMENTS = 4000
BATCH_CHARACTERS = 16_000_000
# A segment with a larger share of deleted documents is written anew, so that they cost neither room nor time for good.
MOST_DELETED = 0.5


class _Writer(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer, which makes a segment's side dictionary before the commit shows the segment to readers."""

    def __init__(self, index: Any, generation: Generation) -> None:
        # The library's own lock is held; one more would only outlive a writer that fails.
        super().__init__(index, _lk=False)
        self._generation = generation

    def _commit_toc(self, segments: list[Any]) -> None:
        for segment in segments:
            words, groups = self._generation.lexicon_files(segment.segment_id())
            if not words.exists() or not groups.exists():
                reader = SegmentReader(self.storage, self.schema, segment)
                lexicon.build(_entries(reader), words, groups)
                reader.close()
        super()._commit_toc(segments)
        kept = {segment.segment_id() for segment in segments}
        for path in self._generation.lexicon.iterdir():
            if path.stem not in kept:
                path.unlink(missing_ok=True)


def _merge(writer: _Writer, segments: list[Any]) -> list[Any]:
    """The segments that stay as they are; the others are copied into the one that is being written."""
    alive = [segment for segment in segments if segment.doc_count()]
    stale = [s for s in alive if s.deleted_count() > MOST_DELETED * s.doc_count_all()]
    OPTIMIZE(writer, stale)
    kept: list[Any] = MERGE_SMALL(writer, [segment for segment in alive if segment not in stale])
    return kept


def _entries(reader: Any) -> Iterator[lexicon.Entry]:
    for field in reader.indexed_field_names():
        if field.startswith(WORDS):
            lang = field[len(WORDS) :]
            for text, info in reader.iter_field(field):
                yield lexicon.Entry(text.decode(), lang, info.doc_frequency(), int(info.weight()))


class IndexWriter:
    """Adds and removes documents of a generation, in batches that are committed together.

    The caller holds the library's write lock. After `commit()` readers see the batch; a process killed before
    leaves the last commit as it was.
    """

    def __init__(self, generation: Generation, among: tuple[str, ...] = ()) -> None:
        """`among`: the only languages to identify, if any are given."""
        self._generation = generation
        self._among = among
        folder = str(generation.whoosh)
        try:
            if whoosh_index.exists_in(folder):
                self._index = whoosh_index.open_dir(folder)
            else:
                self._index = whoosh_index.create_in(folder, schema())
        except (whoosh_index.IndexError, OSError, EOFError, ValueError, KeyError) as error:
            raise SearcherError(f"{folder}: the index is damaged ({error}); run: searcher index --rebuild") from error
        self._writer: _Writer | None = None
        self._documents = self._characters = 0

    @property
    def full(self) -> bool:
        """Whether the batch is large enough to be committed."""
        return self._documents >= BATCH_DOCUMENTS or self._characters >= BATCH_CHARACTERS

    def add(self, document: Document, lang: str = "") -> None:
        """Add `document`; `lang` (ISO 639) overrides the identification of its language."""
        analysed = analyse(document, lang, self._among)
        values: dict[str, Any] = {words_field(code): words for code, words in analysed.words.items()}
        self._open().add_document(
            file=document.file,
            id=document.id,
            title=document.title,
            number=document.number,
            url=document.url,
            title_tokens=analysed.title_tokens,
            lang=analysed.langs[0],
            langs=" ".join(analysed.langs),
            type=document.type,
            date=document.date or None,
            tokens=analysed.tokens,
            text=zlib.compress(document.text.encode(), 6),
            offsets=analysed.offsets,
            capitals=analysed.capitals,
            **values,
        )
        self._documents += 1
        self._characters += len(document.text)

    def remove_files(self, files: Iterable[str]) -> None:
        """Remove all committed documents of these files (keys as in `Document.file`)."""
        for file in files:
            self._open().delete_by_term("file", file)

    def commit(self) -> None:
        """Make the batch durable and visible. Without changes it does nothing."""
        if self._writer is not None:
            self._writer.commit(mergetype=_merge)
            self._writer = None
        self._documents = self._characters = 0

    def cancel(self) -> None:
        """Drop what was not committed, after a failed `commit()` too."""
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        if not writer.is_closed:
            writer.cancel()
        # On a full disk the half of a segment would take the room that the next run needs.
        contents = whoosh_index.TOC.read(writer.storage, writer.indexname)
        whoosh_index.clean_files(writer.storage, writer.indexname, contents.generation, contents.segments)
        shutil.rmtree(self._generation.whoosh / f"{writer.indexname}.tmp", ignore_errors=True)

    def _open(self) -> _Writer:
        if self._writer is None:
            self._writer = _Writer(self._index, self._generation)
        return self._writer
