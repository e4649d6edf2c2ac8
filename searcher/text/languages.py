"""What is known about each language: its names, its stemmer, its scripts (`data/languages.tsv`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from searcher.records import dataclass

_TABLE = Path(__file__).parent / "data" / "languages.tsv"


@dataclass(frozen=True, slots=True)
class Language:
    """One line of the table. `stemmer` is a PyStemmer algorithm or None; `scripts` are ISO 15924 codes."""

    code: str
    name: str
    endonym: str
    stemmer: str | None
    scripts: tuple[str, ...]


@cache
def _tables() -> tuple[dict[str, Language], dict[str, str]]:
    """The languages by code, and the other codes (`deu`, `iw`) with the code that the table uses for them."""
    languages: dict[str, Language] = {}
    others: dict[str, str] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        code, name, endonym, stemmer, scripts, also = line.split("\t")
        languages[code] = Language(code, name, endonym, stemmer or None, tuple(scripts.split(",")))
        others.update((other, code) for other in also.split(",") if other)
    return languages, others


def normalise_code(code: str) -> str:
    """The table's code for a language tag: `pt-BR` and `pt_BR.UTF-8` give `pt`, `deu` gives `de`.

    A tag of an unknown language comes back as its lower-cased first part, an empty one as "".
    """
    first = code.strip().lower().replace("_", "-").split("-", 1)[0].split(".", 1)[0].strip()
    return _tables()[1].get(first, first)


def language(code: str) -> Language | None:
    """The language of a tag in any form that `normalise_code` takes, or None."""
    return _tables()[0].get(normalise_code(code))


def is_language(code: str) -> bool:
    """Whether the tag names a language of the table."""
    return language(code) is not None


def language_name(code: str) -> str:
    """The English name of the language, or the tag itself for one that the table does not have."""
    known = language(code)
    return code if known is None else known.name


def stemmer_algorithm(code: str) -> str | None:
    """The PyStemmer algorithm for the language, or None where there is none or none is safe."""
    known = language(code)
    return None if known is None else known.stemmer


def language_codes() -> tuple[str, ...]:
    """Every code of the table, sorted."""
    return tuple(sorted(_tables()[0]))
