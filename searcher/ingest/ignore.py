"""Which files a walk leaves out: patterns as in a .gitignore, of the library and of files in the folders.

Supported: "#" comments, "!" to take back, a trailing "/" for folders only, "/" inside for a path from the
pattern's own folder (otherwise a name at any depth), "*", "?", "[…]" and "**" for any folders, and a backslash before
what is meant as written. The last that fits decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from searcher.ingest.globs import NameGlob, PathGlob

DEFAULTS = (".*", "CVS/", "_darcs/", "*~", "#*#", "*.swp", "*.swo")
"""Hidden files and folders (most version control among them), other version control, editor backups."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line: `name` fits the last name of a path, and `path` (if it is not None) all below the pattern's folder.

    `origin` is the name of the file that it is from, "" for the library's own.
    """

    name: NameGlob
    path: PathGlob | None
    takes_back: bool
    folders_only: bool
    origin: str = ""

    def fits(self, base: str, path: str, name: str) -> bool:
        """Whether the pattern of the folder `base` fits the entry at `path`, whose last name is `name`."""
        if not self.name.fits(name):
            return False
        return self.path is None or self.path.fits(path[len(base) :].split("/"))


@dataclass(frozen=True, slots=True)
class Ignore:
    """Patterns in order; each with the folder, relative to the source, that it starts from."""

    patterns: tuple[tuple[str, Pattern], ...]
    # A name that begins with none of the first and ends with none of the second fits no pattern: most names.
    _begins: tuple[str, ...] = field(init=False, compare=False)
    _ends: tuple[str, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        edges = [pattern.name.edges for _, pattern in self.patterns]
        object.__setattr__(self, "_begins", tuple({begin for begin, _ in edges if begin}))
        object.__setattr__(self, "_ends", tuple({end for begin, end in edges if not begin}))

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Whether the entry at `path`, relative to the source, is left out (its parents are not asked)."""
        return self.pattern_against(path, is_folder=is_folder) is not None

    def pattern_against(self, path: str, *, is_folder: bool) -> Pattern | None:
        """The pattern that leaves the entry out, None if it is taken."""
        name = path.rpartition("/")[2]
        if not (name.startswith(self._begins) or name.endswith(self._ends)):
            return None
        for base, pattern in reversed(self.patterns):
            if (is_folder or not pattern.folders_only) and pattern.fits(base, path, name):
                return None if pattern.takes_back else pattern
        return None

    def covers(self, path: str, *, is_folder: bool) -> bool:
        """Whether a walk would come to `path`: neither it nor a folder above it is left out."""
        parts = path.split("/")
        whole = ("/".join(parts[: end + 1]) for end in range(len(parts)))
        return not any(
            self.ignores(part, is_folder=is_folder or end < len(parts) - 1) for end, part in enumerate(whole)
        )

    def with_lines(self, base: str, lines: Iterable[str], origin: str = "") -> "Ignore":
        """These patterns and then `lines`, which start from the folder `base` ("" or ending in "/")."""
        added = tuple((base, pattern) for line in lines if (pattern := parse(line, origin)) is not None)
        return Ignore(self.patterns + added)


def ignore_rules(patterns: Iterable[str]) -> Ignore:
    """The defaults, then the library's own `patterns`, which may take a default back ("!.github")."""
    return Ignore(()).with_lines("", DEFAULTS).with_lines("", patterns)


def parse(line: str, origin: str = "") -> Pattern | None:
    """The pattern of one line, or None for a comment or an empty line."""
    text = line.strip()
    if text.endswith("\\") and line.rstrip("\r\n").endswith(" "):
        text += " "  # a space at the end that is meant
    if not text or (text.startswith("#") and text != "#*#"):
        return None
    takes_back = text.startswith("!")
    text = text[1:] if takes_back else text
    folders_only = text.endswith("/")
    text = text.rstrip("/")
    anchored = "/" in text
    text = text.lstrip("/")
    if not text:
        return None
    path = PathGlob.parse(text) if anchored else None
    return Pattern(NameGlob.parse(text.rpartition("/")[2]), path, takes_back, folders_only, origin)
