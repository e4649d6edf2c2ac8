"""The common words that names of institutions, places and buildings are made of, by what they mean, in many languages.

"European Commission" and "Европейская комиссия" share no letter and no entity; word for word they say the same. The
words are common ones, so they mean something only inside a name: nothing here looks for them anywhere else.
"""

from collections.abc import Iterator
from functools import cache, cached_property

from searcher.entities.data import DATA
from searcher.expressions import expression
from searcher.records import dataclass
from searcher.text.utf8 import utf8

FILE = "office_words.tsv"


@dataclass(frozen=True, slots=True)
class ConceptWord:
    """How languages write a concept: `concept` its id, `lang` their codes with commas, `key` the folded words."""

    concept: str
    lang: str
    text: str
    key: str

    @property
    def langs(self) -> tuple[str, ...]:
        """The languages that use this spelling."""
        return tuple(self.lang.split(","))


# The folded words of a line: the last field but one.
_KEY = expression(rb"(?m)\t([^\t\n]+)\t[^\t\n]*$")


class ConceptWords:
    """Look-ups in the text of a table as it lies on the disk: most queries ask for a word or two of thousands."""

    def __init__(self, data: bytes) -> None:
        """`data`: lines "concept, languages, form, key, source", sorted, after a header line."""
        self._data = data

    def concepts(self, key: str) -> tuple[str, ...]:
        """The ids of what a word means, in any language; `key` is folded, several words with a space between."""
        if utf8(key) not in self._keys:
            return ()
        return tuple(dict.fromkeys(word.concept for word in self._lines(utf8(f"\t{key}\t"), column=3)))

    @cached_property
    def _keys(self) -> frozenset[bytes]:
        """The keys of all lines: a word of a query has many forms, and next to none of them is there."""
        return frozenset(_KEY.findall(self._data))

    def words(self, concept: str) -> tuple[ConceptWord, ...]:
        """All that a concept is called; empty for an id that is not there."""
        return tuple(self._lines(utf8(f"\n{concept}\t"), column=0))

    def _lines(self, target: bytes, column: int) -> Iterator[ConceptWord]:
        """The lines that hold `target`, a field with what parts it from others, as this column."""
        data = self._data
        at = data.find(target)
        while at >= 0:
            start = data.rfind(b"\n", 0, at + 1) + 1
            end = data.index(b"\n", start)
            fields = data[start:end].decode().split("\t")
            if utf8(fields[column]) == target.strip(b"\n\t"):
                concept, lang, text, key, _ = fields
                yield ConceptWord(concept, lang, text, key)
            at = data.find(target, end)


@cache
def office_words() -> ConceptWords:
    """The bundled words of institutions, offices, landmarks, directions and what names are made of besides."""
    return ConceptWords((DATA / FILE).read_bytes())
