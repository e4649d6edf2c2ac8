"""Tantivy, by its Python binding."""

from collections.abc import Sequence
from pathlib import Path

import tantivy

from . import documents
from .engine import CORES, TOP, Answer, Sizes, Way, folder_size
from .queries import AND_TWO, KINDS, PHRASES, PREFIX, Query

NAME = "Tantivy"


class Engine:
    """Text and id stored, positions, default tokeniser (lower-cased words), default heap."""

    name = NAME
    cores = CORES
    kinds = KINDS

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "tantivy"

    def index(self, collection: Path, count: int) -> None:
        self._folder.mkdir(parents=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("text", stored=True)
        writer = tantivy.Index(builder.build(), path=str(self._folder)).writer(num_threads=CORES)
        for document in documents.read(collection, count):
            writer.add_document(tantivy.Document(id=document.id, text=document.body))
        writer.commit()
        writer.wait_merging_threads()

    def sizes(self) -> Sizes:
        whole = folder_size(self._folder)
        return Sizes(whole, whole - sum(path.stat().st_size for path in self._folder.glob("*.store")))

    def open(self) -> dict[str, Way]:
        index = tantivy.Index.open(str(self._folder))
        searcher = index.searcher()

        def way(counting: bool) -> Way:
            def prepare(query: Query) -> Answer:
                def answer() -> Sequence[str]:
                    if query.kind == PREFIX:
                        asked = tantivy.Query.regex_query(index.schema, "text", f"{query.words[0]}.*")
                    else:
                        asked = index.parse_query(_asked(query), ["text"])
                    best = searcher.search(asked, TOP, count=counting).hits
                    return [searcher.doc(address)["id"][0] for _, address in best]

                return answer

            return prepare

        return {NAME: way(False), f"{NAME}, counting": way(True)}


def _asked(query: Query) -> str:
    if query.kind in PHRASES:
        return f'"{" ".join(query.words)}"'
    return (" AND " if query.kind == AND_TWO else " OR ").join(query.words)
