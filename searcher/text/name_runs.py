"""Runs of characters that may be names, in scripts that write no spaces between words.

There a name is no token but a stretch of text: katakana between other characters, in which Japanese writes foreign
names; a short run of Han, and within a longer one the characters with which Chinese spells foreign names; a short run
of Thai, Lao, Burmese or Khmer, which have spaces around names.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from searcher.expressions import expression
from searcher.text.fold import normalise
from searcher.text.scripts import HALF_WIDTH_VOICING, HAN, KATAKANA, SOUTH_EAST_ASIAN, UNSPACED
from searcher.text.tokens import EXTEND

HAN_OF_NAMES = Path(__file__).parent / "data" / "han_of_names.txt"
# Names have two characters at least, and in one piece seldom more than so many. A run of Han is as a rule a clause.
_MOST_KATAKANA, _MOST_HAN, _MOST_ASIAN = 20, 6, 16
_MOST_SPELT = 9

_ANY = expression(f"[{UNSPACED}]")
# Other characters are looked at once and not three times, and no run is tried again shorter.
_RUN = expression(
    f"(?=[{UNSPACED}])"
    f"(?:(?P<katakana>[{KATAKANA}][{KATAKANA}{HALF_WIDTH_VOICING}]++)"
    f"|(?P<han>[{HAN}]{{2,}}+)"
    f"|(?P<asian>[{SOUTH_EAST_ASIAN}][{SOUTH_EAST_ASIAN}{EXTEND}]++))"
)


@cache
def _spelt() -> re.Pattern[str]:
    lines = HAN_OF_NAMES.read_text(encoding="utf-8").splitlines()
    return re.compile(f"[{''.join(line for line in lines if not line.startswith('#'))}]{{2,{_MOST_SPELT}}}")


# Texts of one kind have the same ones over and over.
_as_written = lru_cache(maxsize=1 << 13)(normalise)


def _run(run: str) -> re.Match[str] | None:
    return None if run.isascii() else _RUN.fullmatch(run)


def is_katakana(run: str) -> bool:
    """Whether a run has two characters or more, and all of them are katakana."""
    found = _run(run)
    return found is not None and found.lastgroup == "katakana"


def is_spelt_name(run: str) -> bool:
    """Whether all of a run is katakana, or Han with which foreign names are spelt, and no longer than a name."""
    found = _run(run)
    if found is None or found.lastgroup == "asian":
        return False
    return len(run) <= _MOST_KATAKANA if found.lastgroup == "katakana" else _spelt().fullmatch(run) is not None


def is_name_run(run: str) -> bool:
    """Whether all of a run is of one kind that names are written in, and no longer than a name in one piece."""
    found = _run(run)
    if found is None:
        return False
    most = {"katakana": _MOST_KATAKANA, "han": _MOST_HAN, "asian": _MOST_ASIAN}[found.lastgroup or ""]
    return len(run) <= most or is_spelt_name(run)


def name_runs(text: str) -> Iterator[str]:
    """The runs in `text` that may be names, as their tokens are written, in a row; some of them several times."""
    return (_as_written(run) for groups in _runs(text) for run in _of_names(*groups))


def distinct_name_runs(texts: Iterable[str]) -> set[str]:
    """The runs in the texts that may be names, as in `name_runs`."""
    return {_as_written(run) for groups in set().union(*map(_runs, texts)) for run in _of_names(*groups)}


def _runs(text: str) -> list[tuple[str, str, str]]:
    """All runs of one kind in `text`: each as katakana, Han or letters of South-East Asia, and "" for the others."""
    return [] if text.isascii() or _ANY.search(text) is None else _RUN.findall(text)


def _of_names(katakana: str, han: str, asian: str) -> Iterator[str]:
    """What may be a name of a run of one of these kinds."""
    if han:
        if len(han) <= _MOST_HAN:
            yield han
        for spelt in _spelt().findall(han):
            if len(spelt) < len(han) or len(han) > _MOST_HAN:
                yield spelt
    elif len(katakana) <= _MOST_KATAKANA and len(asian) <= _MOST_ASIAN:
        yield katakana or asian
