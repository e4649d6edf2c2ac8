"""Keeping a library up to date: what the file system tells of goes into the index as soon as it is quiet for a moment.

What is told is only where to look. It may be too much, twice or late; the walk and the manifest say what is different.
What is not told, because too much happened at once or nobody listened, is found by looking at everything.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from searcher.errors import SearcherError
from searcher.index.lock import LockedError
from searcher.indexing.update import Report, update
from searcher.ingest.ignore import ignore_rules
from searcher.ingest.parts import Parts
from searcher.library import Library, Source, settings_file
from searcher.telling import unsaid

# So many parts cost as much as a look at everything, and of so many events at once the system may have lost some.
MOST_PARTS = 500
# Milliseconds: how long nothing more must happen, and how long is waited for that; how often is looked at what no event
# tells of.
_QUIET, _MOST_NOISE, _TICK = 50, 400, 250
# Ticks until what has failed is tried again.
_TICKS_BETWEEN_TRIES = 40

Marks = dict[str, tuple[int, ...]]
Events = Callable[[Sequence[Path], Callable[[], bool]], Iterator[Iterable[str]]]
"""From paths that are watched to batches of paths where something happened; an empty batch at the beginning, when
nothing more can be missed, and at each tick."""


class Watch:
    """Brings the library at `folder` up to date again and again.

    `told` gets the report of each pass that changed something, and of the first; `failed` a line on a pass that could
    not be made, which is tried again, and `waiting` one where another machine's run is waited for. `stop` is asked all
    the time whether to end.
    """

    def __init__(
        self,
        folder: Path,
        *,
        told: Callable[[Report], object],
        failed: Callable[[str], object],
        stop: Callable[[], bool],
        waiting: Callable[[str], object] = unsaid,
    ) -> None:
        self._folder = folder
        self._told = told
        self._failed = failed
        self._waiting = waiting
        self._stop = stop
        self._pending: set[str] | None = None
        self._known_problems = -1
        self._last_failure = ""
        self._wait = 0
        self._is_requested = False

    def request(self) -> None:
        """Look at everything, soon, and tell of it whatever comes of it; from any thread."""
        self._is_requested = True

    def run(self, events: "Events | None" = None) -> None:
        """Watch until it is to end. Raises SearcherError when the library cannot be read or files cannot be watched."""
        events = events or file_events
        while not self._stop():
            library = Library.open(self._folder)
            marks = _marks(library)
            self._pending = None
            for paths in events(_roots(library), self._stop):
                self._take(library, paths)
                now = _marks(library)
                for source in library.sources:
                    if marks[source.key] != now[source.key]:
                        self._add(source.key)
                self._bring_up_to_date(library)
                if marks != now and not _files_alone(library, marks, now):
                    break  # other settings, or a source that came, went or is another folder now: watched anew
                marks = now

    def _take(self, library: Library, paths: Iterable[str]) -> None:
        rules = ignore_rules(library.settings.ignore)
        for path in paths:
            for source in library.sources:
                key = key_of(source, path)
                if key is None or Path(path).is_relative_to(library.data):
                    continue
                below = key[len(source.prefix) :]
                # Version control writes all the time to what no walk comes to.
                if not below or rules.covers(below, is_folder=False):
                    self._add(key)

    def _add(self, key: str) -> None:
        if self._pending is None:
            return
        self._pending.add(key)
        if len(self._pending) > MOST_PARTS:
            self._pending = None

    def _bring_up_to_date(self, library: Library) -> None:
        self._wait -= self._wait > 0
        if self._is_requested:
            self._is_requested, self._pending, self._known_problems, self._wait = False, None, -1, 0
        if self._pending == set() or self._wait:
            return
        # Taken away before the pass: what comes in the meantime is for the next.
        parts, self._pending = self._pending, set()
        try:
            within = None if parts is None else Parts(parts)
            report = update(library, say=self._waiting, stop=self._stop, within=within)
        except LockedError:
            self._put_back(parts)
        except SearcherError as error:
            self._put_back(parts)
            self._wait = _TICKS_BETWEEN_TRIES
            if str(error) != self._last_failure:
                self._failed(str(error))
            self._last_failure = str(error)
        else:
            self._last_failure = ""
            changed = report.added or report.updated or report.removed or report.renamed
            if changed or len(report.problems) != self._known_problems:
                self._told(report)
            self._known_problems = len(report.problems)

    def _put_back(self, parts: set[str] | None) -> None:
        self._pending = None if parts is None or self._pending is None else self._pending | parts


def key_of(source: Source, path: str) -> str | None:
    """The key of the file or folder at `path`, None if it is not in the source."""
    for root in (str(source.path), os.path.realpath(source.path)):
        if path == root:
            return source.key
        if path.startswith(root.rstrip(os.sep) + os.sep):
            below = path[len(root.rstrip(os.sep)) + 1 :]
            return f"{source.prefix}{below.replace(os.sep, '/')}"
    return None


def file_events(paths: Sequence[Path], stop: Callable[[], bool]) -> Iterator[list[str]]:
    """What the system tells of these folders. Raises SearcherError when it cannot."""
    # Here, because it takes longer to import than a query.
    import watchfiles

    if not paths:
        yield from _ticks(stop)
        return
    try:
        for events in watchfiles.watch(
            *paths, watch_filter=None, debounce=_MOST_NOISE, step=_QUIET, rust_timeout=_TICK, yield_on_timeout=True,
            stop_event=_StopEvent(stop), raise_interrupt=False, ignore_permission_denied=True,
        ):  # fmt: skip
            yield [path for _, path in events]
    except FileNotFoundError:
        return  # it went just now: watched anew without it
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        remedy = "raise fs.inotify.max_user_watches, or run `searcher index` now and then instead"
        raise SearcherError(f"these folders cannot be watched ({reason}); {remedy}") from error


class _StopEvent:
    """A question as `watchfiles` asks it."""

    def __init__(self, stop: Callable[[], bool]) -> None:
        self._stop = stop

    def is_set(self) -> bool:
        return self._stop()


def _ticks(stop: Callable[[], bool]) -> Iterator[list[str]]:
    import threading

    never_set = threading.Event()
    while not stop():
        yield []
        never_set.wait(_TICK / 1000)


def _roots(library: Library) -> list[Path]:
    """The folders to watch. Of a source that is a file no event tells when an editor puts another in its place."""
    return [source.path for source in library.sources if source.path.is_dir()]


def _files_alone(library: Library, before: Marks, now: Marks) -> bool:
    """Whether nothing but sources that are files is other than before."""
    files = {source.key for source in library.sources if source.path.is_file()}
    return all(before[key] == now[key] for key in before if key not in files)


def _marks(library: Library) -> Marks:
    """By source, and "" for the settings: something that is other when it was replaced."""
    marks = {source.key: _mark(source.path) for source in library.sources}
    return {**marks, "": _mark(settings_file(library.folder))}


def _mark(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    if path.is_dir():
        return status.st_dev, status.st_ino
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
