"""The one exception that reaches a person: a line that says what is wrong and what to do."""


class SearcherError(Exception):
    """Unusable input or set-up. `str(error)` is one line for stderr; the command ends with exit status 2."""
