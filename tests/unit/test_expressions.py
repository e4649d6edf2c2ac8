import re

import pytest

from searcher.expressions import expression


def test_an_expression_does_what_the_compiled_pattern_does() -> None:
    word = expression(r"(?P<first>\w)\w*", re.ASCII)
    found = word.search("..abc")
    assert found is not None
    assert found["first"] == "a"
    assert word.findall("ab cd") == ["a", "c"]
    assert word.sub("x", "ab cd") == "x x"
    assert (word.groupindex, word.pattern) == ({"first": 1}, r"(?P<first>\w)\w*")
    assert expression(rb"\d").search(b"a1") is not None


def test_it_is_compiled_when_it_is_used() -> None:
    broken = expression("(")
    with pytest.raises(re.error):
        broken.search("")
