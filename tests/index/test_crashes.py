"""Ended again and again at any moment, a library has in the end what one has that never was.

SEARCHER_KILLS is how often it is ended; `benchmarks/crashes.py` is the long form.
"""

import os
import time
from pathlib import Path

import crashes
import pytest

SEED = int(os.environ.get("SEARCHER_SEED") or time.strftime("%Y%m%d"))
KILLS = int(os.environ.get("SEARCHER_KILLS") or 5)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_what_is_searchable_in_the_end(tmp_path: Path) -> None:
    print(f"seed {SEED}")
    outcome = crashes.crash(tmp_path, KILLS, SEED, files=60)
    assert sum(outcome.kills.values()) == KILLS
    assert outcome.faults == ()
