"""Ranks of hits and rows of a list of which some are folded."""

from hypothesis import given
from hypothesis import strategies as st

from searcher.tui.folding import Folds


def test_without_stories_a_row_is_a_rank() -> None:
    folds = Folds()
    assert [(folds.row_of(at), folds.place_of(at)) for at in range(5)] == [(at, at) for at in range(5)]


def test_those_that_tell_the_same_share_a_row() -> None:
    folds = Folds([(0, 2, 3), (4, 6)])
    assert [folds.place_of(row) for row in range(5)] == [0, 1, 4, 5, 7]
    assert [folds.row_of(place) for place in range(8)] == [0, 1, 0, 0, 2, 3, 2, 4]
    assert (folds.under(0), folds.under(1), folds.under(4), len(folds)) == (2, 0, 1, 3)


@given(st.lists(st.integers(0, 5), min_size=40, max_size=40))
def test_every_row_has_one_hit_and_every_hit_a_row(story_of: list[int]) -> None:
    stories: dict[int, list[int]] = {}
    for place, story in enumerate(story_of):
        if story:  # 0 stands for a story of its own
            stories.setdefault(story, []).append(place)
    folds = Folds([tuple(places) for places in stories.values() if len(places) > 1])
    rows = range(50 - len(folds))
    places = [folds.place_of(row) for row in rows]
    assert places == sorted(set(places))
    assert [folds.row_of(place) for place in places] == list(rows)
    assert {folds.row_of(place) for place in range(50)} == set(rows)
