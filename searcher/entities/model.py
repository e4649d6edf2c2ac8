"""Entities and their names: the records, the kinds of names, and what each kind is worth."""

from searcher.records import dataclass

# The language of a name that is not tied to one.
MANY_LANGUAGES = "mul"

TYPES = ("person", "place", "org", "event", "other")

NAME_WEIGHT = 1.0  # says the entity as surely as the word in the query
ACRONYM_WEIGHT = 1.0  # news text writes KCNA where it means the agency; capitals keep it from being a word
MISSPELLING_WEIGHT = 0.9  # somebody meant the entity, but the spelling was seen seldom, so it may be chance
TRANSLIT_WEIGHT = 0.9  # a romanisation by rule; other names may share it
DEMONYM_WEIGHT = 0.4  # "Russian" is about Russia now and then, and about a language or a person as often
SHORT_WEIGHT = 0.5  # "Frankfurt" is Frankfurt am Main more often than not, and another one in other texts
WEAK_WEIGHT = 0.3  # a bare "Kim": worth something beside a full name, nothing alone

WEIGHTS = {
    "name": NAME_WEIGHT,
    "acronym": ACRONYM_WEIGHT,
    "misspelling": MISSPELLING_WEIGHT,
    "translit": TRANSLIT_WEIGHT,
    "demonym": DEMONYM_WEIGHT,
    "short": SHORT_WEIGHT,
    "weak": WEAK_WEIGHT,
}
# Names that are looked for in texts alone: in a query they may be another's.
MUTE = frozenset({"short", "weak"})
# What a person may write in entities.toml for a kind.
KIND_ALIASES = {"strong": "name"}

# What the flags column of the bundled files may hold; see `Name` for the meaning.
FLAGS = ("case", "noinflect", "notrigger", "querycase", "trigger")


@dataclass(frozen=True, slots=True)
class Name:
    """One written form of an entity.

    `lang` is "mul" (any), a language code, or several with commas between them when they share the spelling.
    `weight` is relative to the query's own word, above 0 and at most 1.
    `case`: counts in a text only where `fits` says so. `inflect`: case endings of the language may follow the
    last word. `trigger`: in a query it stands for the entity; else it is only looked for in texts.
    `query_case`: in a query, too, only when `fits` says so; for names that are very common words.
    `source` is a code of `sources.tsv`, or "user" for the library's own names.
    """

    text: str
    lang: str
    kind: str
    weight: float
    case: bool
    inflect: bool
    trigger: bool
    source: str
    query_case: bool = False

    @property
    def langs(self) -> tuple[str, ...]:
        """The languages that use this spelling; ("mul",) for any."""
        return tuple(self.lang.split(","))

    @property
    def strong(self) -> bool:
        """Whether the name says the entity by itself; a weak one needs a strong one in the same document."""
        return self.kind != "weak"

    def fits(self, raw: str) -> bool:
        """Whether `raw`, a stretch of text that matches but for its case, has the capitals of this name.

        An acronym in capitals wants capitals ("WHO", not "Who"), any other name an upper-case initial.
        """
        if self.kind == "acronym" and self.text.isupper():
            return raw.isupper()
        return not self.text[:1].isupper() or raw[:1].isupper()


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, place, organisation, event or other thing. `wikidata` is a Q number or empty."""

    id: str
    type: str
    canonical: str
    wikidata: str
    names: tuple[Name, ...]


def make_name(text: str, lang: str, kind: str, flags: str, source: str) -> Name:
    """A name with the defaults of its kind; `flags` are those of `names.tsv`, with commas between them."""
    given = flags.split(",") if flags else ()
    return Name(
        text=text,
        lang=lang,
        kind=kind,
        weight=WEIGHTS[kind],
        case="case" in given,
        # Where a language gives an acronym endings, they follow a hyphen or apostrophe: a word of their own.
        inflect="noinflect" not in given and kind != "acronym",
        trigger="trigger" in given or ("notrigger" not in given and kind not in MUTE),
        source=source,
        query_case="querycase" in given,
    )
