"""The package as a program uses it: the names, the guide's examples, and what an import costs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

import searcher

GUIDE = ROOT / "docs" / "how-to" / "python.md"
TEXT = "Minister Andrei Belousov spoke in Moscow.\n"


def test_a_library_is_made_updated_and_asked(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "one.txt").write_text(TEXT, encoding="utf-8")
    library = searcher.create(tmp_path / "index", sources=[tmp_path / "documents"])
    told: list[object] = []
    report = library.update(progress=told.append)
    assert (report.added, report.documents) == (1, 1)
    assert told
    with library.searcher() as search:
        results = search("Белоусов", limit=5)
        (hit,) = results
        assert (len(results), results.total) == (1, 1)
        assert Path(hit.path) == tmp_path / "documents" / "one.txt"
        (match,) = hit.matches
        assert TEXT[match.start : match.end] == match.text == "Andrei Belousov"
        (tmp_path / "documents" / "two.txt").write_text(TEXT, encoding="utf-8")
        assert not search.refresh()
        assert library.update().added == 1
        assert search.refresh()
        assert search("Belousov").total == 2
        assert search("Belousov", options=searcher.Options.at(searcher.Level.EXACT), path="one*").total == 1


def test_what_cannot_be_opened_is_an_error_of_one_line(tmp_path: Path) -> None:
    with pytest.raises(searcher.SearcherError, match=r"no searcher\.toml"):
        searcher.open(tmp_path)
    library = searcher.create(tmp_path / "index")
    with pytest.raises(searcher.SearcherError, match="nothing is indexed") as raised:
        library.searcher()
    assert "\n" not in str(raised.value)
    with pytest.raises(searcher.SearcherError, match="no such file"):
        library.add(tmp_path / "missing")
    with pytest.raises(AttributeError):
        searcher.Nothing  # noqa: B018


@pytest.mark.parametrize("name", searcher.__all__)
def test_every_public_name_says_what_it_is(name: str) -> None:
    value = getattr(searcher, name)
    assert value.__doc__, name
    assert name in dir(searcher)
    if isinstance(value, type):
        for own, member in vars(value).items():
            if callable(member) and not own.startswith("_") and member.__module__.startswith("searcher."):
                assert member.__doc__, f"{name}.{own}"


def test_an_import_brings_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import searcher; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["searcher"]


def test_the_guide_names_what_there_is() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    for owner, kind in (("hit", searcher.Hit), ("match", searcher.Match), ("results", searcher.Results)):
        for name in re.findall(rf"`{owner}\.(\w+)", guide):
            assert name in kind.__dataclass_fields__, f"{owner}.{name}"
