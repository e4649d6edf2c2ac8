"""Electronic books (EPUB): the chapters in their order, each under its heading."""

from collections.abc import Iterator
from urllib.parse import unquote

from searcher.ingest.document import Document, Problem
from searcher.ingest.encoding import UndecodableError, decode
from searcher.ingest.extract.html import declared_charset, read_page
from searcher.ingest.extract.office import Properties, part_events, resolved
from searcher.ingest.extract.package import BROKEN, Package
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts
from searcher.ingest.extract.xml_events import End, Start
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def read_package(found: FoundFile, package: Package, settings: Settings) -> Iterator[Document | Problem]:
    """One document with a place for each chapter."""
    parts = Parts(settings)
    opf = next(
        (
            event.attributes.get("full-path", "")
            for event in part_events(package, "META-INF/container.xml", parts.notes)
            if isinstance(event, Start) and event.name == "rootfile"
        ),
        "",
    ) or next((name for name in package.names if name.endswith(".opf")), "")
    about, pages = _contents(package, opf, parts)
    if package.has("META-INF/encryption.xml") and b"adept" in package.peek("META-INF/encryption.xml").lower():
        parts.note("is protected: parts of it may be unreadable")
    number = 0
    for name in pages or [name for name in package.names if name.endswith((".xhtml", ".html", ".htm"))]:
        try:
            data = package.read(name)
            page = read_page(decode(data, declared_charset(data)).text)
        except (UndecodableError, *BROKEN) as error:
            parts.note(f"{name} {error}")
            continue
        text = page.text()
        if text.strip():
            number += 1
            heading = page.heading or page.title
            parts.add(text, f"chapter {number}{f' ({heading[:80]})' if heading else ''}")
    yield from of_parts(
        found, parts, type="epub", title=about.title, lang=about.lang, date=about.date, fields=about.fields
    )


def _contents(package: Package, opf: str, parts: Parts) -> tuple[Properties, list[str]]:
    """The book's metadata, and the names of its pages in the order of reading."""
    about = Properties()
    items: dict[str, str] = {}
    spine: list[str] = []
    values: list[str] = []
    folder = opf.rpartition("/")[0]
    in_metadata = False
    for event in part_events(package, opf, parts.notes):
        if isinstance(event, Start):
            values = []
            in_metadata = in_metadata or event.name == "metadata"
            if event.name == "item" and event.attributes.get("media-type") in _PAGES:
                target = unquote(event.attributes.get("href", "").partition("#")[0])
                items[event.attributes.get("id", "")] = resolved(folder, target)
            elif event.name == "itemref":
                spine.append(event.attributes.get("idref", ""))
        elif isinstance(event, End):
            if in_metadata:
                # In a book, subjects are what it is filed under.
                about.set("keyword" if event.name == "subject" else event.name, "".join(values))
            in_metadata = in_metadata and event.name != "metadata"
        else:
            values.append(event)
    pages = dict.fromkeys(items[name] for name in spine if name in items)
    return about, list(pages)
