"""The names that stand near something in a text: those of the entity table, and what is written as names are.

In scripts without capitals only the table tells what a name is. Where a language writes all its nouns with capitals,
several words in a row are a name if other languages of the index write each of them as one too.
"""

from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from searcher.entities.model import Entity
from searcher.query import weights
from searcher.query.names import NameExpander, is_heard
from searcher.query.plan import Kind, Tier, Variant
from searcher.query.sounding import LEAST_CAPITALS
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import WordExpander
from searcher.records import dataclass
from searcher.text.fold import fold
from searcher.text.letters import is_letters
from searcher.text.stopwords import stopwords
from searcher.text.tokens import is_unspaced, spans

# What more entities than these are called says little.
MOST_MEANINGS = 3
# A longer row of capitals is a heading.
MOST_WORDS = 4
# Shorter words of letters are particles and initials.
_SHORTEST = 3
# The share of capitals from which a word alone is a name: headings give many a word some.
_LEAST_ALONE = 0.8
_NOUNS_WITH_CAPITALS = frozenset({"de", "lb"})
_BETWEEN = (" ", "-", "‑")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A name beside another: as written, its folded words, and the entity that it is a name of, if one is known."""

    text: str
    words: tuple[str, ...]
    entity: Entity | None = None

    @property
    def key(self) -> str:
        """What tells it from others: two spellings of an entity are one."""
        return " ".join(self.words) if self.entity is None else f"entity {self.entity.id}"


class _Token(NamedTuple):
    """A word of a stretch of text: its offsets there, as written, normalised, folded."""

    start: int
    end: int
    raw: str
    word: str
    folded: str


class NeighbourFinder:
    """Finds names in stretches of text over one vocabulary and one entity table."""

    def __init__(self, vocabulary: Vocabulary, words: WordExpander, names: NameExpander) -> None:
        self._vocabulary = vocabulary
        self._words = words
        self._names = names

    def near(self, text: str, own: Sequence[tuple[int, int]], langs: Sequence[str]) -> list[Neighbour]:
        """The names in a stretch of a text in these languages, each once; none that touches the spans `own`."""
        tokens = [_Token(start, end, text[start:end], word, fold(word)) for start, end, word in spans(text)]
        taken = {
            at for at, each in enumerate(tokens) if any(each.start < last and first < each.end for first, last in own)
        }
        found: dict[str, Neighbour] = {}
        free = set(range(len(tokens))) - taken
        folds, raws = [token.folded for token in tokens], [token.raw for token in tokens]
        for span in self._names.in_text(folds, raws):
            places = range(span.start, span.end)
            if not free.issuperset(places) or len(span.entity_ids) > MOST_MEANINGS:
                continue
            free.difference_update(places)
            entities = self._names.with_ids(span.entity_ids[:1])
            # Two characters in a row of them spell some village as often as not.
            if entities and not (is_unspaced(folds[span.start]) and is_heard(entities[0])):
                words = tuple(folds[span.start : span.end])
                neighbour = Neighbour(entities[0].canonical, words, entities[0])
                found.setdefault(neighbour.key, neighbour)
        stops = frozenset[str]().union(*map(stopwords, ("en", *langs)))
        has_nouns = not _NOUNS_WITH_CAPITALS.isdisjoint(langs)
        for run in self._runs(text, tokens, free, stops):
            # Beside the name that is asked for, a word is a part of it.
            if not (has_nouns and len(run) == 1) and not _touches(text, tokens, run, taken):
                neighbour = Neighbour(" ".join(raws[at] for at in run), tuple(folds[at] for at in run))
                found.setdefault(neighbour.key, neighbour)
        return list(found.values())

    def tier(self, neighbour: Neighbour) -> Tier:
        """What finds a name in other documents."""
        if neighbour.entity is not None:
            return self._names.tier(neighbour.entity)
        places = tuple(self._words.place(word) for word in neighbour.words)
        if not all(places):
            return Tier((), weights.NAMES_TIER)
        return Tier((Variant(places, 1.0, Kind.EXACT, neighbour.text, capital=True),), weights.NAMES_TIER)

    def _runs(self, text: str, tokens: Sequence[_Token], free: Set[int], stops: Set[str]) -> Iterator[list[int]]:
        """The places of words in a row that are written as names are; of one alone that must be surer."""
        likely = [
            at
            for at in sorted(free)
            if tokens[at].raw[:1].isupper()
            and len(tokens[at].folded) >= _SHORTEST
            and tokens[at].word not in stops
            and is_letters(tokens[at].folded)
        ]
        names = self._names_among({tokens[at].folded for at in likely})
        runs: list[list[int]] = []
        for at in likely:
            if tokens[at].folded not in names:
                continue
            last = runs[-1][-1] if runs else -2
            if last == at - 1 and text[tokens[last].end : tokens[at].start] in _BETWEEN:
                runs[-1].append(at)
            else:
                runs.append([at])
        for run in runs:
            if (len(run) == 1 and names[tokens[run[0]].folded] >= _LEAST_ALONE) or 1 < len(run) <= MOST_WORDS:
                yield run

    def _names_among(self, folds: Set[str]) -> dict[str, float]:
        """Those of the words that are written as names are → the share of capitals among all that are written so."""
        found = self._words.capital_shares(folds, _NOUNS_WITH_CAPITALS)
        return {word: share for word, share in found.items() if share >= LEAST_CAPITALS}


def _touches(text: str, tokens: Sequence[_Token], run: Sequence[int], taken: Set[int]) -> bool:
    """Whether nothing but a space stands between a row of words and one of the places `taken`."""
    first, last = run[0], run[-1]
    before = first - 1 in taken and text[tokens[first - 1].end : tokens[first].start] in _BETWEEN
    return before or (last + 1 in taken and text[tokens[last].end : tokens[last + 1].start] in _BETWEEN)
