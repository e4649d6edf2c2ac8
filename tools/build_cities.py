"""Write `cities.tsv` and `city_names.tsv` of `searcher/entities/data`: cities and their names by language, by GeoNames.

    python tools/build_cities.py geonames_places.jsonl.gz --persons wikidata_name_parts.jsonl.gz --words *.dic

The places are JSON lines (`entity`, `pop`, `country`, `langs`, `variants` with `name` and perhaps `lang`), made from
the dumps of geonames.org (CC BY 4.0); the names of persons are JSON lines of Wikidata (CC0, `variants` with `name`);
the words are Hunspell's dictionaries, read for one thing: which names of cities are words of a language, too. Then
run `tools/compile_names.py`.
"""

import argparse
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from build_names import SHORT

from searcher.entities.data import DATA, key_of, read_rows, write_rows
from searcher.entities.model import MANY_LANGUAGES
from searcher.text.languages import normalise_code
from searcher.text.stopwords import stopword_languages, stopwords

# A city known in fewer languages is asked for less often than the persons who bear its name.
_KNOWN_IN = 15
# Under these many letters a name is an abbreviation or a particle; a sign of Chinese is a word.
_LEAST_LETTERS = 3
_LEAST_SIGNS = 2
# A name that most languages share is not a fact about any of them.
_SHARED_BY = 25
_SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Remarks, lists and postal codes that stand where a name should.
_NO_NAME = re.compile(r"[\d()\[\]/;,:|،、]| [-–—] ")
_LANGUAGE = re.compile("[a-z]{2,3}")
_CITY = {"ja": "市", "ko": "시", "zh": "市"}


def read_lines(path: Path) -> Iterator[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def common_words(dictionaries: Iterable[Path]) -> set[str]:
    """Keys of words that some language writes small."""
    found = {row["key"] for row in read_rows("common_words.tsv")}
    for path in dictionaries:
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            word = line.partition("/")[0].partition("\t")[0].strip()
            if word == word.lower() != word.upper():
                found.add(key_of(word))
    return found


class Builder:
    """Gives each name to one place: to a bundled entity that has it, else to the city with most people."""

    def __init__(self, words: set[str], persons: set[str]) -> None:
        self._words = words
        self._persons = persons
        self._stopwords = {key_of(word) for code in stopword_languages() for word in stopwords(code)}
        self._reviewed: dict[str, set[str]] = defaultdict(set)
        self._spelled: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for file in ("names.tsv", "demonyms.tsv", "cldr.tsv", "region_names.tsv"):
            for row in read_rows(file):
                self._reviewed[key_of(row["name"])].add(row["id"])
                self._spelled[row["id"]][row["name"]].update(row["lang"].split(","))
        self._cities = {
            row["id"] for row in read_rows("entities.tsv") if row["type"] == "place" and not _is_area(row["cldr"])
        }
        self._owners: dict[str, str] = {}
        self.entities: list[tuple[str, ...]] = []
        self.names: list[tuple[str, ...]] = []

    def add(self, place: dict[str, Any]) -> None:
        """Take up a city; greater ones must come first."""
        spellings = _spellings(place)
        main = min(spellings, key=lambda name: ("en" not in spellings[name], not name[0].isascii()), default="")
        key = key_of(main)
        if not key:
            return
        # "New York City" is what distinguishes the bundled city from its state.
        known = self._reviewed.get(key) or self._reviewed.get(key.removesuffix(" city"), set()) & self._cities
        if known:
            # The namesake of a bundled city is that city, of anything else no name that a query should mean.
            cities = known & self._cities
            if len(known) != 1 or not cities:
                return
            entity_id = next(iter(cities))
        else:
            where = (place["country"] or place["entity"].rpartition(":")[2]).lower()
            entity_id = f"{key.replace(' ', '-')}-{where}"
        if key in self._owners:
            return
        self._owners[key] = entity_id
        prominent = place["langs"] >= _KNOWN_IN
        # What it is called already; "Delhi" and "New Delhi" are two places there and one here.
        had = self._spelled[entity_id]
        own = {
            name: langs - had[name]
            for name, langs in spellings.items()
            if langs - had[name] and MANY_LANGUAGES not in had[name] and self._is_free(key_of(name), entity_id)
        }
        if own and not known:
            self.entities.append((entity_id, "place", main, "", str(place["pop"] or ""), "geonames"))
        keys = {key_of(name) for name in own}
        for name, langs in own.items():
            had[name] |= langs
            self._owners.setdefault(key_of(name), entity_id)
            quiet = (len(keys) == 1 and not known) or (not prominent and key_of(name) in self._persons)
            flags = place_flags(name, self._words, quiet)
            shared = MANY_LANGUAGES if len(langs) >= _SHARED_BY else ",".join(sorted(langs))
            self.names.append((entity_id, shared, "name", name, flags, "geonames"))

    def _is_free(self, key: str, entity_id: str) -> bool:
        owners = self._reviewed.get(key, {self._owners.get(key, entity_id)})
        return owners == {entity_id} and key not in self._stopwords


def place_flags(name: str, words: set[str], quiet: bool) -> str:
    """The flags of a place's name; `words` are keys of what some language writes small.

    `quiet`: what stands for nothing but itself, or as likely for a person, is better searched by its sound.
    """
    key = key_of(name)
    cased = name[0].isupper()
    common = key in words
    flags = []
    if common or (cased and len(key) <= SHORT):
        flags.append("case")
    if quiet:
        flags.append("notrigger")
    if common or (cased and len(key) < SHORT):
        flags.append("querycase")
    return ",".join(flags)


def _is_area(code: str) -> bool:
    """Whether a CLDR code is that of a country or continent, not of the city of a time zone."""
    return bool(code) and "/" not in code


def _spellings(place: dict[str, Any]) -> dict[str, set[str]]:
    """The names of a place that are told to be of a language, with the languages."""
    found: dict[str, set[str]] = {}
    for variant in place["variants"]:
        lang = "en" if variant.get("lang") == "geonames" else normalise_code(variant.get("lang", "").partition("_")[0])
        name = " ".join(variant["name"].split())
        key = key_of(name)
        least = _LEAST_SIGNS if _SIGNS.search(name) else _LEAST_LETTERS
        if _LANGUAGE.fullmatch(lang) and not _NO_NAME.search(name) and len(key.replace(" ", "")) >= least:
            found.setdefault(name, set()).add(lang)
            # "The city of Osaka" is how some encyclopedias write the head of the page.
            if (bare := name.removesuffix(_CITY.get(lang, "\0")).strip()) != name and len(bare) >= least:
                found.setdefault(bare, set()).add(lang)
    return found


def main() -> None:
    """Read the files that the command line names and write the two of the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("places", type=Path)
    parser.add_argument("--persons", type=Path, required=True)
    parser.add_argument("--words", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    persons = {key_of(variant["name"]) for part in read_lines(args.persons) for variant in part["variants"]}
    builder = Builder(common_words(args.words), persons)
    for place in sorted(read_lines(args.places), key=lambda place: (-(place["pop"] or 0), place["entity"])):
        builder.add(place)
    write_rows(
        DATA / "cities.tsv", ("id", "type", "canonical", "wikidata", "population", "source"), sorted(builder.entities)
    )
    write_rows(DATA / "city_names.tsv", ("id", "lang", "kind", "name", "flags", "source"), sorted(set(builder.names)))


if __name__ == "__main__":
    main()
