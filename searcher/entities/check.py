"""What a person should look at in the table: for `searcher entities check` and tests of the bundled data."""

from collections.abc import Iterable, Iterator

from searcher.entities.data import key_of
from searcher.entities.model import MANY_LANGUAGES, TYPES, WEIGHTS, Entity, Name
from searcher.entities.table import EntityTable
from searcher.expressions import expression
from searcher.text.letter_case import has_case
from searcher.text.stopwords import stopword_languages, stopwords

_LANGUAGE = expression(r"[a-z]{2,3}")
# Their stop words are pieces of a run of characters, not words that a name can equal.
_UNSPACED = ("ja", "th", "zh")


def check(table: EntityTable, entities: Iterable[Entity]) -> list[str]:
    """One line for each thing that is wrong or doubtful in `entities` of the table, what is wrong in its file first."""
    common = {key_of(word) for code in stopword_languages() if code not in _UNSPACED for word in stopwords(code)}
    entities = list(entities)
    return [
        *table.problems,
        *(line for entity in entities for line in _entity_lines(entity)),
        *(line for entity in entities for line in _common_lines(entity, common)),
        *_shared_lines(collisions(table, entities)),
    ]


def collisions(table: EntityTable, entities: Iterable[Entity]) -> dict[str, tuple[str, ...]]:
    """Keys of strong names of `entities` that other entities of the table have too, with the ids of all.

    Weak names are ambiguous by nature.
    """
    keys = {key_of(name.text) for entity in entities for name in entity.names if name.strong}
    owners = {key: {named.entity_id for named in table.lookup(key) if named.name.strong} for key in sorted(keys) if key}
    return {key: tuple(sorted(ids)) for key, ids in owners.items() if len(ids) > 1}


def _entity_lines(entity: Entity) -> Iterator[str]:
    if entity.type not in TYPES:
        yield f"{entity.id}: type {entity.type!r} is not one of {', '.join(TYPES)}"
    if not any(name.strong for name in entity.names):
        yield f"{entity.id}: has no strong name, so nothing finds it"
    seen: set[tuple[str, str]] = set()
    for name in entity.names:
        yield from (f"{entity.id}: {problem}" for problem in _name_problems(name))
        for lang in name.langs:
            if (name.text, lang) in seen:
                yield f"{entity.id}: name {name.text!r} is there twice for {lang}"
            seen.add((name.text, lang))


def _name_problems(name: Name) -> Iterator[str]:
    if not key_of(name.text):
        yield f"name {name.text!r} has no letter or digit"
    if name.kind not in WEIGHTS:
        yield f"name {name.text!r} has kind {name.kind!r}, which is not one of {', '.join(WEIGHTS)}"
    for lang in name.langs:
        if lang != MANY_LANGUAGES and not _LANGUAGE.fullmatch(lang):
            yield f"name {name.text!r} has {lang!r}, which is not a language code"


def _common_lines(entity: Entity, common: set[str]) -> Iterator[str]:
    for name in entity.names:
        # Scripts without capitals cannot tell the name from the word; there the context must.
        if has_case(name.text) and not name.case and key_of(name.text) in common:
            yield f"{entity.id}: name {name.text!r} is a common word too; it needs case = true"


def _shared_lines(shared: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for key, ids in shared.items():
        yield f"{key!r} is a name of {' and '.join(ids)}; a query finds all of them"
