"""XML as a row of events, in one pass, from expat: no tree in memory, no entities, nothing fetched.

Entities that a document declares could unfold to gigabytes, so that a document with any is refused.
"""

from collections.abc import Iterator, Mapping
from typing import IO
from xml.parsers import expat

from searcher.records import dataclass

_CHUNK = 1 << 16
_SEPARATOR = " "


class XmlError(ValueError):
    """The document is no XML that can be read: `str(error)` is the reason."""


@dataclass(frozen=True, slots=True)
class Start:
    """An element begins: its `name` and its attributes' without their name spaces."""

    name: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class End:
    """An element ends."""

    name: str


Event = Start | End | str
"""A string is text."""


def events(stream: IO[bytes], encoding: str | None = None) -> Iterator[Event]:
    """The events of a document. `encoding`: what stands above the declared one, as expat names it.

    Raises XmlError where the document is broken, after the events before that place.
    """
    found: list[Event] = []
    parser = expat.ParserCreate(encoding, _SEPARATOR)
    parser.buffer_text = True
    parser.buffer_size = _CHUNK

    def start(name: str, attributes: Mapping[str, str]) -> None:
        found.append(Start(_local(name), {_local(key): value for key, value in attributes.items()}))

    def refuse(*_: object) -> None:
        raise XmlError("declares entities, which are not read")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: found.append(End(_local(name)))
    parser.CharacterDataHandler = found.append
    parser.EntityDeclHandler = refuse
    while True:
        chunk = stream.read(_CHUNK)
        broken = ""
        try:
            parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            broken = f"is broken XML ({expat.ErrorString(error.code)}, line {error.lineno})"
        except (LookupError, ValueError) as error:
            # It declares an encoding that nobody knows, or one of several bytes that expat does not take.
            broken = error.args[0] if isinstance(error, XmlError) else f"is broken XML ({error})"
        yield from found
        found.clear()
        if broken:
            raise XmlError(broken)
        if not chunk:
            return


def _local(name: str) -> str:
    return name.rpartition(_SEPARATOR)[2]
