"""A dossier as files: JSON, Markdown, and a page of HTML; everything from documents is escaped."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from searcher.output.dossiers import mentions, source, timeline
from searcher.output.markdown import bold, plain
from searcher.output.records import escaped
from searcher.search.dossier import Dossier
from searcher.search.watchlist import Sighting
from searcher.text.cells import printable
from searcher.wording import counted


def as_json(dossier: Dossier) -> Iterator[str]:
    """One object on one line."""
    yield escaped(dossier_record(dossier))


def dossier_record(dossier: Dossier) -> dict[str, object]:
    """The dossier as what JSON calls an object; offsets of matches are code points of the quotation."""
    return {
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
        "place": sighting.place,
        "quotation": "" if quoted is None else quoted.text,
        "matches": [] if quoted is None else quoted.spans,
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
    for heading, sighting in mentions(dossier):
        yield from ("", f"## {heading}", *_markdown_quotation(sighting))
    for table in _tables(dossier):
        yield from _table(*table)
    if dossier.quotations:
        yield from ("", "## Quotations")
        for each in dossier.quotations:
            yield from _markdown_quotation(each)


_Table = tuple[str, tuple[str, ...], Sequence[Sequence[object]]]


def _tables(dossier: Dossier) -> tuple[_Table, ...]:
    """(heading, names of the columns, rows) of what is told in tables beside the charts."""
    spellings = [(each.text, each.documents, each.certainty, each.note) for each in dossier.spellings]
    company = [(each.text, each.type, each.documents, each.total) for each in dossier.company]
    return (
        ("Spellings", ("spelling", "documents", "certainty", "why"), spellings),
        ("In the same documents", ("name", "type", "documents", "of all"), company),
    )


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
        yield ""
        yield f"> {bold(sighting.quotation)}"
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
    for heading, sighting in mentions(dossier):
        yield f"<h2>{heading}</h2>"
        yield from _html_quotation(sighting)
    for table in _tables(dossier):
        yield from _html_table(*table)
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
        text = "".join(f"<mark>{_text(text)}</mark>" if match else _text(text) for text, match in quoted.parts())
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
