"""The comparison of engines runs and prints its tables."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from engines import command, engine, measure, report
from places import ROOT

BENCHMARK = ROOT / "benchmarks" / "engines.py"


def test_prints_tables_of_the_engines_that_are_installed(tmp_path: Path) -> None:
    # A module that cannot be imported, whether the real one is installed or not.
    (tmp_path / "bm25s.py").write_text('raise ModuleNotFoundError("not here", name="bm25s")')
    words = [sys.executable, str(BENCHMARK), "--documents", "200", "--runs", "1", "--rounds", "1", "--queries", "1"]
    words += ["--engines", "searcher", "fts5", "bm25s"]
    # The engine beside this test, not one that is installed.
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    done = subprocess.run(words, capture_output=True, text=True, timeout=600, env=environ, check=False)
    assert done.returncode == 0, done.stderr
    assert "bm25s: left out, bm25s is not installed" in done.stderr.splitlines()
    assert "finds nothing" not in done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "### 200 documents"
    assert sum(line.startswith(("| searcher | ", "| SQLite FTS5 | ")) for line in lines) == 2
    assert (
        "| median / worst, ms | searcher | searcher, all that it stands for | searcher, run alone | SQLite FTS5 |"
        in lines
    )
    rows = [line for line in lines if line.startswith(("| phrase of two |", "| prefix of three letters |"))]
    assert len(rows) == 2
    assert all("–" not in row for row in rows)
    assert any(line.startswith("A key of live search") for line in lines)


def collection(count: int, seconds: dict[str, list[float]], sampled: dict[str, int]) -> report.Measured:
    """Measurements of `count` documents, as if each engine had taken `seconds` to index them, run by run."""
    bare = {"searcher": 700, "Tantivy": 400}
    indexed = {}
    for name, runs in seconds.items():
        own = sampled.get(name, count)
        sizes = engine.Sizes(own * 1000, own * bare[name] if name in bare else None)
        indexed[name] = [measure.Indexed(name, 1, own, each, each, 1, sizes) for each in runs]
    asked = {"term": {"searcher": [0.002, 0.004, 0.009], "Tantivy": [0.001, 0.008, 0.002], "Whoosh": [0.02] * 3}}
    return report.Measured(count, indexed, measure.Asked(asked), [], sampled)


def test_ratios_are_of_runs_side_by_side_and_of_medians() -> None:
    seconds = {"searcher": [1.0, 8.0, 3.0], "Tantivy": [2.0, 2.0, 2.0], "Whoosh": [10.0, 10.0, 1.0]}
    lines = report.markdown(collection(10_000, seconds, {"Whoosh": 1_000})).splitlines()
    at = lines.index("| ratios, below 1 is better | searcher | searcher : Tantivy | searcher : Whoosh |")
    assert lines[at + 2 : at + 5] == [
        "| indexing, s | 3.0 | 1.50 | ≈ 0.080 |",
        "| index without texts, MB | 7 | 1.75 | – |",
        "| term, ms | 4.0 | 2.00 | ≈ 0.020 |",
    ]


def test_costs_of_several_sizes_are_told_last_and_grow_only_where_all_was_indexed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    large = collection(10_000, {"searcher": [6.0, 5.0], "Whoosh": [9.0, 9.0]}, {"Whoosh": 1_000})
    small = collection(1_000, {"searcher": [0.5, 0.5], "bm25s": [0.1, 0.1], "Whoosh": [9.0, 9.0]}, {})
    made = {10_000: large, 1_000: small}
    monkeypatch.setattr(command, "_measured", lambda folder, count, *rest: made[count])
    monkeypatch.setattr(measure, "apart", lambda work, *arguments: work(*arguments))
    monkeypatch.setattr(sys, "argv", ["engines.py", "--documents", "10000", "1000", "--engines", "fts5"])
    command.main()
    lines = capsys.readouterr().out.splitlines()
    titles = [line for line in lines if line.startswith("#")]
    assert titles == ["### 10,000 documents", "### 1,000 documents", "### Cost per document"]
    assert lines[lines.index(titles[-1]) + 2 :] == [
        "| indexing, µs a document | 1,000 | 10,000 | 10,000 : 1,000 |",
        "|---|--:|--:|--:|",
        "| searcher | 500 | 550 | 1.10 |",
        "| bm25s | 100 | – | – |",
        "| Whoosh | 9,000 | ≈ 9,000 | – |",
        "",
    ]


def test_large_collections_leave_out_what_nobody_should_wait_for(capsys: pytest.CaptureFixture[str]) -> None:
    engines = ["searcher", "whoosh", "bm25s"]
    assert command.shares(engines, 100_000, full=False) == {"searcher": 100_000, "whoosh": 10_000, "bm25s": 100_000}
    assert not capsys.readouterr().err
    assert command.shares(engines, 100_001, full=False) == {"searcher": 100_001}
    assert capsys.readouterr().err.splitlines() == [
        "whoosh: left out above 100,000 documents without --full",
        "bm25s: left out above 100,000 documents without --full",
    ]
    assert command.shares(engines, 1_000_000, full=True) == dict.fromkeys(engines, 1_000_000)
    assert [command.runs_of(*each) for each in ((999_999, None), (1_000_000, None), (1_000_000, 2))] == [3, 1, 2]
