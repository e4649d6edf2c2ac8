"""HTML: the text that a reader sees, with block elements on lines of their own, and the page's metadata."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.clean import clean_date, clean_lang, clean_text
from searcher.ingest.document import Document, Problem
from searcher.ingest.encoding import Decoded
from searcher.ingest.extract.markup import Tag, tokens
from searcher.ingest.extract.whole import documents, text_of
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_CHARSET = expression(
    rb"""<(?:meta\b|\?xml)[^>]{0,500}?(?:charset|encoding)\s{0,9}=\s{0,9}["']?([\w:.-]{1,40})""", re.I
)
_CHARSET_BYTES = 4096  # browsers look at the first 1,024
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "ruby",
        "rb",
        "rp",
        "rt",
        "rtc",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_UNSEEN = frozenset(["script", "style", "head"])
# Readings beside characters, and the parentheses around them where they cannot stand beside.
_READING, _PARENTHESIS = "rt", "rp"
_AROUND_READINGS = frozenset(["ruby", "rb", "rtc"])
_ASIDE = frozenset(["nav", "svg", "template"])
_DATES = frozenset(["date", "dc.date", "dcterms.date", "article:published_time", "datepublished"])
_AUTHORS = frozenset(["author", "dc.creator", "dcterms.creator", "article:author", "citation_author"])
_TAGS = frozenset(["keywords", "article:tag", "news_keywords", "dc.subject"])
_ABOUT = frozenset(["description", "og:description", "og:title", "dc.title", "og:site_name", "dc.publisher"])
_HEADINGS = frozenset(["h1", "h2", "h3"])
_NOTE_NUMBER, _WORD_END = expression(r"\s*[\[(]?\d{1,3}[\])]?\s*"), expression(r"[^\W\d_]{3}[.,;:!?»”’)]?\Z")
_SPACES = expression(r"[ \t\f\v\n]+")


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One document, or a Problem."""
    result = text_of(found, stream, settings, declared_charset)
    if isinstance(result, Problem):
        yield result
    else:
        yield from read_text(found, result)


def declared_charset(data: bytes) -> str:
    """The encoding that a page or an XML declaration names, or ""."""
    charset = _CHARSET.search(data[:_CHARSET_BYTES])
    return charset[1].decode("ascii", "replace") if charset else ""


def read_text(found: FoundFile, result: Decoded, type: str = "html") -> Iterator[Document | Problem]:
    """One document of a page whose text is known, if it has any."""
    page = read_page(result.text)
    # Entities can name characters that no text may hold.
    text, note = clean_text(page.text())
    notes = "; ".join(filter(None, (result.note, note)))
    yield from documents(
        found, text, notes, type=type, title=page.title, lang=clean_lang(page.lang), date=clean_date(page.date),
        fields=page.fields,
    )  # fmt: skip


class Page:
    """What is read of a page so far."""

    def __init__(self) -> None:
        self.title = self.lang = self.date = self.heading = ""
        self.fields: list[tuple[str, str]] = []
        self.lines: list[str] = []
        self._line: list[str] = []
        self._readings: list[str] = []

    def add_reading(self, text: str) -> None:
        """Add how characters of this line are read: it has a line of its own, for it is not inside their word."""
        self._readings += text.split()

    def add(self, text: str, *, preformatted: bool) -> None:
        if preformatted:
            first, *rest = text.split("\n")
            self._line.append(first)
            for line in rest:
                self.end_line()
                self._line.append(line)
        else:
            self._line.append(_SPACES.sub(" ", text))

    def apart(self, number: str) -> str:
        """The number of a note, which is no part of the word before it; an exponent stands behind a unit or letter."""
        return f" {number}" if _WORD_END.search("".join(self._line[-2:])) else number

    def end_line(self) -> None:
        line = re.sub(" {2,}", " ", "".join(self._line)).strip()
        self._line.clear()
        if line:
            self.lines.append(line)
        if self._readings:
            self.lines.append(" ".join(self._readings))
            self._readings.clear()

    def text(self) -> str:
        self.end_line()
        return "\n".join(self.lines)


def read_page(page: str) -> Page:
    """The page's text without scripts, styles and navigation, and its title, language and date."""
    result = Page()
    unseen = element = ruby = ""
    aside_from = -1  # where in `lines` an element that is no part of the text began
    aside = ""
    depth = preformatted = heading_from = 0
    is_raised = False
    for token in tokens(page):
        if isinstance(token, str):
            if element == "title":
                result.title = result.title or token
            elif element not in _UNSEEN and not unseen:
                if is_raised and _NOTE_NUMBER.fullmatch(token):
                    token = result.apart(token)
                if ruby == _READING:
                    result.add_reading(token)
                elif ruby != _PARENTHESIS:
                    result.add(token, preformatted=preformatted > 0)
            element = "" if element in ("title", "script", "style") else element
            continue
        name = token.name
        if name == "sup":
            is_raised = not token.closes
        if name in (_READING, _PARENTHESIS):
            ruby = "" if token.closes else name
        elif name in _AROUND_READINGS or name not in _INLINE:
            ruby = ""
        if name not in _INLINE:
            result.end_line()
            if name in _HEADINGS and not result.heading:
                if token.closes:
                    result.heading = " ".join(result.lines[heading_from:])
                else:
                    heading_from = len(result.lines)
        if name in _ASIDE:
            if aside_from < 0 and not token.closes:
                aside, aside_from, depth = name, len(result.lines), 1
            elif name == aside:
                depth += -1 if token.closes else 1
                if depth == 0:
                    # Only a closed one is dropped: a forgotten end must not take the rest of the page along.
                    del result.lines[aside_from:]
                    aside, aside_from = "", -1
        elif name == "pre":
            preformatted = max(0, preformatted + (-1 if token.closes else 1))
        elif name in ("td", "th") and token.closes:
            result.add(" ", preformatted=False)
        elif name in ("title", "script", "style"):
            element = "" if token.closes else name
        elif not token.closes:
            _metadata(result, token)
    return result


def _metadata(result: Page, tag: Tag) -> None:
    if tag.name == "html":
        values = tag.values()
        result.lang = result.lang or values.get("lang") or values.get("xml:lang", "")
    elif tag.name == "meta":
        values = tag.values()
        name = (values.get("name") or values.get("property") or values.get("itemprop", "")).lower()
        if name in _DATES:
            result.date = result.date or values.get("content", "")
        elif name in _AUTHORS:
            result.fields.append(("author", values.get("content", "")))
        elif name in _TAGS:
            result.fields += [("tag", tag) for tag in values.get("content", "").split(",")]
        elif name in _ABOUT:
            result.fields.append(("description", values.get("content", "")))
        elif values.get("http-equiv", "").lower() == "content-language":
            result.lang = result.lang or values.get("content", "")
