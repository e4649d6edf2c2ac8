"""The bundled table: reviewed TSV files in `data/`, each row with the code of its source."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from searcher.entities.model import Entity, Name, make_name
from searcher.entities.shortened import short_forms
from searcher.files import replace_file
from searcher.text.tokens import folds_of

DATA = Path(__file__).parent / "data"
# Where entities have their names, the reviewed ones first.
NAME_FILES = ("names.tsv", "demonyms.tsv", "cldr.tsv", "region_names.tsv", "city_names.tsv")
ENTITY_FILES = ("entities.tsv", "regions.tsv", "cities.tsv")
_CITY_NAMES = "city_names.tsv"


@lru_cache(maxsize=65_536)
def key_of(name: str) -> str:
    """What a name is looked up by: its words, folded, with a space between them."""
    return " ".join(folds_of(name))


def read_rows(file: str) -> Iterator[dict[str, str]]:
    """The rows of a bundled file, by the names in its header line."""
    with (DATA / file).open(encoding="utf-8", newline="\n") as lines:
        header = next(lines).rstrip("\n").split("\t")
        for line in lines:
            yield dict(zip(header, line.rstrip("\n").split("\t"), strict=True))


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Replace `path` by a header line and `rows`, tab separated."""
    text = "".join("\t".join(row) + "\n" for row in (header, *rows))
    replace_file(path, text.encode())


def bundled() -> tuple[Entity, ...]:
    """All bundled entities with their names, reviewed ones first; what `tools/compile_names.py` compiles."""
    names: dict[str, list[Name]] = {}
    reviewed = set[str]()
    for file in NAME_FILES:
        if file == _CITY_NAMES:
            reviewed.update(key_of(name.text) for own in names.values() for name in own)
        for row in read_rows(file):
            names.setdefault(row["id"], []).append(
                make_name(row["name"], row["lang"], row["kind"], row["flags"], row["source"])
            )
    for city in {row["id"] for row in read_rows(_CITY_NAMES)}:
        names[city].extend(short_forms(names[city], reviewed))
    return tuple(
        Entity(row["id"], row["type"], row["canonical"], row["wikidata"], tuple(names.get(row["id"], ())))
        for file in ENTITY_FILES
        for row in read_rows(file)
    )
