"""The library's own names: `entities.toml`, read with care so that one bad row does not cost the others."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from searcher.entities.data import key_of
from searcher.entities.model import KIND_ALIASES, MANY_LANGUAGES, MUTE, TYPES, WEIGHTS, Entity, Name
from searcher.expressions import expression
from searcher.records import dataclass, replace

USER_SOURCE = "user"

_HEADER = expression(r"\s*\[\[\s*entity\s*\]\]")
_LANGUAGE = expression(r"[a-z]{2,3}")
_WIKIDATA = expression(r"Q[1-9]\d*|")
_ROW_KEYS = {"id", "type", "canonical", "wikidata", "names", "alias", "match"}
_ALIAS_KEYS = {"name", "kind", "weight", "lang"}
_MATCH_KEYS = ("case", "inflect", "trigger")
# Line breaks, tabs and bidirectional overrides have no place in a name; words part there anyway.
_CONTROL = expression("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\\s]+")


@dataclass(frozen=True, slots=True)
class OverlayRow:
    """One [[entity]] of the file; `type` and `canonical` are empty where it adds names to a known entity."""

    id: str
    type: str
    canonical: str
    wikidata: str
    names: tuple[Name, ...]
    place: str


class _RowError(Exception):
    """What is wrong with a row; `key` is the word in the file to point at."""

    def __init__(self, reason: str, key: str = "") -> None:
        super().__init__(reason)
        self.key = key


def clean(name: str) -> str:
    """A name on one line, without control and direction characters."""
    return _CONTROL.sub(" ", name).strip()


def is_language_code(code: str) -> bool:
    """Whether names may be told to be of `code`: two or three small letters."""
    return _LANGUAGE.fullmatch(code) is not None


def is_wikidata(number: str) -> bool:
    """Whether `number` is a Q number, or empty."""
    return _WIKIDATA.fullmatch(number) is not None


def read_overlay(path: Path) -> tuple[list[OverlayRow], tuple[str, ...]]:
    """The good rows of the file, and a line "FILE:LINE: reason" for each thing that was left out.

    A file that is not TOML, or cannot be read, has no good rows.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return [], (f"{path}: cannot be read ({error.strerror}); none of its names are used",)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return [], (f"{path}:{line}: not UTF-8; none of its names are used",)
    return parse_overlay(text, str(path))


def parse_overlay(text: str, path: str) -> tuple[list[OverlayRow], tuple[str, ...]]:
    """As `read_overlay`, of a text that was read; `path` is what the lines call it."""
    try:
        parsed = tomllib.loads(text)
    except RecursionError:
        return [], (f"{path}:1: not TOML (nested too deep); none of its names are used",)
    except ValueError as error:  # not TOML, or a number of thousands of digits
        return [], (_syntax_problem(path, text, str(error)),)
    rows: list[OverlayRow] = []
    problems = [
        f"{path}:{_line_of(text, 1, key)}: {key!r} is not known; only [[entity]] is read"
        for key in parsed
        if key != "entity"
    ]
    listed = parsed.get("entity", [])
    if not isinstance(listed, list):
        return [], (*problems, f"{path}:{_line_of(text, 1, 'entity')}: write [[entity]] with two brackets")
    starts = _row_lines(text, len(listed))
    for start, row in zip(starts, listed, strict=True):
        try:
            rows.append(_row(row, f"{path}:{start}"))
        except _RowError as error:
            line = _line_of(text, start, error.key)
            problems.append(f"{path}:{line}: {error}; this [[entity]] is left out")
    return rows, tuple(problems)


def merge(entities: Iterable[Entity], rows: Iterable[OverlayRow]) -> tuple[list[Entity], tuple[str, ...]]:
    """`entities` with the rows' names first in theirs, and new entities for ids that none has.

    The rows that can be neither are named in the second value.
    """
    by_id = {entity.id: entity for entity in entities}
    problems = []
    for row in rows:
        known = by_id.get(row.id)
        if known is None and not (row.canonical or row.names):
            problems.append(f"{row.place}: entity {row.id!r} has no names; this [[entity]] is left out")
            continue
        if known is None:
            canonical = row.canonical or row.names[0].text
            names = row.names
            if all(key_of(name.text) != key_of(canonical) for name in names):
                names = (_name(canonical, MANY_LANGUAGES, "name", 1.0, {}), *names)
            by_id[row.id] = Entity(row.id, row.type or "other", canonical, row.wikidata, names)
        else:
            by_id[row.id] = replace(
                known,
                type=row.type or known.type,
                canonical=row.canonical or known.canonical,
                wikidata=row.wikidata or known.wikidata,
                names=row.names + known.names,
            )
    return list(by_id.values()), tuple(problems)


def _syntax_problem(path: str, text: str, message: str) -> str:
    reason, _, place = message.removesuffix(")").rpartition(" (at ")
    number = re.match(r"line (\d+)", place)
    line = number[1] if number else str(text.count("\n") + 1)  # else it says "end of document"
    return f"{path}:{line}: not TOML ({reason}); none of its names are used"


def _row_lines(text: str, count: int) -> list[int]:
    """Line of each [[entity]] header; the first line for all where they are written another way."""
    lines = [number for number, line in enumerate(text.split("\n"), 1) if _HEADER.match(line)]
    return lines if len(lines) == count else [1] * count


def _line_of(text: str, start: int, key: str) -> int:
    """Line of the first mention of `key` in the row that starts at line `start`; `start` if it has none."""
    if key:
        mention = re.compile(rf"(?<![\w-]){re.escape(key)}(?![\w-])")
        for number, line in enumerate(text.split("\n")[start - 1 :], start):
            if number > start and _HEADER.match(line):
                break
            if mention.search(line):
                return number
    return start


def _row(row: Any, place: str) -> OverlayRow:
    if not isinstance(row, dict):
        raise _RowError("an entity is a table")
    for key in row.keys() - _ROW_KEYS:
        raise _RowError(f"{key!r} is not known (known: {', '.join(sorted(_ROW_KEYS))})", key)
    entity_id = _text(row, "id")
    if not entity_id:
        raise _RowError("an entity needs an id")
    if clean(entity_id) != entity_id or " " in entity_id:
        raise _RowError("an id has no spaces", "id")
    kind = _text(row, "type")
    if kind and kind not in TYPES:
        raise _RowError(f"type {kind!r} is not one of {', '.join(TYPES)}", "type")
    wikidata = _text(row, "wikidata")
    if not is_wikidata(wikidata):
        raise _RowError(f"wikidata {wikidata!r} is not a Q number", "wikidata")
    match = _match(row.get("match", {}))
    names = (*_listed(row.get("names", {}), match), *_aliases(row.get("alias", []), match))
    canonical = clean(_text(row, "canonical"))
    if canonical and not key_of(canonical):
        raise _RowError(f"canonical {canonical!r} has no letter or digit", "canonical")
    return OverlayRow(entity_id, kind, canonical, wikidata, names, place)


def _text(table: dict[str, Any], key: str, default: str = "") -> str:
    value = table.get(key, default)
    if not isinstance(value, str):
        raise _RowError(f"{key!r} is a text in quotes", key)
    return value


def _match(match: Any) -> dict[str, bool]:
    if not isinstance(match, dict):
        raise _RowError("'match' is a table", "match")
    for key, value in match.items():
        if key not in _MATCH_KEYS:
            raise _RowError(f"{key!r} is not known (known: {', '.join(_MATCH_KEYS)})", key)
        if not isinstance(value, bool):
            raise _RowError(f"{key!r} is true or false", key)
    return match


def _listed(names: Any, match: dict[str, bool]) -> Iterator[Name]:
    if not isinstance(names, dict):
        raise _RowError("'names' is a table of languages", "names")
    for lang, forms in names.items():
        if not isinstance(forms, list) or not all(isinstance(form, str) for form in forms):
            raise _RowError(f"the names of {lang!r} are a list of texts in quotes", lang)
        for form in forms:
            yield _name(form, lang, "name", WEIGHTS["name"], match)


def _aliases(aliases: Any, match: dict[str, bool]) -> Iterator[Name]:
    if not isinstance(aliases, list) or not all(isinstance(alias, dict) for alias in aliases):
        raise _RowError("write [[entity.alias]] with two brackets", "alias")
    for alias in aliases:
        for key in alias.keys() - _ALIAS_KEYS:
            raise _RowError(f"{key!r} is not known (known: {', '.join(sorted(_ALIAS_KEYS))})", key)
        kind = _text(alias, "kind", "name")
        kind = KIND_ALIASES.get(kind, kind)
        if kind not in WEIGHTS:
            raise _RowError(f"kind {kind!r} is not one of {', '.join(WEIGHTS)}", "kind")
        weight = alias.get("weight", WEIGHTS[kind])
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 1:
            raise _RowError(f"weight {weight!r} is not a number above 0 and at most 1", "weight")
        yield _name(_text(alias, "name"), _text(alias, "lang", MANY_LANGUAGES), kind, float(weight), match)


def _name(form: str, lang: str, kind: str, weight: float, match: dict[str, bool]) -> Name:
    if not is_language_code(lang):
        raise _RowError(f"{lang!r} is not a language code", lang)
    text = clean(form)
    if not key_of(text):
        raise _RowError(f"name {form!r} has no letter or digit", "name")
    return Name(
        text=text,
        lang=lang,
        kind=kind,
        weight=weight,
        case=match.get("case", False),
        inflect=match.get("inflect", kind != "acronym"),
        trigger=match.get("trigger", True) and kind not in MUTE,
        source=USER_SOURCE,
    )
