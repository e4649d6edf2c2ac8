"""FollowTheMoney's JSON lines: `id`, `schema`, `properties` with `name`, `alias`, `weakAlias` and the like."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from searcher.entities.exchange import records
from searcher.entities.exchange.records import Incoming, RowError, left_out, read_objects
from searcher.entities.model import Entity, Name

_TYPES = {
    "Person": "person",
    "Organization": "org",
    "Company": "org",
    "LegalEntity": "org",
    "PublicBody": "org",
    "Event": "event",
}
_SCHEMATA = {"person": "Person", "org": "Organization", "event": "Event"}
# Of names that say the entity by themselves, and of such as need another beside them.
_STRONG = ("name", "alias", "previousName")
_KINDS = {**dict.fromkeys(_STRONG, "name"), "abbreviation": "acronym", "weakAlias": "weak"}
_PROPERTIES = {"acronym": "abbreviation", "weak": "weakAlias"}


def read(text: str, place: str) -> Incoming:
    """Names have no language there; a schema that is no person, organisation or event is another thing."""
    entities, problems = [], []
    for number, row in read_objects(text):
        try:
            entities.append(_entity(row))
        except RowError as error:
            problems.append(left_out(place, number, error))
    return Incoming(tuple(entities), tuple(problems))


def _entity(row: Any) -> Entity:
    if isinstance(row, RowError):
        raise row
    properties = row.get("properties")
    if not isinstance(properties, dict):
        raise RowError("it has no properties")
    names = [records.name(value, kind=kind) for prop, kind in _KINDS.items() for value in _values(properties, prop)]
    caption = row.get("caption")
    canonical = caption if isinstance(caption, str) else ""
    wikidata = next(iter(_values(properties, "wikidataId")), "")
    entity_id, schema = row.get("id", ""), row.get("schema", "")
    if not all(isinstance(value, str) for value in (entity_id, schema, wikidata)):
        raise RowError("id, schema and wikidataId are texts")
    return records.entity(entity_id, _TYPES.get(schema, "other"), canonical, wikidata, names)


def _values(properties: dict[str, Any], prop: str) -> list[Any]:
    values = properties.get(prop, [])
    return values if isinstance(values, list) else [values]


def write(entities: Iterable[Entity]) -> Iterator[str]:
    """An object a line; a place is a Thing, for there is no schema of places."""
    for entity in entities:
        properties: dict[str, list[str]] = {"name": [entity.canonical]}
        for name in entity.names:
            values = properties.setdefault(_property(name), [])
            if name.text not in (*values, entity.canonical):
                values.append(name.text)
        if entity.wikidata:
            properties["wikidataId"] = [entity.wikidata]
        row = {
            "id": entity.id,
            "schema": _SCHEMATA.get(entity.type, "Thing"),
            "caption": entity.canonical,
            "properties": {prop: values for prop, values in properties.items() if values},
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _property(name: Name) -> str:
    return _PROPERTIES.get(name.kind, "alias")
