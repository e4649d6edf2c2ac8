"""XPS and OpenXPS: fixed pages, whose glyph runs carry their text."""

import re
from collections.abc import Iterator

from searcher.expressions import expression
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.office import part_events, properties
from searcher.ingest.extract.package import Package
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts
from searcher.ingest.extract.xml_events import Start
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_PAGE = expression(r"(?:.*/)?(\d{1,9})\.fpage", re.IGNORECASE)


def read_package(found: FoundFile, package: Package, settings: Settings) -> Iterator[Document | Problem]:
    """One document with a place for each page."""
    parts = Parts(settings)
    pages = sorted((int(page[1]), name) for name in package.names if (page := _PAGE.fullmatch(name)))
    for number, (_, name) in enumerate(pages, 1):
        lines: dict[str, list[str]] = {}
        for event in part_events(package, name, parts.notes):
            if isinstance(event, Start) and event.name == "Glyphs":
                # Runs of one base line are one line; "{}" before a text only keeps its braces from being read.
                text = event.attributes.get("UnicodeString", "").removeprefix("{}")
                lines.setdefault(event.attributes.get("OriginY", ""), []).append(text)
        parts.add("\n".join(" ".join(runs) for runs in lines.values()), f"page {number}")
    about = properties(
        package, next((name for name in package.names if name.endswith("core.xml")), "docProps/core.xml")
    )
    yield from of_parts(
        found, parts, type="xps", title=about.title, lang=about.lang, date=about.date, fields=about.fields
    )
