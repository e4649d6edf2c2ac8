"""Real text, swept: a library made at once and one made bit by bit answer alike, and words and phrases as it says.

The day's sample of a collection that lies beside the repository, asked around every 50th word of its dictionary: some
80 seconds of one processor in all. SEARCHER_SEED asks another day's.
"""

import os
import random
import time
from pathlib import Path

import pytest
import sweep
from places import BIG

SEED = int(os.environ.get("SEARCHER_SEED") or time.strftime("%Y%m%d"))
DOCUMENTS = 2_000
PAIRS_EVERY = 6

pytestmark = pytest.mark.skipif(not BIG.is_file(), reason="no collection beside the repository")


def test_a_history_changes_no_answer_and_the_texts_tell_the_same(tmp_path: Path) -> None:
    print(f"seed {SEED}; the same again: SEARCHER_SEED={SEED}")
    source = random.Random(SEED)
    texts = sweep.sampled(BIG, DOCUMENTS, source)
    states = list(sweep.history(texts, sweep.RUNS, source))
    libraries = {
        "at once": sweep.built(tmp_path / "once", iter(states[-1:]), texts),
        "bit by bit": sweep.built(tmp_path / "runs", iter(states), texts),
    }
    truth = sweep.Truth(texts)
    words = truth.words[source.randrange(sweep.EVERY) :: sweep.EVERY]
    found = sweep.sweep(truth, words, libraries, source, PAIRS_EVERY)
    assert found.asked > 6 * len(words) > 0
    assert found.faults == []
