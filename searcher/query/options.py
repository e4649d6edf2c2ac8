"""How strictly a query is read: a ladder of levels, and what a person switched off or chose for one query."""

from enum import StrEnum

from searcher.records import dataclass


class Level(StrEnum):
    """The steps of strictness; each finds what the one before finds, and more."""

    EXACT = "exact"
    FOLDED = "folded"
    STEMS = "stems"
    NAMES = "names"
    NEAR = "near"
    TRANSLATIONS = "translations"

    @property
    def meaning(self) -> str:
        """What the step takes a word for."""
        return _MEANINGS[self]


_MEANINGS = {
    Level.EXACT: "only as written",
    Level.FOLDED: "accents and case do not matter",
    Level.STEMS: "all forms of a word",
    Level.NAMES: "all names of an entity, and what sounds alike",
    Level.NEAR: "near spellings too",
    Level.TRANSLATIONS: "what common things are called in other languages, too",
}


@dataclass(frozen=True, slots=True)
class Options:
    """The strictness of a search, and what was chosen for one query.

    `exact`: only as written. `stems`: the forms of words; without them accents alone may differ. `names`: entities
    and what sounds like a name. `dates`: other ways of writing a date or a number, where other forms of words count.
    `fuzzy`: near spellings of every word. `translations`: what common things are called in other languages.
    `learned`: where names count, other spellings of one that the documents show by the company that they keep.
    `prefix_last`: the last word is still being typed, so that words which begin with it count as well. `without`:
    variants, as shown, that are not searched, or `kind:` and a kind of them. `entities`: ids of the entities that
    ambiguous names stand for.
    """

    exact: bool = False
    names: bool = True
    fuzzy: bool = False
    stems: bool = True
    dates: bool = True
    translations: bool = False
    learned: bool = False
    prefix_last: bool = False
    without: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()

    @classmethod
    def at(
        cls,
        level: Level,
        *,
        prefix_last: bool = False,
        without: frozenset[str] = frozenset(),
        entities: frozenset[str] = frozenset(),
    ) -> "Options":
        """The options of a step of the ladder."""
        return cls(
            exact=level is Level.EXACT,
            names=level in (Level.NAMES, Level.NEAR, Level.TRANSLATIONS),
            fuzzy=level in (Level.NEAR, Level.TRANSLATIONS),
            stems=level not in (Level.EXACT, Level.FOLDED),
            translations=level is Level.TRANSLATIONS,
            prefix_last=prefix_last,
            without=without,
            entities=entities,
        )
