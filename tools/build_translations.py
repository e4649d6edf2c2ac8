"""Write `searcher/entities/data/translations.compiled`: what common things are called in many languages, out of CLDR.

Run `python tools/build_translations.py FOLDER` after a new release of CLDR. FOLDER holds the packages
cldr-annotations-full and cldr-annotations-derived-full of npm (Unicode licence), unpacked each in a folder of its name.
Without a FOLDER, where words are folded another way, the table is made anew of the names that it has.
"""

import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from searcher.entities.compiled import CompiledTable, compile_table
from searcher.entities.meanings import BUNDLED
from searcher.entities.model import Entity, make_name
from searcher.files import replace_file
from searcher.text.languages import is_language, normalise_code
from searcher.text.tokens import is_unspaced, words_of

# The codes that the rest of the program uses for a language, and alphabets that no texts are in.
_LANGUAGE = {"nb": "no", "fil": "tl"}
_UNUSED = ("Dsrt", "Shaw")
# Longer names are descriptions of a picture.
_MOST_WORDS, _MOST_CHARACTERS = 3, 8
_LEAST_FORM = 4
# Of things that are no more than a sign, or a picture of a face or of a gesture.
_SIGNS = re.compile(
    r"(?i)\b(arrow|button|face|triangle|square|circle|quadrant|bullet|clock|thirty|keycap|hand|sign|mark|symbol|line|"
    r"skin tone|hair|facing|gesturing|pointing|bowing|shrugging|tile|card|suit|ideograph|ligature|piece)\b|o’clock|[:&]"
)
# "Man pilot" beside "pilot".
_OF_ONE_SEX = re.compile("[\u2640\u2642]$|[\U0001f468\U0001f469]\u200d")
_KEPT = {"So", "Sc"}  # Unicode's other symbols, which are the pictures, and its currencies
_BRACKETS = re.compile(r"\s*[(（\[].*?[)）\]]")


def _names(folder: Path, kind: str) -> Iterator[tuple[str, str, str]]:
    """(character, language, name) of everything that is named."""
    for path in sorted(
        (folder / f"cldr-annotations{'-derived' if kind else ''}-full" / f"annotations{kind}").iterdir()
    ):
        first = path.name.split("-")[0]
        lang = _LANGUAGE.get(first, normalise_code(first))
        if not is_language(lang) or any(script in path.name for script in _UNUSED):
            continue
        found = json.loads((path / "annotations.json").read_text(encoding="utf-8"))[f"annotations{kind}"]
        for character, named in found.get("annotations", {}).items():
            for name in named.get("tts", ()):
                # Arrows stand for what another locale says.
                if "↑" not in name:
                    yield character, lang, name


def is_thing(character: str, english: str) -> bool:
    """Whether a character stands for a thing or an idea that has a name of its own."""
    return (
        unicodedata.category(character[0]) in _KEPT
        and _OF_ONE_SEX.search(character) is None
        and _SIGNS.search(english) is None
        and len(words_of(english)) <= _MOST_WORDS - 1
    )


def is_name(text: str) -> bool:
    """Whether a text is short enough for the name of a thing."""
    words = words_of(text)
    most = _MOST_CHARACTERS if words and is_unspaced(words[0]) else _MOST_WORDS
    return 0 < len(words) <= most


def forms_in(name: str) -> list[str]:
    """The names in one of CLDR: the first of a list, and each of two forms, but no mere ending of the other."""
    first, *others = re.split(r"\s*/\s*", re.split(r"\s*[,،、]\s*", name)[0])
    return [form for form in (first, *(other for other in others if len(other) >= _LEAST_FORM)) if is_name(form)]


def concepts(folder: Path) -> Iterator[Entity]:
    """The things with their names, each with all the languages that use it."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    english: dict[str, str] = {}
    for kind in ("", "Derived"):
        for character, lang, name in _names(folder, kind):
            if kind and unicodedata.category(character[0]) != "Sc":
                continue  # skin tones, families, flags
            shown = _BRACKETS.sub("", name).strip()
            if lang == "en":
                english.setdefault(character, shown)
            for form in forms_in(shown):
                found[character][form].add(lang)
    for character, names in found.items():
        if is_thing(character, english.get(character, "")) and character in english:
            yield Entity(
                "-".join(f"{ord(part):x}" for part in character),
                "other",
                english[character],
                "",
                tuple(
                    make_name(name, ",".join(sorted(langs)), "name", "", "cldr")
                    for name, langs in sorted(names.items())
                ),
            )


def compiled(entities: Iterable[Entity]) -> bytes:
    """The table as it ships."""
    return compile_table(sorted(entities, key=lambda thing: thing.id), "bundled translations", ())


if __name__ == "__main__":
    data = compiled(concepts(Path(sys.argv[1])) if sys.argv[1:] else list(CompiledTable(BUNDLED.read_bytes())))
    replace_file(BUNDLED, data)
