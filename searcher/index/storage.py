"""Where the generated data of a library lies, and how one version of it replaces another.

    data/current            names the generation that answers queries
    data/lock, lock.owner   one writer at a time
    data/NAME/fingerprint   the analysis that made the generation
    data/NAME/files.sqlite  which files it holds, and what could not be read
    data/NAME/whoosh/       the Whoosh index
    data/NAME/lexicon/      the side dictionary of each segment

A rebuild fills a generation beside the current one and takes its place when it is complete, so the old index
answers until then. Files are replaced whole (written under another name, then renamed).
"""

import os
import shutil
import socket
from pathlib import Path

from searcher.errors import SearcherError
from searcher.text import ANALYSIS_VERSION

# Raise with every change of the files of a generation that an older program could not read.
FORMAT_VERSION = 3
CURRENT, LOCK, OWNER, FINGERPRINT = "current", "lock", "lock.owner", "fingerprint"


def fingerprint() -> str:
    """What the analysis of this program is: an index with another fingerprint has to be rebuilt."""
    import Stemmer

    return f"format {FORMAT_VERSION} analysis {ANALYSIS_VERSION} snowball {Stemmer.version()}"


def write_text(path: Path, text: str) -> None:
    """Replace the file at `path` by `text`, whole or not at all."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


class Generation:
    """One version of a library's index: a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.whoosh = folder / "whoosh"
        self.lexicon = folder / "lexicon"
        self.manifest = folder / "files.sqlite"

    @property
    def name(self) -> str:
        return self.folder.name

    def fingerprint(self) -> str:
        """The fingerprint that the generation was made with, "" if it has none."""
        try:
            return (self.folder / FINGERPRINT).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""

    def lexicon_files(self, segment: str) -> tuple[Path, Path]:
        """The side dictionary's files for a Whoosh segment."""
        return self.lexicon / f"{segment}.words", self.lexicon / f"{segment}.groups"


def current_generation(data: Path) -> Generation | None:
    """The generation that answers queries, or None if the library has no data yet."""
    try:
        name = (data / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise SearcherError(f"{data / CURRENT}: cannot be read ({error}); run: searcher index --rebuild") from error
    folder = data / name
    if not name or "/" in name or not folder.is_dir():
        raise SearcherError(f"{data}: the index is damaged (no generation {name!r}); run: searcher index --rebuild")
    return Generation(folder)


def create_generation(data: Path) -> Generation:
    """A new generation beside the current one. One that a killed rebuild left unfinished is taken up again."""
    in_use = (data / CURRENT).read_text(encoding="utf-8").strip() if (data / CURRENT).exists() else ""
    mark = fingerprint()
    numbers = [0]
    for folder in data.glob("g*"):
        if folder.name[1:].isdecimal():
            numbers.append(int(folder.name[1:]))
            unfinished = Generation(folder)
            if folder.name != in_use and unfinished.fingerprint() == mark:
                return unfinished
    generation = Generation(data / f"g{max(numbers) + 1}")
    for folder in (generation.whoosh, generation.lexicon):
        folder.mkdir(parents=True)
    write_text(generation.folder / FINGERPRINT, mark)
    return generation


def publish(data: Path, generation: Generation) -> None:
    """Make `generation` the one that answers, and remove the others. Readers keep what they have open."""
    write_text(data / CURRENT, generation.name + "\n")
    for folder in data.glob("g*"):
        if folder.name[1:].isdecimal() and folder.name != generation.name:
            shutil.rmtree(folder, ignore_errors=True)


class WriteLock:
    """The library's only writer, as a context manager. Raises SearcherError if another process holds the lock."""

    def __init__(self, data: Path) -> None:
        from whoosh.util.filelock import FileLock

        self._owner = data / OWNER
        self._lock = FileLock(str(data / LOCK))

    def __enter__(self) -> "WriteLock":
        if not self._lock.acquire(blocking=False):
            try:
                owner = self._owner.read_text(encoding="utf-8").strip()
            except OSError:
                owner = "another process"
            raise SearcherError(f"{owner} is writing this library; try again when it is done")
        try:
            write_text(self._owner, f"process {os.getpid()} on {socket.gethostname()}\n")
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self._owner.unlink(missing_ok=True)
        self._lock.release()
