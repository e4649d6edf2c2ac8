"""The schema of an index of searcher, with what stock Whoosh keeps of a document besides in columns of its own."""

from whoosh import columns, fields

from searcher.index.whoosh import schema as ours
from searcher.index.whoosh.schema import WORDS

__all__ = ["schema", "words_field"]


def words_field(lang: str) -> str:
    """The name of the field that holds the words of `lang`."""
    return WORDS + lang


def schema() -> fields.Schema:
    """A new Whoosh schema."""
    result = ours.schema()
    result.add("tokens", fields.COLUMN(columns.NumericColumn("i")))
    for name in ("within", "places", "body", "names"):
        result.add(name, fields.STORED())
    result.add("asked", fields.ID(stored=True))
    for name in ("text", "offsets", "capitals"):
        result.add(name, fields.COLUMN(columns.VarBytesColumn()))
    return result
