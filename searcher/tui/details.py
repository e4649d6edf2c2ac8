"""What is nice to know of an answer, made step by step while nobody waits: spellings, facets, forms, the levels."""

from collections.abc import Callable, Iterator, Set

from searcher.engine.engine import IsCancelled
from searcher.query.options import Level, Options
from searcher.search.ranking import Ranking
from searcher.search.searcher import Searcher
from searcher.tui.news import FacetsCounted, LevelsCounted, News, PartsFound, StoriesFound, Suggested
from searcher.tui.state import LEVELS, Question

# The best hits that are looked at for what they tell: each is a search of some ten milliseconds.
FOLDED = 40


def fold(
    searcher: Searcher, number: int, ranking: Ranking, post: Callable[[News], object], cancelled: IsCancelled
) -> Iterator[None]:
    """Tell `post` which of the best hits tell the same, one hit at a step. Raises Cancelled."""
    found: list[tuple[int, ...]] = []
    for places in searcher.stories(ranking, FOLDED, cancelled):
        if len(places) > 1:
            found.append(places)
        yield
    post(StoriesFound(number, tuple(found)))


def detail(
    searcher: Searcher,
    question: Question,
    ranking: Ranking,
    wanted: Set[str],
    post: Callable[[News], object],
    cancelled: IsCancelled,
) -> Iterator[None]:
    """Give the details of an answer to `post`, a step at a time. Raises Cancelled.

    `wanted`: those that are on the screen, "facets" and "parts".
    """
    if ranking.answer is None:
        return
    number = question.number
    if not len(ranking):
        bare = question.unfiltered
        others = len(searcher.rank(bare, options=question.options, cancelled=cancelled)) if bare else 0
        post(Suggested(number, () if others else searcher.suggestions(question.query), others))
        yield
    if "facets" in wanted:
        post(FacetsCounted(number, searcher.facets(ranking, cancelled)))
        yield
    if "parts" in wanted:
        post(PartsFound(number, searcher.parts(question.query, question.options, cancelled)))
        yield
    totals: dict[Level, int] = {}
    own = question.options
    for level in LEVELS:
        if level is Level.TRANSLATIONS and not own.translations:
            continue  # nothing of them is read before somebody asks for them
        asked = Options.at(level, prefix_last=own.prefix_last, without=own.without, entities=own.entities)
        is_own = asked == own
        totals[level] = (
            len(ranking) if is_own else len(searcher.rank(question.query, options=asked, cancelled=cancelled))
        )
        yield
    post(LevelsCounted(number, totals))
