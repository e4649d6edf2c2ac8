"""Markdown: a section for each query, a heading for each hit; for notes and reports."""

from typing import TextIO

from searcher.expressions import expression
from searcher.output.base import Writer
from searcher.output.reasons import kinship
from searcher.search.hits import Hit, Results, Snippet
from searcher.text.cells import printable

_MARKUP = expression(r"([\\`*_\[\]<>#|~])")


class MarkdownWriter(Writer):
    """Writes hits with their snippets as quotations, in which matches are bold."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._is_first = True

    def write(self, qid: str, results: Results) -> None:
        """Write the hits of one query below its text."""
        if not self._is_first:
            self._stream.write("\n")
        self._is_first = False
        self._stream.write(f"# {plain(results.query)}\n")
        for rank, hit in enumerate(results.hits, 1):
            self._stream.write(f"\n## {rank}. {plain(hit.title or hit.id)}\n\n")
            self._stream.write(f"{_about(hit)}\n")
            for snippet in hit.snippets:
                self._stream.write(f"\n> {bold(snippet)}\n")
            if shares := kinship(hit):
                self._stream.write(f"\n{plain(shares)}\n")


def _about(hit: Hit) -> str:
    path = "`" + printable(hit.location).replace("`", "'") + "`"
    return " · ".join(
        part for part in (path, plain(hit.place), plain(hit.lang), plain(hit.date[:10]), plain(hit.url)) if part
    )


def bold(snippet: Snippet) -> str:
    """The text of a snippet with its matches bold."""
    text = "".join(f"**{plain(text)}**" if is_match else plain(text) for text, is_match in snippet.parts())
    return f"{'…' if snippet.before else ''}{text}{'…' if snippet.after else ''}"


def plain(text: str) -> str:
    """A text as Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", printable(text))
