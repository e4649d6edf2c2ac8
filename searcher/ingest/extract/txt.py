"""Plain text: the title is a short first line with words."""

from collections.abc import Iterator
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.whole import MOST_TITLE, documents, text_of
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_WORD = expression(r"[^\W_]")


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One document, or a Problem."""
    result = text_of(found, stream, settings)
    if isinstance(result, Problem):
        yield result
    else:
        yield from documents(found, result.text, result.note, type="txt", title=first_line(result.text))


def first_line(text: str) -> str:
    """The first line with a word if it is short and more text follows, else ""."""
    word = _WORD.search(text)
    line, _, rest = text[text.rfind("\n", 0, word.start()) + 1 :].partition("\n") if word is not None else ("", "", "")
    return line.strip() if len(line) <= MOST_TITLE and rest.strip() else ""
