"""Everything about a name: where and when it is written of, how it is spelled, and which names keep it company.

What is counted is counted over all documents, by plans. What must be read is read in the best documents of each
language, so that the most frequent name takes no longer than a rare one.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set

from searcher.engine.engine import Engine, Found, IsCancelled, Key, Matcher, Ranked, StoredDocument, never, stop_if
from searcher.entities.name_list import Listed
from searcher.query.expand import Expander
from searcher.query.listed import CERTAINTIES, Certainty
from searcher.query.neighbours import Neighbour, NeighbourFinder
from searcher.query.plan import All, Any, Leaf, Plan
from searcher.query.tree import Filter
from searcher.records import dataclass, replace
from searcher.search.hits import Hit
from searcher.search.places import own_text
from searcher.search.watchlist import Sighting, sighting_of
from searcher.telling import Steps, Tell, untold
from searcher.text.languages import language_name
from searcher.text.tokens import folds_of, is_unspaced, words_of

# Documents that are read: of all, and of each of the most frequent languages.
READ, READ_OF_A_LANGUAGE, MOST_LANGUAGES = 24, 4, 10
# Code points on each side of a name in which its company is, and places of one document that are looked at.
_REACH, _MOST_PLACES = 300, 3
# Spellings and names that are told, and names of which it is counted where else they are.
MOST_SPELLINGS, MOST_COMPANIONS, _MOST_COUNTED = 24, 16, 24
MOST_QUOTATIONS = 5
_MOST_READ = READ + MOST_LANGUAGES * READ_OF_A_LANGUAGE
_MONTH = len("2024-05")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A form that stands in documents, in how many of them, and how sure it is that it is the name, and why."""

    text: str
    documents: int
    certainty: Certainty
    note: str


@dataclass(frozen=True, slots=True)
class Company:
    """A name in the same documents: in `documents` of them, in `total` of the library. `entity` is an id or ""."""

    text: str
    documents: int
    total: int
    entity: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about `text` in `documents` documents.

    `langs`: (code, name, documents), the most frequent first; a document may have several. `months`: (2024-05,
    documents) by date, a year alone where a date has no month; `undated` have none. `read`: how many documents were
    read for the spellings and the company. `first`, `last`: in the oldest and the newest document with a date.
    """

    text: str
    documents: int
    langs: tuple[tuple[str, str, int], ...]
    months: tuple[tuple[str, int], ...]
    undated: int
    spellings: tuple[Spelling, ...]
    company: tuple[Company, ...]
    read: int
    first: Sighting | None
    last: Sighting | None
    quotations: tuple[Sighting, ...]


class DossierMaker:
    """Makes dossiers over an engine; `bare` makes a hit of a document and its score."""

    def __init__(self, engine: Engine, expander: Expander, bare: Callable[[StoredDocument, float], Hit]) -> None:
        self._engine = engine
        self._expander = expander
        self._bare = bare

    def make(
        self,
        name: str,
        narrowing: Sequence[Filter],
        least: Certainty,
        cancelled: IsCancelled = never,
        tell: Tell = untold,
    ) -> Dossier:
        """The dossier of a name, among the documents of all filters. Raises Cancelled.

        `tell` is given the steps: each document is read once for the name and once for its company, then forms and
        names are counted.
        """
        steps = Steps(tell, 2 * _MOST_READ + MOST_SPELLINGS + _MOST_COUNTED)
        with self._engine.reading():
            (leaves,) = self._expander.listed([Listed(name, name)], least)
            leaves = tuple(_kept(leaf) for leaf in leaves)
            finder = self._expander.neighbours()
        there = Any(tuple(leaf for leaf in leaves if leaf.tiers))
        if not there.children:
            return Dossier(name, 0, (), (), 0, (), (), 0, None, None, ())
        plan: Plan = All((there, *narrowing)) if narrowing else there
        # With all leaves, for their places tell how sure they are.
        matcher = self._engine.matcher(Any(leaves))
        ranked = self._engine.rank(plan, cancelled)
        langs = _by_count(self._engine.counts(ranked, "lang"))
        dates = self._engine.counts(ranked, "date")
        read = [
            (document, sighting_of(document, found, self._bare(document, 0.0)), found)
            for document, found in self._read(plan, ranked, [lang for lang, _ in langs], matcher, steps, cancelled)
            if found
        ]
        sightings = [sighting for _, sighting, _ in read]
        best = sorted(sightings[:READ], key=lambda each: CERTAINTIES.index(each.certainty))
        stop_if(cancelled)
        spellings = self._spellings(ranked, read, steps, cancelled)
        with self._engine.reading():
            company = self._company(ranked, read, finder, set(folds_of(name)), steps, cancelled)
        known = sorted(date for date in dates if date)
        return Dossier(
            name,
            len(ranked),
            tuple((lang, language_name(lang), count) for lang, count in langs),
            tuple(sorted(_months(dates).items())),
            dates.get("", 0),
            spellings,
            company,
            len(read),
            self._dated(plan, known[0], matcher) if known else None,
            self._dated(plan, known[-1], matcher) if known else None,
            tuple(best[:MOST_QUOTATIONS]),
        )

    def _read(
        self, plan: Plan, ranked: Ranked, langs: Sequence[str], matcher: Matcher, steps: Steps, cancelled: IsCancelled
    ) -> Iterator[tuple[StoredDocument, Sequence[Found]]]:
        """The best documents, and the best of each language, with what was found in them."""
        keys: dict[Key, None] = dict.fromkeys(key for key, _ in ranked.best(0, READ))
        if len(ranked) > READ:
            for lang in langs[:MOST_LANGUAGES]:
                of_lang = self._engine.rank(All((plan, Filter("lang", lang))), cancelled)
                keys.update(dict.fromkeys(key for key, _ in of_lang.best(0, READ_OF_A_LANGUAGE)))
        for document, found in steps.through(matcher.of(list(keys)), len(keys), _MOST_READ):
            stop_if(cancelled)
            yield document, found

    def _dated(self, plan: Plan, date: str, matcher: Matcher) -> Sighting | None:
        """The best document of a date."""
        ranked = self._engine.rank(All((plan, Filter("date", date, date))))
        for document, found in matcher.of([key for key, _ in ranked.best(0, 1)]):
            return sighting_of(document, found, self._bare(document, 0.0)) if found else None
        return None

    def _spellings(
        self,
        ranked: Ranked,
        read: "Sequence[tuple[StoredDocument, Sighting, Sequence[Found]]]",
        steps: Steps,
        cancelled: IsCancelled,
    ) -> tuple[Spelling, ...]:
        """The forms that were read, each with all the documents that hold it."""
        forms: dict[str, tuple[Counter[str], Found]] = {}
        for _, _, found in read:
            for item in found:
                # Capitals, and what stands between words, tell no spellings apart.
                words = words_of(item.match.text)
                key = ("" if words and is_unspaced(words[0]) else " ").join(words)
                spelled, surest = forms.setdefault(key, (Counter(), item))
                spelled[" ".join(item.match.text.split())] += 1
                if item.leaf < surest.leaf:
                    forms[key] = spelled, item
        spellings = []
        often = sorted(forms.values(), key=lambda form: -sum(form[0].values()))[:MOST_SPELLINGS]
        for spelled, item in steps.through(often, len(often), MOST_SPELLINGS):
            stop_if(cancelled)
            ((text, _),) = spelled.most_common(1)
            with self._engine.reading():
                tier = self._expander.written(text)
            documents = self._engine.frequency(tier, among=ranked)
            if documents:
                spellings.append(Spelling(text, documents, CERTAINTIES[item.leaf], item.match.note))
        return tuple(sorted(spellings, key=lambda each: (-each.documents, each.text)))

    def _company(
        self,
        ranked: Ranked,
        read: "Sequence[tuple[StoredDocument, Sighting, Sequence[Found]]]",
        finder: NeighbourFinder,
        own: Set[str],
        steps: Steps,
        cancelled: IsCancelled,
    ) -> tuple[Company, ...]:
        """The names near the name in the documents that were read, those that say most first."""
        counts = Counter[str]()
        named: dict[str, Neighbour] = {}
        for document, _, found in steps.through(read, len(read), _MOST_READ):
            stop_if(cancelled)
            here: dict[str, Neighbour] = {}
            for text, spans in _windows(own_text(document), found):
                here.update((each.key, each) for each in finder.near(text, spans, document.langs))
            for key, neighbour in here.items():
                named.setdefault(key, neighbour)
                counts[key] += 1
        itself = {item.match.entity for _, _, found in read for item in found}
        # "Kim" beside "Kim Jong-un" is not one more.
        parts = {word for each in named.values() if len(each.words) > 1 for word in each.words}
        company: list[tuple[Neighbour, Company]] = []
        often = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_COUNTED]
        for key, _ in steps.through(often, len(often), _MOST_COUNTED):
            stop_if(cancelled)
            neighbour = named[key]
            is_part = neighbour.entity is None and len(neighbour.words) == 1 and neighbour.words[0] in parts | own
            if neighbour.text in itself or is_part:
                continue
            tier = finder.tier(neighbour)
            both, total = self._engine.frequency(tier, among=ranked), self._engine.frequency(tier)
            entity = neighbour.entity
            identifier, kind = (entity.id, entity.type) if entity is not None else ("", "")
            if both:
                company.append((neighbour, Company(neighbour.text, both, total, identifier, kind)))
        size = self._engine.documents
        kept = [each for neighbour, each in company if not _is_told_better(neighbour, each, company)]
        kept.sort(key=lambda each: (-each.documents * math.log(1 + size / each.total), each.text))
        return tuple(kept[:MOST_COMPANIONS])


def _is_told_better(neighbour: Neighbour, own: Company, company: "Sequence[tuple[Neighbour, Company]]") -> bool:
    """Whether a longer name tells as much, or a shorter one more: "Later Ana Kovač" is a sentence's beginning."""
    words = set(neighbour.words)
    if neighbour.entity is not None or len(words) == 1:
        return False
    return any(
        (words < set(other.words) and told.documents >= own.documents)
        or (set(other.words) < words and len(other.words) > 1 and told.documents > own.documents)
        for other, told in company
        if other.entity is None
    )


def _kept(leaf: Leaf) -> Leaf:
    """The leaf with keys, for which its counts are kept: it is asked once for each language."""
    return replace(leaf, tiers=tuple(replace(tier, key=("dossier", object())) for tier in leaf.tiers))


def _windows(text: str, found: Sequence[Found]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The stretches around the first places of a name, with the spans of the name in each."""
    places = [(item.match.start, item.match.end) for item in found if not item.in_title]
    end = 0
    for start, last in places[:_MOST_PLACES]:
        first = max(end, start - _REACH)
        end = min(len(text), last + _REACH)
        if first < end:
            inside = [(a - first, b - first) for a, b in places if a < end and b > first]
            yield text[first:end], inside


def _by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(((value, count) for value, count in counts.items() if count), key=lambda item: (-item[1], item[0]))


def _months(dates: Mapping[str, int]) -> Counter[str]:
    """Month, or the year where a date has none, → documents."""
    months = Counter[str]()
    for date, count in dates.items():
        if date:
            months[date[:_MONTH]] += count
    return months
