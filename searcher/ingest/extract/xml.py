"""XML of any vocabulary: its text and the attributes that people read; books and pages by their own readers."""

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.clean import clean_date
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.fictionbook import read_book
from searcher.ingest.extract.html import declared_charset, read_page, read_text
from searcher.ingest.extract.office import Properties
from searcher.ingest.extract.opendocument import read_events
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts, text_of
from searcher.ingest.extract.word import paragraphs
from searcher.ingest.extract.xml_events import End, Event, Start, XmlError, events
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
# A document of Word in one file: Word 2003's, and a package of today's.
_WORD_ROOTS, _BEGINNING = ("worddocument", "package", "document"), 20_000
_WORD = expression(r"schemas\.microsoft\.com/office/word/2003/wordml|/wordprocessingml/")
_UNSEEN = frozenset(["style", "script"])
# What stands inside a sentence and is none of its words: notes, and paragraphs in them.
_APART = frozenset(["note", "footnote", "fn", "p", "para", "item", "li", "list", "figure", "table", "title", "head"])
# Empty elements that mark a place in a word (XLIFF).
_POINTS = frozenset(["x", "bx", "ex", "ph", "sc", "ec", "anchor", "pb", "milestone"])
_SCANNED = frozenset(["string", "sp", "textline"])
# Pages in a text, as feeds and maps hold them.
_PAGE = expression(r"</(?:p|a|b|i|em|div|span|strong|ul|li|table|h[1-6])>|<br ?/?>", re.IGNORECASE)


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One document, or a Problem; broken XML is read as a page is, which forgives."""
    result = text_of(found, stream, settings, declared_charset)
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
    parts = Parts(settings, result.note)
    about = Properties()
    try:
        if kind in _WORD_ROOTS and _WORD.search(result.text[:_BEGINNING]):
            parts.add(paragraphs(_seen(events(io.BytesIO(plain), "utf-8"), about)))
            type = "docx"
        elif kind == "document" and "urn:oasis:names:tc:opendocument" in result.text[:5000]:
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


def _seen(found: Iterator[Event], about: Properties) -> Iterator[Event]:
    """The events, of which those of the metadata are taken in."""
    values: list[str] = []
    for event in found:
        if isinstance(event, str):
            values.append(event)
        else:
            if isinstance(event, End):
                about.set(event.name.lower(), "".join(values))
            values = []
        yield event


def _text(data: bytes, about: Properties) -> str:
    pieces: list[str] = []
    values: list[str] = []
    # The bounds of elements since the last text, but of those inside a line.
    bounds: list[Start | End] = []
    scanned: frozenset[str] | None = None
    unseen = 0
    for event in events(io.BytesIO(data), "utf-8"):
        if isinstance(event, str):
            if unseen:
                continue
            if not event.strip():
                pieces.append(event)
                continue
            text = read_page(event).text() if _PAGE.search(event) else event
            if bounds and not (_is_inside(bounds) and pieces and _goes_on(pieces[-1], text)):
                pieces.append("\n")
            bounds.clear()
            pieces.append(text)
            values.append(event)
            continue
        name = event.name.lower()
        if scanned is None:
            scanned = _SCANNED if name == "alto" else frozenset()
        if name in _UNSEEN:
            unseen += 1 if isinstance(event, Start) else -1
        if name not in _INLINE and name not in scanned:
            bounds.append(event)
        if isinstance(event, Start):
            values = []
            if not about.lang:
                about.lang = event.attributes.get("lang", "")
            if name in scanned:
                pieces.append(_scanned(name, event))
                continue
            for name in _SHOWN_ATTRIBUTES:
                if value := event.attributes.get(name, "")[:_MOST_ATTRIBUTE]:
                    shown = read_page(value).text() if _PAGE.search(value) else value
                    pieces.append(f"\n{shown}\n")
        else:
            if event.name in ("title", "creator", "author", "keyword", "language", "date", "pubDate"):
                about.set("date" if event.name == "pubDate" else event.name, " ".join("".join(values).split()))
            values = []
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(filter(None, lines))


def _is_inside(bounds: list[Start | End]) -> bool:
    """Whether an element begins, or ends, inside the text around it, or an empty one there parts nothing."""
    if len(bounds) == 1:
        return bounds[0].name.lower() not in _APART
    first = bounds[0]
    is_empty = len(bounds) == 2 and isinstance(first, Start) and isinstance(bounds[1], End)
    return is_empty and isinstance(first, Start) and (first.name in _POINTS or first.attributes.get("break") == "no")


def _goes_on(before: str, text: str) -> bool:
    """Whether a line goes on: over a blank, or inside a word; a capital without a blank before it is a heading."""
    blank = before[len(before.rstrip()) :] + text[: len(text) - len(text.lstrip())]
    if blank:
        return "\n" not in blank
    first = text[:1]
    return before[-1:].isalpha() and first.isalpha() and not first.isupper()


def _scanned(name: str, element: Start) -> str:
    """A word, blank or beginning of a line as ALTO has them (loc.gov/standards/alto); of a broken word the whole."""
    if name != "string":
        return "\n" if name == "textline" else " "
    part = element.attributes.get("SUBS_TYPE", "")
    if part == "HypPart2":
        return ""
    return element.attributes.get("SUBS_CONTENT") or element.attributes.get("CONTENT", "")
