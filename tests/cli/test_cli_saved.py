"""`searcher query --saved`: searches of the live search on the command line."""

from pathlib import Path

import pytest
from building import library_over, update

from searcher.cli.completing import candidates
from searcher.cli.main import main
from searcher.library import Library
from searcher.query.options import Level
from searcher.searches import Saved, write_searches

Capture = pytest.CaptureFixture[str]
TEXTS = {
    "old.md": "---\ndate: 2020-01-01\n---\nA treaty with Moscow, a treaty on missiles.",
    "new.md": "---\ndate: 2024-01-01\n---\nThe treaty is broken.",
    "other.txt": "Treaties of old.",
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = library_over(tmp_path, TEXTS)
    update(made)
    searches = {
        "new ones": Saved("treaty", ("type:md",), by_date=True),
        "as written": Saved("treaty OR missiles", ("type:md",), Level.EXACT, frozenset({"missiles"})),
    }
    assert write_searches(made.folder, searches)
    return made


def found(capsys: Capture, library: Library, *words: str) -> list[str]:
    main(["query", "--index", str(library.folder), "--format", "paths", *words])
    return [Path(line).name for line in capsys.readouterr().out.splitlines()]


def test_a_saved_search_is_asked_as_it_was_saved(library: Library, capsys: Capture) -> None:
    assert found(capsys, library, "--saved", "new ones") == ["new.md", "old.md"]
    assert set(found(capsys, library, "--saved", "as written")) == {"new.md", "old.md"}
    assert found(capsys, library, "treaty", "--no-names") != ["new.md", "old.md"]
    assert found(capsys, library, "--saved", "new ones", "--path", "*old*") == ["old.md"]


def test_a_search_that_nobody_saved(library: Library, capsys: Capture) -> None:
    assert main(["query", "--index", str(library.folder), "--saved", "none"]) == 2
    assert capsys.readouterr().err == "searcher: no search was saved as 'none'; there are: new ones, as written\n"
    assert main(["query", "--index", str(library.folder), "--saved", "new ones", "Moscow"]) == 2
    assert "--saved SEARCH" in capsys.readouterr().err


def test_saved_searches_are_completed(library: Library) -> None:
    assert ("new ones", "treaty") in candidates(["query", "--index", str(library.folder), "--saved", "n"])
