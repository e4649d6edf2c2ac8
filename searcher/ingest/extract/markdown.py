"""Markdown: title, language and date from YAML front matter, else the title from the first heading."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from searcher.ingest.clean import clean_date, clean_lang
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.whole import content, decoded, documents
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_KEY = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(.*))?")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.+)")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|--+)[ \t]*")


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One document, or a Problem; Markdown's marks stay in the text."""
    data = content(found, stream, settings)
    result = data if isinstance(data, Problem) else decoded(found, data)
    if isinstance(result, Problem):
        yield result
        return
    values, text = front_matter(result.text)
    yield from documents(
        found,
        text,
        result.note,
        type="md",
        title=values.get("title") or first_heading(text),
        lang=clean_lang(values.get("lang") or values.get("language") or ""),
        date=clean_date(values.get("date", "")),
    )


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The plain `key: value` lines of YAML front matter, and the text after it."""
    if not text.startswith("---\n"):
        return {}, text
    values: dict[str, str] = {}
    position = 4
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end]
        if line.rstrip() in ("---", "..."):
            return values, text[end + 1 :]
        key = _KEY.fullmatch(line.rstrip())
        if key is not None:
            values.setdefault(key[1].lower(), _plain(key[2] or ""))
        elif line.strip() and line[0] not in " \t-#":
            break  # a rule at the beginning of a text, and no front matter
        position = end + 1
    return {}, text


def first_heading(text: str) -> str:
    """The first heading outside fenced code, "" if there is none."""
    fenced, previous = False, ""
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            if heading := _HEADING.fullmatch(line):
                return heading[1].rstrip("# \t") or heading[1]
            if previous.strip() and _UNDERLINE.fullmatch(line):
                return previous.strip()
        previous = line
    return ""


def _plain(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value.split(" #")[0].strip()
