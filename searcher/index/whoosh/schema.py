"""How documents lie in the Whoosh index.

WordsField of each language have a field of their own, `w_de` for German, so that a term carries its language and
document frequencies are those among texts of one language. Text, offsets and capitals are columns, which cost
nothing until they are read; the rest of a document's metadata is stored with it.
"""

from collections.abc import Iterator, Mapping

from whoosh import fields, formats

WORDS = "w_"


class WordsField(fields.FieldType):  # type: ignore[misc]
    """The words of one language. Takes an analysed mapping of word → ascending positions instead of a text."""

    def __init__(self) -> None:
        super().__init__(formats.Positions(), None, scorable=True)

    def index(self, value: Mapping[str, list[int]], **kwargs: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        encode = self.format.encode
        for word, positions in value.items():
            yield word.encode(), len(positions), float(len(positions)), encode(positions)


def schema() -> fields.Schema:
    """A new Whoosh schema; documents are added by `searcher.index.index_writer`."""
    result = fields.Schema(
        file=fields.ID(stored=True),
        id=fields.STORED(),
        title=fields.STORED(),
        number=fields.STORED(),
        url=fields.STORED(),
        title_tokens=fields.STORED(),
        lang=fields.STORED(),
        langs=fields.KEYWORD(stored=True),
        type=fields.ID(stored=True),
        date=fields.ID(stored=True),
    )
    result.add(WORDS + "*", WordsField(), glob=True)
    return result
