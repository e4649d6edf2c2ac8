"""OpenDocument texts and presentations (odt, odp, odg), also as one flat XML file (fodt)."""

from collections.abc import Iterator

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.lines_within import Paragraphs
from searcher.ingest.extract.office import Properties, part_events
from searcher.ingest.extract.package import Package
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts
from searcher.ingest.extract.xml_events import End, Event, Start
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_PARAGRAPHS = frozenset(["p", "h"])
_LINES = frozenset(["list-item", "table-row"])
_READING = "ruby-text"  # stands beside characters, and is not inside their word
# What was struck out, the names of fields and the numbers of notes are no text.
_UNSEEN = frozenset(["tracked-changes", "annotation-end", "forms", "script", "binary-data", "styles", "note-citation"])
# Lines of a drawing or comment; in a sentence the same names are fields with a value that is read.
_BESIDE = frozenset(["title", "desc", "creator"])
_MOST_BLANKS, _DIGITS = 100, 10
_SENTENCE = frozenset(["p", "h", "span", "a"])


def read_package(found: FoundFile, package: Package, settings: Settings) -> Iterator[Document | Problem]:
    """One document, with a place for each slide of a presentation."""
    parts = Parts(settings)
    about = Properties()
    read_events(part_events(package, "meta.xml", parts.notes), Parts(settings), about)
    read_events(part_events(package, "content.xml", parts.notes), parts, about)
    # Headers and footers are kept with the styles of the pages.
    read_events(part_events(package, "styles.xml", parts.notes), parts, about, "header or footer")
    if not parts.text() and b"encryption-data" in package.peek("META-INF/manifest.xml"):
        yield Problem(found.key, "is encrypted: save it without a password to search it")
        return
    mimetype = package.peek("mimetype")
    type = "odp" if b"presentation" in mimetype else "odg" if b"graphics" in mimetype else "odt"
    yield from of_parts(
        found, parts, type=type, title=about.title, lang=about.lang, date=about.date, fields=about.fields
    )


def read_events(found: Iterator[Event], parts: Parts, about: Properties, label: str = "") -> None:
    """Take in text and metadata of one part, or of a flat document. `label` is the place of all of its text."""
    lines = Paragraphs()
    values: list[str] = []
    path: list[tuple[str, bool, bool]] = []  # names, whether they begin a paragraph, and whether they are unseen
    unseen = slide = 0
    for event in found:
        if isinstance(event, str):
            values.append(event)
            if lines.depth and not unseen:
                lines.pieces.append(event)
            continue
        name = event.name
        if isinstance(event, Start):
            values = []
            outer = path[-1][0] if path else ""
            is_beside = name in _BESIDE and lines.depth > 0 and outer not in _SENTENCE
            is_line = not unseen and (name in _PARAGRAPHS or is_beside or (name == _READING and lines.depth > 0))
            is_unseen = name in _UNSEEN or (name == "date" and outer == "annotation")
            path.append((name, is_line, is_unseen))
            unseen += is_unseen
            if is_line:
                lines.begin()
            elif name == "page":
                slide += 1
            elif name == "s" and not unseen:
                lines.pieces.append(" " * _count(event.attributes.get("c", "")))
            elif name in ("tab", "line-break") and not unseen:
                lines.pieces.append("\t" if name == "tab" else "\n")
        elif isinstance(event, End):
            _, is_line, is_unseen = path.pop()
            unseen -= is_unseen
            if is_line:
                lines.end()
            elif lines.depth:
                continue
            elif name in _LINES and not unseen:
                while name == "table-row" and lines.pieces and lines.pieces[-1] == "\t":
                    lines.pieces.pop()
                lines.pieces.append("\n")
            elif name == "table-cell":
                _join_cell(lines.pieces)
            elif name == "page":
                parts.add(lines.text(), f"slide {slide}")
            else:
                about.set(name, "".join(values))
                values = []
    parts.add(lines.text(), label)


def _count(told: str) -> int:
    """How many blanks stand in a row, one if that is not told as a number."""
    return min(int(told), _MOST_BLANKS) if told.isdecimal() and len(told) < _DIGITS else 1


def _join_cell(pieces: list[str]) -> None:
    """End a cell on the line of its row."""
    while pieces and pieces[-1] == "\n":
        pieces.pop()
    pieces.append("\t")
