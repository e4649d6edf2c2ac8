"""What the threads tell the application. An answer has the number of its question; those to older ones are dropped."""

from typing import TYPE_CHECKING

from searcher.query.options import Level
from searcher.records import dataclass
from searcher.search.dossier import Dossier
from searcher.search.facets import Facet
from searcher.search.forms import Part
from searcher.search.hits import Hit
from searcher.search.watchlist import Watched
from searcher.tui.layout import Lines

if TYPE_CHECKING:
    # Which brings arrays along, and the first screen does not wait for these.
    from searcher.search.equivalents import Equivalence


@dataclass(frozen=True, slots=True)
class Answered:
    """The first hits of a question. `seconds` is what ranking took."""

    number: int
    hits: tuple[Hit, ...]
    total: int
    notes: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class HitsRead:
    """The hits from rank `start` on."""

    number: int
    start: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """The text of the hit of rank `place`."""

    number: int
    place: int
    hit: Hit
    lines: Lines


@dataclass(frozen=True, slots=True)
class Suggested:
    """Other spellings of a question that nothing answers, and how many hits it has without its filters."""

    number: int
    texts: tuple[str, ...]
    unfiltered: int = 0


@dataclass(frozen=True, slots=True)
class LevelsCounted:
    """How many hits each step of the ladder has."""

    number: int
    totals: dict[Level, int]


@dataclass(frozen=True, slots=True)
class FacetsCounted:
    """How the hits divide."""

    number: int
    facets: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class StoriesFound:
    """Which of the best hits tell the same: places, the best first; only where there are several."""

    number: int
    stories: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class PartsFound:
    """What the parts of the query stand for."""

    number: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class EquivalenceFound:
    """Two spellings that may be one name."""

    found: "Equivalence"


@dataclass(frozen=True, slots=True)
class EquivalencesEnded:
    """There are no more of them."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Something went wrong; `lasting` tells that nothing can be searched until it is mended."""

    text: str
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A line for the person: a job is done, or waits."""

    text: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The index of the library is open. `problems` are lines on what was left out of its entities.toml.

    `stale`: what is on the screen, if anything was asked, is not yet what this index answers.
    """

    documents: int
    problems: tuple[str, ...]
    stale: bool


@dataclass(frozen=True, slots=True)
class IndexMissing:
    """There is no index that this program can use: `reason` in words."""

    reason: str


@dataclass(frozen=True, slots=True)
class IndexChanged:
    """The index or the names are others than before; `stale`: and what is on the screen was found before."""

    documents: int
    stale: bool


@dataclass(frozen=True, slots=True)
class Indexing:
    """How far the building of the index is: files `done` of `total`, `documents` so far, the file that is read."""

    done: int
    total: int
    documents: int
    current: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """The index is up to date; `summary` in words."""

    summary: str
    documents: int


@dataclass(frozen=True, slots=True)
class DossierMade:
    """Everything about a name."""

    dossier: Dossier


@dataclass(frozen=True, slots=True)
class ListLookedFor:
    """Of a list of names `done` of `total` were looked for, and these of them, since the last news, are somewhere."""

    file: str
    found: tuple[Watched, ...]
    done: int
    total: int


Answer = Answered | DocumentRead | FacetsCounted | HitsRead | LevelsCounted | PartsFound | StoriesFound | Suggested
"""What is told about one question."""

Report = DossierMade | ListLookedFor
"""What was asked for beside a search."""

Suggestion = EquivalenceFound | EquivalencesEnded
"""What is told while spellings of one name are looked for."""

News = Answer | Report | Failed | IndexChanged | Indexed | Indexing | IndexMissing | Opened | Suggestion | Told
"""Anything that a thread tells."""
