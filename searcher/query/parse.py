"""Query text to a tree. Any text is a legal query: what cannot be understood is searched as words, and noted.

    query   = or
    or      = and { "OR" and }
    and     = row { "AND" row }
    row     = item { item }
    item    = [ "+" | "-" | "NOT" ] operand
    operand = "(" or ")" | field ":" operand | [ "=" ] quoted [ "~" number ] | [ "=" ] word [ "~" ]

A quoted text is "…", or between the quotation marks of another script. Operators are upper case only.
"""

import re
from collections.abc import Callable

from searcher.expressions import expression
from searcher.query.dates import date_range
from searcher.query.room import MAX_CHARACTERS, Room
from searcher.query.tree import (
    MARKED,
    And,
    Filter,
    InTitle,
    Need,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Ranked,
    Word,
)
from searcher.records import dataclass, replace
from searcher.text.scripts import MARKS
from searcher.text.tokens import ACRONYM

# Parentheses nested deeper than anyone types are read as blanks.
MAX_DEPTH = 40
FIELDS = ("lang", "path", "title", "type", "date", "entity", "author", "from", "to", "tag", "like", "is", "note")
_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "「": "」", "『": "』"}

_TOKEN = expression(
    r"""
    (?P<space>\s+)
  | (?P<open>\() | (?P<close>\))
  | (?P<operator>(?:AND|OR|NOT)(?=[\s()]|$))
  | (?P<field>(?:lang|path|title|type|date|entity|author|from|to|tag|like|is|note):)
  | (?P<sign>[+\-=](?=[^\s+\-=)]))
  | (?P<quote>["“„«「『])
  | (?P<word>(?:\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?!\d)|[^\s()"“”„«»「」『』]|"""
    + ACRONYM
    + r""")+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# A word with a wildcard in it, between punctuation or none; a question mark at a word's end is a question's.
# No part gives back what it took, so that reading takes as many steps as there are letters.
_PATTERN = expression(rf"[^\w*?]*+(?P<core>(?=[*?]*+\w)[\w*?{MARKS}]++)[^\w*?]*+")
_WILDCARD = expression(r"\*|\?(?=[\w*?])")
_GERSHAYIM = expression(ACRONYM)
_SLOP = expression(r"~(\d{1,4})?")
_RANGE = expression(r"\[\s*+(?:TO|(\S++)\s++TO)\s++(\S*?)\s*+\]")
_SURROGATE = expression("[\ud800-\udfff]")
_VALUE = expression(r'"([^"]*)"|([^\s()]+)')


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


class _Parser:
    """Recursive descent over the query text; every method leaves `at` behind what it has read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.notes: list[str] = []
        self.room = Room(self.note)
        # Closing quotation marks that do not come any more: each was looked for to the end of the text.
        self._missing: set[str] = set()
        # The token that `peek` gave last: it is asked for several times.
        self._seen: _Token | None = None

    def note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def peek(self) -> _Token | None:
        """The next token that is not white space."""
        if self._seen is not None and self._seen.start == self.at:
            return self._seen
        while True:
            match = _TOKEN.match(self.text, self.at)
            if match is None or match.lastgroup is None:
                return None
            if match.lastgroup != "space":
                self._seen = _Token(match.lastgroup, match[0], match.start(), match.end())
                return self._seen
            self.at = match.end()

    def parse(self) -> Node | None:
        nodes: list[Node] = []
        while self.peek() is not None:
            node = self.alternatives()
            if node is not None:
                nodes.append(node)
            token = self.peek()
            if token is not None and token.kind == "close":
                self.note("a closing parenthesis without an opening one is ignored")
                self.at = token.end
        return _row([(Need.SHOULD, node) for node in nodes])

    def alternatives(self) -> Node | None:
        return self.joined("OR", self.conjunction, Or)

    def conjunction(self) -> Node | None:
        return self.joined("AND", self.row, And)

    def joined(self, operator: str, operand: Callable[[], Node | None], join: type[And] | type[Or]) -> Node | None:
        children: list[Node] = []
        while True:
            node = operand()
            if node is not None:
                children.append(node)
            token = self.peek()
            if token is None or token.kind != "operator" or token.text != operator:
                break
            self.at = token.end
            if node is None or self.ends():
                self.note(f"{operator} without words on both sides is ignored")
        if len(children) < 2:
            return children[0] if children else None
        return join(tuple(children))

    def ends(self) -> bool:
        token = self.peek()
        return token is None or token.kind == "close" or (token.kind == "operator" and token.text != "NOT")

    def row(self) -> Node | None:
        parts: list[tuple[Need, Node]] = []
        while True:
            token = self.peek()
            if token is None or token.kind == "close":
                break
            if token.kind == "operator" and token.text != "NOT":
                break
            need = Need.SHOULD
            while token is not None and ((token.kind == "sign" and token.text in "+-") or token.kind == "operator"):
                if token.kind == "operator" and token.text != "NOT":
                    break
                need = Need.MUST if token.text == "+" else Need.MUST_NOT
                self.at = token.end
                token = self.peek()
            node = self.operand()
            if node is not None:
                parts.append((need, node))
            elif need is not Need.SHOULD and self.ends():
                self.note("an operator with nothing after it is ignored")
        return _row(parts)

    def operand(self) -> Node | None:
        token = self.peek()
        if token is None or token.kind == "close" or token.kind == "operator":
            return None
        self.at = token.end
        if token.kind == "open":
            return self.group(token)
        if token.kind == "field":
            return self.field(token)
        if token.kind == "sign":
            node = self.operand()
            return replace(node, exact=True) if token.text == "=" and isinstance(node, Word | Phrase) else node
        if token.kind == "quote":
            return self.quoted(token)
        if token.kind == "word":
            return self.word(token.text, token.start)
        return None

    def group(self, opening: _Token) -> Node | None:
        if self.depth >= MAX_DEPTH:
            self.note(f"parentheses deeper than {MAX_DEPTH} are ignored")
            return None
        self.depth += 1
        node = self.alternatives()
        self.depth -= 1
        token = self.peek()
        if token is not None and token.kind == "close":
            self.at = token.end
        else:
            self.note("unbalanced parenthesis: read as if it closed at the end")
        return node

    def quoted(self, quote: _Token) -> Node | None:
        closing = _QUOTES[quote.text]
        end = len(self.text) if closing in self._missing else self.at
        while end < len(self.text) and (self.text[end] not in closing or _GERSHAYIM.match(self.text, end)):
            end += 1
        if end == len(self.text):
            self._missing.add(closing)
            self.note("unbalanced quote: searched as words")
            return None
        inside = self.text[self.at : end]
        start, self.at = self.at, end + 1
        slop = _SLOP.match(self.text, self.at)
        if slop is not None and slop[1]:
            self.at = slop.end()
        found, is_whole = self.room.for_tokens(inside)
        if not found:
            return None
        if not is_whole:
            inside = inside[: found[-1][1]]
            end = start + len(inside)
        return Phrase(inside, start, end, slop=int(slop[1]) if slop and slop[1] else None)

    def word(self, text: str, start: int) -> Node | None:
        pattern = _PATTERN.fullmatch(text)
        if pattern is not None and _WILDCARD.search(pattern["core"]):
            if not self.room.for_pattern():
                return None
            return Pattern(pattern["core"], start + pattern.start("core"), start + pattern.end("core"))
        near = len(text) > 1 and text.endswith("~")
        core = text[:-1] if near else text
        found, _ = self.room.for_tokens(core)
        if not found:
            return None
        # Punctuation around a word is not part of it; inside ("Jong-un", "e-mail") the parts stand side by side.
        return Word(core[found[0][0] : found[-1][1]], start + found[0][0], start + found[-1][1], near=near)

    def field(self, token: _Token) -> Node | None:
        name = token.text[:-1]
        if self.at >= len(self.text) or self.text[self.at].isspace():
            self.note(f"{name}: needs a value right after it: searched as a word")
            return self.word(name, token.start)
        if name == "title":
            if self.depth >= MAX_DEPTH:
                self.note(f"title: more than {MAX_DEPTH} deep is ignored")
                return None
            self.depth += 1
            child = self.operand()
            self.depth -= 1
            return None if child is None else InTitle(child)
        if name == "date":
            span = _RANGE.match(self.text, self.at)
            if span is not None:
                self.at = span.end()
                low, high = span[1] or "", span[2]
            else:
                low = high = self.value()
            bounds = date_range(low, high)
            if bounds is None:
                self.note(
                    f"date:{self.text[token.end : self.at]} is no date (YYYY, YYYY-MM or YYYY-MM-DD): searched as words"
                )
                return self.word(f"{low} {high}" if low != high else low, token.end)
            return self.room.for_filter(Filter("date", *bounds))
        value = self.value()
        if name == "is" and value not in MARKED:
            self.note(f"is:{value} is none of is:{', is:'.join(MARKED)}: searched as words")
            return self.word(f"{name} {value}", token.start)
        return self.room.for_filter(Filter(name, value))

    def value(self) -> str:
        match = _VALUE.match(self.text, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match[1] if match[1] is not None else match[2]


def _row(parts: list[tuple[Need, Node]]) -> Node | None:
    if not parts:
        return None
    if len(parts) == 1:
        need, node = parts[0]
        return Not(node) if need is Need.MUST_NOT else node
    return Ranked(tuple(parts))


def parse(text: str) -> Query:
    """The tree of `text`, with notes on what was read otherwise than typed. Never raises."""
    # What is no character has no place in an index; U+FFFD, which is no letter either, keeps the places of the others.
    parser = _Parser(_SURROGATE.sub("\ufffd", text[:MAX_CHARACTERS]))
    if len(text) > MAX_CHARACTERS:
        parser.note(f"the query is long: its first {MAX_CHARACTERS} characters are read")
    root = parser.parse()
    if root is None and not parser.notes and text.strip():
        parser.note("nothing to search for: the query holds no letter or digit")
    return Query(text, root, tuple(parser.notes))
