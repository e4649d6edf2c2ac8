"""JSON in one piece: its strings and numbers with their names, escapes decoded; Jupyter notebooks by their cells."""

import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.clean import without_terminal_codes
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.html import read_page
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts, text_of
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_OBJECT = expression(r"<[^<>\n]*>")


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One document, or a Problem; JSON that is broken is read as the text it is, with a note."""
    result = text_of(found, stream, settings)
    if isinstance(result, Problem):
        yield result
        return
    parts = Parts(settings, result.note)
    try:
        value = json.loads(result.text)
    except (ValueError, RecursionError) as error:
        parts.note(f"is not valid JSON ({str(error)[:80].lower()}): read as plain text")
        parts.add(result.text)
        yield from of_parts(found, parts, type="json")
        return
    if isinstance(value, dict) and isinstance(value.get("cells"), list) and "nbformat" in value:
        yield from _notebook(found, value, parts)
        return
    parts.add("\n".join(_lines(value)))
    known = value if isinstance(value, dict) else {}
    title, date, lang = (_string(known.get(name)) for name in ("title", "date", "lang"))
    yield from of_parts(
        found, parts, type="json", title=title, date=date, lang=lang, fields=[("author", _string(known.get("author")))]
    )


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _lines(root: object) -> Iterator[str]:
    """A line for each value, with the name that it has; without recursion, for JSON may nest deeply."""
    stack: list[tuple[str, object]] = [("", root)]
    while stack:
        name, value = stack.pop()
        if isinstance(value, dict):
            stack.extend((str(key), each) for key, each in reversed(value.items()))
        elif isinstance(value, list):
            stack.extend((name, each) for each in reversed(value))
        elif value is not None and not isinstance(value, bool):
            yield f"{name}: {value}" if name else str(value)


def _notebook(found: FoundFile, notebook: Mapping[str, object], parts: Parts) -> Iterator[Document | Problem]:
    """A place for each cell, its text outputs included."""
    title = ""
    cells = notebook["cells"]
    assert isinstance(cells, list)
    for number, cell in enumerate(cells, 1):
        if not isinstance(cell, dict):
            continue
        source = _joined(cell.get("source"))
        if not title and cell.get("cell_type") == "markdown" and source.lstrip().startswith("#"):
            title = source.strip().partition("\n")[0].strip("# ")
        outputs = cell.get("outputs")
        texts = [source]
        for output in outputs if isinstance(outputs, list) else ():
            if isinstance(output, dict):
                texts.append(_output(output))
        parts.add("\n".join(filter(None, texts)), f"cell {number}")
    metadata = notebook.get("metadata")
    about = metadata if isinstance(metadata, dict) else {}
    authors = about.get("authors")
    names = (
        [_string(each.get("name")) for each in authors if isinstance(each, dict)] if isinstance(authors, list) else []
    )
    yield from of_parts(
        found,
        parts,
        type="ipynb",
        title=_string(about.get("title")) or title,
        fields=[("author", name) for name in names],
    )


def _output(output: Mapping[str, object]) -> str:
    """What an output shows: text, a page where there is no more than the name of an object beside it, an error."""
    shown = output.get("data")
    forms = shown if isinstance(shown, dict) else {}
    plain, page = _joined(output.get("text") or forms.get("text/plain")), _joined(forms.get("text/html"))
    if page and (not plain or _OBJECT.fullmatch(plain)):
        plain = read_page(page).text()
    if output.get("output_type") in ("error", "pyerr"):
        plain = f"{_joined(output.get('ename'))}: {_joined(output.get('evalue'))}"
    return without_terminal_codes(plain)


def _joined(value: object) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return _string(value)
