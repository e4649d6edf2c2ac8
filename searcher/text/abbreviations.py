"""Words of names that languages write short: St. for Saint and Sankt, płn. for Północna, им. for имени."""

from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "abbreviations.txt"
# A single letter of a text is more often something else: in English what stands behind an apostrophe.
_SHORTEST = 2


def written_out(folded: str) -> tuple[str, ...]:
    """What a folded word is short for in any language, the usual form of each first; empty for other words."""
    return _tables()[0].get(folded, ())


def abbreviated(folded: str) -> tuple[tuple[str, str], ...]:
    """(language, abbreviation) of a folded word, of two letters or more; empty for other words."""
    return _tables()[1].get(folded, ())


@cache
def _tables() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[tuple[str, str], ...]]]:
    full: dict[str, tuple[str, ...]] = {}
    short: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        languages, own, words = line.split("\t")
        for word in words.split():
            full[own] = (*full.get(own, ()), word)
            if len(own) >= _SHORTEST:
                short[word] = (*short.get(word, ()), *((lang, own) for lang in languages.split(",")))
    return {own: tuple(dict.fromkeys(words)) for own, words in full.items()}, short
