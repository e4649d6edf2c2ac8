"""The commands of docs/shell.md run as they stand there, over the seeds."""

import re
from pathlib import Path

import pytest
from places import ROOT
from test_readme import clone, run

__all__ = ["clone"]

PAGE = (ROOT / "docs" / "shell.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(command: str, clone: Path) -> None:
    done = run(command, clone)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() or done.stderr.strip()
