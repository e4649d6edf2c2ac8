"""What a search gives back: frozen values that every writer and the live view share."""

from collections.abc import Iterator

from searcher.engine.engine import Match
from searcher.ingest.document import Place
from searcher.records import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch `text[start:end]` of the document with the matches inside it (offsets into the document).

    `before` and `after` say whether text was cut off there. `place` is that of its first match, as in `Hit`.
    """

    start: int
    end: int
    text: str
    matches: tuple[Match, ...]
    before: bool
    after: bool
    place: str = ""

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The offsets of the matches in `text`."""
        return [(match.start - self.start, match.end - self.start) for match in self.matches]

    def parts(self) -> Iterator[tuple[str, bool]]:
        """(piece of `text`, whether it is a match), in order; of what matches share, the first has it."""
        at = 0
        for first, end in self.spans:
            start = max(at, first)
            if start < end:
                yield self.text[at:start], False
                yield self.text[start:end], True
                at = end
        yield self.text[at:], False


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """A field of the metadata in which words of the query stand; offsets of the `matches` are into `value`."""

    name: str
    value: str
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that answers the query. `score` is comparable within one query only.

    `path` is where the file lies on disk, `line` the 1-based record of it that holds the document (0: the whole
    file), `file` the key of the file in its library. `place` says in words where in its file the first match of the
    first snippet is ("page 12"), "" where that has no name. `matches` are all of the text in order of `start`, those
    of a phrase as one; `title_matches` have offsets into `title`. Of a hit that is like a document, `shared` are the
    names, numbers and words of that which it has too, what says most first, and `copied` is the share of the shorter
    text that the other has word for word, from one half on; else 0. `fields` are the metadata that matched. `within`
    and `places` as in `Document`, for `searcher.search.places.place_at`. `library` is the folder of the library that
    has it where several are asked, else "".
    """

    id: str
    path: str
    line: int
    title: str
    lang: str
    langs: tuple[str, ...]
    type: str
    date: str
    url: str
    score: float
    snippets: tuple[Snippet, ...]
    matches: tuple[Match, ...]
    title_matches: tuple[Match, ...]
    place: str = ""
    fields: tuple[FieldMatch, ...] = ()
    within: str = ""
    places: tuple[Place, ...] = ()
    shared: tuple[str, ...] = ()
    copied: float = 0.0
    file: str = ""
    library: str = ""

    @property
    def location(self) -> str:
        """The path, for a record with ":" and its number."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one query: the best `hits`, how many there are in all, and what to tell the person.

    `notes` are lines for stderr (parts read otherwise than typed, ambiguous names). `explanation` is the expanded
    query in words, filled when it was asked for. `seconds` is the time the search took.
    """

    query: str
    hits: tuple[Hit, ...]
    total: int
    notes: tuple[str, ...]
    explanation: tuple[str, ...]
    seconds: float

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        """How many hits are here: `limit` at most."""
        return len(self.hits)
