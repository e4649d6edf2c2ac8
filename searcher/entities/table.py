"""The entity table: the bundled names and the library's own, opened in milliseconds from a compiled copy."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from searcher.entities.compiled import FORMAT, CompiledTable, compile_table
from searcher.entities.data import DATA, FILES, bundled, key_of
from searcher.entities.model import Entity, Name
from searcher.files import replace_file
from searcher.text import ANALYSIS_VERSION

COMPILED_NAME = "entities.compiled"


@dataclass(frozen=True, slots=True)
class Named:
    """A name and whose it is."""

    entity_id: str
    name: Name


@dataclass(frozen=True, slots=True)
class EntitySpan:
    """Words [start, end) of a query that stand for entities; `names[i]` are the names of `entity_ids[i]`."""

    start: int
    end: int
    entity_ids: tuple[str, ...]
    names: tuple[tuple[Name, ...], ...]


def _file_stamp(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:
        return "absent"
    return f"{status.st_size}:{status.st_mtime_ns}"


def _stamp(overlay: Path | None) -> str:
    """One line that changes whenever the compiled table would."""
    parts = [f"searcher entities {FORMAT} {ANALYSIS_VERSION}"]
    parts.extend(f"{file}:{_file_stamp(DATA / file)}" for file in FILES)
    if overlay is not None:
        parts.append(f"{str(overlay.absolute())!r}:{_file_stamp(overlay)}")
    return " ".join(parts)


class EntityTable:
    """Names of entities, found by key (`data.key_of`) or by entity.

    `problems` are lines for the person about the library's entities.toml: what was left out of it, and why.
    """

    def __init__(self, compiled: CompiledTable, overlay: Path | None = None) -> None:
        self._compiled = compiled
        self._overlay = overlay
        self._cached: dict[str, Entity | None] = {}
        self.problems = compiled.problems

    @classmethod
    def open(cls, cache: Path | None, overlay: Path | None) -> "EntityTable":
        """The bundled table with the names of `overlay` (an entities.toml, which may be missing).

        `cache` is a folder for the compiled copy; it is made if missing. Without one, or where it cannot be
        written, the table is compiled in memory. A copy that no longer fits the files is made anew.
        """
        stamp = _stamp(overlay)
        path = None if cache is None else cache / COMPILED_NAME
        if path is not None and (fresh := _read(path, stamp)) is not None:
            return cls(fresh, overlay)
        data = _compile(stamp, overlay)
        if path is not None:
            _replace(path, data)
        return cls(CompiledTable(data), overlay)

    def is_current(self) -> bool:
        """Whether the files are still those that the table was made from; else it should be opened again."""
        return self._compiled.stamp == _stamp(self._overlay)

    def entity(self, entity_id: str) -> Entity | None:
        if entity_id not in self._cached:
            self._cached[entity_id] = self._compiled.entity(entity_id)
        return self._cached[entity_id]

    def __iter__(self) -> Iterator[Entity]:
        """All entities, by id."""
        return iter(self._compiled)

    def lookup(self, key: str) -> tuple[Named, ...]:
        """Every name with this key, weak ones too, best weight first."""
        found: list[Named] = []
        for entity_id, places in self._compiled.named(key):
            entity = self.entity(entity_id)
            if entity is not None:
                found.extend(Named(entity_id, entity.names[place]) for place in places)
        return tuple(sorted(found, key=lambda named: (-named.name.weight, named.entity_id)))

    def spans(self, words: Sequence[str], raws: Sequence[str] | None = None) -> list[EntitySpan]:
        """The names in a query, longest first from left to right, in any language; only such as trigger.

        `words` are folded; `raws`, the same words as typed, let names that are common words ("US", "Того")
        count only with their capitals. Without `raws` they count in any case.
        """
        found = []
        start = 0
        while start < len(words):
            span = self._span(words, raws, start)
            if span is None:
                start += 1
            else:
                found.append(span)
                start = span.end
        return found

    def _span(self, words: Sequence[str], raws: Sequence[str] | None, start: int) -> EntitySpan | None:
        for length in reversed(self._compiled.lengths(words, start)):
            end = start + length
            raw = None if raws is None else " ".join(raws[start:end])
            names: dict[str, list[Name]] = {}
            for named in self.lookup(" ".join(words[start:end])):
                name = named.name
                if name.trigger and (raw is None or not name.query_case or name.fits(raw)):
                    names.setdefault(named.entity_id, []).append(name)
            if names:
                return EntitySpan(start, end, tuple(names), tuple(map(tuple, names.values())))
        return None

    def find(self, text: str) -> tuple[Entity, ...]:
        """The entity with this id, or else all with this name, weak ones too, the strongest first."""
        by_id = self.entity(text)
        if by_id is not None:
            return (by_id,)
        ids = dict.fromkeys(named.entity_id for named in self.lookup(key_of(text)))
        return tuple(entity for entity_id in ids if (entity := self.entity(entity_id)) is not None)


def _read(path: Path, stamp: str) -> CompiledTable | None:
    try:
        table = CompiledTable(path.read_bytes())
    except (OSError, ValueError):
        return None
    return table if table.stamp == stamp else None


def _compile(stamp: str, overlay: Path | None) -> bytes:
    entities: Sequence[Entity] = bundled()
    problems: tuple[str, ...] = ()
    if overlay is not None and overlay.exists():
        # Only here, so that a query over an unchanged table does not pay for the TOML parser.
        from searcher.entities.overlay import merge, read_overlay

        rows, problems = read_overlay(overlay)
        entities, more = merge(entities, rows)
        problems += more
    return compile_table(entities, stamp, problems)


def _replace(path: Path, data: bytes) -> None:
    """Put `data` in place of `path` in one step; do nothing in a folder that cannot be written."""
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(path, data, private=True)
