"""Damaged documents, tables of names and settings: never an exception, whatever the day's seed makes of them.

SEARCHER_FUZZ is how many of each kind are read; `benchmarks/fuzz_documents.py` also measures.
"""

import os
import time
from pathlib import Path

import fuzz_documents as fuzz
import fuzz_examples
import pytest
from places import FILES

SEED = int(os.environ.get("SEARCHER_FUZZ_SEED") or time.strftime("%Y%m%d"))
COUNT = int(os.environ.get("SEARCHER_FUZZ") or 60)


@pytest.mark.parametrize("kind", fuzz.KINDS)
def test_damaged_input_is_read_or_named(tmp_path: Path, kind: str) -> None:
    print(f"seed {SEED}; the same again: SEARCHER_FUZZ_SEED={SEED} SEARCHER_FUZZ={COUNT}")
    read = fuzz.reading(kind, tmp_path)
    for number, data in enumerate(fuzz.inputs(kind, SEED, COUNT)):
        assert fuzz.outcome(read, data).failure == "", f"{kind} {SEED} {number}"


@pytest.mark.parametrize("kind", fuzz_examples.FORMATS)
def test_damaged_documents_are_indexed(tmp_path: Path, kind: str) -> None:
    print(f"seed {SEED}")
    assert fuzz.index_all(kind, SEED, COUNT // 4, None, tmp_path) == ""


@pytest.mark.skipif(not FILES.is_dir(), reason="the real files do not lie beside the project")
def test_damaged_real_files_are_read_or_named(tmp_path: Path) -> None:
    print(f"seed {SEED}")
    assert fuzz.index_real(SEED, COUNT, FILES, tmp_path) == []
