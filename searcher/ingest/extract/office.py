"""What the Office Open XML formats share: their metadata, and the text of a part."""

import io
from collections.abc import Iterator

from searcher.expressions import expression
from searcher.ingest.extract.package import BROKEN, Package
from searcher.ingest.extract.xml_events import End, Event, Start, XmlError, events

_OWNERS = frozenset(["Company", "Manager"])
_TEXTS = frozenset(["lpwstr", "lpstr", "bstr"])
# Properties that programs keep for themselves.
_NUMBER = expression(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_OF_PROGRAMS = ("_", "MSIP_", "ContentTypeId", "ICV", "KSO")


def part_events(package: Package, name: str, notes: list[str]) -> Iterator[Event]:
    """The events of a part as far as it can be read, none if there is no such; what is broken goes to `notes`."""
    if not package.has(name):
        return
    try:
        yield from events(io.BytesIO(package.read(name)))
    except (XmlError, *BROKEN) as error:
        notes.append(f"{name} {error}")


class Properties:
    """Title, language, date and other metadata of a document, by Dublin Core or names that are much the same."""

    def __init__(self) -> None:
        self.title = self.lang = self.date = ""
        self.fields: list[tuple[str, str]] = []

    def set(self, name: str, value: str) -> None:
        """Take in one property by the local name of its element."""
        value = value.strip()
        if not value:
            return
        if name == "title":
            self.title = self.title or value
        elif name == "language":
            self.lang = self.lang or value
        elif name in ("created", "creation-date", "date"):
            self.date = self.date or value
        elif name in ("creator", "initial-creator", "author"):
            self.fields.append(("author", value))
        elif name in ("keywords", "keyword"):
            self.fields += [("tag", tag) for tag in value.replace(";", ",").split(",")]
        elif name in ("subject", "description", "publisher", "category", "contributor"):
            self.fields.append((name, value))


def properties(package: Package, name: str) -> Properties:
    """The properties in a part of the package; of a part that is broken, those before that place."""
    found = Properties()
    path: list[str] = []
    values: list[str] = []
    for event in part_events(package, name, []):
        if isinstance(event, Start):
            path.append(event.name)
            values = []
        elif isinstance(event, End):
            found.set(event.name, "".join(values))
            path.pop()
            values = []
        else:
            values.append(event)
    return found


def package_properties(package: Package) -> Properties:
    """The metadata of an Office Open XML document: its core properties, whose it is, and those that people add."""
    found = properties(package, "docProps/core.xml")
    for name in ("docProps/app.xml", "docProps/custom.xml"):
        own, values = "", list[str]()
        for event in part_events(package, name, []):
            if isinstance(event, str):
                values.append(event)
                continue
            if isinstance(event, Start):
                own = event.attributes.get("name", "") if event.name == "property" else own
            elif event.name in _OWNERS:
                found.fields.append((event.name, "".join(values)))
            elif event.name in _TEXTS and own and not own.startswith(_OF_PROGRAMS):
                value = "".join(values)
                if not _NUMBER.search(value):
                    found.fields.append((own, value))
            values = []
    return found


def relations(package: Package, name: str) -> dict[str, str]:
    """Id → name of the part, for the relations of the part `name`."""
    folder, _, base = name.rpartition("/")
    found = {}
    for event in part_events(package, f"{folder}/_rels/{base}.rels", []):
        if isinstance(event, Start) and event.name == "Relationship":
            target = event.attributes.get("Target", "")
            found[event.attributes.get("Id", "")] = resolved(folder, target)
    return found


def related(package: Package, name: str, kind: str) -> list[str]:
    """The parts that the part `name` has a relation of this kind to: the last word of its type."""
    folder, _, base = name.rpartition("/")
    return [
        resolved(folder, event.attributes.get("Target", ""))
        for event in part_events(package, f"{folder}/_rels/{base}.rels", [])
        if isinstance(event, Start) and event.attributes.get("Type", "").endswith(f"/{kind}")
    ]


def resolved(folder: str, target: str) -> str:
    """The name of the member that `target` means in `folder`."""
    parts = [] if target.startswith("/") else folder.split("/") if folder else []
    for part in target.lstrip("/").split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
