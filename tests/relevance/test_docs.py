"""The commands of pages in docs/ that stand in blocks of a shell run, one after the other."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

PAGES = ("live.md", "marks.md")


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_runs(page: str, tmp_path: Path) -> None:
    for name in ("index", "seeds"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("data", "*.jsonl"))
    program = f'set -e; searcher() {{ "{sys.executable}" -m searcher "$@"; }}\n'
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
    environment.pop("SEARCHER_INDEX", None)
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.M | re.S)
    assert blocks
    done = subprocess.run(
        ["bash", "-c", program + "".join(blocks)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # Notes would say that a part of a query was read otherwise than the page tells.
    assert not [line for line in done.stderr.splitlines() if "building" not in line]
