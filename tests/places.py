"""Where things lie that tests read: the repository, and the collections beside it where there are any."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
GOLDEN = ROOT / "tests" / "golden"
DATA = Path(os.environ.get("SEARCHER_TEST_DATA") or ROOT.parent / "shared" / "data")
BIG = DATA / "big" / "docs.jsonl.gz"
FILES = DATA / "files"
