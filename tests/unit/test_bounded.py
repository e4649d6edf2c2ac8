"""What is kept from one query to the next: how much, and what goes first."""

from collections.abc import Callable

from searcher.bounded import Bounded


class Maker:
    """Makes values, and counts how often."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def of(self, key: str, value: str) -> Callable[[], str]:
        def make() -> str:
            self.made.append(key)
            return value

        return make


def test_a_value_is_made_once() -> None:
    kept, maker = Bounded[str, str](2), Maker()
    assert kept.of("a", maker.of("a", "A")) == kept.of("a", maker.of("a", "other")) == "A"
    assert maker.made == ["a"]


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    kept, maker = Bounded[str, str](2), Maker()
    for key in ("a", "b", "a", "c", "a", "b"):
        kept.of(key, maker.of(key, key))
    assert maker.made == ["a", "b", "c", "b"]


def test_nothing_is_kept_for_good_and_the_last_always_is() -> None:
    """Empty values cost something too, or they would never be forgotten."""
    kept, maker = Bounded[str, str](10, len), Maker()
    for number in range(100):
        kept.of(str(number), maker.of(str(number), ""))
    assert len(kept) == 10
    kept.of("large", maker.of("large", "x" * 50))
    assert len(kept) == 1
    kept.of("large", maker.of("large", ""))
    assert maker.made.count("large") == 1
    kept.clear()
    kept.of("large", maker.of("large", ""))
    assert maker.made.count("large") == 2


def test_nothing_found_is_an_answer_too() -> None:
    kept = Bounded[str, None](2)
    times = []
    for _ in range(3):
        kept.of("a", lambda: times.append(1))
    assert len(times) == 1


def test_making_a_value_may_keep_it() -> None:
    kept = Bounded[str, int](3)
    assert kept.of("a", lambda: kept.of("a", lambda: 1) + 1) == 2
    for key in "bcd":
        kept.of(key, lambda: 0)
    assert len(kept) == 3
