"""Tables that are kept from one process to the next."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from searcher.text.kept import cache_folder, kept

NAMES = ("one", "two")


class Maker:
    """Makes two arrays, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Mapping[str, Any]:
        self.times += 1
        return {"one": np.arange(1000, dtype=np.uint16), "two": np.array(["de", "pt"], "S")}


def same(found: Mapping[str, Any]) -> bool:
    return bool((found["one"] == np.arange(1000)).all()) and found["two"].astype(str).tolist() == ["de", "pt"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return cache_folder()


def test_what_is_kept_is_not_made_again_until_it_is_made_of_something_else(folder: Path) -> None:
    make = Maker()
    assert all(same(kept("table", NAMES, "version 1", make)) for _ in range(3))
    assert make.times == 1
    assert same(kept("table", NAMES, "version 2", make))
    assert make.times == 2
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("size", [0, 10, 130, -1])
def test_what_is_cut_or_missing_is_made_again(folder: Path, size: int) -> None:
    make = Maker()
    kept("table", NAMES, "x", make)
    path = next(folder.glob("*.one.npy"))
    if size < 0:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:size])
    assert same(kept("table", NAMES, "x", make))
    assert make.times == 2
    assert same(kept("table", NAMES, "x", make))
    assert make.times == 2
    assert not list(folder.glob("*.tmp"))


def test_without_a_place_for_it_nothing_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    make = Maker()
    assert all(same(kept("table", NAMES, "x", make)) for _ in range(2))
    assert make.times == 2


def test_what_is_old_goes(folder: Path) -> None:
    make = Maker()
    kept("table", NAMES, "old", make)
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    kept("table", NAMES, "new", make)
    assert len(list(folder.iterdir())) == len(NAMES)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners of files here")
def test_a_folder_of_somebody_else_is_not_trusted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Maker()
    kept("table", NAMES, "x", make)
    monkeypatch.setattr(os, "getuid", lambda: 987_654)
    assert same(kept("table", NAMES, "x", make))
    assert make.times == 2
