"""How the documents that a query finds divide by language, type, folder, year and entity.

Each value comes with the word of the query that keeps only its documents, and its count is the number of hits that
this word leaves.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from searcher.engine.local.snapshot import Metadata, Snapshot
from searcher.entities.model import Entity
from searcher.entities.table import EntityTable
from searcher.search.ranking import stop_if
from searcher.text.fold import fold
from searcher.text.languages import language_name
from searcher.text.tokens import spans

# Values of a field that are listed, the most frequent ones.
MOST_VALUES = 12
# The entities that are counted are those of the query and of the beginnings of the best documents.
READ_DOCUMENTS = 20
READ_CHARACTERS = 2_000
# Documents between two questions whether anybody still waits.
_STRIDE = 1_000
_GLOB = frozenset('*?["')


class Field(StrEnum):
    """What documents divide by; the field's name in a query."""

    LANG = "lang"
    TYPE = "type"
    FOLDER = "path"
    YEAR = "date"
    ENTITY = "entity"


@dataclass(frozen=True, slots=True)
class Facet:
    """A value of a field: as shown, as a `word` of the query, and in how many of the documents."""

    field: Field
    label: str
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class _Values:
    """The words of the query that each fit a document, by field."""

    langs: tuple[str, ...]
    type: str
    folders: tuple[str, ...]
    year: str


class Facets:
    """Counts over one snapshot; the metadata that was read is kept."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[int, _Values] = {}
        self._folders: dict[str, tuple[str, ...]] = {}
        self._entities: dict[int, tuple[str, ...]] = {}

    def count(self, documents: Sequence[int], cancelled: Callable[[], bool]) -> tuple[Facet, ...]:
        """The values of language, type, folder and year among `documents`, the most frequent first.

        Raises Cancelled.
        """
        langs, types, years = Counter[str](), Counter[str](), Counter[str]()
        folders = Counter[str]()
        for number, document in enumerate(documents):
            if number % _STRIDE == 0:
                stop_if(cancelled)
            values = self._known.get(document)
            if values is None:
                values = self._known[document] = self._read(self._snapshot.metadata(document))
            langs.update(values.langs)
            types[values.type] += 1
            folders.update(values.folders)
            years[values.year] += 1
        everywhere = len(documents)
        # A folder that holds all of them divides nothing, unless it is the only one.
        divided = {folder: count for folder, count in folders.items() if count < everywhere}
        return (
            *_facets(Field.LANG, langs, _language_label),
            *_facets(Field.TYPE, types, str),
            *_facets(Field.FOLDER, divided, _folder_label),
            *sorted(_facets(Field.YEAR, years, str), key=lambda facet: facet.label, reverse=True),
        )

    def entities_in(self, documents: Iterable[int], table: EntityTable, cancelled: Callable[[], bool]) -> list[str]:
        """The ids of entities that the beginnings of the documents name, the most frequent first. Raises Cancelled."""
        found = Counter[str]()
        for document in documents:
            stop_if(cancelled)
            named = self._entities.get(document)
            if named is None:
                named = self._entities[document] = tuple(_named(self._snapshot.text(document), table))
            found.update(named)
        return [entity_id for entity_id, _ in found.most_common(MOST_VALUES)]

    def _read(self, known: Metadata) -> _Values:
        folders = self._folders.get(known.file)
        if folders is None:
            folders = self._folders[known.file] = tuple(_folders(known.file))
        year = known.date[:4]
        return _Values(known.langs, known.type, folders, year if year.isdecimal() and len(year) == 4 else "")


def entity_facet(entity: Entity, count: int) -> Facet:
    """The facet of documents that name an entity."""
    return Facet(Field.ENTITY, entity.canonical, filter_word(Field.ENTITY, entity.id), count)


def filter_word(field: Field, value: str) -> str:
    """`field:value` as a word of a query."""
    return f'{field}:"{value}"' if any(letter.isspace() or letter in "()" for letter in value) else f"{field}:{value}"


def _facets(field: Field, counts: Mapping[str, int], label: Callable[[str], str]) -> list[Facet]:
    best = sorted(((value, count) for value, count in counts.items() if value), key=lambda item: (-item[1], item[0]))
    return [Facet(field, label(value), filter_word(field, value), count) for value, count in best[:MOST_VALUES]]


def _folders(file: str) -> Iterable[str]:
    """The folders above a file as globs, the nearest first."""
    path = PurePosixPath(file)
    for folder in path.parents:
        name = str(folder)
        while name.startswith("../"):
            name = name[3:]
        if name.strip("./~") and not _GLOB & set(name):
            yield f"{name}/*"


def _folder_label(glob: str) -> str:
    return "/".join(PurePosixPath(glob).parts[-3:-1]) + "/"


def _language_label(code: str) -> str:
    name = language_name(code)
    return name if name == code else f"{code} {name}"


def _named(text: str, table: EntityTable) -> Iterable[str]:
    """The ids of the entities that the beginning of a text names, by one name of theirs alone."""
    beginning = text[:READ_CHARACTERS]
    words = [(beginning[start:end], fold(word)) for start, end, word in spans(beginning)]
    found = table.spans([folded for _, folded in words], [raw for raw, _ in words])
    return dict.fromkeys(span.entity_ids[0] for span in found if len(span.entity_ids) == 1)
