"""bm25s: scores computed in advance, in sparse matrices of NumPy. It has bags of words only."""

import json
from pathlib import Path

import bm25s

from . import documents
from .engine import TOP, Answer, Sizes, Way, folder_size
from .queries import CAPITAL, OR_FIVE, OR_TWO, QUESTION, TERM, Query

NAME = "bm25s"
_IDS = "ids.json"


class Engine:
    """Lower-cased words, no stop words, no stemmer. The texts are in memory while they are indexed."""

    name = NAME
    cores = 1
    kinds = (TERM, OR_TWO, OR_FIVE, CAPITAL, QUESTION)

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "bm25s"

    def index(self, collection: Path, count: int) -> None:
        ids, texts = [], []
        for document in documents.read(collection, count):
            ids.append(document.id)
            texts.append(document.body)
        retriever = bm25s.BM25()
        tokens = bm25s.tokenize(texts, stopwords=None, token_pattern=r"(?u)\b\w+\b", show_progress=False)
        retriever.index(tokens, show_progress=False)
        retriever.save(str(self._folder), show_progress=False)
        (self._folder / _IDS).write_text(json.dumps(ids), encoding="utf-8")

    def sizes(self) -> Sizes:
        whole = folder_size(self._folder)
        return Sizes(whole, whole - (self._folder / _IDS).stat().st_size)

    def open(self) -> dict[str, Way]:
        retriever = bm25s.BM25.load(str(self._folder), show_progress=False)
        ids = json.loads((self._folder / _IDS).read_text(encoding="utf-8"))

        def prepare(query: Query) -> Answer:
            def answer() -> list[str]:
                found = retriever.retrieve([list(query.words)], k=min(TOP, len(ids)), show_progress=False)
                return [ids[number] for number in found.documents[0].tolist()]

            return answer

        return {NAME: prepare}
