"""What a library may read: one that somebody else made must not take in a person's files because it says so.

A library may read what lies in its parent folder, as a project's own may. Everything else has to be allowed by the
person: by `searcher index PATH`, or when asked once. What was allowed is kept with the person and not in the library,
which could otherwise allow itself.
"""

import json
import os
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.errors import SearcherError
from searcher.records import replace

if TYPE_CHECKING:
    from searcher.library import Library

FOLLOW_LINKS = "follow_links"
"""As a thing to allow: the setting of this name, with which a link can lead anywhere."""


def allowed_file() -> Path:
    """Where it is kept what a person allowed: lines of JSON, [folder of the library, what it may read]."""
    import platformdirs

    return Path(platformdirs.user_config_dir("searcher", appauthor=False)) / "allowed.jsonl"


def forbidden(library: "Library") -> tuple[str, ...]:
    """What the library would read and nobody allowed: real paths, and FOLLOW_LINKS."""
    if _is_own(library.folder):
        return ()
    wanted = [real for source in library.sources if not _is_near(library.folder, real := os.path.realpath(source.path))]
    data = os.path.realpath(library.data)
    if not Path(data).is_relative_to(library.folder):
        wanted.append(data)
    if library.settings.follow_links:
        wanted.append(FOLLOW_LINKS)
    if not wanted:
        return ()
    allowed = {*library.allowed, *_remembered(library.folder)}
    return tuple(dict.fromkeys(each for each in wanted if not _is_below(each, allowed)))


def require_allowed(library: "Library") -> None:
    """Raise SearcherError if the library would read what nobody allowed; the line says how to allow it."""
    if wanted := forbidden(library):
        line = f"searcher index --index {shlex.quote(str(library.folder))} --allow"
        raise SearcherError(f"{library.folder} wants to read {listed(wanted)}; if you trust it, run: {line}")


def allow(library: "Library", wanted: Iterable[str]) -> "Library":
    """The library, which may read `wanted` from now on; with a warning if that cannot be remembered."""
    new = [each for each in wanted if each not in library.allowed]
    known = _remembered(library.folder)
    rows = [json.dumps([str(library.folder), each]) + "\n" for each in new if each not in known]
    warnings = library.warnings
    path = allowed_file()
    try:
        if rows:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
                file.write("".join(rows))
    except OSError as error:
        warnings += (f"{path}: cannot be written ({error.strerror}): what you allow holds for this run alone",)
    return replace(library, allowed=(*library.allowed, *new), warnings=warnings)


def allow_sources(library: "Library", paths: Iterable[str]) -> "Library":
    """The library, which may read these real paths, as far as that needs to be allowed."""
    return allow(
        library, [path for path in paths if not _is_near(library.folder, path) and not _is_own(library.folder)]
    )


def listed(wanted: Iterable[str]) -> str:
    """What is wanted as people read it."""
    return ", ".join("whatever links lead to" if each == FOLLOW_LINKS else each for each in wanted)


def _is_own(folder: Path) -> bool:
    from searcher.library import own_folder

    return str(folder) == os.path.realpath(own_folder())


def _is_near(folder: Path, real: str) -> bool:
    """Whether a source lies in the parent folder of the library, and is not all that the person has."""
    parent = folder.parent
    home = Path(os.path.realpath(Path("~").expanduser()))
    return parent != Path(parent.anchor) and Path(real).is_relative_to(parent) and not home.is_relative_to(real)


def _is_below(wanted: str, allowed: Iterable[str]) -> bool:
    if wanted == FOLLOW_LINKS:
        return FOLLOW_LINKS in allowed
    return any(each != FOLLOW_LINKS and Path(wanted).is_relative_to(each) for each in allowed)


def _remembered(folder: Path) -> set[str]:
    try:
        lines = allowed_file().read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return set()
    found = set()
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:  # cut by a full disk
            continue
        if isinstance(row, list) and len(row) == 2 and row[0] == str(folder) and isinstance(row[1], str):
            found.add(row[1])
    return found
