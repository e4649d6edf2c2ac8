"""Which files a walk leaves out: patterns as in a .gitignore, of the library and of `.searcherignore` files.

Supported: "#" comments, "!" to take back, a trailing "/" for folders only, "/" inside for a path from the
pattern's own folder (otherwise a name at any depth), "*", "?", "[…]" and "**". The last that fits decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

IGNORE_FILE = ".searcherignore"
DEFAULTS = (".*", "CVS/", "_darcs/", "*~", "#*#", "*.swp", "*.swo")
"""Hidden files and folders (most version control among them), other version control, editor backups."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line: `regex` fits a path ("/" separated) below the pattern's folder."""

    regex: re.Pattern[str]
    takes_back: bool
    folders_only: bool


@dataclass(frozen=True, slots=True)
class Ignore:
    """Patterns in order; each with the folder, relative to the source, that it starts from."""

    patterns: tuple[tuple[str, Pattern], ...]

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Whether the entry at `path`, relative to the source, is left out (its parents are not asked)."""
        for base, pattern in reversed(self.patterns):
            below = path[len(base) :]
            if (is_folder or not pattern.folders_only) and pattern.regex.fullmatch(below):
                return not pattern.takes_back
        return False

    def covers(self, path: str, *, is_folder: bool) -> bool:
        """Whether a walk would come to `path`: neither it nor a folder above it is left out."""
        parts = path.split("/")
        whole = ("/".join(parts[: end + 1]) for end in range(len(parts)))
        return not any(
            self.ignores(part, is_folder=is_folder or end < len(parts) - 1) for end, part in enumerate(whole)
        )

    def with_lines(self, base: str, lines: Iterable[str]) -> "Ignore":
        """These patterns and then `lines`, which start from the folder `base` ("" or ending in "/")."""
        added = tuple((base, pattern) for line in lines if (pattern := parse(line)) is not None)
        return Ignore(self.patterns + added)


def ignore_rules(patterns: Iterable[str]) -> Ignore:
    """The defaults, then the library's own `patterns`, which may take a default back ("!.github")."""
    return Ignore(()).with_lines("", DEFAULTS).with_lines("", patterns)


def parse(line: str) -> Pattern | None:
    """The pattern of one line, or None for a comment or an empty line."""
    text = line.strip()
    if not text or (text.startswith("#") and text != "#*#"):
        return None
    takes_back = text.startswith("!")
    text = text[1:] if takes_back else text
    folders_only = text.endswith("/")
    text = text.rstrip("/")
    anchored = "/" in text
    body = _translate(text.lstrip("/"))
    if not body:
        return None
    return Pattern(re.compile(body if anchored else f"(?:.*/)?{body}", re.DOTALL), takes_back, folders_only)


def _translate(glob: str) -> str:
    out: list[str] = []
    position = 0
    while position < len(glob):
        if glob.startswith("**/", position):
            out.append("(?:.*/)?")
            position += 3
        elif glob.startswith("**", position):
            out.append(".*")
            position += 2
        elif glob[position] == "*":
            out.append("[^/]*")
            position += 1
        elif glob[position] == "?":
            out.append("[^/]")
            position += 1
        elif glob[position] == "[" and (end := glob.find("]", position + 2)) > 0:
            inner = glob[position + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
            out.append(f"[^{inner[1:]}]" if inner[0] in "!^" else f"[{inner}]")
            position = end + 1
        else:
            out.append(re.escape(glob[position]))
            position += 1
    body = "".join(out)
    try:
        re.compile(body)
    except re.error:  # such as the range "[z-a]": then the pattern is the name as written
        return re.escape(glob)
    return body
