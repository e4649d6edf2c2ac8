"""Words that every side of the project tells numbers in."""


def counted(count: int, noun: str) -> str:
    """ "1 document", "1,234 documents"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
