"""A table as one sorted text that answers look-ups by bisection: a cold process reads and parses what it asks for.

Layout, UTF-8, one record a line, fields separated by tabs: the stamp; the CRC-32 of all that follows its line, as
eight digits; the problems found while it was made; the sizes of the two sections in bytes; then the keys ("key, entity,
its names with that key"), sorted, and the entities ("id, type, canonical, wikidata, names"), sorted. Sorting is by
bytes; no field holds a control character, so a tab sorts before whatever may continue a key.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from mmap import mmap

from searcher.entities.data import key_of
from searcher.entities.model import Entity, Name
from searcher.text.utf8 import utf8

# Raise with every change of the layout below.
FORMAT = 2

_NAME_FIELDS = 6
_TAB, _SPACE = ord("\t"), ord(" ")


def _name_fields(name: Name) -> Iterator[str]:
    yield name.text
    yield name.lang
    yield name.kind
    yield repr(name.weight)
    marks = zip("citq", (name.case, name.inflect, name.trigger, name.query_case), strict=True)
    yield "".join(mark for mark, on in marks if on)
    yield name.source


def _name(fields: Sequence[str]) -> Name:
    text, lang, kind, weight, marks, source = fields
    case, inflect, trigger, query_case = (mark in marks for mark in "citq")
    return Name(text, lang, kind, float(weight), case, inflect, trigger, source, query_case)


def compile_table(entities: Iterable[Entity], stamp: str, problems: Sequence[str]) -> bytes:
    """The whole text for `entities`, whose ids differ. Names without a word in them have no key."""
    by_key: dict[str, dict[str, list[str]]] = {}
    records = []
    for entity in entities:
        fields = [entity.id, entity.type, entity.canonical, entity.wikidata]
        for index, name in enumerate(entity.names):
            fields.extend(_name_fields(name))
            if key := key_of(name.text):
                by_key.setdefault(key, {}).setdefault(entity.id, []).append(str(index))
        records.append("\t".join(fields))
    lines = [
        "\t".join([key, *(part for item in named.items() for part in (item[0], ",".join(item[1])))])
        for key, named in by_key.items()
    ]
    sections = [b"".join(sorted(f"{line}\n".encode() for line in section)) for section in (lines, records)]
    header = ("\t".join(problems), "\t".join(str(len(section)) for section in sections), "")
    content = "\n".join(header).encode() + b"".join(sections)
    return f"{stamp}\n{zlib.crc32(content):08x}\n".encode() + content


class CompiledTable:
    """Look-ups in the text that `compile_table` makes."""

    def __init__(self, data: bytes | mmap) -> None:
        """Raise ValueError if `data` is not such a text. `is_whole` looks at every byte, this at the head only."""
        self._data = data
        stamp, checksum, problems, sizes = self._head()
        content = len(stamp) + len(checksum) + 2
        self.stamp = stamp.decode()
        self.checksum = checksum.decode()
        self.problems = tuple(problems.decode().split("\t")) if problems else ()
        keys, entities = map(int, sizes.split(b"\t"))
        self._keys = content + len(problems) + len(sizes) + 2
        self._entities = self._keys + keys
        self._end = self._entities + entities
        if self._end != len(data):
            raise ValueError("cut off")

    def _head(self) -> Iterator[bytes]:
        start = 0
        for _ in range(4):
            end = self._data.find(b"\n", start)
            if end < 0:
                raise ValueError("cut off")
            yield self._data[start:end]
            start = end + 1

    def is_whole(self) -> bool:
        """Whether every byte is the one that was written."""
        content = len(self.stamp.encode()) + len(self.checksum) + 2
        with memoryview(self._data) as view:
            return self.checksum == f"{zlib.crc32(view[content:]):08x}"

    def _first(self, target: bytes, low: int, high: int) -> int:
        """Offset of the first line in data[low:high], whole sorted lines, that is not below `target`."""
        data = self._data
        while low < high:
            start = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = data.find(b"\n", start)
            if data[start:end] < target:
                low = end + 1
            else:
                high = start
        return low

    def _fields(self, start: int) -> list[str]:
        return self._data[start : self._data.find(b"\n", start)].decode().split("\t")

    def _begins(self, target: bytes, at: int) -> bool:
        return self._data[at : at + len(target)] == target

    def named(self, key: str) -> list[tuple[str, list[int]]]:
        """The entities that have a name with this key, each with the places of these names in its list."""
        target = utf8(f"{key}\t")
        start = self._first(target, self._keys, self._entities)
        if start >= self._entities or not self._begins(target, start):
            return []
        _, *fields = self._fields(start)
        return [
            (entity_id, [int(index) for index in places.split(",")])
            for entity_id, places in zip(fields[::2], fields[1::2], strict=True)
        ]

    def beginning(self, prefix: str, most: int) -> list[str]:
        """The keys that begin with `prefix` and are longer, in the order of their bytes, `most` at most."""
        target = utf8(prefix)
        start = self._first(target, self._keys, self._entities)
        found: list[str] = []
        while start < self._entities and len(found) < most and self._begins(target, start):
            end = self._data.find(b"\n", start)
            key = self._data[start : self._data.find(b"\t", start, end)]
            if key != target:
                found.append(key.decode())
            start = end + 1
        return found

    def lengths(self, words: Sequence[str], start: int) -> list[int]:
        """How many words, from words[start] on, make a key: every such number, rising."""
        found = []
        low = self._keys
        prefix = ""
        for count, word in enumerate(words[start:], 1):
            prefix = f"{prefix} {word}" if prefix else word
            target = utf8(prefix)
            low = self._first(target, low, self._entities)
            if low >= self._entities or not self._begins(target, low):
                break
            following = self._data[low + len(target)]
            if following == _TAB:
                found.append(count)
            elif following != _SPACE:
                break
        return found

    def entity(self, entity_id: str) -> Entity | None:
        target = utf8(f"{entity_id}\t")
        start = self._first(target, self._entities, self._end)
        return _entity(self._fields(start)) if self._begins(target, start) else None

    def keys(self) -> Iterator[str]:
        """All keys, sorted by their bytes."""
        start = self._keys
        while start < self._entities:
            yield self._data[start : self._data.find(b"\t", start)].decode()
            start = self._data.find(b"\n", start) + 1

    def __iter__(self) -> Iterator[Entity]:
        start = self._entities
        while start < self._end:
            yield _entity(self._fields(start))
            start = self._data.find(b"\n", start) + 1


def _entity(fields: Sequence[str]) -> Entity:
    entity_id, kind, canonical, wikidata, *rest = fields
    names = tuple(_name(rest[at : at + _NAME_FIELDS]) for at in range(0, len(rest), _NAME_FIELDS))
    return Entity(entity_id, kind, canonical, wikidata, names)
