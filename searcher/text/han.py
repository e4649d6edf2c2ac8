"""Simplified and traditional characters of Chinese that stand for each other and for nothing else."""

import re
from functools import cache
from pathlib import Path

from searcher.expressions import expression
from searcher.text.scripts import HAN

SIMPLIFIED = Path(__file__).parent / "data" / "simplified.txt"
_HAN = expression(f"[{HAN}]")


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    """The traditional characters, and the simplified one of each."""
    lines = SIMPLIFIED.read_text(encoding="utf-8").splitlines()
    pairs = {line[0]: line[1] for line in lines if not line.startswith("#")}
    return re.compile(f"[{''.join(pairs)}]"), pairs


def simplified(text: str) -> str:
    """`text` with a simplified character for each traditional one that is written so and in no other way: 圖 as 图.

    後 stays, because 后 is a character of its own as well, and 發, because 发 stands for 髮 too.
    """
    if text.isascii() or _HAN.search(text) is None:
        return text
    traditional, pairs = _table()
    return traditional.sub(lambda found: pairs[found[0]], text)
