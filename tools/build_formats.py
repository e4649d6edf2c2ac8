"""Write `searcher/entities/data/formats.tsv`: how languages write dates and numbers, out of CLDR.

Run `python tools/build_formats.py FOLDER` after a new release of CLDR. FOLDER holds the packages cldr-dates-full,
cldr-numbers-full and cldr-rbnf of npm (Unicode licence), unpacked each in a folder of its name; the extract ships with
the package. Without a FOLDER, where words are folded another way, the keys of the forms that are there are made anew.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from searcher.entities.data import DATA, key_of, read_rows, write_rows
from searcher.entities.formats import FILE
from searcher.text.languages import is_language, normalise_code
from searcher.text.stopwords import stopwords
from searcher.text.tokens import words_of

# The codes that the rest of the program uses for a language, and alphabets that no texts are in.
_LANGUAGE = {"nb": "no", "fil": "tl"}
_UNUSED = ("Dsrt", "Shaw")
_DATES = ("MMMMd", "MMMd", "yMMMMd", "yMMMd", "yMMMM", "yMMM", "Md", "MMdd", "yMd")
# What English says besides, and where CLDR knows the American way only in part.
_MORE = {"en": ("{d} of {M}", "{d} of {M} {y}", "{M} the {d}", "{M} {d} {y}", "{d} {M}", "{M} {d}")}
# An abbreviation that is a common word, and no stop word.
_WORDS = {("it", "set"), ("pt", "set")}

_FIELD = re.compile(r"'((?:[^']|'')*)'|(y+|M+|L+|d+|G+|[Ec]+)|(.)", re.DOTALL)
# Tibetan, which writes no spaces, parts its words elsewhere.
_AROUND = re.compile(r"([^\W\u0f00-\u0fff]*)\{M\}([^\W\u0f00-\u0fff]*)")
_INVISIBLE = re.compile("[\u200e\u200f\u061c]")
_ORDINAL = re.compile(r"=#,##0=(.*);")
_CHOICES = re.compile(r"\{([^}]*)\}")


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _locales(folder: Path) -> Iterator[tuple[str, Path]]:
    """(language, folder) of each locale whose language the program knows."""
    for path in sorted(folder.iterdir()):
        first = path.stem.split("-")[0]
        lang = _LANGUAGE.get(first, normalise_code(first))
        if path.suffix in ("", ".json") and is_language(lang) and not any(script in path.name for script in _UNUSED):
            yield lang, path


def template(pattern: str) -> str:
    """A pattern of CLDR with {d}, {M} (its name), {m} (its number) and {y} for its fields; "" if it has others."""
    made = ""
    for quoted, field, other in _FIELD.findall(_INVISIBLE.sub("", pattern)):
        if not field:
            made += quoted.replace("''", "'") if quoted else other
        elif field[0] in "ML":
            if len(field) > 4:
                return ""
            made += "{M}" if len(field) > 2 else "{m}"
        elif field[0] in "yd":
            made += "{y}" if field[0] == "y" else "{d}"
        elif field[0] != "G":
            return ""
    return re.sub(r"\s+", " ", made).strip(" .,")


def _dates(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    for lang, path in _locales(folder / "cldr-dates-full" / "main"):
        found = _read(path / "ca-gregorian.json")["main"][path.name]["dates"]["calendars"]["gregorian"]
        for width, kind in (("wide", "month"), ("abbreviated", "short month")):
            for context in ("format", "stand-alone"):
                for number, name in found["months"][context][width].items():
                    if is_month(lang, name, kind):
                        yield kind, number, lang, name.rstrip(".").strip()
        available = found["dateTimeFormats"]["availableFormats"]
        styles = [found["dateFormats"][style] for style in ("long", "medium", "short")]
        for pattern in (*styles, *(available.get(skeleton, "") for skeleton in _DATES)):
            # A pattern may be an object, with the digits that it is written in.
            text = template(pattern if isinstance(pattern, str) else pattern["_value"])
            if len(re.findall(r"\{[ydMm]\}", text)) < 2:
                continue
            if "{M}" in text or re.search(r"[^\W\d_]", re.sub(r"\{\w\}", "", text)):
                yield "date", "", lang, text
            elif is_telling(text, is_region="-" in path.name):
                yield "figures", "", lang, re.sub(" (?=[/])", "", text)
        for text in _MORE.get(lang, ()):
            yield "date", "", lang, text


def is_telling(pattern: str, *, is_region: bool) -> bool:
    """Whether a pattern of figures tells a day by itself: not what may be a range, or in English a decimal fraction."""
    fields = re.findall(r"\{(\w)\}", pattern)
    if "d" not in fields or not re.search("[./-]", pattern) or fields[:2] == ["y", "d"]:
        return False
    return "y" in fields or not ("-" in pattern or ("." in pattern and is_region))


def is_month(lang: str, name: str, kind: str) -> bool:
    """Whether a text is a name that tells a month: no mere number or letter, and no abbreviation that is a word."""
    words = words_of(name)
    if not words or re.fullmatch(r"M?\d+", name) or (len(words) == 1 and len(words[0]) < 2):
        return False
    return kind == "month" or not ((lang, words[0]) in _WORDS or (len(words) == 1 and words[0] in stopwords(lang)))


def _ordinals(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """What stands behind the figures of a number that counts days: th, er, -го."""
    for lang, path in _locales(folder / "cldr-rbnf" / "rbnf"):
        for name, rules in _read(path)["rbnf"]["rbnf"].get("OrdinalRules", {}).items():
            for _, rule in rules if name.startswith("%digits-ordinal") else ():
                if (found := _ORDINAL.fullmatch(rule)) is None or found[1].startswith("="):
                    continue
                for suffix in _CHOICES.findall(found[1]) or [found[1]]:
                    joint = "-" if found[1].startswith("-$") else ""
                    if words_of(suffix) and "=" not in suffix:
                        yield "ordinal", "", lang, joint + suffix


def _scales(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """The words for thousands and more, with a 0 where the number stands; the value is the power of ten."""
    for lang, path in _locales(folder / "cldr-numbers-full" / "main"):
        numbers = _read(path / "numbers.json")["main"][path.name]["numbers"]
        for system, formats in numbers.items():
            if not system.startswith("decimalFormats"):
                continue
            for style in ("long", "short"):
                for key, pattern in formats[style]["decimalFormat"].items():
                    text = _INVISIBLE.sub("", pattern.split(";")[0]).replace("'", "")
                    figures = re.findall("0+", text)
                    words = words_of(re.sub("0+", " ", text))
                    if len(figures) != 1 or not words or not _is_telling(words):
                        continue
                    power = len(key.split("-")[0]) - len(figures[0])
                    yield "scale", str(power), lang, re.sub(r"\s+", " ", re.sub("0+", "0", text)).strip(" .")


def _is_telling(words: list[str]) -> bool:
    """Whether they are more than a letter with upper and lower case, which stands for metres and much else."""
    return all(len(word) > 1 or word == word.upper() for word in words)


def _joined(found: Iterable[tuple[str, str, str, str]]) -> Iterator[tuple[str, str, str, str]]:
    """The rows, with names of months together with what a pattern has in one word with them (בנובמבר)."""
    made = list(found)
    around: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for kind, _, lang, form in made:
        for before, behind in _AROUND.findall(form) if kind == "date" else ():
            if before or behind:
                around[lang].add((before, behind))
    for kind, value, lang, form in made:
        yield kind, value, lang, _AROUND.sub("{M}", form)
        if kind.endswith("month"):
            yield from ((kind, value, lang, f"{before}{form}{behind}") for before, behind in around[lang])


def rows(folder: Path) -> list[tuple[str, ...]]:
    """The rows of `formats.tsv`: forms with all their languages."""
    languages: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for source in (_dates, _ordinals, _scales):
        for kind, value, lang, form in _joined(source(folder)):
            languages[kind, value, form].add(lang)
    made = [(kind, value, ",".join(sorted(langs)), form) for (kind, value, form), langs in languages.items()]
    return _with_keys(made)


def _with_keys(rows: Iterable[tuple[str, str, str, str]]) -> list[tuple[str, ...]]:
    """Each row with what its form is looked up by, and its source; sorted."""
    return sorted(
        (
            *row,
            "" if row[0] in ("date", "figures") else key_of(row[3].replace("0", " ") if row[0] == "scale" else row[3]),
            "cldr",
        )
        for row in rows
    )


def main(folder: Path | None, path: Path = DATA / FILE) -> None:
    known = ((row["kind"], row["value"], row["lang"], row["form"]) for row in read_rows(FILE)) if folder is None else ()
    made = _with_keys(known) if folder is None else rows(folder)
    write_rows(path, ("kind", "value", "lang", "form", "key", "source"), made)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
