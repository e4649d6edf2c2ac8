"""Looking for entities in the table by what somebody types: whole names, beginnings of names, and names like it."""

from collections.abc import Iterator

from searcher.entities.data import key_of
from searcher.entities.model import Entity
from searcher.entities.table import EntityTable

_SUGGESTIONS = 5
# Of 100, by rapidfuzz: below this a suggestion has little to do with what was typed.
_LEAST_LIKENESS = 60
# Names that begin alike which are looked at.
_MOST_BEGINNING = 500


def entities_like(table: EntityTable, name: str, *, kind: str = "", own: bool = False) -> Iterator[Entity]:
    """The entities with this id or name, then those with a name that begins so; all of them without a name.

    `kind`: only those of this type, `own`: only those that the library's own file names.
    """
    among = {entity.id for entity in table.own()} if own else None
    for entity in _named(table, name) if name.strip() else table:
        if kind in ("", entity.type) and (among is None or entity.id in among):
            yield entity


def near_names(table: EntityTable, name: str) -> list[str]:
    """A few names that are spelled like `name`, the nearest first."""
    from rapidfuzz import fuzz, process

    near = process.extract(
        key_of(name), set(table.keys()), scorer=fuzz.ratio, limit=_SUGGESTIONS, score_cutoff=_LEAST_LIKENESS
    )
    return list(dict.fromkeys(table.lookup(key)[0].name.text for key, _, _ in near))


def _named(table: EntityTable, name: str) -> Iterator[Entity]:
    seen: set[str] = set()
    for entity in table.find(name):
        seen.add(entity.id)
        yield entity
    key = key_of(name)
    for longer in table.beginning(key, _MOST_BEGINNING) if key else ():
        for named in table.lookup(longer):
            entity_ = table.entity(named.entity_id)
            if entity_ is not None and entity_.id not in seen:
                seen.add(entity_.id)
                yield entity_
