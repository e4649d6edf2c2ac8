"""The acronyms that the documents of an index explain, looked up by either side."""

from collections import Counter
from collections.abc import Iterable, Mapping

from searcher.text.acronyms import Explained, name_key, words_of
from searcher.text.fold import fold, normalise


class Acronyms:
    """All pairs of some segments; few documents explain any."""

    def __init__(self, parts: Iterable[Mapping[str, int]]) -> None:
        """`parts`: of each segment, line "acronym, tab, full name" → how many documents explain one by the other."""
        counts = Counter[str]()
        for part in parts:
            counts.update(part)
        self._by_acronym: dict[str, list[Explained]] = {}
        self._by_name: dict[str, list[Explained]] = {}
        for line, documents in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            acronym, _, name = line.partition("\t")
            pair = Explained(acronym, name, documents)
            self._by_acronym.setdefault(fold(normalise(acronym)), []).append(pair)
            self._by_name.setdefault(name_key(words_of(name)), []).append(pair)

    def of_acronym(self, folded: str) -> list[Explained]:
        """The pairs with this acronym, those of most documents first."""
        return self._by_acronym.get(folded, [])

    def of_name(self, key: str) -> list[Explained]:
        """The pairs whose full name has this key (`name_key`), those of most documents first."""
        return self._by_name.get(key, [])
