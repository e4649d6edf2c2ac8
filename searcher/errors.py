"""The exceptions that reach a person: one line that says what is wrong and what to do."""


class SearcherError(Exception):
    """Unusable input or set-up. `str(error)` is one line for stderr; the command ends with exit status 2."""


class DamagedError(SearcherError):
    """Generated data that cannot be used any more; nothing is lost, for it can be built anew from the sources."""
