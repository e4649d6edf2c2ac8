"""How languages write dates and numbers: names of months, the order of day, month and year, words for thousands.

Read when a query holds a figure, and not before. Source: CLDR, by way of `tools/build_formats.py`.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from searcher.entities.data import read_rows
from searcher.expressions import expression
from searcher.records import dataclass
from searcher.text.fold import fold
from searcher.text.tokens import is_unspaced, words_of

FILE = "formats.tsv"
_FIELD = expression(r"\{[ydMm]\}")
_AFTER_FIGURES = expression(r"\{[yd]\}([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class MonthName:
    """What languages call a month (1 to 12); `is_short`: an abbreviation, which elsewhere may be another word."""

    month: int
    langs: frozenset[str]
    form: str
    key: str
    is_short: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """How languages write thousands and more: `form` has a 0 in place of the number, `power` is that of ten."""

    power: int
    langs: frozenset[str]
    form: str

    @property
    def leads(self) -> bool:
        """Whether the word stands before its number."""
        return not self.form.startswith("0")


@dataclass(frozen=True, slots=True)
class Formats:
    """The table. Keys are folded words with a space between (`data.key_of`); `amounts`: the scales by language.

    `dates` and `figures`: language → patterns with {d}, {M} (the month's name), {m} (its number) and {y}; those of
    figures hold nothing else but signs. `ordinals`: language → what may stand right behind the figures of a day.
    `fillers`: the words that stand between the parts of dates, folded; `endings`: what is written together with their
    figures.
    """

    months: Mapping[str, tuple[MonthName, ...]]
    scales: Mapping[str, tuple[Scale, ...]]
    amounts: Mapping[str, tuple[Scale, ...]]
    dates: Mapping[str, tuple[str, ...]]
    figures: Mapping[str, tuple[str, ...]]
    ordinals: Mapping[str, tuple[str, ...]]
    fillers: frozenset[str]
    endings: frozenset[str]

    def names(self, month: int) -> Iterator[MonthName]:
        """All names of a month."""
        return (name for names in self.months.values() for name in names if name.month == month)


@cache
def formats() -> Formats:
    """The bundled table."""
    months: dict[str, list[MonthName]] = {}
    scales: dict[str, list[Scale]] = {}
    amounts: dict[str, list[Scale]] = {}
    by_language: dict[str, dict[str, list[str]]] = {"date": {}, "figures": {}, "ordinal": {}}
    for row in read_rows(FILE):
        kind, form, key = row["kind"], row["form"], row["key"]
        langs = frozenset(row["lang"].split(","))
        if kind in ("month", "short month"):
            months.setdefault(key, []).append(MonthName(int(row["value"]), langs, form, key, kind != "month"))
        elif kind == "scale":
            scale = Scale(int(row["value"]), langs, form)
            scales.setdefault(key, []).append(scale)
            for lang in langs:
                amounts.setdefault(lang, []).append(scale)
        else:
            for lang in langs:
                by_language[kind].setdefault(lang, []).append(form)
    dates, figures, ordinals = ({lang: tuple(forms) for lang, forms in found.items()} for found in by_language.values())
    patterns = {pattern for found in dates.values() for pattern in found}
    between = {fold(word) for pattern in patterns for word in words_of(_FIELD.sub(" ", pattern))}
    suffixes = {suffix for found in ordinals.values() for suffix in found}
    joined = {suffix for suffix in suffixes if suffix[:1].isalpha()}
    joined.update(ending for pattern in patterns for ending in _AFTER_FIGURES.findall(pattern))
    return Formats(
        {key: tuple(names) for key, names in months.items()},
        {key: tuple(found) for key, found in scales.items()},
        {lang: tuple(found) for lang, found in amounts.items()},
        dates,
        figures,
        ordinals,
        frozenset(between | {fold(word) for suffix in suffixes - joined for word in words_of(suffix)}),
        frozenset(fold(words_of(ending)[0]) for ending in joined if not is_unspaced(ending)),
    )
