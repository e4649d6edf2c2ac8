"""The exceptions that reach a person: one line that says what is wrong and what to do."""

from pathlib import Path

REBUILD = "run: searcher index --rebuild"


class SearcherError(Exception):
    """Unusable input or set-up. `str(error)` is one line for stderr; the command ends with exit status 2."""


class NoDocumentError(SearcherError):
    """A document was asked for that the library does not have."""


class DamagedError(SearcherError):
    """Generated data that cannot be used any more; nothing is lost, for it can be built anew from the sources.

    `path` is the file or folder at fault, `reason` says of it what is wrong, as half a sentence, and `remedy` what to
    do.
    """

    def __init__(self, path: Path, reason: str, remedy: str = REBUILD) -> None:
        # All three as arguments, so that the error comes whole out of a worker process.
        super().__init__(path, reason, remedy)
        self.path = path
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}; {self.remedy}"
