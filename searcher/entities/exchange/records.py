"""What all formats share: entities as they come in, the rows that were left out, and names made with care."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from searcher.entities.data import key_of
from searcher.entities.model import KIND_ALIASES, MANY_LANGUAGES, MUTE, TYPES, WEIGHTS, Entity, Name
from searcher.entities.overlay import USER_SOURCE, clean, is_language_code, is_wikidata
from searcher.records import dataclass
from searcher.text.languages import normalise_code


@dataclass(frozen=True, slots=True)
class Incoming:
    """The good rows of a file, and a line "PLACE:LINE: reason" for each that was left out.

    An id is empty where the file has none.
    """

    entities: tuple[Entity, ...]
    problems: tuple[str, ...]


class RowError(Exception):
    """What is wrong with a row."""


def entity(entity_id: str, kind: str, canonical: str, wikidata: str, names: Iterable[Name]) -> Entity:
    """An entity out of a row, checked; of names that are there twice the first. Raises RowError."""
    kept = tuple({(name.text, name.lang, name.kind): name for name in reversed(list(names))}.values())[::-1]
    canonical = clean(canonical) or (kept[0].text if kept else "")
    if not key_of(canonical):
        raise RowError("it has no name")
    if clean(entity_id) != entity_id or " " in entity_id:
        raise RowError(f"id {entity_id!r} has a space or a control character")
    if kind not in TYPES:
        raise RowError(f"type {kind!r} is not one of {', '.join(TYPES)}")
    if not is_wikidata(wikidata):
        raise RowError(f"wikidata {wikidata!r} is not a Q number")
    return Entity(entity_id, kind, canonical, wikidata, kept)


def name(text: object, lang: str = MANY_LANGUAGES, kind: str = "name") -> Name:
    """A name with the defaults of its kind. Raises RowError."""
    if not isinstance(text, str) or not key_of(clean(text)):
        raise RowError(f"name {text!r} has no letter or digit")
    kind = KIND_ALIASES.get(kind, kind)
    if kind not in WEIGHTS:
        raise RowError(f"kind {kind!r} is not one of {', '.join(WEIGHTS)}")
    if not is_language_code(lang):
        raise RowError(f"{lang!r} is not a language code")
    return Name(clean(text), lang, kind, WEIGHTS[kind], False, kind != "acronym", kind not in MUTE, USER_SOURCE)


def language(code: str) -> str:
    """The language of a code with a region or script ("zh-hans"); any where it is none of two or three letters."""
    known = normalise_code(code.partition("-")[0].partition("_")[0])
    return known if is_language_code(known) else MANY_LANGUAGES


def read_objects(text: str) -> Iterator[tuple[int, Any]]:
    """The line number and object of each line that holds JSON; instead of an object the RowError that tells why not.

    The brackets and commas of an array with an element a line, as Wikidata's dumps have, are passed over.
    """
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip().rstrip(",")
        if line in ("", "[", "]"):
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep or out of range"
            yield number, RowError(f"not JSON ({reason})")
            continue
        yield number, row if isinstance(row, dict) else RowError("not an object")


def left_out(place: str, line: int, error: object) -> str:
    """The line that names a row which is not taken."""
    return f"{place}:{line}: {error}; this row is left out"
