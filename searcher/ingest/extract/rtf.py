"""Rich Text Format: its text in any of the code pages that its fonts name, and its metadata."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import content, of_parts
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile
from searcher.records import dataclass, replace

_TOKEN = expression(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
# Code pages by the number of a font's character set (RTF specification 1.9.1, \fcharset).
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 78: "cp932", 79: "cp949", 80: "gbk", 81: "big5", 128: "cp932", 129: "cp949",
    130: "johab", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_PAGES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_SPECIAL = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "tab": "\t", "cell": "\t", "emdash": "—",
    "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ",
    "enspace": " ", "nestcell": "\t", "nestrow": "\n",
}  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"-": "\xad", b"\n": "\n", b"\r": "\n", b"{": "{", b"}": "}", b"\\": "\\"}
# Groups that hold no text that a person reads, beside all that begin with "\*".
_UNSEEN = frozenset(
    ["fonttbl", "colortbl", "stylesheet", "pict", "object", "info", "filetbl", "listtable", "revtbl", "fldinst",
     "rsidtbl", "themedata", "datastore", "xmlnstbl", "generator", "listoverridetable", "latentstyles", "nonshppict"]
)  # fmt: skip
_SEEN_AFTER_STAR = frozenset(["shptxt", "annotation", "atnauthor", "shpinst", "shprslt", "footnote", "ud"])
# What stands inside a paragraph and is none of its words: it comes after it.
_ASIDE = frozenset(["shptxt", "annotation", "atnauthor", "footnote"])
_INFO = {"title": "title", "author": "author", "keywords": "tag", "subject": "subject", "doccomm": "description"}
_MOST_DEPTH = 10_000


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group. `skip`: characters that stand in for one in Unicode. `into`: metadata, or ""."""

    encoding: str = "cp1252"
    skip: int = 1
    seen: bool = True
    in_fonts: bool = False
    into: str = ""
    aside: bool = False


class _Reader:
    """Walks the tokens once; bytes of one code page are decoded together, because a character may have two."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.about: dict[str, list[str]] = {}
        self.lost = 0
        self._state = _State()
        self._stack: list[_State] = []
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._default = "cp1252"
        self._default_font = 0
        self._bytes = bytearray()
        self._skipping = 0
        self._starred = False
        self._high = ""
        self._date: dict[str, int] = {}
        self._beside: list[str] = []
        self._hides_next = self._is_utf8 = False

    @property
    def date(self) -> str:
        """When the document was made, ISO 8601, or ""."""
        known = self._date
        return f"{known.get('yr', 0):04}-{known.get('mo', 1):02}-{known.get('dy', 1):02}" if known.get("yr") else ""

    def read(self, data: bytes) -> None:
        position = 0
        self._is_utf8 = _is_utf8(data)
        while position < len(data):
            token = _TOKEN.match(data, position)
            if token is None:
                position += 1
                continue
            position = token.end()
            word, number, code, symbol, brace, text = token.groups()
            if word is not None:
                if word == b"bin" and number is not None:
                    position += max(0, int(number))
                else:
                    self._control(word.decode(), None if number is None else int(number))
            elif code is not None:
                self._byte(int(code, 16))
            elif symbol is not None:
                if symbol == b"*":
                    self._starred = True
                elif symbol in _SYMBOLS:
                    self._text(_SYMBOLS[symbol])
            elif brace == b"{":
                self._flush()
                self._stack.append(self._state)
                self._skipping = 0
                if self._hides_next:
                    self._state = replace(self._state, seen=False, into="")
                    self._hides_next = False
                if len(self._stack) > _MOST_DEPTH:
                    break
            elif brace == b"}":
                self._flush()
                self._skipping = 0
                if self._stack:
                    was_aside, self._state = self._state.aside, self._stack.pop()
                    if was_aside and not self._state.aside:
                        self._beside.append("\n")
            elif text is not None and self._is_utf8 and not text.isascii():
                self._text(text.decode("utf-8", "replace"))
            elif text is not None:
                for byte in text:
                    self._byte(byte)
        self._flush()
        self.pieces += ["\n", *self._beside]

    def _control(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        state = self._state
        if word == "u" and number is not None:
            self._character(number % 65536)
            self._skipping = state.skip
            return
        if word in _SPECIAL:
            self._text(_SPECIAL[word])
            return
        self._flush()
        if word in _UNSEEN or (starred and word not in _SEEN_AFTER_STAR):
            self._state = replace(state, seen=False, in_fonts=word == "fonttbl", into="")
        elif word in _INFO and not state.seen:
            # What has no place in the code page comes twice, the second time in Unicode.
            self.about[_INFO[word]] = []
            self._state = replace(state, into=_INFO[word])
        elif word == "creatim":
            self._state = replace(state, into="date")
        elif word in ("yr", "mo", "dy") and state.into == "date" and number is not None:
            self._date[word] = number
        elif word == "ansicpg" and number is not None:
            self._default = _known(f"cp{number}") or self._default
            self._state = replace(state, encoding=self._default)
        elif word in _PAGES:
            self._default = _PAGES[word]
            self._state = replace(state, encoding=self._default)
        elif word == "uc" and number is not None:
            self._state = replace(state, skip=max(0, min(number, 8)))
        elif word == "deff" and number is not None:
            self._default_font = number
        elif word == "f" and number is not None:
            self._font = number
            self._state = replace(state, encoding=self._fonts.get(number, self._default))
        elif word == "fcharset" and state.in_fonts and number is not None and number != 1:
            self._fonts[self._font] = _CHARSETS.get(number, self._default)
        elif word == "plain":
            self._state = replace(state, encoding=self._fonts.get(self._default_font, self._default))
        elif word in _ASIDE:
            self._state = replace(state, aside=True)
        elif word == "upr":
            self._hides_next = True  # the same in Unicode follows
        elif word == "result":
            self._state = replace(state, seen=True)  # what is shown of an object
        elif word == "v":
            self._state = replace(state, seen=number == 0)

    def _byte(self, byte: int) -> None:
        if self._skipping:
            self._skipping -= 1
        else:
            self._bytes.append(byte)

    def _text(self, text: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        self._flush()
        self._put(text)

    def _character(self, code: int) -> None:
        self._flush()
        if 0xD800 <= code < 0xDC00:
            self._high = chr(code)
            return
        character = chr(code)
        if self._high:
            pair = (self._high + character).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            self._high, character = "", pair
        self._put(character)

    def _flush(self) -> None:
        if self._bytes:
            text = bytes(self._bytes).decode(self._state.encoding, "replace")
            self._bytes.clear()
            if self._state.seen:
                self.lost += text.count("\ufffd")
            self._put(text)

    def _put(self, text: str) -> None:
        if self._state.into:
            self.about.setdefault(self._state.into, []).append(text)
        elif self._state.seen and self._state.aside:
            self._beside.append(text)
        elif self._state.seen:
            self.pieces.append(text)
            if text == "\n" and self._beside:
                self.pieces += self._beside
                self._beside.clear()


def text_of(data: bytes) -> str:
    """The text of RTF, for a mail that has its body in it."""
    reader = _Reader()
    reader.read(data)
    return "".join(reader.pieces)


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One document, or a Problem."""
    data = content(found, stream, settings, binary=True)
    if isinstance(data, Problem):
        yield data
        return
    reader = _Reader()
    reader.read(data)
    parts = Parts(settings)
    parts.add("".join(reader.pieces))
    if reader.lost:
        parts.note(f"{reader.lost} places are not valid in their code page: U+FFFD")
    about = {name: "".join(values) for name, values in reader.about.items()}
    fields = [(name, about.get(name, "")) for name in ("author", "subject", "description")]
    fields += [("tag", tag) for tag in re.split("[,;]", about.get("tag", ""))]
    yield from of_parts(found, parts, type="rtf", title=about.get("title", ""), date=reader.date, fields=fields)


def _is_utf8(data: bytes) -> bool:
    """Whether characters stand in it as they do in UTF-8, which the format does not know and programs write."""
    if data.isascii():
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
