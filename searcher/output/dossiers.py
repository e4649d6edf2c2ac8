"""A dossier as text with bars; everything from documents is made safe to show."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from searcher.query.listed import Certainty
from searcher.search.dossier import Dossier, Spelling
from searcher.search.hits import Snippet
from searcher.search.watchlist import Sighting
from searcher.text.cells import ELLIPSIS, cells, clip, printable, wrap
from searcher.text.fold import fold
from searcher.wording import counted

# Rows of a chart; more months are told as years.
MOST_ROWS = 24
MOST_LANGUAGES = 12
_LONGEST_BAR = 30
_EIGHTHS = " ▏▎▍▌▋▊▉"
BOLD, DIM, BAR, MATCH = "1", "2", "36", "1;32"
Segments = list[tuple[str, str]]


def timeline(months: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The rows of a chart over time, without gaps: months, or years where there would be more than MOST_ROWS."""
    counts = {month: count for month, count in months if len(month) == len("2024-05")}
    if counts and len(counts) == len(months):
        first, last = _number(min(counts)), _number(max(counts))
        if last - first < MOST_ROWS:
            labels = [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, last + 1)]
            return [(label, counts.get(label, 0)) for label in labels]
    years: dict[str, int] = {}
    for month, count in months:
        years[month[:4]] = years.get(month[:4], 0) + count
    known = sorted(year for year in years if year.isdecimal())
    if known and int(known[-1]) - int(known[0]) < MOST_ROWS:
        return [(f"{year:04}", years.get(f"{year:04}", 0)) for year in range(int(known[0]), int(known[-1]) + 1)]
    return sorted(years.items())[-MOST_ROWS:]


def _number(month: str) -> int:
    """A month in a row of months."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def bar(count: int, most: int, width: int, *, is_ascii: bool) -> str:
    """A bar of at most `width` cells; something for whatever is not nothing."""
    if not count or not most:
        return ""
    if is_ascii:
        return "#" * max(1, round(width * count / most))
    eighths = max(1, round(8 * width * count / most))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


class TextDossier:
    """Lines for people. `colour` and `width` as for hits; `is_ascii`: bars of signs that every terminal has."""

    def __init__(self, *, colour: bool, width: int, is_ascii: bool) -> None:
        self._colour, self._width, self._is_ascii = colour, max(width, 20), is_ascii

    def __call__(self, dossier: Dossier) -> Iterator[str]:
        """The lines without their ends."""
        for line in dossier_lines(dossier, self._width, is_ascii=self._is_ascii):
            yield "".join(
                f"\x1b[{style}m{text}\x1b[0m" if self._colour and style else self._marked(text, style)
                for text, style in line
            ).rstrip()

    @staticmethod
    def _marked(text: str, style: str) -> str:
        return f"‹{text}›" if style == MATCH else text


def dossier_lines(dossier: Dossier, width: int, *, is_ascii: bool = False) -> Iterator[Segments]:
    """The rows of a dossier, safe to show, each of segments with a style as ECMA-48 numbers it."""
    yield [
        (printable(dossier.text), BOLD),
        (f" · {counted(dossier.documents, 'document')}", DIM),
    ]
    if not dossier.documents:
        return
    langs = [(f"{code} {name}" if name != code else code, count) for code, name, count in dossier.langs]
    rest = sum(count for _, count in langs[MOST_LANGUAGES:])
    rows = langs[:MOST_LANGUAGES] + ([(f"{len(langs) - MOST_LANGUAGES} more", rest)] if rest else [])
    yield from _headed("Languages", _chart(rows, width, is_ascii))
    rows = timeline(dossier.months)
    if dossier.undated:
        rows = [*rows, ("no date", dossier.undated)]
    yield from _headed("Time", _chart(rows, width, is_ascii))
    for label, sighting in mentions(dossier):
        yield from _headed(f"{label}, {printable(sighting.hit.date[:10])}", _quotation(sighting, width))
    note = "" if dossier.read >= dossier.documents else f", as found in {dossier.read} of the documents"
    yield from _headed(
        f"Spellings{note}", _counts([(_spelled(each), each.documents) for each in dossier.spellings], width)
    )
    names = [
        (f"{each.text}{f' – {each.type}' if each.type else ''}", f"{each.documents:,} of {each.total:,}")
        for each in dossier.company
    ]
    yield from _headed(f"Beside it: documents in common, of all with that name{note}", _counts(names, width))
    if dossier.quotations:
        yield from _headed("Quotations", (line for each in dossier.quotations for line in _quotation(each, width)))


def _spelled(each: Spelling) -> str:
    """A spelling with what it is, where that is not plain: "Beloussow – possible: sounds like Belousov"."""
    if each.certainty is not Certainty.CERTAIN:
        return f"{each.text} – {each.certainty}: {each.note}"
    return f"{each.text} – {each.note}" if each.note and fold(each.note) != fold(each.text) else each.text


def _headed(heading: str, lines: Iterator[Segments]) -> Iterator[Segments]:
    """The lines below a heading; nothing without any."""
    is_first = True
    for line in lines:
        if is_first:
            yield []
            yield [(heading, BOLD)]
            is_first = False
        yield [("  ", ""), *line]


def _chart(rows: Sequence[tuple[str, int]], width: int, is_ascii: bool) -> Iterator[Segments]:
    """A bar a row."""
    most = max((count for _, count in rows), default=0)
    digits = len(f"{most:,}")
    labels = [clip(printable(label), width // 3) for label, _ in rows]
    column = max(map(cells, labels), default=0)
    room = max(4, min(_LONGEST_BAR, width - column - digits - 6))
    for label, (_, count) in zip(labels, rows, strict=True):
        gap = " " * (column - cells(label) + 2)
        yield [
            (label, ""),
            (f"{gap}{count:>{digits},}  ", DIM),
            (bar(count, most, room, is_ascii=is_ascii), BAR),
        ]


def _counts(rows: Sequence[tuple[str, object]], width: int) -> Iterator[Segments]:
    """A count before each label: the labels are of any length."""
    shown = [f"{count:,}" if isinstance(count, int) else str(count) for _, count in rows]
    column = max(map(len, shown), default=0)
    for (label, _), count in zip(rows, shown, strict=True):
        yield [(f"{count:>{column}}  ", DIM), (clip(printable(label), max(8, width - column - 4)), "")]


def _quotation(sighting: Sighting, width: int) -> Iterator[Segments]:
    yield [(clip(printable(source(sighting)), max(8, width - 2)), DIM)]
    for line in wrap(_quoted(sighting.quotation), width - 4) if sighting.quotation is not None else ():
        yield [("  ", ""), *line]


def _quoted(snippet: Snippet | None) -> Segments:
    if snippet is None:
        return []
    return [
        *([(ELLIPSIS, DIM)] if snippet.before else []),
        *((printable(text), MATCH if is_match else "") for text, is_match in snippet.parts() if text),
        *([(ELLIPSIS, DIM)] if snippet.after else []),
    ]


def mentions(dossier: Dossier) -> Iterator[tuple[str, Sighting]]:
    """The first and the last mention with their headings, where there are any."""
    if dossier.first is not None:
        yield "First mention", dossier.first
    if dossier.last is not None:
        yield "Last mention", dossier.last


def source(sighting: Sighting) -> str:
    """Where a quotation is from: title, language, date, file and place."""
    hit = sighting.hit
    title = " ".join(hit.title.split()) or PurePath(hit.path).name
    return " · ".join(item for item in (title, hit.lang, hit.date[:10], hit.location, sighting.place) if item)
