"""The keys by which a dictionary finds words that share something: a stem, or two syllables."""

import zlib

from searcher.expressions import expression
from searcher.text.scripts import HANGUL

STEM, PAIR = "stem", "pair"
PAIRS = expression(f"[{HANGUL}]{{2,}}")
"""A run of Hangul syllables, of which each but the last makes a pair with the next."""


def syllable_pairs(folded: str) -> list[str]:
    """The neighbouring pairs of Hangul syllables in a folded word: Korean compounds and endings share them."""
    return [run[at : at + 2] for run in PAIRS.findall(folded) for at in range(len(run) - 1)]


def checksum(lang: str, key: str) -> int:
    """What a stem or a pair of syllables of `lang` is found by."""
    return zlib.crc32(key.encode(errors="surrogatepass"), zlib.crc32(f"{lang}:".encode()))
