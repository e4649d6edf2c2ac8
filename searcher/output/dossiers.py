"""A dossier as text with bars, as JSON, as Markdown and as a page of HTML; everything from documents is escaped."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from pathlib import PurePath

from searcher.output.markdown import plain
from searcher.output.records import escaped
from searcher.query.listed import Certainty
from searcher.search.dossier import Dossier, Spelling
from searcher.search.hits import Hit, Snippet
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
    for label, sighting in (("First", dossier.first), ("Last", dossier.last)):
        if sighting is not None:
            yield from _headed(f"{label} mention, {printable(sighting.hit.date[:10])}", _quotation(sighting, width))
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
        *((printable(text), MATCH if is_match else "") for text, is_match in parts(snippet) if text),
        *([(ELLIPSIS, DIM)] if snippet.after else []),
    ]


def parts(snippet: Snippet) -> Iterator[tuple[str, bool]]:
    """(text, whether it is a match), in order."""
    at = 0
    for match in snippet.matches:
        start, end = max(at, match.start - snippet.start), match.end - snippet.start
        if start < end:
            yield snippet.text[at:start], False
            yield snippet.text[start:end], True
            at = end
    yield snippet.text[at:], False


def source(sighting: Sighting) -> str:
    """Where a quotation is from: title, language, date, file and place."""
    hit = sighting.hit
    title = " ".join(hit.title.split()) or PurePath(hit.path).name
    place = hit.place if sighting.quotation is None else sighting.quotation.place
    return " · ".join(item for item in (title, hit.lang, hit.date[:10], _path(hit), place) if item)


def _path(hit: Hit) -> str:
    return f"{hit.path}:{hit.line}" if hit.line else hit.path


def as_json(dossier: Dossier) -> Iterator[str]:
    """One object on one line."""
    yield escaped(
        {
            "name": dossier.text,
            "documents": dossier.documents,
            "langs": [{"lang": code, "name": name, "documents": count} for code, name, count in dossier.langs],
            "months": [{"month": month, "documents": count} for month, count in dossier.months],
            "undated": dossier.undated,
            "first": _mention(dossier.first),
            "last": _mention(dossier.last),
            "spellings": [
                {"text": each.text, "documents": each.documents, "certainty": each.certainty, "note": each.note}
                for each in dossier.spellings
            ],
            "company": [
                {
                    "text": each.text,
                    "entity": each.entity,
                    "type": each.type,
                    "documents": each.documents,
                    "total": each.total,
                }
                for each in dossier.company
            ],
            "read": dossier.read,
            "quotations": [_mention(each) for each in dossier.quotations],
        }
    )


def _mention(sighting: Sighting | None) -> Mapping[str, object] | None:
    if sighting is None:
        return None
    hit, quoted = sighting.hit, sighting.quotation
    return {
        "id": hit.id,
        "path": hit.path,
        "line": hit.line,
        "title": hit.title,
        "lang": hit.lang,
        "date": hit.date,
        "url": hit.url,
        "count": sighting.count,
        "certainty": sighting.certainty,
        "place": hit.place if quoted is None else quoted.place,
        "quotation": "" if quoted is None else quoted.text,
        "matches": []
        if quoted is None
        else [[match.start - quoted.start, match.end - quoted.start] for match in quoted.matches],
    }


def as_markdown(dossier: Dossier) -> Iterator[str]:
    """Headings, tables and quotations with their sources."""
    yield f"# {plain(dossier.text)}"
    yield ""
    yield f"{counted(dossier.documents, 'document')}."
    yield from _table("Languages", ("language", "documents"), [(name, count) for _, name, count in dossier.langs])
    rows: list[tuple[object, ...]] = list(dossier.months)
    if dossier.undated:
        rows.append(("no date", dossier.undated))
    yield from _table("Time", ("month", "documents"), rows)
    for label, sighting in (("First", dossier.first), ("Last", dossier.last)):
        if sighting is not None:
            yield from ("", f"## {label} mention", *_markdown_quotation(sighting))
    yield from _table(
        "Spellings",
        ("spelling", "documents", "certainty", "why"),
        [(each.text, each.documents, each.certainty, each.note) for each in dossier.spellings],
    )
    yield from _table(
        "In the same documents",
        ("name", "type", "documents", "of all"),
        [(each.text, each.type, each.documents, each.total) for each in dossier.company],
    )
    if dossier.quotations:
        yield from ("", "## Quotations")
        for each in dossier.quotations:
            yield from _markdown_quotation(each)


def _table(heading: str, names: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", f"## {heading}", "")
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(plain(str(value)) for value in row)} |"


def _markdown_quotation(sighting: Sighting) -> Iterator[str]:
    if sighting.quotation is not None:
        text = "".join(f"**{plain(text)}**" if match else plain(text) for text, match in parts(sighting.quotation))
        yield ""
        yield f"> {'…' if sighting.quotation.before else ''}{text}{'…' if sighting.quotation.after else ''}"
    yield ""
    yield f"— {plain(source(sighting))}"


_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#222;"
    "background:#fff}table{border-collapse:collapse}td,th{padding:.15rem .8rem .15rem 0;text-align:left;"
    "vertical-align:top}td.n{text-align:right}meter{width:14rem}blockquote{margin:.8rem 0 0;padding-left:1rem;"
    "border-left:.2rem solid #ccc}cite{color:#666;font-style:normal;font-size:.9rem}mark{background:#fe9}"
    "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}mark{background:#650;color:#fff}}"
)


def as_html(dossier: Dossier) -> Iterator[str]:
    """A page by itself: no script, and nothing that is fetched from elsewhere."""
    title = _text(dossier.text)
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield f'<h1 dir="auto">{title}</h1>\n<p>{counted(dossier.documents, "document")}.</p>'
    yield from _html_chart("Languages", [(name, count) for _, name, count in dossier.langs])
    rows = timeline(dossier.months)
    yield from _html_chart("Time", [*rows, ("no date", dossier.undated)] if dossier.undated else rows)
    for label, sighting in (("First", dossier.first), ("Last", dossier.last)):
        if sighting is not None:
            yield f"<h2>{label} mention</h2>"
            yield from _html_quotation(sighting)
    yield from _html_table(
        "Spellings",
        ("spelling", "documents", "certainty", "why"),
        [(each.text, each.documents, each.certainty, each.note) for each in dossier.spellings],
    )
    yield from _html_table(
        "In the same documents",
        ("name", "type", "documents", "of all"),
        [(each.text, each.type, each.documents, each.total) for each in dossier.company],
    )
    if dossier.quotations:
        yield "<h2>Quotations</h2>"
        for each in dossier.quotations:
            yield from _html_quotation(each)
    yield "</body>\n</html>"


def _text(text: str) -> str:
    return escape(printable(text))


def _html_chart(heading: str, rows: Sequence[tuple[str, int]]) -> Iterator[str]:
    if not rows:
        return
    most = max(1, *(count for _, count in rows))
    yield f"<h2>{heading}</h2>\n<table>"
    for label, count in rows:
        meter = f'<meter max="{most}" value="{count}">{count}</meter>'
        yield f'<tr><th>{_text(label)}</th><td class="n">{count:,}</td><td>{meter}</td></tr>'
    yield "</table>"


def _html_table(heading: str, names: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    if not rows:
        return
    yield f"<h2>{heading}</h2>\n<table>\n<tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>"
    for row in rows:
        shown = (
            f'<td class="n">{value:,}</td>' if isinstance(value, int) else f'<td dir="auto">{_text(str(value))}</td>'
            for value in row
        )
        yield f"<tr>{''.join(shown)}</tr>"
    yield "</table>"


def _html_quotation(sighting: Sighting) -> Iterator[str]:
    quoted, url = sighting.quotation, sighting.hit.url
    yield "<figure>"
    if quoted is not None:
        text = "".join(f"<mark>{_text(text)}</mark>" if match else _text(text) for text, match in parts(quoted))
        before, after = "…" * quoted.before, "…" * quoted.after
        yield f'<blockquote dir="auto">{before}{text}{after}</blockquote>'
    cited = _text(source(sighting))
    # No other kind of address: what a document calls its address may be a script.
    if url.lower().startswith(("http://", "https://")):
        cited = f'<a rel="noreferrer" href="{_text(url)}">{cited}</a>'
    yield f'<figcaption><cite dir="auto">{cited}</cite></figcaption>\n</figure>'


Writing = Callable[[Dossier], Iterator[str]]
"""Gives the lines of a dossier, without their ends."""

FILE_FORMATS: Mapping[str, Writing] = {"jsonl": as_json, "md": as_markdown, "html": as_html}
"""The formats of a file, each by its ending."""
