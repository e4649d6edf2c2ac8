"""Wikidata's JSON: a dump, an object a line, or what Special:EntityData gives; labels and aliases by language."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from searcher.entities.exchange import records
from searcher.entities.exchange.records import Incoming, RowError, language, left_out, read_objects
from searcher.entities.model import MANY_LANGUAGES, Entity

_HUMAN = "Q5"
_INSTANCE_OF = "P31"
# What only things of a type have: coordinates, headquarters. Classes of things are thousands.
_TYPE_BY_PROPERTY = {"P625": "place", "P159": "org"}


def read(text: str, place: str) -> Incoming:
    """Each item is an entity: a person if it is human, a place if it has coordinates, else an org with a seat."""
    entities, problems = [], []
    for number, row in _rows(text):
        try:
            entities.append(_entity(row))
        except RowError as error:
            problems.append(left_out(place, number, error))
    return Incoming(tuple(entities), tuple(problems))


def _rows(text: str) -> Iterator[tuple[int, Any]]:
    """The line and object of each item."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        yield from read_objects(text)
        return
    rows = whole if isinstance(whole, list) else [whole]
    if isinstance(whole, dict) and isinstance(whole.get("entities"), dict):
        rows = list(whole["entities"].values())
    for row in rows:
        place = json.dumps(row.get("id"), ensure_ascii=False) if isinstance(row, dict) else ""
        at = text.find(place) if place else 0
        yield text.count("\n", 0, max(at, 0)) + 1, row


def _entity(row: Any) -> Entity:
    if isinstance(row, RowError):
        raise row
    if not isinstance(row, dict):
        raise RowError("not an object")
    number = row.get("id", "")
    if not isinstance(number, str):
        raise RowError("id is a text")
    labels, aliases, claims = (_table(row, key) for key in ("labels", "aliases", "claims"))
    names = [records.name(_value(label), language(code)) for code, label in labels.items()]
    for code, listed in aliases.items():
        for alias in listed if isinstance(listed, list) else [listed]:
            names.append(records.name(_value(alias), language(code)))
    main = labels.get("en") or labels.get(MANY_LANGUAGES)
    is_item = number[:1] == "Q" and number[1:].isdecimal()
    canonical = _value(main) if main else ""
    if not isinstance(canonical, str):
        raise RowError("a label is a text")
    return records.entity("" if is_item else number, _type(claims), canonical, number if is_item else "", names)


def _table(row: dict[str, Any], key: str) -> dict[str, Any]:
    # An item without any has an empty list there.
    table = row.get(key) or {}
    if not isinstance(table, dict):
        raise RowError(f"{key} is no object")
    return table


def _value(label: Any) -> Any:
    return label.get("value") if isinstance(label, dict) else label


def _type(claims: dict[str, Any]) -> str:
    if f'"{_HUMAN}"' in json.dumps(claims.get(_INSTANCE_OF, "")):
        return "person"
    return next((kind for prop, kind in _TYPE_BY_PROPERTY.items() if prop in claims), "other")


def write(entities: Iterable[Entity]) -> Iterator[str]:
    """An array with an item a line, as the dumps have them; an entity without a Q number keeps its id."""
    yield "["
    for number, entity in enumerate(entities):
        yield ",\n" if number else "\n"
        yield json.dumps(_item(entity), ensure_ascii=False)
    yield "\n]\n"


def _item(entity: Entity) -> dict[str, Any]:
    labels: dict[str, dict[str, str]] = {}
    aliases: dict[str, list[dict[str, str]]] = {}
    for name in sorted(entity.names, key=lambda name: name.text != entity.canonical):
        for lang in name.langs:
            value = {"language": lang, "value": name.text}
            if lang not in labels:
                labels[lang] = value
            else:
                aliases.setdefault(lang, []).append(value)
    item: dict[str, Any] = {"type": "item", "id": entity.wikidata or entity.id, "labels": labels, "aliases": aliases}
    if entity.type == "person":
        human = {"snaktype": "value", "property": _INSTANCE_OF, "datavalue": {"value": {"id": _HUMAN}}}
        item["claims"] = {_INSTANCE_OF: [{"mainsnak": human}]}
    return item
