"""A hit as text for the clipboard or a file."""

from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path

from searcher.engine.engine import Match
from searcher.files import Replacing
from searcher.output import writer
from searcher.search.hits import Hit, Results
from searcher.text.cells import printable
from searcher.tui.layout import Lines
from searcher.wording import counted

# By the ending of the file that is written.
EXPORTS = {".jsonl": "jsonl", ".csv": "csv", ".md": "markdown"}
# Code points of a quotation on each side of its match.
_REACH = 240


def quotation(hit: Hit, lines: Lines, match: Match | None) -> str:
    """The passage around a match in quotation marks, and where it is from."""
    text = lines.text
    if match is None:
        passage = text[: 2 * _REACH]
    else:
        line = lines.line_of(match.start)
        start = max(lines.starts[line], match.start - _REACH)
        end = min(max(lines.ends[line], match.end), match.end + _REACH)
        passage = ("…" if start > lines.starts[line] else "") + text[start:end]
        passage += "…" if end < lines.ends[line] else ""
    title = printable(hit.title) or Path(hit.path).name
    about = ", ".join(part for part in (title, hit.date[:10], hit.url or place(hit)) if part)
    return f"“{' '.join(printable(passage).split())}”\n— {printable(about)}\n"


def place(hit: Hit) -> str:
    """The path of a hit, with the line of a record and the place in it."""
    return f"{hit.location}, {hit.place}" if hit.place else hit.location


def exporter(path: Path, qid: str = "0") -> Callable[[Results], str]:
    """What writes results to a file in the format of its ending, whole or not at all, and says what it did.

    Raises ValueError for an ending that is not in EXPORTS.
    """
    form = EXPORTS.get(path.suffix.lower())
    if form is None:
        raise ValueError(f"{path.name}: a file for hits ends in {', '.join(EXPORTS)}")

    def write(results: Results) -> str:
        try:
            with Replacing(path) as file:
                stream = TextIOWrapper(file, encoding="utf-8", newline="")
                out = writer(form, stream, colour=False, width=80, multiple=False)
                out.write(qid, results)
                out.close()
                stream.detach()
        except OSError as error:
            return f"{path}: cannot be written ({error.strerror})"
        return f"{counted(len(results.hits), 'hit')} written to {path}"

    return write
