"""What the manual says in numbers and lists is what the program has."""

import re
import tomllib

import pytest
from examples import DOCS
from places import ROOT

from searcher.engine.local import scorer
from searcher.entities.exchange import FORMATS as EXCHANGED
from searcher.entities.model import KIND_ALIASES, TYPES, WEIGHTS
from searcher.ingest.extract.detection import BY_SUFFIX
from searcher.output import FORMATS
from searcher.query import parse, patterns, room, weights

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
_WORDS = ("no", "one", "two", "three", "four", "five", "six")


def text(name: str) -> str:
    """A page on one line, so that what is looked for may stand across lines of it."""
    return " ".join((DOCS / name).read_text(encoding="utf-8").split())


def test_scores_are_made_as_the_page_says() -> None:
    page = text("explanation/scores.md")
    assert f"k1 = {scorer.K1} and b = {scorer.B}" in page
    for words, weight in (
        ("another accent", weights.ACCENTS),
        ("an inflected form", weights.INFLECTED),
        ("a translation of a name word for word", weights.TRANSLATED),
        ("what sounds alike", weights.ROMANISED),
    ):
        assert f"{words} {f'{weight:g}'.removeprefix('0')}" in page
    assert f"From {_WORDS[weights.QUESTION]} words on" in page


def test_bounds_of_a_query_are_as_the_page_says() -> None:
    page = text("reference/queries.md")
    assert f"the first {room.MAX_CHARACTERS:,} characters" in page
    assert f"may be {parse.MAX_DEPTH} deep" in page
    assert f"the {patterns.MOST_WORDS:,} most frequent" in page
    assert f"the {patterns.MOST_NEAR} nearest" in page
    assert f"A query of {_WORDS[weights.QUESTION]} words or more" in page


def test_names_have_the_kinds_and_weights_of_the_page() -> None:
    page = text("reference/entities.md")
    also = {kind: name for name, kind in KIND_ALIASES.items()}
    for kind, weight in WEIGHTS.items():
        shown = f"`{kind}` (also `{also[kind]}`)" if kind in also else f"`{kind}`"
        assert f"| {shown} | {weight:g} |" in page
    assert ", ".join(f"`{kind}`" for kind in TYPES) in page
    assert all(f"| `{name}` | `{one.suffix}` |" in page for name, one in EXCHANGED.items())


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_of_hits_is_told(name: str) -> None:
    # What people read is the format of all other pages.
    assert name == "text" or f"| `{name}` |" in text("reference/hits.md")


def test_every_field_of_a_query_is_told() -> None:
    page = text("reference/queries.md")
    assert not [field for field in parse.FIELDS if f"`{field}:" not in page]


def test_every_dependency_has_its_reason() -> None:
    page = text("reference/dependencies.md")
    for wanted in PROJECT["dependencies"]:
        assert f"| {re.split('[ ~<>=;]', wanted)[0]} |" in page
    for extra, several in EXTRAS.items():
        assert f"| `{extra}` |" in page
        # What an extra takes from another one is told there.
        named = {re.split(r"[ ~<>=;\[]", wanted)[0] for wanted in several} - {"searcher"}
        assert not [name for name in named if name.lower() not in page.lower()], extra


def test_every_suffix_that_is_read_is_told() -> None:
    page = text("reference/formats.md").lower()
    unknown = [suffix for suffix in BY_SUFFIX if not re.search(rf"\b{re.escape(suffix.lstrip('.'))}\b", page)]
    assert not unknown
