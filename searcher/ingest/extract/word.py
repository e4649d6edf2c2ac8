"""Word (docx, docm, dotx): body, tables, text boxes, notes, comments, headers and footers."""

import re
from collections.abc import Iterator

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.lines_within import Paragraphs
from searcher.ingest.extract.office import package_properties, part_events, related
from searcher.ingest.extract.package import Package, read_embedded
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts
from searcher.ingest.extract.xml_events import End, Event, Start
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_PARTS = (
    (re.compile(r"word/document2?\.xml"), ""),
    (re.compile(r"word/(?:charts/chart|diagrams/data)\d*\.xml"), "drawing"),
    (re.compile(r"word/header\d*\.xml"), "header"),
    (re.compile(r"word/footnotes\d*\.xml"), "footnotes"),
    (re.compile(r"word/endnotes\d*\.xml"), "endnotes"),
    (re.compile(r"word/comments\d*\.xml"), "comments"),
    (re.compile(r"word/footer\d*\.xml"), "footer"),
)
# Fallbacks repeat what an alternative before them says; field codes and what was struck out or moved are no text.
_UNSEEN = frozenset(["Fallback", "instrText", "delText", "delInstrText", "moveFrom"])
# A reading beside characters is not inside their word.
_LINES = frozenset(["p", "rt"])
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\xad"}


def read_package(found: FoundFile, package: Package, settings: Settings) -> Iterator[Document | Problem]:
    """One document, and those that it embeds."""
    parts = Parts(settings)
    for form, label in _PARTS:
        for name in package.names:
            if form.fullmatch(name):
                parts.add(paragraphs(part_events(package, name, parts.notes)), label)
    about = package_properties(package)
    yield from of_parts(
        found, parts, type="docx", title=about.title, lang=about.lang, date=about.date, fields=about.fields
    )
    yield from read_embedded(found, package, "word/embeddings/", settings)
    for name in related(package, "word/document.xml", "aFChunk"):
        # Pages and other documents that Word takes in when it opens the file.
        yield from read_embedded(found, package, name, settings)


def paragraphs(found: Iterator[Event]) -> str:
    """The text of WordprocessingML or DrawingML, a paragraph a line, the cells of a table row parted by tabs."""
    lines = Paragraphs()
    unseen = texts = 0
    for event in found:
        if isinstance(event, str):
            if texts and not unseen:
                lines.pieces.append(event)
        elif isinstance(event, Start):
            unseen += event.name in _UNSEEN
            texts += event.name == "t"
            if event.name in _LINES and not unseen:
                lines.begin()
            elif event.name in _BREAKS and not unseen:
                # A tab among the properties of a paragraph is a stop, which has a position.
                lines.pieces.append("" if "pos" in event.attributes else _BREAKS[event.name])
        elif isinstance(event, End):
            unseen -= event.name in _UNSEEN
            texts -= event.name == "t"
            if event.name in _LINES and not unseen:
                lines.end()
    return lines.text()
