"""Words that every side of the project tells numbers in."""


def counted(count: int, noun: str, plural: str = "") -> str:
    """ "1 document", "1,234 documents"; `plural` where it is not made by an "s"."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"
