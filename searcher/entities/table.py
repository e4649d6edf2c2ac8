"""The entity table: the bundled names and the library's own, both compiled, so that opening reads next to nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from heapq import merge
from itertools import chain
from mmap import ACCESS_READ, mmap
from pathlib import Path

from searcher.entities.compiled import FORMAT, CompiledTable, compile_table
from searcher.entities.data import DATA, key_of
from searcher.entities.model import Entity, Name
from searcher.files import replace_file
from searcher.records import dataclass
from searcher.text import ANALYSIS_VERSION

COMPILED_NAME = "entities.compiled"
# Made by tools/compile_names.py: it takes seconds.
BUNDLED = DATA / "bundled.compiled"


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


def file_stamp(path: Path) -> str:
    """What changes with a file: its size and time."""
    try:
        status = path.stat()
    except OSError:
        return "absent"
    return f"{status.st_size}:{status.st_mtime_ns}"


def _stamp(overlays: Sequence[Path]) -> str:
    """One line that changes whenever the compiled copy of the library's own names would."""
    parts = [f"searcher entities {FORMAT} {ANALYSIS_VERSION} {_bundled().checksum}"]
    parts += [f"{str(overlay.absolute())!r}:{file_stamp(overlay)}" for overlay in overlays]
    return " ".join(parts)


@cache
def _bundled() -> CompiledTable:
    """The table of the package, of which a query reads the pages that it asks for."""
    with BUNDLED.open("rb") as file:
        return CompiledTable(mmap(file.fileno(), 0, access=ACCESS_READ))


class EntityTable:
    """Names of entities, found by key (`data.key_of`) or by entity.

    `problems` are lines for the person about the library's entities.toml: what was left out of it, and why.
    """

    def __init__(self, tables: Sequence[CompiledTable], overlays: Sequence[Path] = ()) -> None:
        """An entity that several of `tables` have is what the first of them says."""
        self._tables = tables
        self._overlays = overlays
        self._cached: dict[str, Entity | None] = {}
        self.problems = tables[0].problems

    @classmethod
    def open(cls, cache: Path | None, overlay: Path | None) -> "EntityTable":
        """The bundled table with the names of `overlay` (an entities.toml, which may be missing).

        `cache` is a folder for a compiled copy of the latter; it is made if missing. Without one, or where it cannot
        be written, they are compiled in memory. A copy that no longer fits the file is made anew.
        """
        overlays = () if overlay is None else (overlay,)
        stamp = _stamp(overlays)
        path = None if cache is None else cache / COMPILED_NAME
        if path is not None and (fresh := read_compiled(path, stamp)) is not None:
            return cls((fresh, _bundled()), overlays)
        data = _compile(stamp, overlays)
        if path is not None:
            replace_compiled(path, data)
        return cls((CompiledTable(data), _bundled()), overlays)

    @classmethod
    def together(cls, overlays: Sequence[Path]) -> "EntityTable":
        """The bundled table with the names of several libraries, compiled in memory."""
        return cls((CompiledTable(_compile(_stamp(overlays), overlays)), _bundled()), overlays)

    def is_current(self) -> bool:
        """Whether the files are still those that the table was made from; else it should be opened again."""
        return self._tables[0].stamp == _stamp(self._overlays)

    def entity(self, entity_id: str) -> Entity | None:
        if entity_id not in self._cached:
            found = (table.entity(entity_id) for table in self._tables)
            self._cached[entity_id] = next((entity for entity in found if entity is not None), None)
        return self._cached[entity_id]

    def __iter__(self) -> Iterator[Entity]:
        """All entities, by id."""
        last = ""
        for entity in merge(*self._tables, key=lambda entity: entity.id.encode()):
            if entity.id != last:
                yield entity
            last = entity.id

    def own(self) -> Iterator[Entity]:
        """The entities that the library's own file names, with all their names, by id."""
        return iter(self._tables[0])

    def keys(self) -> Iterator[str]:
        """What names are looked up by; a key may come more than once."""
        return chain.from_iterable(table.keys() for table in self._tables)

    def lookup(self, key: str) -> tuple[Named, ...]:
        """Every name with this key, weak ones too, best weight first."""
        found: list[Named] = []
        seen: set[str] = set()
        for table in self._tables:
            for entity_id, places in table.named(key):
                entity = self.entity(entity_id)
                # The first table's entity has the names that the second knows, in places of its own.
                if entity is not None and entity_id not in seen:
                    seen.add(entity_id)
                    found.extend(Named(entity_id, entity.names[place]) for place in places)
        return tuple(sorted(found, key=lambda named: (-named.name.weight, named.entity_id)))

    def beginning(self, prefix: str, most: int) -> list[str]:
        """The keys that begin with `prefix` and are longer, sorted; of each table `most` at most."""
        return sorted(set().union(*(table.beginning(prefix, most) for table in self._tables)))

    def spans(
        self,
        words: Sequence[str],
        raws: Sequence[str] | None = None,
        is_name: Callable[[str], bool] = lambda _: False,
    ) -> list[EntitySpan]:
        """The names in a query, longest first from left to right, in any language; only such as trigger.

        `words` are folded; `raws`, the same words as typed, let names that are common words ("US", "Того")
        count only with their capitals, but for a word of which `is_name` says that it is nothing but a name here.
        Without `raws` they count in any case.
        """
        found = []
        start = 0
        while start < len(words):
            span = self._span(words, raws, start, is_name)
            if span is None:
                start += 1
            else:
                found.append(span)
                start = span.end
        return found

    def _span(
        self, words: Sequence[str], raws: Sequence[str] | None, start: int, is_name: Callable[[str], bool]
    ) -> EntitySpan | None:
        lengths = {length for table in self._tables for length in table.lengths(words, start)}
        for length in sorted(lengths, reverse=True):
            end = start + length
            raw = None if raws is None else " ".join(raws[start:end])
            names: dict[str, list[Name]] = {}
            for named in self.lookup(" ".join(words[start:end])):
                name = named.name
                fits = raw is None or not name.query_case or name.fits(raw) or (length == 1 and is_name(words[start]))
                if name.trigger and fits:
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


def read_compiled(path: Path, stamp: str) -> CompiledTable | None:
    """The table in a file, if it is whole and has this stamp."""
    try:
        table = CompiledTable(path.read_bytes())
    except (OSError, ValueError):
        return None
    return table if table.stamp == stamp and table.is_whole() else None


def _compile(stamp: str, overlays: Sequence[Path]) -> bytes:
    entities: Sequence[Entity] = ()
    problems: tuple[str, ...] = ()
    if there := [overlay for overlay in overlays if overlay.exists()]:
        # Only here, so that a query over an unchanged table does not pay for the TOML parser.
        from searcher.entities.overlay import merge as merge_rows
        from searcher.entities.overlay import read_overlay

        rows = []
        for overlay in there:
            read, wrong = read_overlay(overlay)
            rows += read
            problems += wrong
        known = (_bundled().entity(entity_id) for entity_id in dict.fromkeys(row.id for row in rows))
        entities, more = merge_rows((entity for entity in known if entity is not None), rows)
        problems += more
    return compile_table(entities, stamp, problems)


def replace_compiled(path: Path, data: bytes) -> None:
    """Put `data` in place of `path` in one step; do nothing in a folder that cannot be written."""
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(path, data, private=True)
