"""Patterns of names and paths, matched in time that grows with the name times the pattern, whatever the pattern.

A regular expression made of a pattern with many stars tries all ways to share a name out among them. But the first
place where what stands between two stars fits is always good enough: any later one leaves less for the rest.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from searcher.records import dataclass


class Piece(Protocol):
    """What stands between two stars: so many characters, each told."""

    def find(self, name: str, start: int, end: int) -> int:
        """The end of the first place in `name[start:end]` where it fits, -1 if there is none."""

    def fits_at(self, name: str, start: int, end: int) -> bool:
        """Whether it fits all of `name[start:end]`."""

    def __len__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class _Text:
    text: str

    def find(self, name: str, start: int, end: int) -> int:
        at = name.find(self.text, start, end)
        return at + len(self.text) if at >= 0 else -1

    def fits_at(self, name: str, start: int, end: int) -> bool:
        return name[start:end] == self.text

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Characters of which some are only told by their kind; `form` has no repetition."""

    form: re.Pattern[str]
    length: int

    def find(self, name: str, start: int, end: int) -> int:
        found = self.form.search(name, start, end)
        return found.end() if found else -1

    def fits_at(self, name: str, start: int, end: int) -> bool:
        return self.form.fullmatch(name, start, end) is not None

    def __len__(self) -> int:
        return self.length


@dataclass(frozen=True, slots=True)
class NameGlob:
    """A pattern of one name: `pieces` with stars between them. "*", "?", "[…]" and "\\" are as in a shell."""

    pieces: tuple[Piece, ...]

    @classmethod
    def parse(cls, pattern: str) -> "NameGlob":
        """A "[…]" that is no class of characters makes the pattern the name as written."""
        pieces: list[Piece] = []
        tokens: list[str] = []
        for token in [*_tokens(pattern), "*"]:
            if token != "*":
                tokens.append(token)
                continue
            forms = [_form(token) for token in tokens]
            if "" in forms:
                return cls((_Text(pattern),))
            is_text = all(len(token) == 1 and token != "?" for token in tokens)
            form = re.compile("".join(forms), re.DOTALL)
            pieces.append(_Text("".join(tokens)) if is_text else _Kinds(form, len(tokens)))
            tokens = []
        return cls(tuple(pieces))

    def fits(self, name: str) -> bool:
        """Whether it fits all of `name`."""
        first, *rest = self.pieces
        if not rest:
            return first.fits_at(name, 0, len(name))
        *middle, last = rest
        start, end = len(first), len(name) - len(last)
        if start > end or not first.fits_at(name, 0, start) or not last.fits_at(name, end, len(name)):
            return False
        for piece in middle:
            start = piece.find(name, start, end)
            if start < 0:
                return False
        return True

    @property
    def edges(self) -> tuple[str, str]:
        """What all names that it fits begin and end with, each "" where nothing is known."""
        first, last = self.pieces[0], self.pieces[-1]
        return first.text if isinstance(first, _Text) else "", last.text if isinstance(last, _Text) else ""


def _tokens(pattern: str) -> Iterator[str]:
    """Stars, and what stands for one character each: "?", "[…]" or the character."""
    at, last = 0, pattern.rfind("]")
    while at < len(pattern):
        end = at + 1
        if pattern[at] == "\\" and end < len(pattern):
            # As a class, so that a star is none.
            yield f"[{pattern[end]}]" if pattern[end] in "*?[" else pattern[end]
            at += 2
            continue
        if pattern[at] == "[" and at < last:
            # A "]" that is the first in the class is one of its characters.
            first = at + 2 if pattern[at + 1] in "!^" else at + 1
            end = pattern.find("]", first + 1) + 1 if first < last else end
        yield pattern[at:end]
        at = end


def _form(token: str) -> str:
    """The regular expression of what stands for one character; "" if it makes no sense, such as "[z-a]"."""
    if len(token) == 1:
        return "." if token == "?" else re.escape(token)
    inner = token[1:-1]
    negated = inner[:1] in ("!", "^")
    inner = inner[1:] if negated else inner
    kinds = []
    at = 0
    while at < len(inner):
        if inner[at + 1 : at + 2] == "-" and at + 2 < len(inner):
            low, high = inner[at], inner[at + 2]
            if low > high:
                return ""
            kinds.append(f"{re.escape(low)}-{re.escape(high)}")
            at += 3
        else:
            kinds.append(re.escape(inner[at]))
            at += 1
    return f"[{'^' if negated else ''}{''.join(kinds)}]" if kinds else ""


@dataclass(frozen=True, slots=True)
class PathGlob:
    """A pattern of a path: one of each name in it, None for "**", which is any number of names."""

    names: tuple[NameGlob | None, ...]

    @classmethod
    def parse(cls, pattern: str) -> "PathGlob":
        """ "**" at the end needs one name at least: what is in a folder is not the folder."""
        written = pattern.split("/")
        names = tuple(None if name == "**" else NameGlob.parse(name) for name in written)
        return cls((*names[:-1], NameGlob.parse("*"), None) if written[-1] == "**" else names)

    def fits(self, path: Sequence[str]) -> bool:
        """Whether it fits all of the names of `path`."""
        at = place = 0
        any_place, since = -1, 0
        names = self.names
        while at < len(path):
            name = names[place] if place < len(names) else None
            if place < len(names) and name is None:
                any_place, since = place, at
                place += 1
            elif name is not None and name.fits(path[at]):
                at, place = at + 1, place + 1
            elif any_place >= 0:
                # The last "**" takes one name more; those before it need not change.
                since += 1
                at, place = since, any_place + 1
            else:
                return False
        return all(name is None for name in names[place:])
