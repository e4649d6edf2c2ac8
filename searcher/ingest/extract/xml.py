"""XML of any vocabulary: its text and the attributes that people read; books and pages by their own readers."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.clean import clean_date
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.fictionbook import read_book
from searcher.ingest.extract.html import declared_charset, read_text
from searcher.ingest.extract.office import Properties
from searcher.ingest.extract.opendocument import read_events
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import content, decoded, of_parts
from searcher.ingest.extract.xml_events import End, Start, XmlError, events
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_ROOT = expression(r"<(?!\?|!)(?:[\w.-]+:)?([\w.-]+)")
_DECLARATION = expression(r"\A\s*<\?xml[^>]*\?>")
_DOCTYPE = expression(r"<!DOCTYPE[^\[>]*(?:\[[^\]]*\])?\s*>")
# Elements inside a line, by the vocabularies that are most in use (DocBook, Mallard, TEI, XHTML, RSS).
_INLINE = frozenset(
    ["a", "abbr", "app", "b", "bdi", "cite", "cmd", "code", "em", "emphasis", "file", "filename",
     "foreignphrase", "gui", "guilabel", "guimenu", "guiseq", "hi", "i", "input", "it", "key", "keycap",
     "keyseq", "link", "literal", "media", "output", "persname", "placename", "quote", "ref", "span", "span",
     "strong", "sub", "sup", "sys", "systemitem", "tt", "u", "ulink", "var", "varname", "xref"]
)  # fmt: skip
_SHOWN_ATTRIBUTES = ("title", "alt", "label", "caption", "value", "text", "name", "summary", "description", "content")
_MOST_ATTRIBUTE = 2000


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One document, or a Problem; broken XML is read as a page is, which forgives."""
    data = content(found, stream, settings)
    result = data if isinstance(data, Problem) else decoded(found, data, declared_charset(data))
    if isinstance(result, Problem):
        yield result
        return
    root = _ROOT.search(result.text)
    kind = root[1].lower() if root else ""
    if kind == "html":
        yield from read_text(found, result)
        return
    # Entities of a document type are not read, and its encoding is known better by now.
    plain = _DOCTYPE.sub("", _DECLARATION.sub("", result.text, count=1), count=1).encode()
    if kind == "fictionbook":
        yield from read_book(found, plain, "utf-8", settings)
        return
    parts = Parts(settings)
    if result.note:
        parts.note(result.note)
    about = Properties()
    try:
        if kind == "document" and "urn:oasis:names:tc:opendocument" in result.text[:5000]:
            read_events(events(io.BytesIO(plain), "utf-8"), parts, about)
            type = "odt"
        else:
            parts.add(_text(plain, about))
            type = "xml"
    except XmlError:
        yield from read_text(found, result, type="xml")
        return
    yield from of_parts(
        found, parts, type=type, title=about.title, lang=about.lang, date=clean_date(about.date), fields=about.fields
    )


def _text(data: bytes, about: Properties) -> str:
    pieces: list[str] = []
    values: list[str] = []
    for event in events(io.BytesIO(data), "utf-8"):
        if isinstance(event, str):
            pieces.append(event)
            values.append(event)
            continue
        if event.name.lower() not in _INLINE:
            pieces.append("\n")
        if isinstance(event, Start):
            values = []
            if not about.lang:
                about.lang = event.attributes.get("lang", "")
            for name in _SHOWN_ATTRIBUTES:
                if value := event.attributes.get(name, "")[:_MOST_ATTRIBUTE]:
                    pieces.append(f"\n{value}\n")
        elif isinstance(event, End):
            if event.name in ("title", "creator", "author", "keyword", "language", "date", "pubDate"):
                about.set("date" if event.name == "pubDate" else event.name, " ".join("".join(values).split()))
            values = []
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(filter(None, lines))
