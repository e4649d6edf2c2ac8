"""Write `regions.tsv` and `region_names.tsv` of `searcher/entities/data`: regions of countries, by CLDR.

    python tools/build_regions.py COMMON --places geonames_places.jsonl.gz --words *.dic

COMMON is the folder `common` of a CLDR release in XML (Debian's unicode-cldr-core): its `subdivisions` name what
countries are divided into, and its `main` what countries are called besides ("short" and "variant"). The places are
those of `tools/build_cities.py`, which tell the regions that bear the name of a city of theirs; run that script
afterwards, for the names that are taken here are no other city's, and then `tools/compile_names.py`.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from build_cities import common_words, place_flags, read_lines
from build_names import LOCALES, SHARED_BY

from searcher.entities.concepts import office_words
from searcher.entities.data import DATA, key_of, read_rows, write_rows
from searcher.entities.model import MANY_LANGUAGES
from searcher.text.languages import normalise_code
from searcher.text.stopwords import stopword_languages, stopwords

# What is known in fewer languages is a municipality or a district.
_KNOWN_IN = 30
# A country that is divided into more has its municipalities there (Slovenia, Latvia, Uganda).
_MOST_DIVISIONS = 100
_LEAST_LETTERS = 4
_LEAST_SIGNS = 2
# A city abroad that is known in such a share of the languages is meant as well (Bari, which is a region of Somalia).
_OF_A_CITY = 0.5
# Letters of a country's short name up to which it is an acronym, or may be one.
_SHORT_LETTERS = 4
# So few are also something else in most languages: a query for RU, MB or VS means no country.
_AMBIGUOUS_LETTERS = 2
_SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SUBGROUP = re.compile(r'<subgroup type="([A-Z]{2})" contains="([^"]*)"')
_SUBDIVISION = re.compile(r'<subdivision type="(\w+)"[^>]*>([^<]+)<')
_TERRITORY = re.compile(r'<territory type="([A-Z]{2})" alt="(?:short|variant)"[^>]*>([^<]+)<')
_LANGUAGES = {"nb": "no", "fil": "tl", "yue": "zh"}
# What languages that write "the province of X" as one word with X, or behind it, put there.
_GENERIC = {
    "ja": re.compile("(州|県|省|地方|自治区)$"),
    "ko": re.compile(" ?(주|현|지방|성)$"),
    "th": re.compile("^(รัฐ|จังหวัด|แคว้น)"),
    "zh": re.compile("(州|省|縣|县|大區|大区|邦)$"),
}
_REMARK = re.compile(r"\s*[(（].*?[)）]|[²³¹]")
# Two names side by side, lists, and sentences.
_NO_NAME = re.compile(r"[\d\[\]/;,:|،、]| [-–] ")
# Areas that history and news call by one name and administrations divide, or the other way round: the country's region
# of that name is the entity that the reviewed files have.
_SAME = {"cnxj": "xinjiang", "cnxz": "tibet", "gbeng": "england", "rukrs": "kursk-oblast", "ua43": "crimea"}


def languages_of(file: Path) -> Iterator[str]:
    """The language of a file of names, if it is one that the table has."""
    code = file.stem.partition("_")[0]
    code = _LANGUAGES.get(code, code)
    if code in {_LANGUAGES.get(locale.partition("_")[0], locale.partition("_")[0]) for locale in LOCALES.split()}:
        yield normalise_code(code)


def subdivisions(common: Path) -> Iterator[tuple[str, str, dict[str, set[str]]]]:
    """Code, country and names (with their languages) of each first-level division that is known well enough."""
    names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for file in sorted((common / "subdivisions").glob("*.xml")):
        for lang in languages_of(file):
            for code, name in _SUBDIVISION.findall(file.read_text(encoding="utf-8")):
                for form in forms_of(name, lang):
                    names[code][form].add(lang)
    text = (common / "supplemental" / "subdivisions.xml").read_text(encoding="utf-8")
    for country, codes in _SUBGROUP.findall(text):
        divisions = codes.split()
        for code in divisions if len(divisions) <= _MOST_DIVISIONS else ():
            if len(set().union(*names[code].values())) >= _KNOWN_IN:
                yield code, country.lower(), names[code]


def forms_of(name: str, lang: str) -> Iterator[str]:
    """The name without remarks, and without the word for its kind where that is written as one with it."""
    name = " ".join(_REMARK.sub("", name).split())
    if not name or _NO_NAME.search(name):
        return
    yield name
    if (generic := _GENERIC.get(lang)) and len(bare := generic.sub("", name).strip()) >= _LEAST_SIGNS and bare != name:
        yield bare


class Builder:
    """Gives each name to one region, unless a bundled entity or a city of the same country has it."""

    def __init__(self, words: set[str], places: Path) -> None:
        self._words = words
        self._reviewed: dict[str, set[str]] = defaultdict(set)
        for file in ("names.tsv", "demonyms.tsv", "cldr.tsv"):
            for row in read_rows(file):
                self._reviewed[key_of(row["name"])].add(row["id"])
        self._codes = {row["cldr"]: row["id"] for row in read_rows("entities.tsv") if row["cldr"]}
        self._cities: dict[str, dict[str, int]] = defaultdict(dict)
        for place in read_lines(places):
            for variant in place["variants"]:
                cities = self._cities[key_of(variant["name"])]
                country = (place["country"] or "").lower()
                cities[country] = max(place["langs"], cities.get(country, 0))
        stop = {key_of(word) for code in stopword_languages() for word in stopwords(code)}
        self._says_nothing = lambda word: word in stop or bool(office_words().concepts(word))
        self.entities: list[tuple[str, ...]] = []
        self.names: list[tuple[str, ...]] = []

    def add_regions(self, regions: list[tuple[str, str, dict[str, set[str]]]]) -> None:
        uses = Counter(key for _, _, names in regions for key in {key_of(name) for name in names})
        ids: set[str] = set()
        for code, country, names in regions:
            english = next((name for name, langs in names.items() if "en" in langs), "")
            entity_id = _SAME.get(code, f"{key_of(english).replace(' ', '-')}-region-{country}")
            known_in = len(set().union(*names.values()))
            own = {
                name: langs
                for name, langs in names.items()
                if uses[key_of(name)] == 1 and self._is_free(name, country, known_in)
            }
            # What is left of most regions that are called as their capital is "the province of it" in some languages.
            if (
                not english
                or entity_id in ids
                or self._is_bundled(code, names)
                or not any("en" in langs or len(langs) > 1 for langs in own.values())
            ):
                continue
            ids.add(entity_id)
            if code not in _SAME:
                self.entities.append((entity_id, "place", english, "", "cldr-subdivisions"))
            keys = {key_of(name) for name in own}
            for name, langs in own.items():
                flags = place_flags(name, self._words, quiet=len(keys) == 1 and code not in _SAME)
                self._add(entity_id, name, langs, "name", flags, "cldr-subdivisions")

    def _is_bundled(self, code: str, names: dict[str, set[str]]) -> bool:
        """Whether one entity has most of the names already (Moscow), or is the territory with this code (Hong Kong)."""
        keys = {key_of(name) for name in names}
        territory = self._codes.get(code[2:].upper(), "")
        if any(territory in self._reviewed.get(key, ()) for key in keys):
            return True
        owners = Counter(owner for key in keys for owner in self._reviewed.get(key, ()))
        return code not in _SAME and max(owners.values(), default=0) * 2 >= len(keys)

    def _is_free(self, name: str, country: str, known_in: int) -> bool:
        """Whether the name means the region, which is known in so many languages, before anything else."""
        key = key_of(name)
        cities = self._cities.get(key, {})
        least = _LEAST_SIGNS if _SIGNS.search(name) else _LEAST_LETTERS
        return (
            len(key.replace(" ", "")) >= least
            and key not in self._reviewed
            and country not in cities
            and max(cities.values(), default=0) < known_in * _OF_A_CITY
            and not all(map(self._says_nothing, key.split()))
        )

    def add_territories(self, common: Path) -> None:
        """What countries are called besides; an acronym counts where it is written in capitals."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for file in sorted((common / "main").glob("*.xml")):
            for lang in languages_of(file):
                for code, name in _TERRITORY.findall(file.read_text(encoding="utf-8")):
                    # Brackets tell the two Congos apart: what is left without them is the other one, too.
                    if (entity_id := self._codes.get(code)) and "↑" not in name and not _REMARK.search(name):
                        found[entity_id, " ".join(name.split())].add(lang)
        for (entity_id, form), langs in found.items():
            key = key_of(form)
            if key and key not in self._reviewed:
                letters = form.replace(".", "").replace(" ", "")
                short = len(letters) <= _SHORT_LETTERS
                is_acronym = short and letters.isupper()
                is_quiet = short and not (is_acronym and sum(map(str.isalpha, letters)) > _AMBIGUOUS_LETTERS)
                told_by = letters if short else form
                flags = "case,notrigger" if is_quiet else place_flags(told_by, self._words, quiet=False)
                self._add(entity_id, form, langs, "acronym" if is_acronym else "name", flags, "cldr-xml")

    def _add(self, entity_id: str, name: str, langs: set[str], kind: str, flags: str, source: str) -> None:
        shared = MANY_LANGUAGES if len(langs) >= SHARED_BY else ",".join(sorted(langs))
        self.names.append((entity_id, shared, kind, name, flags, source))


def main() -> None:
    """Read the files that the command line names and write the two of the package."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("common", type=Path, metavar="COMMON")
    parser.add_argument("--places", type=Path, required=True)
    parser.add_argument("--words", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    builder = Builder(common_words(args.words), args.places)
    builder.add_regions(list(subdivisions(args.common)))
    builder.add_territories(args.common)
    write_rows(DATA / "regions.tsv", ("id", "type", "canonical", "wikidata", "source"), sorted(builder.entities))
    write_rows(DATA / "region_names.tsv", ("id", "lang", "kind", "name", "flags", "source"), sorted(set(builder.names)))


if __name__ == "__main__":
    main()
