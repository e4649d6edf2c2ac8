"""Which library applies, what its settings may say, and how a source is added."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from places import ROOT

from searcher.errors import SearcherError
from searcher.indexing.update import update
from searcher.library import (
    Library,
    add_sources,
    choose_library_folder,
    create_library,
    find_library_folder,
)


def library_with(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "searcher.toml").write_text(text, "utf-8")
    return folder


def test_explicit_then_environment_then_nearest(tmp_path: Path) -> None:
    a, b = library_with(tmp_path / "a", ""), library_with(tmp_path / "b", "")
    near = library_with(tmp_path / "work" / "index", "")
    deep = tmp_path / "work" / "x" / "y"
    deep.mkdir(parents=True)
    environ = {"SEARCHER_INDEX": str(b)}
    assert find_library_folder(a, deep, environ) == a
    assert find_library_folder(None, deep, environ) == b
    assert find_library_folder(None, deep, {}) == near
    hidden = library_with(tmp_path / "work" / "x" / ".searcher", "")
    assert find_library_folder(None, deep, {}) == hidden


def test_an_index_folder_without_settings_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SearcherError, match="searcher index --index"):
        find_library_folder(tmp_path / "none", tmp_path, {})
    library_with(tmp_path / "index", "")
    with pytest.raises(SearcherError, match="did you mean"):
        find_library_folder(tmp_path, tmp_path, {})
    assert not (tmp_path / "none").exists()


def test_the_persons_own_library_is_the_last_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "own"))
    monkeypatch.setattr("searcher.library.settings_file", lambda folder: folder / "no-such-name")
    assert choose_library_folder(None, tmp_path, {}) == tmp_path / "own"
    with pytest.raises(SearcherError, match="searcher index PATH"):
        find_library_folder(None, tmp_path, {})


def test_finding_the_folder_parses_no_settings(tmp_path: Path) -> None:
    library_with(tmp_path / "index", "this is = not [ toml")
    code = (
        "import sys, pathlib, searcher.library as l; p = pathlib.Path(sys.argv[1]);"
        "l.find_library_folder(None, p, {}); assert 'tomllib' not in sys.modules and 'sqlite3' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=ROOT)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sources = [", "not valid TOML"),
        ('\nsources = "docs"', r"line 2: sources must be a list"),
        ("sources = [1]", "line 1: sources must be a list"),
        ('max_file_bytes = "1 MB"', "max_file_bytes must be a number"),
        ("max_line_bytes = true", "max_line_bytes must be a number"),
        ('languages = ["italian"]', "two-letter"),
        ('sources = ["a\\u0000b"]', "line 1: sources holds a NUL character"),
        ('ignore = ["a\\u0000b"]', "ignore holds a NUL character"),
        ("sources = [[], {}]", "sources must be a list"),
        ("sources = {a = 1}", "sources must be a list"),
        ('sources = [""]', "sources must be a list"),
        ('sources = ["\\ud800"]', "not valid TOML"),
        ("languages = [1979-05-27]", "languages must be a list"),
        ("max_file_bytes = 0", "max_file_bytes must be a number"),
        ("max_file_bytes = nan", "max_file_bytes must be a number"),
        ("max_line_bytes = 99999999999999999999", "max_line_bytes must be a number of bytes.*at most"),
        pytest.param("max_file_bytes = " + "9" * 5000, "not valid TOML", id="more digits than Python reads"),
        pytest.param("sources = " + "[" * 5000, "nested too deep", id="deep"),
        ('follow_links = "yes"', "follow_links must be true or false"),
    ],
)
def test_malformed_settings_are_one_line_that_names_the_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SearcherError, match=message) as caught:
        Library.open(library_with(tmp_path, text))
    assert "\n" not in str(caught.value)
    assert "searcher.toml" in str(caught.value)


def test_settings_that_are_not_utf8_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "searcher.toml").write_bytes(b'sources = ["caf\xe9"]')
    with pytest.raises(SearcherError, match="not UTF-8"):
        Library.open(tmp_path)
    with pytest.raises(SearcherError, match="cannot be read"):
        Library.open(tmp_path / "none")


def test_an_unknown_key_is_a_warning(tmp_path: Path) -> None:
    library = Library.open(library_with(tmp_path, 'sources = []\nlangauges = ["it"]\n'))
    assert len(library.warnings) == 1
    assert "line 2: langauges" in library.warnings[0]


def test_many_unknown_keys_are_not_all_named(tmp_path: Path) -> None:
    library = Library.open(library_with(tmp_path, "".join(f"key{at} = 1\n" for at in range(5000))))
    assert len(library.warnings) == 21
    assert library.warnings[-1].endswith("and 4980 more keys that are no settings")


@pytest.mark.parametrize("written", ["x" * 300, "x/" * 3000, "~nobody/x", "a\\nb", "\\u202e"])
def test_sources_with_odd_names_are_missing_and_no_more(tmp_path: Path, written: str) -> None:
    library = Library.open(library_with(tmp_path / "index", f'sources = ["../{written}"]'))
    report = update(library)
    assert [problem.reason.split()[0] for problem in report.problems] == ["source"]


def test_the_largest_limits_are_no_reason_to_take_memory(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name, text in (("a.txt", "alpha"), ("b.html", "<p>beta"), ("c.jsonl", '{"text": "c"}'), ("d.csv", "x\nd\n")):
        (tmp_path / "docs" / name).write_text(text)
    most = f"sources = ['../docs']\nmax_file_bytes = {1 << 40}\nmax_line_bytes = {1 << 40}\n"
    report = update(Library.open(library_with(tmp_path / "index", most)))
    assert (report.documents, report.problems) == (4, ())


def test_a_path_that_is_not_utf8_says_so(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    try:
        odd.mkdir()
    except (OSError, UnicodeError):
        pytest.skip("this file system has no such names")
    (odd / "a.txt").write_text("alpha")
    with pytest.raises(SearcherError, match="is not valid UTF-8: rename it"):
        add_sources(create_library(tmp_path / "index"), [odd])
    library = add_sources(create_library(odd / "index"), [odd / "a.txt"])
    assert update(library).documents == 1


def test_settings_are_read(tmp_path: Path) -> None:
    text = 'sources = ["a"]\nlanguages = ["it"]\nignore = ["x"]\nmax_file_bytes = 5\nmax_line_bytes = 6\n'
    library = Library.open(library_with(tmp_path, text))
    assert library.settings.languages == ("it",)
    assert (library.settings.max_file_bytes, library.settings.max_line_bytes) == (5, 6)
    assert library.locate("a/b.txt") == tmp_path.resolve() / "a" / "b.txt"
    assert library.data == tmp_path.resolve() / "data"
    assert not library.data.exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment\n",
        "sources = []\n",
        "sources=[ ]",
        'sources = ["a]b"] # x ] y\nlanguages = ["it"]\n',
        'sources = ["a", # one ]\n  "b"   # two\n]  # end\n# after\n',
        'sources = [\n    "a",\n    # nothing here\n]\nmax_file_bytes = 7\n',
        'sources = [\r\n  "a"\r\n]\r\n',
        "sources = [\n  'a', 'b']\n",
        "languages = []\n[other]\nsources = 1\n",
    ],
)
def test_adding_a_source_keeps_everything_else(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "searcher.toml").write_bytes(text.encode())
    (tmp_path / "docs é").mkdir()
    library = add_sources(Library.open(folder), [tmp_path / "docs é"])
    assert library.sources[-1].written == "../docs é"
    assert library.sources[-1].path == (tmp_path / "docs é").resolve()
    after = (folder / "searcher.toml").read_bytes().decode()
    for line in text.splitlines():
        if "#" in line:
            assert line[line.index("#") :] in after
    before = tomllib.loads(text)
    assert tomllib.loads(after) == {**before, "sources": [*before.get("sources", []), "../docs é"]}
    assert add_sources(library, [tmp_path / "docs é"]) == library
    assert [path.name for path in folder.iterdir()] == ["searcher.toml"]


def test_sources_that_cannot_be_added(tmp_path: Path) -> None:
    library = create_library(tmp_path / "index")
    with pytest.raises(SearcherError, match="no such file"):
        add_sources(library, [tmp_path / "none"])
    library.data.mkdir()
    with pytest.raises(SearcherError, match="own data"):
        add_sources(library, [library.data])


def test_what_a_source_covers_is_not_added_but_hidden_folders_are(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / ".notes").mkdir(parents=True)
    (docs / "a.txt").write_text("a")
    library = add_sources(create_library(tmp_path / "index"), [docs, docs / "a.txt", docs / ".notes"])
    assert [source.written for source in library.sources] == ["../docs", "../docs/.notes"]


def test_a_source_far_from_the_library_is_absolute(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    library = add_sources(create_library(tmp_path / "near" / "index"), [tmp_path / "far"])
    assert library.sources[0].written == (tmp_path / "far").as_posix()


def test_create_keeps_what_is_there(tmp_path: Path) -> None:
    library_with(tmp_path / "index", "# mine\nlanguages = ['it']\n")
    assert create_library(tmp_path / "index").settings.languages == ("it",)
    assert (tmp_path / "index" / "entities.toml").is_file()
    (tmp_path / "file").write_text("x")
    with pytest.raises(SearcherError, match="cannot make a library"):
        create_library(tmp_path / "file")
