"""Markdown: title, language and date from front matter in YAML, TOML or JSON, else the title from the first heading."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.clean import clean_date, clean_lang
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.whole import documents, text_of
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_KEY = expression(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(.*))?")
_LONG = expression(r"[>|][+-]?\d?")
_ITEM = expression(r"[ \t]*-[ \t]+(.+)")
_FIELDS = {"tags": "tag", "keywords": "tag", "categories": "tag", "authors": "author", "aliases": "alias"}
_HEADING = expression(r" {0,3}#{1,6}[ \t]+(.+)")
_FENCE = expression(r" {0,3}(?:```|~~~)")
_UNDERLINE = expression(r" {0,3}(?:=+|--+)[ \t]*")


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One document, or a Problem; Markdown's marks stay in the text."""
    result = text_of(found, stream, settings)
    if isinstance(result, Problem):
        yield result
        return
    values, text = front_matter(result.text)
    known = {name: each[0] for name, each in values.items() if each}
    yield from documents(
        found,
        text,
        result.note,
        type="md",
        title=known.get("title") or first_heading(text),
        lang=clean_lang(known.get("lang") or known.get("language") or ""),
        date=clean_date(known.get("date", "")),
        fields=[
            (_FIELDS.get(name, name), value)
            for name, each in values.items()
            if name not in ("title", "lang", "language", "date")
            for value in each
        ],
    )


def front_matter(text: str) -> tuple[dict[str, list[str]], str]:
    """The values of front matter by key, and the text after it; of YAML those of plain lines, lists and long texts."""
    if text.startswith("+++\n"):
        return _toml(text)
    if text.startswith("{\n"):
        return _json(text)
    if not text.startswith("---\n"):
        return {}, text
    values: dict[str, list[str]] = {}
    position, of_list, is_long = 4, "", False
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end]
        if line.rstrip() in ("---", "..."):
            return values, text[end + 1 :]
        key = _KEY.fullmatch(line.rstrip())
        if key is not None:
            of_list = key[1].lower()
            is_long = _LONG.fullmatch(key[2] or "") is not None
            values.setdefault(of_list, [] if is_long else _values(key[2] or ""))
        elif is_long and (line[:1] in (" ", "\t") or not line.strip()):
            values[of_list] = [" ".join([*values[of_list], line.strip()]).strip()]
        elif item := _ITEM.fullmatch(line.rstrip()):
            if of_list:
                values[of_list].append(_plain(item[1]))
        elif line.strip() and line[0] not in " \t-#":
            break  # a rule at the beginning of a text, and no front matter
        position = end + 1
    return {}, text


def _toml(text: str) -> tuple[dict[str, list[str]], str]:
    end = text.find("\n+++", 3)
    try:
        values = tomllib.loads(text[4 : end + 1]) if end >= 0 else None
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}, text
    return ({}, text) if values is None else (_plain_values(values), text[end + 4 :].lstrip("\n"))


def _json(text: str) -> tuple[dict[str, list[str]], str]:
    try:
        values, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return {}, text
    return _plain_values(values), text[end:].lstrip("\n")


def _plain_values(values: Mapping[str, object]) -> dict[str, list[str]]:
    """Values, and those of lists, as texts, by names in lower case."""
    return {
        name.lower(): [str(each) for each in (value if isinstance(value, list) else [value]) if _is_plain(each)]
        for name, value in values.items()
    }


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float | date) and not isinstance(value, bool)


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


def _values(value: str) -> list[str]:
    """A plain value, or those of a list on one line."""
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        return [plain for part in value[1:-1].split(",") if (plain := _plain(part))]
    plain = _plain(value)
    return [plain] if plain else []


def _plain(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value.split(" #")[0].strip()
