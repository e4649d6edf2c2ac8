"""Words too common to rank by, per language (`data/stopwords/<code>.txt`).

They are for the bag-of-words part of a query only. The index keeps every word, and a phrase or a name keeps
its own: "No Kwang-chol" and "Kim Jong-un" are full of them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from searcher.text.languages import normalise_code
from searcher.text.letters import is_letters

_LISTS = Path(__file__).parent / "data" / "stopwords"
# A language without a list of its own, and the one whose closed-class words it shares.
_SHARED = {"ary": "ar", "arz": "ar", "bs": "hr", "fil": "tl", "nb": "no", "nn": "no", "sh": "sr",
           "wuu": "zh", "yue": "zh"}  # fmt: skip


@cache
def _list(code: str) -> frozenset[str]:
    try:
        text = (_LISTS / f"{code}.txt").read_text(encoding="utf-8")
    except FileNotFoundError:
        return frozenset()
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def stopwords(code: str) -> frozenset[str]:
    """The stop words of a language, each as `fold.normalise` gives it (accents kept); empty without a list.

    The tag may have any form that `languages.normalise_code` takes. For Chinese, Japanese and Thai, which put
    no space between words, the entries are strings to be matched at a run's edges, longest first: inside a
    run they would cut words apart (和 out of 和平).
    """
    known = normalise_code(code)
    if not is_letters(known):
        return frozenset()
    return _list(_SHARED.get(known, known))


def stopword_languages() -> tuple[str, ...]:
    """The codes of the languages that have a list of their own, sorted."""
    return tuple(sorted(path.stem for path in _LISTS.glob("*.txt")))
