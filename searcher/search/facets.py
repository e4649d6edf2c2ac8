"""How the documents that a query finds divide by language, type, folder, year and entity.

Each value comes with the word of the query that keeps only its documents, and its count is the number of hits that
this word leaves.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import partial
from pathlib import PurePosixPath

from searcher.bounded import Bounded, Budget
from searcher.engine.engine import FIELDS, Engine, IsCancelled, Key, Ranked, stop_if
from searcher.entities.model import Entity
from searcher.entities.table import EntityTable
from searcher.query.tree import MARKED
from searcher.records import dataclass, replace
from searcher.text.fold import fold
from searcher.text.languages import language_name
from searcher.text.tokens import spans

# Values of a field that are listed, the most frequent ones.
MOST_VALUES = 12
# The entities that are counted are those of the query and of the beginnings of the best documents.
READ_DOCUMENTS = 20
READ_CHARACTERS = 2_000
# What a folder or an id of an entity takes.
_NAME_BYTES = 150
_QUOTE = '"'
_GLOB = frozenset('*?["')


class Field(StrEnum):
    """What documents divide by; the field's name in a query."""

    LANG = "lang"
    TYPE = "type"
    FOLDER = "path"
    YEAR = "date"
    ENTITY = "entity"
    AUTHOR = "author"
    FROM = "from"
    TAG = "tag"
    MARK = "is"


@dataclass(frozen=True, slots=True)
class Facet:
    """A value of a field: as shown, as a `word` of the query, and in how many of the documents."""

    field: Field
    label: str
    word: str
    count: int


class Facets:
    """Counts over what an engine finds; what the beginnings of documents name is kept."""

    def __init__(self, engine: Engine, budget: Budget) -> None:
        self._engine = engine
        self._folders: Bounded[str, tuple[str, ...]] = Bounded(budget, lambda names: _NAME_BYTES * len(names))
        self._entities: Bounded[Key, tuple[str, ...]] = Bounded(budget, lambda names: _NAME_BYTES * len(names))

    def count(self, ranked: Ranked, cancelled: IsCancelled) -> tuple[Facet, ...]:
        """The values of language, type, folder, year, author, sender and tag, the most frequent first.

        Raises Cancelled.
        """
        found = [self._field(ranked, field, cancelled) for field in FIELDS]
        langs, types, files, dates, authors, senders, tags = found
        folders, years = Counter[str](), Counter[str]()
        for file, count in files.items():
            for folder in self._folders.of(file, partial(_folders, file)):
                folders[folder] += count
        for date, count in dates.items():
            if date[:4].isdecimal() and len(date) >= 4:
                years[date[:4]] += count
        # A folder that holds all of them divides nothing, unless it is the only one.
        divided = {folder: count for folder, count in folders.items() if count < len(ranked)}
        return (
            *_facets(Field.LANG, langs, _language_label),
            *_facets(Field.TYPE, types, str),
            *_facets(Field.FOLDER, divided, _folder_label),
            *sorted(_facets(Field.YEAR, years, str), key=lambda facet: facet.label, reverse=True),
            *_values(Field.AUTHOR, authors),
            *_values(Field.FROM, senders),
            *_values(Field.TAG, tags),
        )

    def _field(self, ranked: Ranked, field: str, cancelled: IsCancelled) -> Mapping[str, int]:
        stop_if(cancelled)
        return self._engine.counts(ranked, field)

    def _named(self, document: Key, table: EntityTable) -> tuple[str, ...]:
        (known,) = self._engine.fetch([document])
        return tuple(_named(known.text, table))

    def entities_in(self, documents: Iterable[Key], table: EntityTable, cancelled: IsCancelled) -> list[str]:
        """The ids of entities that the beginnings of the documents name, the most frequent first. Raises Cancelled."""
        found = Counter[str]()
        for document in documents:
            stop_if(cancelled)
            found.update(self._entities.of(document, partial(self._named, document, table)))
        return [entity_id for entity_id, _ in found.most_common(MOST_VALUES)]


def entity_facet(entity: Entity, count: int) -> Facet:
    """The facet of documents that name an entity."""
    return Facet(Field.ENTITY, entity.canonical, filter_word(Field.ENTITY, entity.id), count)


def mark_facets(count: Callable[[str], int]) -> tuple[Facet, ...]:
    """The facets of what the person marked; `count` tells how many of the documents are marked so."""
    counts = ((mark, count(mark)) for mark in MARKED)
    return tuple(Facet(Field.MARK, mark, filter_word(Field.MARK, mark), number) for mark, number in counts if number)


def filter_word(field: Field, value: str) -> str:
    """`field:value` as a word of a query."""
    return f'{field}:"{value}"' if any(letter.isspace() or letter in "()" for letter in value) else f"{field}:{value}"


def _facets(field: Field, counts: Mapping[str, int], label: Callable[[str], str]) -> list[Facet]:
    best = sorted(((value, count) for value, count in counts.items() if value), key=lambda item: (-item[1], item[0]))
    return [Facet(field, label(value), filter_word(field, value), count) for value, count in best[:MOST_VALUES]]


def _values(field: Field, counts: Mapping[str, int]) -> list[Facet]:
    """Values of metadata, each asked for as a whole: "=" keeps those out that only hold its words."""
    return [
        replace(facet, word=filter_word(field, f"={facet.label.replace(_QUOTE, ' ')}"))
        for facet in _facets(field, counts, str)
    ]


def _folders(file: str) -> tuple[str, ...]:
    """The folders above a file as globs, the nearest first."""
    return tuple(_globs(file))


def _globs(file: str) -> Iterator[str]:
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
