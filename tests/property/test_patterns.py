"""Wildcards: what fits them, and how little work it is to tell."""

import subprocess
import sys
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searcher.query.patterns import held_by_all, wildcard_form

PATTERNS = st.text("ab*?.\n(", max_size=12)
WORDS = st.text("abc.\n(", max_size=14)


def fits(pattern: str, word: str) -> bool:
    """The meaning of wildcards, letter by letter."""

    @cache
    def rest(at: int, of: int) -> bool:
        if at == len(pattern):
            return of == len(word)
        if pattern[at] == "*":
            return rest(at + 1, of) or (of < len(word) and rest(at, of + 1))
        return of < len(word) and pattern[at] in ("?", word[of]) and rest(at + 1, of + 1)

    return rest(0, 0)


@given(PATTERNS, WORDS)
@example("*a*b", "aabab")
@example("a*ab*b", "aabb")
@example("*?*", "")
@example("**a", "ba")
def test_a_pattern_fits_what_it_means(pattern: str, word: str) -> None:
    assert bool(wildcard_form(pattern).fullmatch(word)) is fits(pattern, word)


@given(PATTERNS.map(lambda pattern: pattern.replace("\n", "")), st.data())
@example("*p", None)
@example("p?*ab", None)
@example("*?", None)
def test_what_all_words_hold_that_fit_a_pattern_is_held_by_each(pattern: str, data: "st.DataObject | None") -> None:
    others = st.text("abc.(", max_size=3)
    parts = ((data.draw(others) if data else "ca") if sign == "*" else "c" if sign == "?" else sign for sign in pattern)
    word = "".join(parts)
    assert fits(pattern, word)
    assert held_by_all(pattern) in f"{word}\n"


@pytest.mark.parametrize("pattern", ["*" * 10 + "a" + "*" * 10, "*a" * 30 + "*b", "?*" * 40 + "b", "*a?" * 30 + "b*c"])
def test_many_stars_are_no_more_work_than_letters(pattern: str) -> None:
    # A search that goes back over the stars would take longer than any machine runs; this takes some thousand steps. The
    # limit, of the processor's own time, is only there to end such a search.
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_CPU, (60, 60)); "
        "from searcher.query.patterns import wildcard_form; form = wildcard_form(sys.argv[1]); "
        "print([bool(form.fullmatch('a' * length)) for length in (0, 8, 60, 255)])"
    )
    done = subprocess.run([sys.executable, "-c", script, pattern], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == str([fits(pattern, "a" * length) for length in (0, 8, 60, 255)]), done.stderr
