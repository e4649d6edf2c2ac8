"""Text for people: ranked hits with highlighted snippets, and the reason of every match that is not the query's word.

Everything from documents, paths and names passes `printable`, piece by piece, so that highlights stay in place.
"""

import os
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import TextIO

from searcher.engine.engine import Match
from searcher.output.base import Writer
from searcher.output.links import linked
from searcher.output.reasons import kinship, reasons, written_form
from searcher.query.plan import Kind
from searcher.search.hits import Hit, Results, Snippet
from searcher.text.cells import ELLIPSIS, Segment, printable, wrap

_NARROWEST = 20
_MOST_TITLE_LINES = 3
_MOST_LANGUAGES = 3
_MOST_REASONS = 4

# Styles are parameters of ECMA-48's "select graphic rendition"; the basic colours follow the terminal's theme.
_PLAIN = ""
_BOLD = "1"
_DIM = "2"
_OWN_WORD = "1;32"
_NAME = "1;35"
_NAME_FORM = "1;36"
_LIKENESS = "1;33"
_THING = "1;34"
_MEANING = "1;31"
_STYLES: dict[str, str] = {
    Kind.EXACT: _OWN_WORD,
    Kind.FOLDED: _OWN_WORD,
    Kind.STEM: _OWN_WORD,
    Kind.PART: _OWN_WORD,
    Kind.NAME: _NAME,
    Kind.INFLECTED: _NAME_FORM,
    Kind.ROMANISED: _NAME_FORM,
    Kind.LEARNED: _NAME_FORM,
    Kind.NEAR: _LIKENESS,
    Kind.PREFIX: _LIKENESS,
    Kind.WILDCARD: _LIKENESS,
    Kind.DATE: _THING,
    Kind.NUMBER: _THING,
    Kind.TRANSLATION: _MEANING,
}


class TextWriter(Writer):
    """Writes a block for each hit (rank and title, path, snippets, reasons), then how many documents match.

    `width` is in terminal cells. Paths and the lines of an explanation are not wrapped, so that they can be copied.
    """

    def __init__(self, stream: TextIO, *, colour: bool, width: int, multiple: bool, links: bool = False) -> None:
        super().__init__(stream)
        self._colour = colour
        self._width = max(width, _NARROWEST)
        self._multiple = multiple
        self._links = links
        self._here = f"{Path.cwd()}{os.sep}"
        self._is_first = True

    def write(self, qid: str, results: Results) -> None:
        """Write the answer to one query; where there may be more, under a header with its id and text."""
        if not self._is_first:
            self._stream.write("\n")
        self._is_first = False
        if self._multiple:
            self._write_lines("", wrap([(printable(qid) + " ", _DIM), (printable(results.query), _BOLD)], self._width))
            self._write_lines("", [[("─" * self._width, _DIM)]])
        if results.explanation:
            self._write_lines("", ([(printable(line).rstrip(), _PLAIN)] for line in results.explanation))
            self._stream.write("\n")
        digits = len(str(len(results.hits)))
        for rank, hit in enumerate(results.hits, 1):
            self._write_hit(f"{rank:>{digits}}", hit)
            self._stream.write("\n")
        self._write_lines("", wrap([(_summary(results), _DIM)], self._width))

    def _write_hit(self, rank: str, hit: Hit) -> None:
        indent = " " * (len(rank) + 2)
        room = self._width - len(indent)
        title = self._title_lines(hit, room)
        self._stream.write(self._paint([(rank, _BOLD)]) + "  ")
        self._write_lines("", title[:1])
        self._write_lines(indent, title[1:])
        # From here, where that is shorter: a person can still open it.
        near = hit.location.removeprefix(self._here)
        place = [(f" · {printable(hit.place)}", _DIM)] if hit.place else []
        path = [(printable(near), _DIM)]
        if self._links:
            self._stream.write(indent + linked(self._paint(path), hit.path) + self._paint(place) + "\n")
        else:
            self._write_lines(indent, [[("".join(text for text, _ in (*path, *place)), _DIM)]])
        if hit.library:
            library = hit.library.removeprefix(self._here)
            self._write_lines(indent, [[(f"library {printable(library)}", _DIM)]])
        shown = hit.place
        for snippet in hit.snippets:
            if snippet.place != shown:
                shown = snippet.place
                self._write_lines(indent, wrap([(printable(shown), _DIM)], room))
            self._write_lines(indent, wrap(self._snippet(snippet), room))
        for found in hit.fields:
            value = self._highlighted(found.value, 0, found.matches, _PLAIN)
            self._write_lines(indent, wrap([(f"{printable(found.name)}: ", _DIM), *value], room))
        if shares := kinship(hit):
            self._write_lines(indent, wrap([(printable(shares), _DIM)], room))
            return
        groups = reasons(hit)
        for group in groups[:_MOST_REASONS]:
            first, *rest = wrap(_reason(group), room - 2)
            self._write_lines(indent, [[("· ", _DIM), *first]])
            self._write_lines(indent + "  ", rest)
        if len(groups) > _MOST_REASONS:
            self._write_lines(indent, [[(f"  and {len(groups) - _MOST_REASONS} more", _DIM)]])

    def _title_lines(self, hit: Hit, room: int) -> list[list[Segment]]:
        """The title, or the name of the file, with languages and date; a very long title is cut."""
        title = self._highlighted(hit.title, 0, hit.title_matches, _BOLD)
        if not any(text.strip() for text, _ in title):
            title = [(printable(PurePath(hit.path).name), _BOLD)]
        languages = [code for code in dict.fromkeys((hit.lang, *hit.langs)) if code]
        shown = ", ".join(languages[:_MOST_LANGUAGES]) + (", …" if len(languages) > _MOST_LANGUAGES else "")
        # The date's first ten characters are its day; the time says nothing here.
        about = [(f" · {printable(item)}", _DIM) for item in (shown, hit.date[:10]) if item]
        lines = wrap([*title, *about], room)
        if len(lines) > _MOST_TITLE_LINES + 1:
            lines = lines[:_MOST_TITLE_LINES] + wrap([(ELLIPSIS, _BOLD), *about], room)
        return lines or [[]]

    def _snippet(self, snippet: Snippet) -> list[Segment]:
        """The snippet with ellipses directly at the text where it was cut off."""
        segments = self._highlighted(snippet.text, snippet.start, snippet.matches, _PLAIN)
        if snippet.before and segments:
            text, style = segments[0]
            segments[:1] = [(ELLIPSIS, _DIM), (text.lstrip(), style)]
        if snippet.after and segments:
            text, style = segments[-1]
            segments[-1:] = [(text.rstrip(), style), (ELLIPSIS, _DIM)]
        return segments

    def _highlighted(self, text: str, start: int, matches: Iterable[Match], style: str) -> list[Segment]:
        """`text`, which begins at code point `start` of what the matches count in, with the matches marked.

        Where matches overlap, the first keeps the common part.
        """
        segments: list[Segment] = []
        at = 0
        for match in sorted(matches, key=lambda match: match.start):
            first = max(match.start - start, at)
            last = min(match.end - start, len(text))
            if first >= last:
                continue
            segments.append((printable(text[at:first]), style))
            segments.extend(self._marked(printable(text[first:last]), match.kind))
            at = last
        segments.append((printable(text[at:]), style))
        return [segment for segment in segments if segment[0]]

    def _marked(self, text: str, kind: str) -> list[Segment]:
        """A match in its kind's colour, or between marks where there is no colour."""
        return [(text, _STYLES.get(kind, _OWN_WORD))] if self._colour else [(f"‹{text}›", _PLAIN)]

    def _write_lines(self, indent: str, lines: Iterable[list[Segment]]) -> None:
        for line in lines:
            self._stream.write(indent + self._paint(line) + "\n")

    def _paint(self, line: list[Segment]) -> str:
        if not self._colour:
            return "".join(text for text, _ in line)
        return "".join(f"\x1b[{style}m{text}\x1b[0m" if style else text for text, style in line)


def _reason(group: list[Match]) -> list[Segment]:
    """ "Corée du Nord ×14 — North Korea, fr"; in the logical order of its parts whatever their scripts."""
    count = f" ×{len(group)}" if len(group) > 1 else ""
    languages = dict.fromkeys(match.lang for match in group if match.lang)
    why = ", ".join((group[0].note, *languages))
    return [
        (printable(written_form(group[0])), _STYLES.get(group[0].kind, _OWN_WORD)),
        (f"{count} — {printable(why)}", _DIM),
    ]


def _summary(results: Results) -> str:
    if not results.hits:
        return "no document matches"
    documents = "document" if results.total == 1 else "documents"
    milliseconds = round(results.seconds * 1000)
    if milliseconds >= 1000:
        took = f"{results.seconds:.1f} s"
    else:
        took = f"{milliseconds} ms" if milliseconds else "under 1 ms"
    return f"{len(results.hits)} of {results.total} {documents} · {took}"
