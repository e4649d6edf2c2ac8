"""FictionBook (fb2): a book in one XML file, by its sections."""

import io
from collections.abc import Iterator

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts
from searcher.ingest.extract.xml_events import End, Start, XmlError, events
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_LINES = frozenset(["p", "v", "subtitle", "text-author", "th", "td", "date"])
_NAMES = frozenset(["first-name", "middle-name", "last-name", "nickname"])


def read_book(found: FoundFile, data: bytes, encoding: str | None, settings: Settings) -> Iterator[Document | Problem]:
    """One document with a place for each titled section. `encoding`: as for `xml_events.events`."""
    parts = Parts(settings)
    path: list[str] = []
    pieces: list[str] = []
    heading: list[str] = []
    values: list[str] = []
    author: list[str] = []
    fields: list[tuple[str, str]] = []
    title = lang = label = ""
    try:
        for event in events(io.BytesIO(data), encoding):
            if isinstance(event, Start):
                if event.name == "section":
                    parts.add("".join(pieces), label)
                    pieces = []
                elif event.name == "title":
                    heading = []
                values = []
                path.append(event.name)
            elif isinstance(event, End):
                path.pop()
                name, value = event.name, "".join(values).strip()
                values = []
                if "title-info" in path:
                    if name in _NAMES and "author" in path:
                        author.append(value)
                    elif name == "author":
                        fields.append(("author", " ".join(author)))
                        author = []
                    elif name == "book-title":
                        title = title or value
                    elif name == "lang":
                        lang = lang or value
                    elif name in ("genre", "keywords"):
                        fields.append(("tag", value))
                if "body" in path and name in _LINES:
                    pieces.append("\n")
                elif name == "title" and "body" in path:
                    label = f"section {' '.join(heading)[:80]}".rstrip()
            else:
                values.append(event)
                if "body" in path:
                    pieces.append(event.strip("\n"))
                    if "title" in path:
                        heading.append(event.strip())
                elif "annotation" in path:
                    pieces.append(event)
    except XmlError as error:
        parts.note(str(error))
    parts.add("".join(pieces), label)
    yield from of_parts(found, parts, type="fb2", title=title, lang=lang, fields=fields)
