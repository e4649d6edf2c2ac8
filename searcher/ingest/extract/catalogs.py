"""Catalogues of messages (po and pot of gettext, strings of Apple): texts whole, with their escapes decoded."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts, text_of
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_CHARSET = expression(rb"Content-Type:[^\\\n]{0,200}charset=([\w.:-]{1,40})", re.IGNORECASE)
_BEGINNING = 8192
_STRING = expression(r'"((?:[^"\\\n]|\\.)*)"')
_PO_LINE = expression(r'\s*(?:#~\s*)?(msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)?\s*"((?:[^"\\]|\\.)*)"\s*')
_HEADER = expression(r"^(Language|Last-Translator|Language-Team|Project-Id-Version): *(.+)$", re.MULTILINE)
_ESCAPE = expression(r"\\(?:[Uu]([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "r": "\n", "t": "\t", "v": "\n", "f": "\n", "a": "", "b": ""}


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One document, or a Problem."""
    result = text_of(found, stream, settings, _declared)
    if isinstance(result, Problem):
        yield result
        return
    parts = Parts(settings, result.note)
    if found.id.lower().endswith(".strings"):
        parts.add(_STRING.sub(lambda string: _unescaped(string[1]), result.text))
        yield from of_parts(found, parts, type="strings")
        return
    about: dict[str, str] = {}
    lines: list[str] = []
    for is_header, line in _messages(result.text):
        if is_header:
            about = dict(_HEADER.findall(line))
        else:
            lines.append(line)
    parts.add("\n".join(lines))
    yield from of_parts(
        found, parts, type="po", title=about.get("Project-Id-Version", ""), lang=about.get("Language", ""),
        fields=[("author", about.get("Last-Translator", "")), ("team", about.get("Language-Team", ""))],
    )  # fmt: skip


def _declared(data: bytes) -> str:
    charset = _CHARSET.search(data[:_BEGINNING])
    return charset[1].decode() if charset else ""


def _messages(text: str) -> Iterator[tuple[bool, str]]:
    """Comments and messages as they come, each whole; the translation of nothing is the header, which is told."""
    held: list[str] = []
    key = identity = ""
    for line in [*text.split("\n"), ""]:
        string = _PO_LINE.fullmatch(line)
        if string is not None and not string[1] and key:
            held.append(string[2])
            continue
        if key:
            value = _unescaped("".join(held))
            if key == "msgid":
                identity = value
            if value:
                yield key.startswith("msgstr") and not identity, value
        key = ""
        if string is not None and string[1]:
            key, held = string[1], [string[2]]
        elif line.startswith("#") and (comment := line.lstrip("#.:,~| ").strip()):
            yield False, comment


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _SIGNS.get(found[2], found[2]), text)
