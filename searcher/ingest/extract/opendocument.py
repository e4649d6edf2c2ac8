"""OpenDocument texts and presentations (odt, odp, odg), also as one flat XML file (fodt)."""

from collections.abc import Iterator

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.office import Properties, part_events
from searcher.ingest.extract.package import Package
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts
from searcher.ingest.extract.xml_events import End, Event, Start
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_LINES = frozenset(["p", "h", "list-item", "table-row"])
# What was struck out, and the names of fields, are no text.
_UNSEEN = frozenset(["tracked-changes", "annotation-end", "forms", "script", "binary-data", "styles"])


def read_package(found: FoundFile, package: Package, settings: Settings) -> Iterator[Document | Problem]:
    """One document, with a place for each slide of a presentation."""
    parts = Parts(settings)
    about = Properties()
    read_events(part_events(package, "meta.xml", parts.notes), Parts(settings), about)
    read_events(part_events(package, "content.xml", parts.notes), parts, about)
    # Headers and footers are kept with the styles of the pages.
    read_events(part_events(package, "styles.xml", parts.notes), parts, about, "header or footer")
    if not parts.text() and b"encryption-data" in package.read("META-INF/manifest.xml"):
        yield Problem(found.key, "is encrypted: save it without a password to search it")
        return
    mimetype = package.read("mimetype")
    type = "odp" if b"presentation" in mimetype else "odg" if b"graphics" in mimetype else "odt"
    yield from of_parts(
        found, parts, type=type, title=about.title, lang=about.lang, date=about.date, fields=about.fields
    )


def read_events(found: Iterator[Event], parts: Parts, about: Properties, label: str = "") -> None:
    """Take in text and metadata of one part, or of a flat document. `label` is the place of all of its text."""
    pieces: list[str] = []
    values: list[str] = []
    unseen = slide = lines = 0
    for event in found:
        if isinstance(event, str):
            values.append(event)
            if lines and not unseen:
                pieces.append(event)
            continue
        name = event.name
        if isinstance(event, Start):
            values = []
            unseen += name in _UNSEEN
            lines += name in ("p", "h")
            if name == "page":
                slide += 1
            elif name == "s" and not unseen:
                pieces.append(" " * min(int(event.attributes.get("c", "1") or 1), 100))
            elif name in ("tab", "line-break") and not unseen:
                pieces.append("\t" if name == "tab" else "\n")
        elif isinstance(event, End):
            unseen -= name in _UNSEEN
            lines -= name in ("p", "h")
            if name in _LINES and not unseen:
                while name == "table-row" and pieces and pieces[-1] == "\t":
                    pieces.pop()
                pieces.append("\n")
            elif name == "table-cell":
                _join_cell(pieces)
            elif name == "page":
                parts.add("".join(pieces), f"slide {slide}")
                pieces.clear()
            elif not lines:
                about.set(name, "".join(values))
                values = []
    parts.add("".join(pieces), label)


def _join_cell(pieces: list[str]) -> None:
    """End a cell on the line of its row."""
    while pieces and pieces[-1] == "\n":
        pieces.pop()
    pieces.append("\t")
