"""Forms of Chinese characters: simplified and traditional, new and old Japanese ones, radicals in their place."""

import re
from functools import cache
from pathlib import Path

from searcher.expressions import expression
from searcher.text.scripts import HAN, RADICALS

_DATA = Path(__file__).parent / "data"
SIMPLIFIED, FORMS, OF_RADICALS = (_DATA / f"{name}.txt" for name in ("simplified", "han_forms", "radicals"))
_HAN = expression(f"[{HAN}]")
_RADICAL = expression(f"[{RADICALS}]")


def pairs_of(path: Path) -> dict[str, str]:
    """The pairs of characters in a file, one a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line[0]: line[1] for line in lines if not line.startswith("#")}


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    """The characters that are folded, and what each is folded to."""
    forms = pairs_of(FORMS)
    pairs = {**{other: forms.get(own, own) for other, own in pairs_of(SIMPLIFIED).items()}, **forms}
    return re.compile(f"[{''.join(pairs)}]"), pairs


@cache
def _ideographs() -> dict[str, str]:
    return pairs_of(OF_RADICALS)


def simplified(text: str) -> str:
    """`text` with one form for characters that are written in several: 圖 and 図 as 图, 發 and 髮 as 发, 髙 as 高.

    What simplified Chinese writes as one is one, or half of its words would not be found in traditional texts.
    """
    if text.isascii() or _HAN.search(text) is None:
        return text
    others, pairs = _table()
    return others.sub(lambda found: pairs[found[0]], text)


def ideographs(text: str) -> str:
    """`text` with characters for the radicals that stand for them, where these have no compatibility form: ⻑ as 長."""
    if _RADICAL.search(text) is None:
        return text
    return _RADICAL.sub(lambda found: _ideographs().get(found[0], found[0]), text)
