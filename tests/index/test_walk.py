"""The walk finds every file once and names what it cannot give."""

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from searcher.ingest.document import Problem
from searcher.ingest.ignore import ignore_rules
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile, walk
from searcher.library import Library, Source


def library_of(tmp_path: Path, *written: str, ignore: tuple[str, ...] = ()) -> Library:
    sources = tuple(Source(text, Path(os.path.normpath(tmp_path / "index" / text))) for text in written)
    return Library(tmp_path / "index", sources, Settings(ignore=ignore))


def tree(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)


def found(library: Library) -> list[str]:
    return [item.key for item in walk(library) if isinstance(item, FoundFile)]


def problems(library: Library) -> dict[str, str]:
    return {item.file: item.reason for item in walk(library) if isinstance(item, Problem)}


def test_order_keys_and_ids(tmp_path: Path) -> None:
    tree(tmp_path / "docs", "b.txt", "a/z.txt", "a/é.txt", "c/d/e.txt")
    library = library_of(tmp_path, "../docs/")
    items = [item for item in walk(library) if isinstance(item, FoundFile)]
    assert [item.id for item in items] == ["a/z.txt", "a/é.txt", "b.txt", "c/d/e.txt"]
    assert all(item.key == f"../docs/{item.id}" for item in items)
    assert all(library.locate(item.key) == item.path for item in items)
    assert items[2].size == 5


def test_hidden_backup_and_version_control_files_are_ignored(tmp_path: Path) -> None:
    tree(tmp_path / "docs", ".git/x", ".hidden", "CVS/x", "a.txt~", "#a.txt#", "a.swp", "a.txt", "sub/.b/c")
    assert found(library_of(tmp_path, "../docs")) == ["../docs/a.txt"]
    assert found(library_of(tmp_path, "../docs/.hidden")) == ["../docs/.hidden"]


def test_patterns_of_settings_and_of_ignore_files(tmp_path: Path) -> None:
    tree(
        tmp_path / "docs",
        "a.txt",
        "a.tmp",
        "keep.tmp",
        "x/drafts/a.txt",
        "x/b.txt",
        "x/top.txt",
        "top.txt",
        ".h",
    )
    (tmp_path / "docs" / "x" / ".searcherignore").write_text("# mine\n/b.txt\n")
    library = library_of(tmp_path, "../docs", ignore=("*.tmp", "!keep.tmp", "drafts/", "/top.txt", "!.h"))
    assert found(library) == ["../docs/.h", "../docs/a.txt", "../docs/keep.tmp", "../docs/x/top.txt"]


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.log", "a/b.log", True),
        ("a/*.log", "a/b/c.log", False),
        ("a/**/c.log", "a/b/x/c.log", True),
        ("**/c", "c", True),
        ("[!a].txt", "b.txt", True),
        ("[z-a]", "[z-a]", True),
        ("?.txt", "ab.txt", False),
    ],
)
def test_pattern(pattern: str, path: str, fits: bool) -> None:
    assert ignore_rules([pattern]).ignores(path, is_folder=False) is fits


def test_a_missing_source_is_kept_and_named(tmp_path: Path) -> None:
    assert "source is missing: kept as indexed" in problems(library_of(tmp_path, "../gone"))["../gone"]


def test_a_folder_without_files_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "docs" / "empty").mkdir(parents=True)
    assert list(walk(library_of(tmp_path, "../docs"))) == []


def test_two_sources_that_cover_a_file_give_it_once(tmp_path: Path) -> None:
    tree(tmp_path / "docs", "a.txt", "sub/b.txt")
    inner_first = library_of(tmp_path, "../docs/sub", "../docs", "../docs/a.txt")
    assert found(inner_first) == ["../docs/sub/b.txt", "../docs/a.txt"]
    assert found(library_of(tmp_path, "../docs/a.txt", "../docs/a.txt")) == ["../docs/a.txt"]


def test_the_librarys_own_files_are_not_indexed(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "index/searcher.toml",
        "index/entities.toml",
        "index/data/x.txt",
        "index/history.txt",
        "index/searches.toml",
        "index/watchlists/x.jsonl",
        "index/mine.txt",
        "data/y.txt",
    )
    assert found(library_of(tmp_path, "..")) == ["../data/y.txt", "../index/mine.txt"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_links(tmp_path: Path) -> None:
    tree(tmp_path / "docs", "a.txt", "sub/b.txt")
    tree(tmp_path / "outside", "c.txt", "d.txt")
    docs = tmp_path / "docs"
    (docs / "again").symlink_to(docs / "sub")
    (docs / "away").symlink_to(tmp_path / "outside")
    (docs / "away2").symlink_to(tmp_path / "outside")
    (docs / "broken.txt").symlink_to("nothing")
    (docs / "self").symlink_to("self")
    (docs / "sub" / "up").symlink_to(docs)
    (docs / "sub" / "a-again.txt").symlink_to(docs / "a.txt")
    library = library_of(tmp_path, "../docs")
    assert found(library) == ["../docs/a.txt", "../docs/sub/b.txt"]
    named = problems(library)
    assert set(named) == {f"../docs/{name}" for name in ("away", "away2", "broken.txt", "self", "sub/up")}
    assert named["../docs/broken.txt"] == "link to nothing"
    assert "link loop" in named["../docs/sub/up"]
    out = f"link to {tmp_path / 'outside'} leads out of the source and is not followed (follow_links in searcher.toml)"
    assert named["../docs/away"] == out
    assert [item.file for item in walk(library) if isinstance(item, Problem) and item.is_note] == [
        "../docs/away",
        "../docs/away2",
    ]
    following = replace(library, settings=Settings(follow_links=True))
    expected = ["../docs/a.txt", "../docs/away/c.txt", "../docs/away/d.txt", "../docs/sub/b.txt"]
    assert found(following) == expected
    assert set(problems(following)) == {"../docs/broken.txt", "../docs/self", "../docs/sub/up"}


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_links_from_one_source_into_another(tmp_path: Path) -> None:
    tree(tmp_path, "docs/a.txt", "other/.kept/b.txt", "other/c.txt")
    (tmp_path / "docs" / "to").symlink_to(tmp_path / "other")
    (tmp_path / "docs" / "kept").symlink_to(tmp_path / "other" / ".kept")
    library = library_of(tmp_path, "../docs", "../other")
    assert found(library) == ["../docs/a.txt", "../docs/kept/b.txt", "../other/c.txt"]
    assert problems(library) == {}


def test_a_pipe_instead_of_patterns_is_never_waited_for(tmp_path: Path) -> None:
    tree(tmp_path / "docs", "a.txt", "sub/b.txt")
    (tmp_path / "docs" / ".searcherignore").write_text("*.log\n" * 200_000)
    (tmp_path / "docs" / "sub" / ".searcherignore").mkdir()
    if hasattr(os, "mkfifo"):
        (tmp_path / "docs" / "sub" / ".searcherignore").rmdir()
        os.mkfifo(tmp_path / "docs" / "sub" / ".searcherignore")
    library = library_of(tmp_path, "../docs")
    assert found(library) == ["../docs/a.txt", "../docs/sub/b.txt"]
    named = problems(library)
    assert "too large" in named["../docs/.searcherignore"]
    assert "its patterns are not applied" in named["../docs/sub/.searcherignore"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_named_and_never_opened(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    os.mkfifo(tmp_path / "docs" / "pipe.txt")
    assert problems(library_of(tmp_path, "../docs")) == {"../docs/pipe.txt": "is a named pipe, not a file"}


def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    tree(tmp_path / "docs", "shut/a.txt", "b.txt")
    shut = tmp_path / "docs" / "shut"
    shut.chmod(0)
    try:
        if os.access(shut, os.R_OK):
            pytest.skip("permissions do not bind this user")
        library = library_of(tmp_path, "../docs")
        assert found(library) == ["../docs/b.txt"]
        assert "permission" in problems(library)["../docs/shut"]
    finally:
        shut.chmod(0o755)


def test_a_name_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    try:
        Path(os.fsdecode(os.fsencode(tmp_path / "docs") + b"/caf\xe9.txt")).write_text("x")
    except (OSError, UnicodeError):
        pytest.skip("this file system has no such names")
    assert "not valid UTF-8" in next(iter(problems(library_of(tmp_path, "../docs")).values()))


def test_files_of_patterns_of_other_programs_count_and_what_they_leave_out_is_told(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    tree(docs, "a.txt", "b.log", "build/c.txt", "sub/build/d.txt", "sub/e.tmp", "sub/keep.log", "sub/f.txt")
    (docs / ".gitignore").write_text("build/\n*.log\n*.tmp\n")
    (docs / ".ignore").write_text("!b.log\n")
    (docs / "sub" / ".searcherignore").write_text("!keep.log\nf.txt\n")
    library = library_of(tmp_path, "../docs")
    assert found(library) == ["../docs/a.txt", "../docs/b.log", "../docs/sub/keep.log"]
    reason = "3 files and folders left out as files of patterns say (ignore_files in searcher.toml)"
    assert [item for item in walk(library) if isinstance(item, Problem)] == [Problem("../docs", reason, is_note=True)]
    alone = replace(library, settings=Settings(ignore_files=(".searcherignore",)))
    assert found(alone) == [
        f"../docs/{name}" for name in ("a.txt", "b.log", "build/c.txt", "sub/build/d.txt", "sub/e.tmp", "sub/keep.log")
    ]
    assert problems(alone) == {}


@pytest.mark.skipif(shutil.which("git") is None, reason="git itself is asked")
def test_patterns_mean_what_git_says(tmp_path: Path) -> None:
    patterns = (
        "*.log", "/top.txt", "build/", "a/**/z.txt", "**/deep", "sub/*.md", "\\#odd", "\\!odd", "sp\\ ace", "[ab].c",
        "[!ab].d", "x\\*y", "trail  ", "q?", "lib/**", "!lib/keep.txt", "*.md", "!readme.md", "é*", "a\\?b", "#comment",
    )  # fmt: skip
    paths = (
        "x.log", "a/x.log", "top.txt", "a/top.txt", "build/f", "a/build/g", "buildx", "a/z.txt", "a/b/c/z.txt", "deep",
        "a/deep/f", "sub/r.md", "sub/n/r.md", "#odd", "!odd", "sp ace", "a.c", "c.c", "a.d", "c.d", "x*y", "xzy", "trail",
        "q1", "q12", "lib/a/b", "lib/keep.txt", "readme.md", "n.md", "été", "a?b", "axb", "#comment", "plain",
    )  # fmt: skip
    docs = tmp_path / "docs"
    tree(docs, *paths)
    (docs / ".gitignore").write_text("\n".join(patterns) + "\n")
    subprocess.run(["git", "init", "-q", str(docs)], check=True)
    listed = ["git", "-C", str(docs), "ls-files", "-z", "--others", "--exclude-standard"]
    output = subprocess.run(listed, check=True, capture_output=True).stdout.decode()
    expected = {f"../docs/{name}" for name in output.split("\0") if name} - {"../docs/.gitignore"}
    assert set(found(library_of(tmp_path, "../docs"))) == expected
