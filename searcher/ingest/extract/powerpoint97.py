"""PowerPoint 97 to 2003 (ppt): the text of each slide with its notes ([MS-PPT])."""

from collections.abc import Iterator
from struct import Struct, error
from typing import TYPE_CHECKING, BinaryIO

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.compound import BROKEN, about, read_objects, stream_of
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

if TYPE_CHECKING:
    from olefile import OleFileIO

_HEADER = Struct("<HHI")
_CONTAINER = 0xF  # the version of a record that holds others
_SLIDE, _NOTES, _MASTER, _LIST = 1006, 1008, 1016, 4080
_LIST_ENTRY = 1011
_CHARACTERS, _BYTES = 4000, 4008
_MOST_DEPTH = 50
_MARKS = str.maketrans({"\x0b": "\n", "\r": "\n", "\x07": " ", "\0": " "})


def read_compound(
    found: FoundFile, file: "OleFileIO", stream: BinaryIO, settings: Settings
) -> Iterator[Document | Problem]:
    """One document with a place for each slide, and the documents that it embeds."""
    parts = Parts(settings)
    try:
        slides, notes, order = _texts(stream_of(file, "PowerPoint Document"))
    except (*BROKEN, error) as problem:
        yield Problem(found.key, f"is a damaged presentation ({problem})")
        return
    # The text of a slide stands in its own record or in the list of slides, and some programs write both.
    for number in range(max(len(order), len(slides))):
        lines = dict.fromkeys([*order[number : number + 1], *slides[number : number + 1]])
        parts.add("\n".join(lines), f"slide {number + 1}")
    for number, text in enumerate(notes, 1):
        parts.add(text, f"notes {number}")
    known = about(file)
    yield from of_parts(found, parts, type="ppt", title=known.title, date=known.date, fields=known.fields)
    yield from read_objects(found, file, settings)


def _texts(data: bytes) -> tuple[list[str], list[str], list[str]]:
    """The texts of slides, of notes, and of the entries in the lists of slides."""
    slides: list[list[str]] = []
    notes: list[list[str]] = []
    order: list[list[str]] = []

    def walk(at: int, end: int, into: list[str] | None, depth: int) -> None:
        while at + 8 <= end:
            version, kind, size = _HEADER.unpack_from(data, at)
            at += 8
            behind = min(at + size, end)
            if kind in (_CHARACTERS, _BYTES):
                encoding = "utf-16-le" if kind == _CHARACTERS else "latin-1"
                if into is not None:
                    into.append(data[at:behind].decode(encoding, "replace").translate(_MARKS))
            elif kind == _LIST_ENTRY:
                into = []
                order.append(into)
            elif version & 0xF == _CONTAINER and depth < _MOST_DEPTH:
                inner = None if kind in (_MASTER, _LIST) else into
                if kind in (_SLIDE, _NOTES):
                    inner = []
                    (slides if kind == _SLIDE else notes).append(inner)
                walk(at, behind, inner, depth + 1)
            at = behind

    walk(0, len(data), None, 0)
    joined = ["\n".join(each) for each in slides], ["\n".join(each) for each in notes]
    return *joined, ["\n".join(each) for each in order]
