"""An entity as a JSON object."""

from searcher.entities.model import MANY_LANGUAGES, Entity, Name


def entity_record(entity: Entity, *, own: bool, lang: str = "") -> dict[str, object]:
    """The entity with its names by language, those for any language under "mul".

    `own`: whether the library's own file names it. With `lang` only names in that language and for any are told.
    """
    names: dict[str, list[Name]] = {}
    for name in entity.names:
        for code in name.langs:
            if lang in ("", code) or code == MANY_LANGUAGES:
                names.setdefault(code, []).append(name)
    return {
        "id": entity.id,
        "type": entity.type,
        "name": entity.canonical,
        "wikidata": entity.wikidata,
        "own": own,
        "names": {code: [_name(name) for name in names[code]] for code in sorted(names)},
    }


def _name(name: Name) -> dict[str, object]:
    return {"text": name.text, "kind": name.kind, "weight": name.weight, "source": name.source}
