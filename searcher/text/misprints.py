"""Misprints: how a word looks where a letter was taken for one of the same shape, by a printer or by a machine.

The shapes are data: `searcher/text/data/misprints.txt`.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from searcher.text.fold import fold_each

MISPRINTS = Path(__file__).parent / "data" / "misprints.txt"
# A shorter word becomes another one too easily.
SHORTEST = 5


def misprints(word: str) -> frozenset[str]:
    """The folds of a word, which is a normal form, with one of its letters taken for another; none for a short one."""
    if len(word) < SHORTEST:
        return frozenset()
    script = unicodedata.name(word[0], "").split(" ", 1)[0]
    found = dict.fromkeys(_taken(word, script))
    return frozenset(fold_each(list(found))) - frozenset(fold_each([word]))


def _taken(word: str, script: str) -> Iterator[str]:
    for sign, others in _signs().get(script, {}).items():
        if sign[0] == "^":
            own = sign[1:]
            if word.startswith(own):
                yield from (other + word[len(own) :] for other in others)
            continue
        at = word.find(sign)
        while at >= 0:
            yield from (word[:at] + other + word[at + len(sign) :] for other in others)
            at = word.find(sign, at + 1)


@cache
def _signs() -> dict[str, dict[str, list[str]]]:
    """Script → sign → what it is taken for."""
    found: dict[str, dict[str, list[str]]] = {}
    own: dict[str, list[str]] = {}
    for line in MISPRINTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            own = found.setdefault(line[1:-1], {})
        elif line and not line.startswith("#"):
            sign, other = line.split("\t")
            own.setdefault(sign, []).append(other)
    return found
