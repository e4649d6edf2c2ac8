"""HTML cut into tags and text, in one pass whose time grows with the length of the page.

The standard library's parser takes time that grows with the square of the number of unclosed tags (minutes
for 150 kB of "<a "), which one damaged file in a folder would cost everyone.
"""

import html
import re
from collections.abc import Iterator

from searcher.expressions import expression
from searcher.records import dataclass

_TAG = expression(r"</?[A-Za-z][^\s/>]{0,100}")
_STOP = expression("[>\"']")
_ATTRIBUTE = expression(r"""([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_RAW = frozenset(["script", "style", "title", "textarea", "xmp", "noembed", "noframes"])
_MOST_ATTRIBUTES = 4096  # characters: what matters stands in short tags
# Python reads no number of more than 4,300 digits, and no character has one.
_ENDLESS = expression("&#[0-9]{4000,};?")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: `name` in lower case, with its attributes as written."""

    name: str
    closes: bool
    attributes: str

    def values(self) -> dict[str, str]:
        """Attributes by name in lower case, entities decoded."""
        found = _ATTRIBUTE.findall(self.attributes[:_MOST_ATTRIBUTES])
        return {name.lower(): _decoded(double or single or bare) for name, double, single, bare in found}


def tokens(page: str) -> Iterator[Tag | str]:
    """Tags and the text between them, entities decoded; comments and declarations are left out.

    What begins like a tag or a comment and never ends is text. The text of script, style and title elements
    is one piece, whatever it holds.
    """
    position = start = 0
    unclosed: set[str] = set()  # what was sought to the end of the page once is not sought again
    while (position := page.find("<", position)) >= 0:
        tag = _TAG.match(page, position)
        if tag is not None:
            end = _tag_end(page, tag.end(), unclosed)
        elif page.startswith("<!--", position):
            end = _after(page, "-->", position + 4, unclosed)
        elif page.startswith(("<!", "<?"), position):
            end = _after(page, ">", position + 2, unclosed)
        else:
            end = -1
        if end < 0:
            position += 1
            continue
        if position > start:
            yield _decoded(page[start:position])
        start = end
        if tag is not None:
            name = tag[0].lstrip("</").lower()
            closes = page[position + 1] == "/"
            yield Tag(name, closes, page[tag.end() : end - 1])
            if name in _RAW and not closes and name not in unclosed:
                close = re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE).search(page, end)
                if close is None:
                    unclosed.add(name)
                else:
                    text = page[end : close.start()]
                    yield _decoded(text) if name in ("title", "textarea") else text
                    start = close.start()
        position = start
    if start < len(page):
        yield _decoded(page[start:])


def _after(page: str, mark: str, position: int, unclosed: set[str]) -> int:
    end = -1 if mark in unclosed else page.find(mark, position)
    if end < 0:
        unclosed.add(mark)
        return -1
    return end + len(mark)


def _tag_end(page: str, position: int, unclosed: set[str]) -> int:
    """The position after the ">" that ends a tag, past quoted values; -1 when there is none."""
    if "tag" in unclosed:
        return -1
    while stop := _STOP.search(page, position):
        position = stop.end()
        if stop[0] == ">":
            return position
        # A quote that opens no value, or is never closed, is a character like others.
        if page[max(0, stop.start() - 8) : stop.start()].rstrip().endswith("="):
            close = _after(page, stop[0], position, unclosed)
            position = close if close >= 0 else position
    unclosed.add("tag")
    return -1


def _decoded(text: str) -> str:
    """`text` with its entities decoded."""
    return html.unescape(_ENDLESS.sub("\ufffd", text))
