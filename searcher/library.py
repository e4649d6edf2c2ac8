"""A library: the folder that says what to search, where it is found, and how a source is added to it."""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.errors import SearcherError
from searcher.ingest.settings import Settings
from searcher.records import dataclass, field

if TYPE_CHECKING:
    from searcher.indexing.progress import Progress
    from searcher.indexing.update import Report
    from searcher.search.searcher import Searcher

SETTINGS_NAME = "searcher.toml"
ENTITIES_NAME = "entities.toml"
_NEAR = ("index", ".searcher")


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder that a library covers: as `written` in searcher.toml, and its `path` on disk."""

    written: str
    path: Path

    @property
    def key(self) -> str:
        """Document.file of a source that is a file."""
        return self.written.rstrip("/") or "/"

    @property
    def prefix(self) -> str:
        """What the keys of all files in a source that is a folder begin with."""
        return self.written.rstrip("/") + "/"


@dataclass(frozen=True, slots=True)
class Library:
    """`folder` holds searcher.toml and entities.toml; `warnings` are lines on settings that were ignored.

    `allowed`: what the person allowed it to read in this run, beside what is remembered; see `searcher.trust`.
    """

    folder: Path
    sources: tuple[Source, ...] = ()
    settings: Settings = field(default_factory=Settings)
    warnings: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()

    @classmethod
    def open(cls, folder: Path) -> "Library":
        """Read and check searcher.toml. Raises SearcherError, which names the file and the line or key."""
        from searcher.ingest.settings_file import read_settings

        folder = Path(os.path.realpath(folder))
        written, settings, warnings = read_settings(settings_file(folder))
        sources = tuple(Source(text, locate(folder, text)) for text in written)
        return cls(folder, sources, settings, warnings)

    @property
    def data(self) -> Path:
        """The folder of generated data; it can be deleted at any time and is built anew."""
        return data_folder(self.folder)

    def locate(self, file: str) -> Path:
        """Where the file with this key (Document.file) is on disk."""
        return locate(self.folder, file)

    def id_of(self, file: str) -> str | None:
        """The id of the file with this key: its path below its source; None for a file of no source."""
        for source in self.sources:
            if file == source.key:
                return source.path.name
            if file.startswith(source.prefix):
                return file.removeprefix(source.prefix)
        return None

    # The front door of the package: the rooms behind it import this module, so it imports them when they are asked for.

    def add(self, *sources: "str | os.PathLike[str]") -> "Library":
        """The library with more files and folders among its sources; `update` indexes them.

        Raises SearcherError for one that does not exist, and where searcher.toml cannot be written.
        """
        return add_sources(self, [Path(source).expanduser() for source in sources])

    def update(self, *, rebuild: bool = False, progress: "Callable[[Progress], None] | None" = None) -> "Report":
        """Bring the index up to date with the sources: only what changed is read. Returns what was done.

        `rebuild` makes the index anew, beside the old one, which answers until then. `progress` is called for each
        file and now and then within one. Helper processes are started where there is much to read: a program that
        calls this needs `if __name__ == "__main__":` around its main part, as with multiprocessing.

        Raises SearcherError when another process writes the library, its data are damaged, or the disk is full or
        cannot be written; what was committed before is kept.
        """
        from searcher.indexing.update import update

        return update(self, rebuild=rebuild, progress=progress)

    def searcher(self) -> "Searcher":
        """The index, open for questions, as it was last committed.

        Raises SearcherError if nothing is indexed yet or the index was made by another version (`update` makes it
        anew), and DamagedError if it cannot be read.
        """
        from searcher.search.searcher import Searcher

        return Searcher(self.folder)


def open(folder: "str | os.PathLike[str]") -> Library:
    """The library at `folder`, which holds a searcher.toml. Raises SearcherError if there is none or it is wrong."""
    path = Path(folder).expanduser()
    if not settings_file(path).is_file():
        raise SearcherError(f"{path}: no {SETTINGS_NAME} there; searcher.create makes a library")
    return Library.open(path)


def create(folder: "str | os.PathLike[str]", sources: "Iterable[str | os.PathLike[str]]" = ()) -> Library:
    """Make a library at `folder`, or open the one that is there, and add files and folders to its sources.

    Raises SearcherError when it cannot be written or a source does not exist.
    """
    return create_library(Path(folder).expanduser()).add(*sources)


def data_folder(folder: Path) -> Path:
    return folder / "data"


def settings_file(folder: Path) -> Path:
    return folder / SETTINGS_NAME


def entities_file(folder: Path) -> Path:
    return folder / ENTITIES_NAME


def locate(folder: Path, file: str) -> Path:
    """Where the file with key `file` is, in the library at `folder`: relative ones start there."""
    expanded = os.path.expanduser(file) if file == "~" or file.startswith("~/") else file  # noqa: PTH111
    return Path(os.path.normpath(folder / expanded))


def absolute(path: Path) -> Path:
    """`path` from the root, without ".." and with its links as they are."""
    return Path(os.path.normpath(path.absolute()))


def own_folder() -> Path:
    """The folder of the person's own library, in the platform's data folder."""
    import platformdirs

    return Path(platformdirs.user_data_dir("searcher", appauthor=False))


def _is_library(folder: Path) -> bool:
    try:
        return settings_file(folder).is_file()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SearcherError(
            f"{folder}: {reason}; let your user read it, or use another library with --index DIR"
        ) from None


def choose_library_folder(
    explicit: Path | None, start: Path, environ: Mapping[str, str], tell: Callable[[str], object] | None = None
) -> Path:
    """The folder of the library that applies, whether it exists or not: what `searcher index` creates.

    --index, SEARCHER_INDEX, the nearest index/searcher.toml or .searcher/searcher.toml from `start` upward,
    else the person's own in the platform's data folder. One that is found and belongs to somebody else is passed
    over, for it would take in and show the person's texts; `tell` is given a line about it. Raises SearcherError for
    a folder of the person's that may not be read.
    """
    told = libraries_of(environ)
    if explicit is None and len(told) > 1:
        raise SearcherError("SEARCHER_INDEX names several libraries and this takes one: say which with --index DIR")
    named = explicit or next(iter(told), None)
    if named is not None:
        named = named.expanduser()
        return absolute(named.parent if named.name == SETTINGS_NAME else named)
    start = absolute(start)
    for folder in (start, *start.parents):
        for name in _NEAR:
            if _applies(folder / name, tell):
                return folder / name
    return own_folder()


def libraries_of(environ: Mapping[str, str]) -> list[Path]:
    """The libraries that SEARCHER_INDEX names, between the signs that part the folders of PATH."""
    return [Path(each) for each in environ.get("SEARCHER_INDEX", "").split(os.pathsep) if each]


def _applies(folder: Path, tell: Callable[[str], object] | None) -> bool:
    """Whether there is a library that belongs to the person; one of somebody else is told."""
    if not _is_trusted(folder):
        with suppress(OSError):  # nobody is told of what they cannot look into
            if settings_file(folder).is_file():
                _tell_passed_over(folder, tell)
        return False
    if not _is_library(folder):
        return False
    if _is_trusted(settings_file(folder)):
        return True
    _tell_passed_over(folder, tell)
    return False


def _tell_passed_over(folder: Path, tell: Callable[[str], object] | None) -> None:
    if tell is not None:
        import shlex

        use = f"--index {shlex.quote(str(folder))} uses it all the same"
        tell(f"{folder}: this library belongs to somebody else and is passed over; {use}")


def _is_trusted(path: Path) -> bool:
    """Whether a file or folder, and what it links to, belongs to the person or to root (as git has it)."""
    if not hasattr(os, "geteuid"):
        return True
    trusted = {0, os.geteuid()}
    if os.geteuid() == 0 and os.environ.get("SUDO_UID", "").isdecimal():
        trusted.add(int(os.environ["SUDO_UID"]))
    try:
        return {path.stat().st_uid, path.lstat().st_uid} <= trusted
    except OSError:
        return False


def find_library_folder(
    explicit: Path | None, start: Path, environ: Mapping[str, str], tell: Callable[[str], object] | None = None
) -> Path:
    """The folder of the library that applies; reads no settings. Raises SearcherError when there is none.

    `tell` is given a line about each library that is passed over.
    """
    folder = choose_library_folder(explicit, start, environ, tell)
    if _is_library(folder):
        return folder
    if explicit is None and not environ.get("SEARCHER_INDEX"):
        raise SearcherError("no library here or above: `searcher index PATH` makes one and indexes PATH")
    name = "--index" if explicit is not None else "SEARCHER_INDEX"
    near = next((folder / near for near in _NEAR if _is_library(folder / near)), None)
    if near is not None:
        raise SearcherError(f"{name} {folder}: no {SETTINGS_NAME} there; did you mean {near}?")
    remedy = f"`searcher index --index {folder} PATH` makes a library of it"
    raise SearcherError(f"{name} {folder}: no {SETTINGS_NAME} there; {remedy}")


def create_library(folder: Path) -> Library:
    """Make an empty library at `folder`, or open the one that is there. Raises SearcherError."""
    from searcher.files import replace_file
    from searcher.ingest.settings_file import NEW_ENTITIES, NEW_SETTINGS

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in ((settings_file(folder), NEW_SETTINGS), (entities_file(folder), NEW_ENTITIES)):
            if not path.exists():
                replace_file(path, text.encode())
    except OSError as error:
        raise SearcherError(f"{folder}: cannot make a library there ({error.strerror})") from None
    return Library.open(folder)


def add_sources(library: Library, paths: Iterable[Path]) -> Library:
    """The library with `paths` among its sources, written to searcher.toml; what is covered is left as it is.

    Paths beside the library are written relative to it, so that both can be moved together; others absolute. They are
    allowed by this: see `searcher.trust`.
    Raises SearcherError for a path that does not exist or cannot be written.
    """
    from searcher.ingest.settings_file import write_sources
    from searcher.ingest.walk import printable
    from searcher.trust import allow_sources

    paths = list(paths)
    sources = list(library.sources)
    for path in paths:
        real = Path(os.path.realpath(path))
        if not real.exists():
            raise SearcherError(f"{path}: no such file or folder")
        if real.is_relative_to(library.data):
            raise SearcherError(f"{path}: is the library's own data and cannot be a source")
        if not _is_covered(real, sources, library.settings):
            written = _written(library.folder, absolute(path))
            if printable(written) != written:
                raise SearcherError(f"{path}: its name is not valid UTF-8: rename it")
            sources.append(Source(written, locate(library.folder, written)))
    added = [source.written for source in sources[len(library.sources) :]]
    if added:
        write_sources(settings_file(library.folder), added)
        library = Library.open(library.folder)
    return allow_sources(library, [os.path.realpath(path) for path in paths])


def _is_covered(real: Path, sources: Iterable[Source], settings: Settings) -> bool:
    from searcher.ingest.ignore import ignore_rules

    rules = ignore_rules(settings.ignore)
    for source in sources:
        root = Path(os.path.realpath(source.path))
        if real == root:
            return True
        if root in real.parents:
            # What a walk leaves out is covered only when it is named.
            below = real.relative_to(root).as_posix()
            if rules.covers(below, is_folder=real.is_dir()):
                return True
    return False


def _written(folder: Path, path: Path) -> str:
    parent = folder.parent
    if path.is_relative_to(parent) and parent != Path(parent.anchor):
        return Path(os.path.relpath(path, folder)).as_posix()
    return path.as_posix()
