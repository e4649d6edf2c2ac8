"""Names of entities in the formats of other programs, read and written: `FORMATS` has a module for each.

Each module has `read(text, place)`, which gives what `records.Incoming` says, and `write(entities)`, which gives text
by the piece.
"""

from collections.abc import Callable, Iterable, Iterator

from searcher.entities.exchange import csv_rows, followthemoney, solr, toml_file, wikidata
from searcher.entities.exchange.records import Incoming
from searcher.entities.model import Entity
from searcher.records import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A format: `suffix` is how the names of its files end."""

    suffix: str
    read: Callable[[str, str], Incoming]
    write: Callable[[Iterable[Entity]], Iterator[str]]


FORMATS = {
    "csv": Format(".csv", csv_rows.read, csv_rows.write),
    "followthemoney": Format(".jsonl", followthemoney.read, followthemoney.write),
    "solr": Format(".txt", solr.read, solr.write),
    "toml": Format(".toml", toml_file.read, toml_file.write),
    "wikidata": Format(".json", wikidata.read, wikidata.write),
}
