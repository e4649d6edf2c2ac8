"""Who of a list of names is where: the documents that hold each name, how sure that is, and the best quotation."""

from collections.abc import Callable, Iterator, Sequence

from searcher.engine.engine import Engine, Found, IsCancelled, Key, StoredDocument, never, stop_if
from searcher.entities.name_list import Listed
from searcher.query.listed import CERTAINTIES, Certainty
from searcher.query.plan import Any, Leaf
from searcher.records import dataclass
from searcher.search.hits import Hit, Snippet
from searcher.search.places import in_own_text, own_text, with_place
from searcher.search.seen import Seen, mark_of
from searcher.search.snippets import snippets

# Names whose words are looked up together. More take more memory, and are hardly quicker.
AT_ONCE = 200
# Forms of a name in one document that are told.
MOST_FORMS = 5


@dataclass(frozen=True, slots=True)
class Sighting:
    """A document that holds a name: `count` times, in the forms `variants` (as they stand there, the surest first).

    `kind` and `note` say why the first of them counts, as those of a match do. `quotation` is the stretch of the text
    that shows it best; None if only the title does. `mark` is that of `seen.mark_of`.
    """

    hit: Hit
    count: int
    certainty: Certainty
    variants: tuple[str, ...]
    kind: str
    note: str
    quotation: Snippet | None
    mark: str
    is_new: bool

    @property
    def place(self) -> str:
        """Where in its file the quotation stands, in words; as in `Hit`."""
        return self.hit.place if self.quotation is None else self.quotation.place


@dataclass(frozen=True, slots=True)
class Watched:
    """A name with the best of the documents that were asked for, the surest first.

    `total`: how many there are; `new`: how many of these were not told before; `undated`: how many were left out
    because they have no date.
    """

    row: Listed
    sightings: tuple[Sighting, ...]
    total: int
    new: int
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents are asked for: `limit` of each name (0: all), of a certainty of `least` and more.

    `only_new`: those that were not told before. `since`: dated from this day on, as ISO 8601; "" for any.
    """

    limit: int = 10
    least: Certainty = Certainty.POSSIBLE
    only_new: bool = False
    since: str = ""


Plans = Callable[[Sequence[Listed], Certainty], "list[tuple[Leaf, ...]]"]
"""Gives the leaves of each name, as `searcher.query.listed.ListExpander.plans` does."""


class Watch:
    """Looks for listed names over an engine; `bare` makes a hit of a document and its score."""

    def __init__(self, engine: Engine, plans: Plans, bare: Callable[[StoredDocument, float], Hit]) -> None:
        self._engine = engine
        self._plans = plans
        self._bare = bare
        # Of documents that were looked at, their mark and date: names meet in the same documents.
        self._known: dict[Key, tuple[str, str]] = {}

    def look(
        self, rows: Sequence[Listed], wanted: Wanted, seen: Seen | None, cancelled: IsCancelled = never
    ) -> Iterator[Watched]:
        """Each row with what is asked of it, in the order of the rows; also those that are nowhere.

        Without `seen` everything is new. Raises Cancelled, which is asked before each name.
        """
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            stop_if(cancelled)
            with self._engine.reading():
                plans = self._plans(some, wanted.least)
            for row, leaves in zip(some, plans, strict=True):
                stop_if(cancelled)
                yield self._of(row, leaves, wanted, seen)

    def _of(self, row: Listed, leaves: Sequence[Leaf], wanted: Wanted, seen: Seen | None) -> Watched:
        certainty_of = self._found(leaves)
        found = list(certainty_of)
        undated = 0
        if found and wanted.since:
            dates = [date for _, date in self._marks_and_dates(found)]
            undated = dates.count("")
            found = [key for key, date in zip(found, dates, strict=True) if date >= wanted.since]
        told = frozenset[str]() if seen is None else seen.of(row.key)
        new = len(found)
        if found and told:
            marks = [mark for mark, _ in self._marks_and_dates(found)]
            fresh = [key for key, mark in zip(found, marks, strict=True) if mark not in told]
            new = len(fresh)
            found = fresh if wanted.only_new else found
        matcher = self._engine.matcher(Any(tuple(leaves)))
        sightings = []
        for document, items in matcher.of(found[: wanted.limit or None]):
            surest = certainty_of[document.key]
            if all(item.leaf != surest for item in items):
                # "Lebrun. Gaston Lebrun": a less sure form begins before the surest, and has a word of it.
                ((_, items),) = self._engine.matcher(Any(tuple(leaves[: surest + 1]))).of([document.key])
            sightings.append(sighting_of(document, items, self._bare(document, 0.0), told))
        return Watched(row, tuple(sightings), len(found), new, undated)

    def _found(self, leaves: Sequence[Leaf]) -> dict[Key, int]:
        """The documents of all leaves, those of the first before all others → the first leaf that finds each."""
        found: dict[Key, int] = {}
        for at, leaf in enumerate(leaves):
            if leaf.tiers:
                ranked = self._engine.rank(leaf)
                found.update((key, at) for key, _ in ranked.best(0, len(ranked)) if key not in found)
        return found

    def _marks_and_dates(self, keys: Sequence[Key]) -> list[tuple[str, str]]:
        unknown = [key for key in keys if key not in self._known]
        for document in self._engine.fetch(unknown, with_text=False):
            self._known[document.key] = mark_of(document), document.date
        return [self._known[key] for key in keys]


def sighting_of(
    document: StoredDocument, found: Sequence[Found], hit: Hit, told: frozenset[str] = frozenset()
) -> Sighting:
    """What is told of a document in which a name was `found`; its leaves are as `ListExpander.plans` has them.

    `hit` is the document without snippets and matches, `told` has the marks of those that are not new.
    """
    found = sorted(found, key=lambda item: (item.leaf, item.in_title))
    text = own_text(document)
    in_text = in_own_text(text, found)
    shown = in_text or found
    surest = [item for item in shown if item.leaf == shown[0].leaf]
    first = surest[0].match
    forms = dict.fromkeys(" ".join(item.match.text.split()) for item in shown)
    mark = mark_of(document)
    return Sighting(
        hit,
        len(shown),
        CERTAINTIES[surest[0].leaf],
        tuple(forms)[:MOST_FORMS],
        first.kind,
        first.note,
        _quotation(document, text, surest) if in_text else None,
        mark,
        mark not in told,
    )


def _quotation(document: StoredDocument, text: str, found: Sequence[Found]) -> Snippet:
    in_order = sorted(found, key=lambda item: item.match.start)
    (snippet,) = snippets(text, in_order, [1.0] * len(CERTAINTIES), most=1)
    return with_place(document, text, snippet)
