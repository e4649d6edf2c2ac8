"""The examples of the README and the manual: blocks between fences, and which of them can run here."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from places import ROOT

from searcher.records import dataclass

CONFIG = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]
DOCS = ROOT / str(CONFIG["docs_dir"])
PAGES = (ROOT / "README.md", *sorted(DOCS.rglob("*.md")))
_BLOCK = re.compile(r'^```(\w*)(?: title="(.*?)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_NOT_TESTED = "not tested: "
# `.ci/run` takes these from the README and runs them as they stand.
_RUN_BY_CI = ("python3 -m venv .venv && .venv/bin/pip install", ".venv/bin/pip install -e '.[test]'")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page: its `kind` as the fence has it, and the line of its first fence.

    `reason` says why it is not run here; its readers see it above the block.
    """

    page: Path
    line: int
    kind: str
    reason: str
    text: str

    @property
    def place(self) -> str:
        """The page and the line, as an editor takes them."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page: Path) -> Iterator[Block]:
    """All blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        title = found[2] or ""
        reason = title.removeprefix(_NOT_TESTED) if title.startswith(_NOT_TESTED) else ""
        if found[3].startswith(_RUN_BY_CI):
            reason = "run by .ci/run"
        yield Block(page, text.count("\n", 0, found.start()) + 1, found[1], reason, found[3])


def pages_with(*kinds: str) -> list[Path]:
    """The pages that have a block of one of the kinds."""
    return [page for page in PAGES if any(block.kind in kinds for block in blocks(page))]


def name_of(page: Path) -> str:
    """A page as a test is called by it."""
    return str(page.relative_to(ROOT))
