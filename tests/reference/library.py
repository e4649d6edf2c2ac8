"""The same documents in an index of ours and in one of stock Whoosh, commit by commit."""

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whoosh.index import create_in

from reference.analyse import analyse
from reference.occurrences import Occurrences
from reference.queries import Runner
from reference.reading import Snapshot
from reference.schema import schema, words_field
from reference.scoring import Scorer
from searcher.index.index_writer import IndexWriter
from searcher.index.version import Version
from searcher.ingest.document import Document
from searcher.ingest.metadata import asked_fields, pack_places, tail_of
from searcher.query.plan import Plan

Step = tuple[Sequence[Document], Sequence[str]]
"""Documents to add and files to remove before, committed together."""


def ours(folder: Path, steps: Sequence[Step]) -> Version:
    """Our index, one segment a step."""
    version = Version(folder)
    version.whoosh.mkdir(parents=True)
    writer = IndexWriter(version)
    for number, (documents, removed) in enumerate(steps, 1):
        writer.remove_files(removed)
        for document in documents:
            writer.add(document)
        writer.commit(last=number == len(steps))
    writer.close()
    return version


def stock(folder: Path, steps: Sequence[Step]) -> "Reference":
    """A stock Whoosh index, one segment a step."""
    folder.mkdir(parents=True)
    index = create_in(str(folder), schema())
    for documents, removed in steps:
        writer = index.writer()
        for file in removed:
            writer.delete_by_term("file", file)
        for document in documents:
            _add(writer, document)
        writer.commit(merge=False)
    return Reference(folder)


def _add(writer: Any, document: Document) -> None:
    analysed = analyse(document)
    values = {words_field(code): words for code, words in analysed.words.items()}
    writer.add_document(
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
        text=zlib.compress((document.text + tail_of(document)).encode()),
        within=document.within,
        places=pack_places(document.places),
        body=len(document.text),
        names=" ".join(name for name, _ in document.fields),
        asked=asked_fields(document),
        offsets=analysed.offsets,
        capitals=analysed.capitals,
        **values,
    )


class Reference:
    """Runs plans with Whoosh's own queries and matchers."""

    def __init__(self, folder: Path) -> None:
        self._snapshot = Snapshot(folder)
        scorer = Scorer(self._snapshot, Occurrences(self._snapshot))
        self._runner = Runner(self._snapshot.reader, self._snapshot.leaves, scorer)

    def scores(self, plan: Plan) -> dict[str, float]:
        """Document id → score."""
        found = self._runner.scores(plan)
        return {self._snapshot.metadata(document).id: score for document, score in found.items()}
