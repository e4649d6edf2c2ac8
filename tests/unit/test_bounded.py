"""What is kept from one query to the next: how much, and what goes first."""

from collections.abc import Callable

from searcher.bounded import ENTRY_BYTES, Bounded, Budget


class Maker:
    """Makes values, and counts how often."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def of(self, key: str, value: str) -> Callable[[], str]:
        def make() -> str:
            self.made.append(key)
            return value

        return make


def kept_in(entries: int) -> Bounded[str, str]:
    """A mapping that has room for so many values that cost nothing by themselves."""
    return Bounded(Budget(entries * ENTRY_BYTES), len)


def test_a_value_is_made_once() -> None:
    kept, maker = kept_in(2), Maker()
    assert kept.of("a", maker.of("a", "")) == kept.of("a", maker.of("a", "other")) == ""
    assert maker.made == ["a"]


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    kept, maker = kept_in(2), Maker()
    for key in ("a", "b", "a", "c", "a", "b"):
        kept.of(key, maker.of(key, ""))
    assert maker.made == ["a", "b", "c", "b"]


def test_nothing_is_kept_for_good_and_the_last_always_is() -> None:
    """Empty values cost something too, or they would never be forgotten."""
    kept, maker = kept_in(10), Maker()
    for number in range(100):
        kept.of(str(number), maker.of(str(number), ""))
    assert len(kept) == 10
    kept.of("large", maker.of("large", "x" * 100 * ENTRY_BYTES))
    assert len(kept) == 1
    kept.of("large", maker.of("large", ""))
    assert maker.made.count("large") == 1


def test_several_mappings_take_of_one_budget_and_the_largest_gives_first() -> None:
    budget = Budget(10 * ENTRY_BYTES)
    small, large = Bounded[str, str](budget, len), Bounded[str, str](budget, len)
    small.of("kept", lambda: "")
    for number in range(100):
        large.of(str(number), lambda: "")
        assert budget.total <= 10 * ENTRY_BYTES
    assert len(small) == 1
    assert len(large) == 9
    small.of("huge", lambda: "x" * 20 * ENTRY_BYTES)
    assert len(small) == 1, "what is larger than all there is room for stays alone"
    small.of("other", lambda: "")
    assert budget.total <= 10 * ENTRY_BYTES


def test_what_is_cleared_counts_no_more() -> None:
    budget = Budget(2 * ENTRY_BYTES)
    kept, maker = Bounded[str, str](budget, len), Maker()
    kept.of("a", maker.of("a", ""))
    budget.clear()
    assert budget.total == 0
    assert len(kept) == 0


def test_nothing_found_is_an_answer_too() -> None:
    kept = Bounded[str, None](Budget(2 * ENTRY_BYTES), lambda _: 0)
    times = []
    for _ in range(3):
        kept.of("a", lambda: times.append(1))
    assert len(times) == 1


def test_making_a_value_may_keep_it() -> None:
    budget = Budget(3 * ENTRY_BYTES)
    kept = Bounded[str, int](budget, lambda _: 0)
    assert kept.of("a", lambda: kept.of("a", lambda: 1) + 1) == 2
    assert budget.total == ENTRY_BYTES
    for key in "bcd":
        kept.of(key, lambda: 0)
    assert len(kept) == 3
