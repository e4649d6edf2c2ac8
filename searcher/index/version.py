"""Where the generated data of a library lies, and how one version of it replaces another.

    data/current            names the version that answers queries
    data/lock, lock.owner   one writer at a time
    data/NAME/fingerprint   the analysis that made the version
    data/NAME/files.sqlite  which files it holds, and what could not be read
    data/NAME/whoosh/       the Whoosh index

Every file can be checked: the small texts end with a seal, a line with the CRC-32 of what stands before it; columns
and the rows of the manifest have checksums of their own (`searcher.indexing.doctor` reads them all).
A rebuild fills a version beside the current one and takes its place when it is complete, so the old index
answers until then. Files are replaced whole (see `searcher.files`).
"""

import os
import stat
import zlib
from contextlib import suppress
from enum import Enum
from pathlib import Path

from searcher.errors import DamagedError, SearcherError
from searcher.files import replace_file
from searcher.index.damage import fault
from searcher.text import ANALYSIS_VERSION

# Raise with every change of the files of a version that an older program could not read.
FORMAT_VERSION = 11
CURRENT, FINGERPRINT = "current", "fingerprint"
_SEAL = "\ncrc32 "


def fingerprint() -> str:
    """What the analysis of this program is: an index with another fingerprint has to be rebuilt."""
    import Stemmer

    return f"format {FORMAT_VERSION} analysis {ANALYSIS_VERSION} snowball {Stemmer.version()}"


def make_private(data: Path) -> None:
    """Let nobody but the person read what the folder `data` holds: the texts of files that others may not read."""
    for folder, _, names in os.walk(os.path.realpath(data)):
        for path, mode in ((Path(folder), 0o700), *((Path(folder, name), 0o600) for name in names)):
            with suppress(OSError):  # of somebody else, or gone in the meantime
                if path.lstat().st_mode & 0o077 and not path.is_symlink():
                    path.chmod(mode)


def sealed(text: str) -> str:
    """`text` with its seal below it."""
    return f"{text}{_SEAL}{zlib.crc32(text.encode()):08x}\n"


def write_sealed(path: Path, text: str) -> None:
    """Replace the file at `path` by `text` with its seal."""
    replace_file(path, sealed(text).encode())


def read_sealed(path: Path) -> str:
    """The text above the seal. Raises OSError, and ValueError if a byte is another than was written."""
    # As bytes: a line end that turned into another one would be read as the same.
    text = path.read_bytes().decode()
    above = text.rpartition(_SEAL)[0]
    if text != sealed(above):
        raise ValueError("its checksum is wrong")
    return above


def read_name(path: Path) -> str:
    """As `read_sealed`, but one line without a seal is taken too: formats before 4 have none."""
    try:
        return read_sealed(path)
    except ValueError:
        text = path.read_bytes().decode().removesuffix("\n")
        if "\n" in text:
            raise
        return text


class Version:
    """One version of a library's index: a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.whoosh = folder / "whoosh"
        self.manifest = folder / "files.sqlite"

    @property
    def name(self) -> str:
        return self.folder.name

    def is_of_this_program(self) -> bool:
        """Whether this program made it, or one that makes the same; else it has to be rebuilt."""
        return self.fingerprint() == fingerprint()

    def fingerprint(self) -> str:
        """The fingerprint that the version was made with, "" if it has none or a damaged one."""
        try:
            return read_name(self.folder / FINGERPRINT)
        except (OSError, ValueError):
            return ""


def current_version(data: Path) -> Version | None:
    """The version that answers queries, or None if the library has no data yet.

    Raises DamagedError, and SearcherError where a person may not read the data.
    """
    try:
        name = read_name(data / CURRENT)
        is_there = bool(name) and "/" not in name and stat.S_ISDIR((data / name).stat().st_mode)
    except FileNotFoundError as error:
        if error.filename == str(data / CURRENT):
            return None
        is_there = False
    except ValueError as error:
        raise DamagedError(data / CURRENT, "is damaged (its checksum is wrong)") from error
    except OSError as error:
        raise fault(data, error) from error
    if not is_there:
        raise DamagedError(data, f"is damaged (no version {name!r})")
    return Version(data / name)


class IndexState(Enum):
    """Whether the index of a library can be used."""

    MISSING = "nothing is indexed yet"
    OTHER = "the index is of another version"
    READY = "ready"


def index_state(data: Path) -> IndexState:
    """Whether there is an index in the folder `data` that this program can use. Raises as `current_version` does."""
    version = current_version(data)
    if version is None:
        return IndexState.MISSING
    return IndexState.READY if version.is_of_this_program() else IndexState.OTHER


def ready_version(data: Path) -> Version:
    """The version that answers queries. Raises SearcherError if there is none that this program can use."""
    found = index_state(data)
    version = current_version(data)
    if version is None or found is not IndexState.READY:
        raise SearcherError(f"{data.parent}: {found.value}: run `searcher index`")
    return version


def versions(data: Path) -> list[Path]:
    """The folders of all versions; nothing else in `data` is touched, for a person may have put it there."""
    return [path for path in data.glob("g*") if path.name[1:].isdecimal()]


def create_version(data: Path) -> Version:
    """A new version beside the current one. One that a killed rebuild left unfinished is taken up again."""
    current = current_version(data)
    in_use = current.name if current is not None else ""
    mark = fingerprint()
    numbers = [0]
    for folder in versions(data):
        numbers.append(int(folder.name[1:]))
        unfinished = Version(folder)
        if folder.name != in_use and unfinished.fingerprint() == mark:
            return unfinished
    version = Version(data / f"g{max(numbers) + 1}")
    version.whoosh.mkdir(parents=True)
    write_sealed(version.folder / FINGERPRINT, mark)
    return version


def publish(data: Path, version: Version) -> None:
    """Make `version` the one that answers, and remove the others. Readers keep what they have open."""
    write_sealed(data / CURRENT, version.name)
    for folder in versions(data):
        if folder.name != version.name:
            import shutil

            shutil.rmtree(folder, ignore_errors=True)
