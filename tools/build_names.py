"""Write `searcher/entities/data/cldr.tsv`: names of territories and cities in many languages, out of CLDR.

Run `python tools/build_names.py` after a new Babel release or an edit of `entities.tsv`, `names.tsv`, `demonyms.tsv`
or `common_words.tsv`. CLDR comes by way of Babel, which is needed here only; the extract ships with the package.
"""

import re
from collections import Counter, defaultdict
from pathlib import Path

from babel import Locale

from searcher.entities.data import DATA, key_of, read_rows, write_rows
from searcher.entities.model import MANY_LANGUAGES

# Regional locales come after the main one of their language: they hold the forms that differ (CLDR keeps
# "alternative" names out of Babel's tables, but what one region prefers is often the other's alternative).
LOCALES = """
    af am ar az be bg bn bs ca cs cy da de de_AT de_CH el en en_AU es es_419 es_MX et eu fa fa_AF fi fil fr
    fr_CA ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ky lo lt lv mk ml mn mr ms my nb ne nl pa pl ps
    pt pt_PT ro ru si sk sl sq sr sr_Latn sv sw ta te tg th tk tr uk ur uz vi zh zh_Hant zh_Hant_HK
"""
# The codes that the rest of the program uses for a language.
_LANGUAGE = {"nb": "no", "fil": "tl"}
# A name that most languages share is not a fact about any of them.
SHARED_BY = 25
# Letters of a key up to which a name in a script with capitals must be written with one in the text.
SHORT = 4

_BRACKETS = re.compile(r"\s*[(\[（]([^)\]）]*)[)\]）]\s*")
_GENERIC = re.compile(r"(?i)\bSAR\b|\bRAS\b|行政区|行政區|САР|САР|特别|特別")


def spellings(name: str) -> list[str]:
    """The forms in one CLDR name: "Myanmar (Burma)" holds two; a mere remark in brackets is none."""
    inside = _BRACKETS.search(name)
    if inside is None:
        return [name]
    outer = _BRACKETS.sub(" ", name).strip()
    inner = inside[1].strip()
    remark = len(inner) < 4 or inner[0].islower() or _GENERIC.search(inner) is not None
    return [outer] if remark else [outer, inner]


def cldr_name(locale: Locale, code: str) -> str | None:
    """What `locale` calls a territory (ISO 3166 or UN M.49 code) or the city of a time zone, if anything."""
    if "/" not in code:
        found = locale.territories.get(code)
        return str(found) if found and found != code else None
    found = locale.time_zones.get(code, {}).get("city")
    if found:
        return str(found)
    # Languages in Latin script that write the city as the zone's identifier does leave it out of their table.
    return code.rsplit("/", 1)[1].replace("_", " ") if locale.language == "en" else None


def names_in(locale: Locale, codes: list[tuple[str, str]]) -> dict[str, list[str]]:
    """What `locale` calls each entity of `codes` (id, CLDR code), brackets resolved.

    "Saint Martin (France)" is no name of France, and "Congo (Kinshasa)" no name of a city: where a form out
    of brackets is also another entity's, the name stays whole.
    """
    found = {entity_id: name for entity_id, code in codes if (name := cldr_name(locale, code))}
    forms = {entity_id: spellings(name) for entity_id, name in found.items()}
    uses = Counter(key_of(form) for of_one in forms.values() for form in set(of_one))
    return {
        entity_id: of_one if all(uses[key_of(form)] == 1 for form in of_one) else [found[entity_id]]
        for entity_id, of_one in forms.items()
    }


def flags_of(name: str, common: dict[str, str]) -> str:
    """`case` for names that are also words, or so short that in some language they will be."""
    key = key_of(name)
    return common.get(key, "case" if len(key) <= SHORT and name[0].isupper() else "")


def rows() -> list[tuple[str, ...]]:
    """The rows of `cldr.tsv`: each spelling of an entity that `names.tsv` has not, with its languages."""
    codes = [(row["id"], row["cldr"]) for row in read_rows("entities.tsv") if row["cldr"]]
    common = {row["key"]: row["flags"] for row in read_rows("common_words.tsv")}
    reviewed: dict[tuple[str, str], set[str]] = defaultdict(set)
    for file in ("names.tsv", "demonyms.tsv"):
        for row in read_rows(file):
            reviewed[row["id"], row["name"]].update(row["lang"].split(","))
    languages: dict[tuple[str, str], set[str]] = defaultdict(set)
    for identifier in LOCALES.split():
        locale = Locale.parse(identifier)
        language = _LANGUAGE.get(locale.language, locale.language)
        for entity_id, forms in names_in(locale, codes).items():
            for form in forms:
                languages[entity_id, form].add(language)
    made = []
    for (entity_id, form), found_in in languages.items():
        used_by = found_in - reviewed[entity_id, form]
        if not used_by or MANY_LANGUAGES in reviewed[entity_id, form]:
            continue
        shared = MANY_LANGUAGES if len(used_by) >= SHARED_BY else ",".join(sorted(used_by))
        made.append((entity_id, shared, "name", form, flags_of(form, common), "cldr"))
    return sorted(made)


def main(path: Path = DATA / "cldr.tsv") -> None:
    write_rows(path, ("id", "lang", "kind", "name", "flags", "source"), rows())


if __name__ == "__main__":
    main()
