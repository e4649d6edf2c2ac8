"""The words of real files as other libraries read them are in what is read here."""

import logging
import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import second_readers
from extracting import items
from places import FILES

from searcher.ingest.document import Document
from searcher.ingest.settings import Settings

LEAST = 0.99
FILES_OF_EACH = 10

Read = Callable[[Path], Iterator[str]]


def words(text: str) -> Counter[str]:
    """Words without what letters look like in one format and not in another: ligatures, soft hyphens, capitals."""
    plain = unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold()
    return Counter(re.findall(r"\w+", plain))


def own_text(path: Path) -> str:
    """All documents in a file with their metadata."""
    read = [item for item in items(path.name, path.read_bytes(), Settings(ocr=False)) if isinstance(item, Document)]
    return "\n".join(" ".join([item.text, item.title, *(value for _, value in item.fields)]) for item in read)


@pytest.mark.skipif(not FILES.is_dir(), reason="the real files do not lie beside the project")
@pytest.mark.parametrize(
    ("kind", "library"),
    [
        ("docx", "docx"),
        ("pptx", "pptx"),
        ("xlsx", "openpyxl"),
        ("odt", ""),
        ("rtf", "striprtf"),
        ("epub", ""),
        ("eml", ""),
        ("pdf", "pdfminer"),
    ],
)
def test_the_words_of_a_second_reader_are_found(kind: str, library: str) -> None:
    if library:
        pytest.importorskip(library)
    logging.disable(logging.CRITICAL)
    read: Read = getattr(second_readers, kind)
    paths = sorted(FILES.rglob(f"*.{kind}"))
    asked: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    compared = 0
    # Of many files every so many: the first ones may all come from one place.
    for path in paths[:: max(1, len(paths) // (2 * FILES_OF_EACH))]:
        try:
            with warnings.catch_warnings(action="ignore"):
                theirs = words("\n".join(read(path)))
        except Exception:
            continue
        if compared == FILES_OF_EACH:
            break
        compared += 1
        asked += theirs
        missing += theirs - words(own_text(path))
    logging.disable(logging.NOTSET)
    assert asked.total() > 0
    share = 1 - missing.total() / asked.total()
    print(f"{kind}: {share:.2%} of {asked.total()} words in {compared} files")
    assert share >= LEAST, missing.most_common(20)
