"""Whoosh as it comes, with its own analyser and codec."""

import os
from pathlib import Path

from whoosh import analysis, fields, index, qparser

from . import documents
from .engine import CORES, TOP, Answer, Sizes, Way, folder_size
from .queries import AND_TWO, KINDS, PHRASES, PREFIX, Query

NAME = "Whoosh"


class Engine:
    """StandardAnalyzer without stop words, text and id stored, one writing process a core, segments merged."""

    name = NAME
    cores = CORES
    kinds = KINDS

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "whoosh"

    def index(self, collection: Path, count: int) -> None:
        self._folder.mkdir(parents=True)
        words = analysis.StandardAnalyzer(stoplist=None, minsize=1)
        schema = fields.Schema(id=fields.ID(stored=True), text=fields.TEXT(analyzer=words, stored=True))
        made = index.create_in(os.fspath(self._folder), schema)
        writer = made.writer(procs=CORES, limitmb=256)
        for document in documents.read(collection, count):
            writer.add_document(id=document.id, text=document.body)
        writer.commit()

    def sizes(self) -> Sizes:
        return Sizes(folder_size(self._folder), None)

    def open(self) -> dict[str, Way]:
        opened = index.open_dir(os.fspath(self._folder))
        searcher = opened.searcher()
        parser = qparser.QueryParser("text", opened.schema)

        def prepare(query: Query) -> Answer:
            text = _asked(query)

            def answer() -> list[str]:
                return [hit["id"] for hit in searcher.search(parser.parse(text), limit=TOP)]

            return answer

        return {NAME: prepare}


def _asked(query: Query) -> str:
    if query.kind in PHRASES:
        return f'"{" ".join(query.words)}"'
    if query.kind == PREFIX:
        return f"{query.words[0]}*"
    return (" AND " if query.kind == AND_TWO else " OR ").join(query.words)
