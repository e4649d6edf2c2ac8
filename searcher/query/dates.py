"""Dates in queries: a year, a month or a day stands for all days in it."""

from searcher.expressions import expression

_DATE = expression(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_OPEN = ("", "*")


def _parts(text: str) -> tuple[str, ...] | None:
    match = _DATE.match(text)
    if match is None:
        return None
    parts = tuple(part for part in match.groups() if part)
    if len(parts) > 1 and not 1 <= int(parts[1]) <= 12:
        return None
    if len(parts) > 2 and not 1 <= int(parts[2]) <= 31:
        return None
    return (parts[0], *(part.zfill(2) for part in parts[1:]))


def date_range(low: str, high: str) -> tuple[str, str] | None:
    """The ISO bounds (both included, "" for an open end) of the days from `low` to `high`, or None if no dates.

    Compared as text: the upper bound ends in "~", which sorts after every digit, hyphen and time.
    """
    bounds = []
    for text in (low, high):
        if text in _OPEN:
            bounds.append("")
            continue
        parts = _parts(text)
        if parts is None:
            return None
        bounds.append("-".join(parts))
    if bounds == ["", ""]:
        return None
    return bounds[0], bounds[1] + "~" if bounds[1] else ""
