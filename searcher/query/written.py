"""How a day or a number is written in a language: with names of months, in figures, with words for thousands."""

import re
from collections.abc import Iterable, Iterator, Sequence

from searcher.entities.formats import Formats, MonthName, Scale
from searcher.expressions import expression
from searcher.query.readings import BUDDHIST_YEARS, COMMON_MONTHS, SHORT_YEARS, Day
from searcher.records import dataclass
from searcher.text.fold import fold
from searcher.text.tokens import words_of

# Figures before a word for thousands or more: "1.25 million", "120万", "1500 millones".
_MOST_FIGURES, _MOST_DECIMALS, _MOST_WHOLE = 4, 2, 4
# From here on India groups by two digits: 15,00,000.
_LAKH = 100_000
_ISO = "{y}-{m}-{d}"
_MONTHS = 12
_FIELD = expression(r"\{([ydmM])\}")
# A word that may take endings is as long; abbreviations take none.
_LEAST_NAME = 4


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """One way of writing, as shown (`text`), and for each place the folded words that may stand there.

    `shown`: the same with each of the words in the place where it has several, by word. `name`: the place of a word
    that may take endings, -1 for none. `elsewhere`: it says the same in a text of any other language. `written`,
    `apart`, `capital`: see `plan.Variant`.
    """

    text: str
    places: tuple[frozenset[str], ...]
    shown: tuple[tuple[str, str], ...] = ()
    name: int = -1
    elsewhere: bool = False
    written: str = ""
    apart: bool = False
    capital: bool = False


def day_forms(day: Day, lang: str, formats: Formats, names: Sequence[MonthName]) -> Iterator[WrittenForm]:
    """How a language writes a day or a month. `names`: those that it has for the month."""
    known = {field for field, part in (("y", day.year), ("d", day.day)) if part is not None}
    ordinals = _ordinals(day.day, formats.ordinals.get(lang, ())) if day.day is not None else (frozenset(), frozenset())
    for template in formats.dates.get(lang, ()):
        fields = set(_FIELD.findall(template))
        if fields - {"m", "M"} != known:
            continue
        if "M" not in fields:
            yield from _dated(day, lang, template, (), ordinals)
        for is_short in (False, True) if "M" in fields else ():
            own = [name for name in names if name.is_short == is_short]
            if own:
                yield from _dated(day, lang, template, own, ordinals)
    if day.day is not None:
        for pattern in dict.fromkeys((*formats.figures.get(lang, ()), _ISO)):
            if set(_FIELD.findall(pattern)) - {"m"} == known:
                yield from _in_figures(day.year, day.month, day.day, pattern)


def _ordinals(day: int, suffixes: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The figures of a day with an ending, as one word (30th), and the words behind it (30-го)."""
    found = [[fold(word) for word in words_of(f"{day}{suffix}")] for suffix in suffixes]
    joined = frozenset(words[0] for words in found if len(words) == 1)
    return joined, frozenset(words[1] for words in found if len(words) == 2)


def _dated(
    day: Day,
    lang: str,
    template: str,
    names: Sequence[MonthName],
    ordinals: tuple[frozenset[str], frozenset[str]],
) -> Iterator[WrittenForm]:
    """The forms by one pattern; names of one word each make one form."""
    merged = _Merged()
    for form, key in [(name.form, name.key) for name in names] or [("", "")]:
        text = template.format(d=day.day, m=day.month, y=day.year, M=form)
        tokens = [fold(word) for word in words_of(text)]
        # A name may stand in one word with what is before or behind it (בנובמבר).
        at = next((place for place, token in enumerate(tokens) if key in token), -1) if key and " " not in key else -1
        merged.add(text, tokens, at)
    is_full = bool(names) and not names[0].is_short
    for places, at, shown in merged.forms():
        if lang == "th" and day.year is not None:
            year = frozenset((str(day.year),))
            places = [year | {str(day.year + BUDDHIST_YEARS)} if place == year else place for place in places]
        # Elsewhere it may be a common word, as here with a small letter.
        guarded = lang == "en" and day.year is None and at >= 0 and not places[at].isdisjoint(COMMON_MONTHS)
        text = shown[0][1]
        written = WrittenForm(
            text,
            tuple(places),
            shown,
            at if is_full else -1,
            elsewhere=is_full and not guarded,
            capital=guarded and at == 0,
            written=text if guarded and at == 1 and len(places) == 2 else "",
        )
        yield from _with_days(written, day.day, ordinals)


def _with_days(
    form: WrittenForm, day: int | None, ordinals: tuple[frozenset[str], frozenset[str]]
) -> Iterator[WrittenForm]:
    """The form with each way of writing its day: 5, 05, 5th, 5-го."""
    figure = frozenset((str(day),))
    at = next((place for place, words in enumerate(form.places) if words == figure), -1)
    if day is None or at < 0:
        yield form
        return
    joined, behind = ordinals
    before, after = form.places[:at], form.places[at + 1 :]
    days = figure | {f"{day:02}"}
    if form.written:
        yield form
        days = frozenset()
    if days or joined:
        yield _changed(form, (*before, days | joined, *after), form.name)
    if behind:
        yield _changed(form, (*before, figure, behind, *after), form.name + (form.name > at))


def _changed(form: WrittenForm, places: tuple[frozenset[str], ...], name: int) -> WrittenForm:
    return WrittenForm(form.text, places, form.shown, name, form.elsewhere, capital=form.capital)


def _in_figures(year: int | None, month: int, day: int, pattern: str) -> Iterator[WrittenForm]:
    """The forms by a pattern of figures, with zeros before them or without."""
    months, days = frozenset((str(month), f"{month:02}")), frozenset((str(day), f"{day:02}"))
    fields = _FIELD.findall(pattern)
    if year is None:
        # Other figures stand beside each other too: only the sign between them tells.
        for text in dict.fromkeys((pattern.format(d=day, m=month), pattern.format(d=f"{day:02}", m=f"{month:02}"))):
            yield WrittenForm(text, tuple(frozenset((word,)) for word in words_of(text)), written=text, apart=True)
        return
    parts = {"y": frozenset((str(year),)), "m": months, "d": days}
    text = pattern.format(d=f"{day:02}", m=f"{month:02}", y=year)
    # The year is first in one order only, and a day above twelve is no month.
    is_told = fields[:2] == ["y", "m"] or day > _MONTHS
    yield WrittenForm(text, tuple(parts[field] for field in fields), elsewhere=is_told)
    if fields[-1] == "y" and "-" not in pattern and year in SHORT_YEARS:
        short = f"{year % 100:02}"
        for d, m in dict.fromkeys(((str(day), str(month)), (f"{day:02}", f"{month:02}"))):
            text = pattern.format(d=d, m=m, y=short)
            yield WrittenForm(text, tuple(frozenset((word,)) for word in words_of(text)), written=text, apart=True)


def amount_forms(value: int, scales: Iterable[Scale]) -> Iterator[WrittenForm]:
    """How a language writes a number of thousands or more. `scales`: its words for them."""
    merged = _Merged()
    for scale in scales:
        figure = _figure(value, scale.power)
        if not figure:
            continue
        text = scale.form.replace("0", figure)
        tokens = [fold(word) for word in words_of(text)]
        words = [place for place, token in enumerate(tokens) if not token[:1].isdecimal()]
        at = words[0] if len(words) == 1 else -1
        merged.add(text, tokens, at)
    for places, at, shown in merged.forms():
        bends = at >= 0 and max(map(len, places[at])) >= _LEAST_NAME
        yield WrittenForm(shown[0][1], tuple(places), shown, at if bends else -1, apart=True)


class _Merged:
    """Forms that differ in one word alone, as one: the word's place has all of them."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, tuple[str, ...]], dict[str, str]] = {}

    def add(self, text: str, tokens: Sequence[str], at: int) -> None:
        """Take in a form, shown as `text`, that differs from others at the place `at`; -1 for none."""
        shape = at, tuple("" if place == at else token for place, token in enumerate(tokens))
        self._found.setdefault(shape, {}).setdefault(tokens[at] if at >= 0 else "", text)

    def forms(self) -> Iterator[tuple[list[frozenset[str]], int, tuple[tuple[str, str], ...]]]:
        """Each form: its places, which of them has several words, and how it is shown with each."""
        for (at, shape), texts in self._found.items():
            places = [frozenset(texts if place == at else (token,)) for place, token in enumerate(shape)]
            yield places, at, tuple(texts.items())


def amounts_in_figures(value: int) -> Iterator[WrittenForm]:
    """How any language writes a number in figures, where its groups are words of their own."""
    plain = str(value)
    yield WrittenForm(plain, (frozenset((plain,)),))
    grouped = {f"{value:,}".replace(",", " ")}
    if value >= _LAKH:
        rest = re.sub(r"(?<=\d)(?=(?:\d\d)+$)", ",", plain[:-3])
        grouped.add(f"{rest},{plain[-3:]}")
    for text in sorted(grouped):
        tokens = words_of(text)
        if tokens != [plain]:
            yield WrittenForm(text, tuple(frozenset((word,)) for word in tokens), written=text, apart=True)


def _figure(value: int, power: int) -> str:
    """The figures before a word for ten to the `power`, with a point; "" where nobody writes it so."""
    whole, rest = divmod(value, 10**power)
    decimals = str(rest).zfill(power).rstrip("0") if rest else ""
    figures = f"{whole}{decimals}".lstrip("0")
    if value * 10 < 10**power:
        return ""
    if len(str(whole)) > _MOST_WHOLE or len(decimals) > _MOST_DECIMALS or len(figures) > _MOST_FIGURES:
        return ""
    return f"{whole}.{decimals}" if decimals else str(whole)
