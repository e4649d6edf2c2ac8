"""A library's glossary.tsv: what its words are called in other languages.

The first line names languages by their codes, with tabs between; every other line has a word or a few for each of
them, in that order. A cell may be empty, or hold several words for one thing with "|" between. Lines that begin with
"#" are remarks.
"""

from collections.abc import Iterator
from pathlib import Path

from searcher.entities.data import key_of
from searcher.entities.model import Entity, make_name
from searcher.text.languages import is_language, normalise_code

_HEADER = (
    "its first line must name two languages or more by their codes, with a tab between (en<TAB>de): it is left out"
)


def read_glossary(path: Path) -> tuple[list[Entity], tuple[str, ...]]:
    """What the glossary names, and a line on everything in it that is left out; nothing of a file that is missing."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return [], ()
    except UnicodeDecodeError:
        return [], (f"{path.name}: is no UTF-8, save it as such: it is left out",)
    except OSError as error:
        return [], (f"{path.name}: cannot be read ({error.strerror}): it is left out",)
    rows = [
        (number, line.rstrip("\r").split("\t"))
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip() and not line.startswith("#")
    ]
    if not rows:
        return [], ()
    problems: list[str] = []
    number, header = rows[0]
    langs = [normalise_code(code) for code in header]
    for code, lang in zip(header, langs, strict=True):
        if not is_language(lang):
            problems.append(f"{path.name}:{number}: {code.strip()!r} is no code of a language: its column is left out")
    if len({lang for lang in langs if is_language(lang)}) < 2:
        return [], (*problems, f"{path.name}:{number}: {_HEADER}")
    entities = []
    for number, cells in rows[1:]:
        entity = _entity(number, langs, cells)
        if isinstance(entity, str):
            problems.append(f"{path.name}:{number}: {entity}: it is left out")
        else:
            entities.append(entity)
    return entities, tuple(problems)


def _entity(number: int, langs: list[str], cells: list[str]) -> Entity | str:
    """The thing that a line names, or what is wrong with the line."""
    if len(cells) > len(langs):
        return f"{len(cells)} cells where the first line has {len(langs)}"
    known = [(lang, word) for lang, word in _words(langs, cells) if is_language(lang)]
    if len({lang for lang, _ in known}) < 2:
        return "a line needs words in two languages"
    names = tuple(make_name(word, lang, "name", "", "glossary") for lang, word in known)
    return Entity(f"glossary-{number}", "other", known[0][1], "", names)


def _words(langs: list[str], cells: list[str]) -> Iterator[tuple[str, str]]:
    for lang, cell in zip(langs, cells, strict=False):
        yield from ((lang, word.strip()) for word in cell.split("|") if key_of(word))
