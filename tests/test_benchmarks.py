"""The comparison of engines runs and prints its tables."""

import os
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "engines.py"


def test_prints_tables_of_the_engines_that_are_installed(tmp_path: Path):
    # A module that cannot be imported, whether the real one is installed or not.
    (tmp_path / "bm25s.py").write_text('raise ModuleNotFoundError("not here", name="bm25s")')
    command = [sys.executable, str(BENCHMARK), "--documents", "200", "--runs", "1", "--rounds", "1", "--queries", "1"]
    command += ["--engines", "searcher", "fts5", "bm25s"]
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environ, check=False)
    assert done.returncode == 0, done.stderr
    assert "bm25s: left out, bm25s is not installed" in done.stderr.splitlines()
    assert "finds nothing" not in done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "### 200 documents"
    assert sum(line.startswith(("| searcher | ", "| SQLite FTS5 | ")) for line in lines) == 2
    assert "| median / worst, ms | searcher | searcher, run alone | SQLite FTS5 |" in lines
    rows = [line for line in lines if line.startswith(("| phrase of two |", "| prefix of three letters |"))]
    assert len(rows) == 2
    assert all("–" not in row for row in rows)
    assert any(line.startswith("A key of live search") for line in lines)
