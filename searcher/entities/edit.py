"""Adding names to a library's `entities.toml` without touching what a person wrote there."""

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from searcher.entities.data import key_of
from searcher.entities.exchange.toml_file import quoted, write
from searcher.entities.model import MANY_LANGUAGES, WEIGHTS, Entity
from searcher.entities.overlay import clean, merge, read_overlay
from searcher.entities.table import EntityTable
from searcher.errors import SearcherError
from searcher.files import Replacing
from searcher.records import dataclass

_ATTEMPTS = 20


class _ChangedError(Exception):
    """The file was changed by somebody else in the meantime."""


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: the entity, whether it is new, the names written, and those that it had already."""

    entity_id: str
    created: bool
    names: tuple[str, ...]
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What `take_in` did: entities and names written, how many of those are new, names known before, what it left."""

    entities: int
    created: int
    names: int
    known: int
    problems: tuple[str, ...]


def add(
    path: Path,
    name: str,
    variants: Sequence[str],
    *,
    lang: str = MANY_LANGUAGES,
    kind: str = "name",
    cache: Path | None = None,
) -> Added:
    """Write `variants` as names of the entity that `name` (a name or an id) finds, or of a new one so called.

    `path` is the library's entities.toml, made if missing; its text is kept and the new names follow it.
    `cache` is the folder of the compiled table. Raises SearcherError if a variant has no word in it, `name`
    means several entities, or the file cannot be read, written or continued.
    """
    if kind not in WEIGHTS:
        raise SearcherError(f"kind {kind!r} is not one of {', '.join(WEIGHTS)}")
    for form in (name, *variants):
        _require_word(form)
    table = EntityTable.open(cache, path)
    entity = _entity_named(table, name)
    known = {key_of(known.text) for known in entity.names} if entity else set()
    forms = list(dict.fromkeys(clean(variant) for variant in variants))
    new = tuple(form for form in forms if key_of(form) not in known)
    old = tuple(form for form in forms if form not in new)
    if entity is not None and not new:
        return Added(entity.id, False, (), old)
    entity_id = entity.id if entity else _free_id(table, name)
    lines = ["[[entity]]", f"id = {quoted(entity_id)}"]
    if entity is None:
        lines.append(f"canonical = {quoted(clean(name))}")
    if kind == "name" and new:
        lines += ["[entity.names]", f"{lang} = [{', '.join(map(quoted, new))}]"]
    elif new:
        for form in new:
            lines += ["[[entity.alias]]", f"name = {quoted(form)}", f'kind = "{kind}"', f'lang = "{lang}"']
    _append(path, "\n".join(lines) + "\n", {entity_id: new})
    return Added(entity_id, entity is None, new, old)


def take_in(path: Path, entities: Iterable[Entity], *, cache: Path | None = None) -> TakenIn:
    """Write `entities` of a file of somebody else, with all names that are new, in one step.

    An entity is a known one by its id, else its Q number, else its canonical name; without an id and known by none of
    them it is a new one. `path` and `cache` as in `add`; raises SearcherError if the file cannot be read, written or
    continued.
    """
    table = EntityTable.open(cache, path)
    by_number = {entity.wikidata: entity.id for entity in table if entity.wikidata}
    by_name: dict[str, str] = {}
    changed: list[Entity] = []
    problems = []
    created = known = 0
    for entity in entities:
        key = key_of(entity.canonical)
        entity_id = entity.id or by_number.get(entity.wikidata) or by_name.get(key, "")
        old = table.entity(entity_id) if entity_id else None
        try:
            old = old or (None if entity_id else _entity_named(table, entity.canonical))
        except SearcherError as error:
            problems.append(f"{error}; it is left out")
            continue
        entity_id = entity_id or (old.id if old else _free_id(table, entity.canonical, by_name.values()))
        created += old is None and entity_id not in by_name.values()
        by_name.setdefault(key, entity_id)
        had = {key_of(name.text) for name in old.names} if old else set()
        names = tuple(name for name in entity.names if key_of(name.text) not in had)
        known += len(entity.names) - len(names)
        if names or old is None:
            kind, canonical = (old.type, old.canonical) if old else (entity.type, entity.canonical)
            wikidata = old.wikidata if old else entity.wikidata
            changed.append(Entity(entity_id, kind, canonical, wikidata, names))
    if changed:
        wanted: dict[str, set[str]] = {}
        for entity in changed:
            wanted.setdefault(entity.id, set()).update(name.text for name in entity.names)
        _append(path, "".join(write(changed)), wanted)
    return TakenIn(len(changed), created, sum(len(entity.names) for entity in changed), known, tuple(problems))


def _require_word(form: str) -> None:
    if not key_of(clean(form)):
        raise SearcherError(f"{form!r} has no letter or digit, so it cannot be a name")
    if not form.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in form):
        raise SearcherError(f"{form!r} is not valid Unicode text")


def _entity_named(table: EntityTable, name: str) -> Entity | None:
    found = table.find(name)
    key = key_of(name)
    strong = [entity for entity in found if any(n.strong and key_of(n.text) == key for n in entity.names)]
    candidates = strong or list(found)
    if len(candidates) > 1:
        ids = ", ".join(entity.id for entity in candidates)
        raise SearcherError(f"{name!r} is a name of several entities; say which by its id: {ids}")
    return candidates[0] if candidates else None


def _free_id(table: EntityTable, name: str, taken: Collection[str] = ()) -> str:
    slug = key_of(clean(name)).replace(" ", "-")
    number = 1
    entity_id = slug
    while table.entity(entity_id) is not None or entity_id in taken:
        number += 1
        entity_id = f"{slug}-{number}"
    return entity_id


def _append(path: Path, rows: str, wanted: Mapping[str, Collection[str]]) -> None:
    """Put the file's text and `rows` in place of the file; again if somebody else wrote meanwhile.

    `wanted` are the names that entities, by their ids, must have then.
    """
    for _ in range(_ATTEMPTS):
        before = _read(path)
        text = before.decode("utf-8-sig")
        if text:
            text = text.rstrip("\n") + "\n\n"
        replacing = Replacing(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing as file:
                file.write((text + rows).encode())
                file.flush()
                _verify(replacing.temporary, path, wanted)
                if _read(path) != before:
                    raise _ChangedError
            return
        except _ChangedError:
            continue
        except OSError as error:
            raise SearcherError(f"{path}: cannot be written ({error.strerror})") from error
    raise SearcherError(f"{path}: is being changed all the time; try again")


def _read(path: Path) -> bytes:
    """The file, checked to be TOML; empty if there is none."""
    try:
        data = path.read_bytes()
        tomllib.loads(data.decode("utf-8-sig"))
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise SearcherError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError):
        raise SearcherError(f"{read_overlay(path)[1][0]}; mend it first") from None
    return data


def _verify(written: Path, path: Path, wanted: Mapping[str, Collection[str]]) -> None:
    """Raise SearcherError unless the new file gives the entities their names."""
    rows, problems = read_overlay(written)
    entities, _ = merge((), (row for row in rows if row.id in wanted))
    names = {entity.id: {name.text for name in entity.names} for entity in entities}
    if not all(names.get(entity_id, set()).issuperset(forms) for entity_id, forms in wanted.items()):
        reason = problems[-1].removeprefix(f"{written}:") if problems else "the names do not come back"
        raise SearcherError(f"{path}: cannot be continued: {reason}")
