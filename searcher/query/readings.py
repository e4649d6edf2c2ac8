"""What figures in a query say: a date, in any order and language, or a number, in any way of writing it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from searcher.entities.formats import Formats, MonthName, Scale
from searcher.entities.inflect import lemma_candidates
from searcher.expressions import expression
from searcher.query import weights
from searcher.query.words import QueryToken
from searcher.records import dataclass

_LONGEST_MONTH = 14  # the tokens of a month's name, in a script without spaces each a character
_LONGEST_SCALE = 6
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_YEARS = range(1000, 2200)
# The years that two figures stand for.
SHORT_YEARS = range(1970, 2070)
# The Buddhist era, in which Thai texts count.
BUDDHIST_YEARS = 543
_ORDERS = ("DMY", "MDY", "YMD", "YDM", "DM", "MD", "MY", "YM")
# Words between the parts of a date: "30 de noviembre de 2021", "the 30th of November".
_MOST_FILLERS = 2
_FIGURES_AND_MORE = expression(r"(\d+)(\D+)")
# Numbers below are written in one way, but for the digits; larger ones with more figures are no amounts.
_LEAST, _MOST_DIGITS = 1000, 15
# A number without a sign in it that may be a year is one.
LIKE_YEARS = range(1000, 2101)
_BLANKS = " \u00a0\u2009\u202f"
# Names of months that are common words as well, which only a capital or a year tells from them.
COMMON_MONTHS = frozenset(("may", "march"))


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a year, of any year (`year` is None), or a whole month of a year (`day` is None)."""

    year: int | None
    month: int
    day: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """Tokens [start, end) of a row and what they may say: days, or the values of a number. One of them is empty."""

    start: int
    end: int
    days: tuple[Day, ...] = ()
    values: tuple[int, ...] = ()

    @property
    def is_month(self) -> bool:
        """Whether it is a month of a year, in which days may stand between."""
        return any(day.day is None for day in self.days)


class Reader:
    """Reads rows of tokens of one query.

    `text`: the query, into which the tokens' offsets point. `languages`: how well each fits it, for words that mean
    one thing here and another there.
    """

    def __init__(self, formats: Formats, text: str, languages: Mapping[str, float]) -> None:
        self._formats = formats
        self._text = text
        self._languages = languages

    def readings(self, tokens: Sequence[QueryToken]) -> Iterator[Reading]:
        """The dates and numbers in a row, from left to right."""
        at = 0
        while at < len(tokens):
            found = self._figures(tokens, at) or self._date(tokens, at) or self._number(tokens, at)
            if found is None:
                at += 1
            else:
                yield found
                at = found.end

    def _between(self, tokens: Sequence[QueryToken], at: int) -> str:
        """What stands in the query before the token at `at`, behind the one before."""
        return self._text[tokens[at - 1].end : tokens[at].start] if 0 < at < len(tokens) else ""

    def _goes_on(self, tokens: Sequence[QueryToken], at: int) -> bool:
        """Whether a token stands behind another in figures with nothing but a sign between: as in an address."""
        sign = self._between(tokens, at)
        return len(sign) == 1 and sign in ".,/-:'" and tokens[at - 1].word.isdecimal()

    def _figures(self, tokens: Sequence[QueryToken], at: int) -> Reading | None:
        """A date in figures alone: 30.11., 30/11/2021, 2021-11-30."""
        if self._goes_on(tokens, at):
            return None
        parts, signs = [tokens[at].raw], list[str]()
        while at + len(parts) < len(tokens) and len(parts) < 4:
            sign = self._between(tokens, at + len(parts))
            if not re.fullmatch(r"\. ?|[/-]", sign):
                break
            signs.append(sign.strip())
            parts.append(tokens[at + len(parts)].raw)
        if not 2 <= len(parts) <= 3 or len(set(signs)) > 1 or not all(map(str.isdecimal, parts)):
            return None
        if len(parts) == 2 and self._scale(tokens, at + 2, leads=False):
            return None  # 10.25 million
        days = self._days_of(parts, signs[0], self._text[tokens[at + len(parts) - 1].end :][:1] == ".")
        return Reading(at, at + len(parts), days=days) if days else None

    @staticmethod
    def _days_of(parts: Sequence[str], sign: str, ends: bool) -> tuple[Day, ...]:
        """`ends`: whether a dot stands behind the last part."""
        sizes, numbers = tuple(map(len, parts)), tuple(map(int, parts))
        found: list[tuple[int | None, int, int | None]]
        if max(sizes[1:-1], default=0) > 2:
            return ()
        if len(parts) == 2:
            # A point may be that of a decimal fraction, and a stroke that of a common one.
            told = ends or sizes == (2, 2) if sign == "." else sign == "/" and 2 in sizes
            if max(sizes) > 2 or not told:
                return ()
            found = [(None, numbers[1], numbers[0]), (None, numbers[0], numbers[1])]
        elif sizes[0] == 4 and sizes[2] <= 2:
            return _valid([(numbers[0], numbers[1], numbers[2])])
        elif sizes[0] <= 2 and (sizes[2] == 4 or (sizes[2] == 2 and sign != "-")):
            year = numbers[2] if sizes[2] == 4 else SHORT_YEARS[(numbers[2] - SHORT_YEARS[0]) % 100]
            found = [(year, numbers[1], numbers[0]), (year, numbers[0], numbers[1])]
        else:
            return ()
        if sign != ".":
            return _valid(found)
        # With points the day is first, but for a full date that makes no sense so.
        return _valid(found[:1]) or (_valid(found[1:]) if max(sizes) == 4 else ())

    def _date(self, tokens: Sequence[QueryToken], at: int) -> Reading | None:
        """A date with the name of its month; or with its number before a word for it, as in 11月30日."""
        order, end, fillers = "", at, 0
        ends: dict[str, int] = {}
        parts: dict[str, int] = {}
        names: Sequence[MonthName] = ()
        while end < len(tokens) and len(order) < 3:
            count, months = self._month(tokens, end) if "M" not in order else (0, ())
            if count:
                order, names, end = order + "M", months, end + count
            elif "Y" not in order and (year := self._year(tokens[end])) is not None:
                order, parts["Y"], end = order + "Y", year, end + 1
            elif "D" not in order and (day := self._day(tokens[end])) is not None:
                order, parts["D"], end = order + "D", day, end + 1
            elif order and fillers < _MOST_FILLERS and tokens[end].folded in self._formats.fillers:
                fillers, end = fillers + 1, end + 1
                continue
            else:
                break
            ends[order], fillers = end, 0
        for length in range(len(order), 1, -1):
            known = order[:length]
            if known not in _ORDERS:
                continue
            year, day = (parts[part] if part in known else None for part in "YD")
            if (days := self._named(names, year, day)) and self._is_meant(tokens, at, ends[known], names, year):
                return Reading(at, self._with_ending(tokens, ends[known]), days=days)
        return None

    def _month(self, tokens: Sequence[QueryToken], at: int) -> tuple[int, Sequence[MonthName]]:
        """How many tokens from `at` on are the name of a month, and which; (0, ()) for none."""
        months = self._formats.months
        for end in range(min(len(tokens), at + _LONGEST_MONTH), at, -1):
            if names := months.get(" ".join(token.folded for token in tokens[at:end])):
                return (0, ()) if self._is_rather_scale(tokens, at, names) else (end - at, names)
        folded = tokens[at].folded
        if len(folded) > 3 and folded.isalpha():
            for base in lemma_candidates(folded):
                if names := tuple(name for name in months.get(base, ()) if not name.is_short):
                    return 1, names
        return 0, ()

    def _is_rather_scale(self, tokens: Sequence[QueryToken], at: int, names: Sequence[MonthName]) -> bool:
        """Whether the name of a month is a word for a great number in languages that fit the query far better."""
        _, scales = self._scale(tokens, at, leads=False) or (0, [])
        by_scale, by_month = (self._fit({lang for each in own for lang in each.langs}) for own in (scales, names))
        return by_month < by_scale * weights.LIKELY_MEANING

    def _number_of(self, token: QueryToken) -> int | None:
        """The figures of a token, by themselves or with an ending of dates behind them (30th, 30일)."""
        if token.raw.isdecimal():
            return int(token.raw)
        found = _FIGURES_AND_MORE.fullmatch(token.folded)
        return int(found[1]) if found is not None and found[2] in self._formats.endings else None

    def _day(self, token: QueryToken) -> int | None:
        number = self._number_of(token)
        return number if number is not None and 1 <= number <= 31 and not token.raw[2:3].isdecimal() else None

    def _year(self, token: QueryToken) -> int | None:
        number = self._number_of(token)
        return number if number in _YEARS or (number is not None and number - BUDDHIST_YEARS in _YEARS) else None

    def _named(self, names: Sequence[MonthName], year: int | None, day: int | None) -> tuple[Day, ...]:
        """The days that the name of a month may mean, in the languages that fit best."""
        if year is not None and year not in _YEARS:
            if not any("th" in name.langs for name in names):
                return ()
            year -= BUDDHIST_YEARS
        best = self._fitting({name.month: name.langs for name in names})
        return _valid([(year, month, day) for month in best])

    def _fitting(self, meanings: Mapping[int, frozenset[str]]) -> list[int]:
        """Of several meanings of one word those in languages that fit the query, or all if none does."""
        fits = {meaning: self._fit(langs) for meaning, langs in meanings.items()}
        least = max(fits.values(), default=0.0) * weights.LIKELY_MEANING
        return [meaning for meaning, fit in fits.items() if fit >= least]

    def _fit(self, langs: Collection[str]) -> float:
        """How well that of the languages fits the query that does best."""
        return max((self._languages.get(lang, 0.0) for lang in langs), default=0.0)

    def _is_meant(
        self, tokens: Sequence[QueryToken], start: int, end: int, names: Sequence[MonthName], year: int | None
    ) -> bool:
        """Whether the name of the month is no other word."""
        if year is not None or not any(name.key in COMMON_MONTHS for name in names):
            return True
        return end - start == len(tokens) or any(token.raw[:1].isupper() for token in tokens[start:end])

    def _with_ending(self, tokens: Sequence[QueryToken], end: int) -> int:
        """Where a date ends with the sign for its last part, which stands right behind it: 11月30日."""
        is_ending = end < len(tokens) and not self._between(tokens, end) and tokens[end].folded in self._formats.fillers
        return end + is_ending

    def _number(self, tokens: Sequence[QueryToken], at: int) -> Reading | None:
        """A number from a thousand on: 10.000, 10 000, 10 tysięcy, 1.5 million, 150万."""
        leading = self._scale(tokens, at, leads=True)
        start = at + leading[0] if leading else at
        found = self._figure(tokens, start)
        if found is None:
            return None
        end, digits, decimals, is_grouped = found
        scaled = leading or self._scale(tokens, end, leads=False)
        if scaled is not None:
            count, scales = scaled
            ends = max(end, start if leading else end + count)
            powers = self._fitting({scale.power: scale.langs for scale in scales})
            values = tuple(int(digits) * 10 ** (power - decimals) for power in powers if power >= decimals)
        else:
            value = int(digits)
            is_amount = not decimals and value >= _LEAST and (is_grouped or value not in LIKE_YEARS)
            ends, values = end, (value,) if is_amount else ()
        values = tuple(value for value in dict.fromkeys(values) if _LEAST <= value < 10**_MOST_DIGITS)
        return Reading(at, ends, values=values) if values else None

    def _figure(self, tokens: Sequence[QueryToken], at: int) -> tuple[int, str, int, bool] | None:
        """(end, digits, how many of them are decimals, whether they stand in groups) of a number in figures."""
        token = tokens[at] if at < len(tokens) else None
        glued = _FIGURES_AND_MORE.fullmatch(token.folded) if token is not None else None
        if token is None or not (token.word.isdecimal() or glued):
            return None
        if glued:
            return (at, glued[1], 0, False) if glued[2] in self._formats.scales else None
        digits, end, is_grouped = str(int(token.word)), at + 1, not token.raw.isdecimal()
        if self._goes_on(tokens, at):
            return None
        while (
            (is_grouped or len(token.raw) <= 3)
            and end < len(tokens)
            and self._between(tokens, end) in tuple(_BLANKS)
            and len(tokens[end].raw) == 3
            and tokens[end].raw.isdecimal()
        ):
            digits, end, is_grouped = digits + str(int(tokens[end].word)).zfill(3), end + 1, True
        decimals = ""
        if end < len(tokens) and self._between(tokens, end) in (".", ","):
            if tokens[end].raw.isdecimal():
                decimals = str(int(tokens[end].word)).zfill(len(tokens[end].raw))
                end += 1
            elif (glued := _FIGURES_AND_MORE.fullmatch(tokens[end].folded)) and glued[2] in self._formats.scales:
                decimals = glued[1]
        return end, digits + decimals, len(decimals), is_grouped

    def _scale(self, tokens: Sequence[QueryToken], at: int, *, leads: bool) -> tuple[int, list[Scale]] | None:
        """The word for thousands or more that begins at `at`: its tokens, and what it may mean.

        `leads`: whether it stands before its number.
        """
        if at >= len(tokens):
            return None
        glued = None if leads else _FIGURES_AND_MORE.fullmatch(tokens[at].folded)
        ends = [at + 1] if glued else range(min(len(tokens), at + _LONGEST_SCALE), at, -1)
        for end in ends:
            key = glued[2] if glued else " ".join(token.folded for token in tokens[at:end])
            if scales := [scale for scale in self._formats.scales.get(key, ()) if scale.leads == leads]:
                return end - at, scales
        return None


def _valid(days: Sequence[tuple[int | None, int, int | None]]) -> tuple[Day, ...]:
    """Those that a calendar has, each once."""
    return tuple(
        dict.fromkeys(
            Day(year, month, day)
            for year, month, day in days
            if 1 <= month <= 12
            and (day is None or 1 <= day <= _DAYS[month - 1])
            and (year is None or year in _YEARS)
            and not (day == 29 and month == 2 and year is not None and not _is_leap(year))
        )
    )


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
