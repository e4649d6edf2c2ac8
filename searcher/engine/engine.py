"""The seam between what is asked and how it is run: what an engine is asked, and what it answers.

A plan is complete without an engine. Whatever runs it over the same documents gives the same hits: documents, totals,
scores, matches and counts. What is above this line (query, search, output, command line, live search) knows no
segments; what is below it knows no query text and no names of entities.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from searcher.ingest.document import Place
from searcher.query.plan import Leaf, Plan, Tier
from searcher.query.vocabulary import Vocabulary
from searcher.records import dataclass

Key = int
"""A document, as one engine names it: valid until that engine's next `refresh`, and for nothing but to hand it back."""

IsCancelled = Callable[[], bool]
"""Says whether the answer is not wanted any more."""

FIELDS = ("lang", "type", "file", "date", "author", "from", "tag")
"""What documents can be counted by.

A document has each of its languages, one type and one file; its date may be "". It has any number of authors, senders
and tags.
"""


class Cancelled(Exception):
    """The answer is not wanted any more."""


def never() -> bool:
    """For work that runs to its end."""
    return False


def stop_if(cancelled: IsCancelled) -> None:
    """Raise Cancelled if `cancelled` says so."""
    if cancelled():
        raise Cancelled


class StoredDocument(NamedTuple):
    """What an engine keeps of a document. `text` is "" where it was not asked for.

    A tuple, because a run of ids makes one for each hit.

    `file` is the key of its file, `number` the 1-based record of it that holds the document (0: the whole file).
    `langs`: most text first; `lang` is the first of them. `date` is ISO 8601 or "". `within` and `places` as in
    `searcher.ingest.document.Document`. The document's own text ends at code point `body` of `text` (-1: with it);
    behind it stand the fields with these names, see `searcher.ingest.metadata.fields_in`.
    """

    key: Key
    id: str
    file: str
    number: int
    title: str
    lang: str
    langs: tuple[str, ...]
    type: str
    date: str
    url: str
    text: str
    within: str = ""
    places: tuple[Place, ...] = ()
    body: int = -1
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """One stretch of a document's text that answers a part of the query, and why.

    `text` is `document text[start:end]` (code points, half open). `variant` is the written form that it matched,
    `kind` how that form came to stand for the query (see `searcher.query.plan.Kind`), `entity` the canonical name
    of the entity behind it or "", `lang` the language of the passage, `note` the reason in words ("misspelling of
    Andrei Belousov") or "" for the query's own word.
    """

    start: int
    end: int
    text: str
    variant: str
    kind: str
    entity: str
    lang: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A match, the leaf that it answers (its place among `leaves_of` the plan), and whether it stands in the title."""

    match: Match
    leaf: int
    in_title: bool


class Ranked(Protocol):
    """The documents that a plan finds; valid until the engine's next `refresh`."""

    def __len__(self) -> int:
        """How many documents there are in all."""

    @property
    def notes(self) -> Sequence[str]:
        """What to tell of an answer that is not certain, as far as somebody has looked at it; none of one that is."""

    def best(self, start: int, stop: int) -> Sequence[tuple[Key, float]]:
        """The documents of rank [start, stop), from 0, with their scores.

        Scores that are equal to nine decimals are one rank: those documents come in the order of their ids.
        """


class Matcher(Protocol):
    """Tells where the leaves of one plan stand in documents."""

    def of(self, keys: Sequence[Key]) -> Iterator[tuple[StoredDocument, Sequence[Found]]]:
        """Stored documents with their texts, and the matches in each, in order and without overlaps.

        Quicker than to ask for one after another; their texts come into memory one by one.
        """


class Engine(Protocol):
    """The documents of a library at one moment. For one thread at a time.

    Raises SearcherError where the index cannot be read, and DamagedError where it has to be made anew.
    """

    @property
    def vocabulary(self) -> Vocabulary:
        """What the expansion of queries asks of the index."""

    def reading(self) -> AbstractContextManager[None]:
        """To ask the vocabulary in: what damage makes of it is then told as by the methods here.

        Once around many questions, because there are hundreds in a query.
        """

    @property
    def documents(self) -> int:
        """How many documents there are."""

    def rank(self, plan: Plan, cancelled: IsCancelled = never, *, by_date: bool = False) -> Ranked:
        """All documents that a plan finds, the best first; or, `by_date`, the newest first.

        Of one date the best comes first, and what has no date stands last. Raises Cancelled as soon as `cancelled` says
        so, asked between tiers.
        """

    def fetch(self, keys: Sequence[Key], *, with_text: bool = True) -> Sequence[StoredDocument]:
        """Stored documents, in the order of `keys`."""

    def with_id(self, identifier: str) -> Sequence[Key]:
        """The documents with this id: one as a rule, more where sources have files of one name; ascending."""

    def in_file(self, file: str) -> Sequence[Key]:
        """The documents of the file with this key (Document.file), ascending."""

    def files_of(self, identifiers: Collection[str]) -> Mapping[str, Sequence[str]]:
        """Id → the keys of the files that hold documents with it, for those of the ids that any document has."""

    def part(self, key: Key) -> int:
        """Which of the libraries that the engine was opened over has the document, from 0."""

    def matcher(self, plan: Plan) -> Matcher:
        """Looks for the leaves of a plan in documents."""

    def counts(self, ranked: Ranked, field: str) -> Mapping[str, int]:
        """Value → how many of the ranked documents have it, for one of FIELDS; none that no document has."""

    def frequency(self, tier: Tier, *, among: Ranked | None = None) -> int:
        """How many documents, of all or of the ranked ones, hold any of the tier's variants."""

    def frequencies(self, leaf: Leaf) -> Sequence[int]:
        """The same of each tier of a leaf, in titles if it asks for these; of a leaf that was ranked it is quick."""

    def most_frequent(self, leaves: Sequence[Leaf]) -> Sequence[int]:
        """The highest of these of each leaf, of the tiers that do not only support; 0 where there is none."""

    def refresh(self) -> bool:
        """Go on to what was committed since; whether there was anything."""

    def forget(self) -> None:
        """Give back what is kept for the next query."""

    def close(self) -> None:
        """Give back files and memory; the engine is not used after it."""
