"""The forms of an ordinary word in the index, and why each of them stands for it."""

from collections.abc import Sequence

from searcher.expressions import expression
from searcher.query import weights
from searcher.query.plan import Kind, SingleWords, Variant
from searcher.records import dataclass
from searcher.text.fold import fold
from searcher.text.terms import Entry, Term

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_UMLAUT = expression("[äöüøå]")


@dataclass(frozen=True, slots=True)
class Forms(SingleWords):
    """Words of the index that stand for `word`, whose fold is `folded`; `supports`: some only resemble it.

    `written`: all differ in their accents at most, and those as typed count more.
    """

    terms: tuple[Term, ...]
    word: str
    folded: str
    supports: bool = False
    written: bool = False

    @classmethod
    def of(
        cls, entries: Sequence[Entry], word: str, folded: str, supports: bool = False, written: bool = False
    ) -> "Forms":
        """The forms that these entries are."""
        return cls(tuple((entry.lang, entry.word) for entry in entries), word, folded, supports, written)

    @property
    def weights(self) -> Sequence[float]:
        found = [1.0 if not self.written or form == self.word else weights.ACCENTS for _, form in self.terms]
        spelt_out = bool(_UMLAUT.search(self.word))
        for at, (_, form) in enumerate(self.terms):
            if (spelt_out or (not form.isascii() and _UMLAUT.search(form))) and self._is_umlaut(form):
                found[at] = weights.UMLAUT
        return found

    def made(self, at: int) -> Variant:
        term = self.terms[at]
        form = term[1]
        place = ((term,),)
        if form == self.word:
            return Variant(place, 1.0, Kind.EXACT, form)
        if fold(form) == self.folded:
            weight = weights.ACCENTS if self.written else 1.0
            return Variant(place, weight, Kind.FOLDED, form, f"accents of {self.word}")
        if self._is_umlaut(form):
            return Variant(place, weights.UMLAUT, Kind.FOLDED, form, f"umlaut of {self.word}")
        if self.supports:
            return Variant(place, 1.0, Kind.PART, form, f"resembles {self.word}")
        return Variant(place, 1.0, Kind.STEM, form, f"form of {self.word}")

    def _is_umlaut(self, form: str) -> bool:
        """Whether one of the two words spells out an umlaut of the other."""
        spelt = fold(form.translate(UMLAUTS))
        return fold(form) != self.folded and spelt in (self.folded, fold(self.word.translate(UMLAUTS)))
