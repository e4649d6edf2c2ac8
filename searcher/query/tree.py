"""What is asked, without an engine: the nodes of a parsed query.

`start` and `end` are code-point offsets into the query as typed, half open.
"""

from enum import StrEnum

from searcher.records import dataclass

MARKED = ("starred", "read", "unread", "noted")
"""What `is:` can be asked with."""


class Need(StrEnum):
    """How a part of a ranked query counts."""

    SHOULD = "should"
    MUST = "must"
    MUST_NOT = "must not"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed. `exact`: only as written. `near`: other spellings too."""

    text: str
    start: int
    end: int
    exact: bool = False
    near: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in quotes. `slop`: None for side by side and in order, else how many other words may stand between."""

    text: str
    start: int
    end: int
    slop: int | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word with wildcards: `*` any letters or none, `?` one letter. A prefix is a pattern with one `*` at the end."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Among:
    """Certain documents, each by its id and the key of its file, or all `others`.

    `shared`: those of the ids that other documents have too.
    """

    documents: frozenset[tuple[str, str]]
    shared: frozenset[str] = frozenset()
    others: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Documents by metadata: `field` is lang, path, type, date, author, from, to, tag or id.

    `low` to `high` (both included) for dates. A single value is in `low` with `high` None; an open end is "". The field
    entity stands for documents that name the entity whose id or name is in `low`, the field like for those that tell
    the same as the document whose id or path is in `low`. With the field id, `low` is an id, `high` the key of a file.
    The field is stands for documents that the person has marked as `low` says (MARKED), the field note for those with
    the words of `low` in the person's note. Which these are stands in `among` of a plan, and nothing else counts then.
    """

    field: str
    low: str
    high: str | None = None
    among: Among | None = None


@dataclass(frozen=True, slots=True)
class InTitle:
    """`child` matched in the title only."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class Ranked:
    """Parts in a row: documents with any of the SHOULD parts, all of the MUST parts, none of the MUST NOT ones."""

    parts: tuple[tuple[Need, "Node"], ...]


@dataclass(frozen=True, slots=True)
class And:
    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    child: "Node"


Node = Word | Phrase | Pattern | Filter | InTitle | Ranked | And | Or | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. `root` is None when nothing in it can be searched.

    `notes` say what was read otherwise than typed.
    """

    text: str
    root: Node | None
    notes: tuple[str, ...] = ()
