"""Words that are broken at the end of a line, put together again."""

import re


def rejoined(text: str, break_: re.Pattern[str]) -> str:
    """The text with what `break_` finds (a hyphen and the end of its line) taken out of words.

    It stays a hyphen where it parts a name (Müller-Lüdenscheid), an acronym (TV-Programm) or numbers, which only the
    letters beside it tell.
    """

    def between(found: re.Match[str]) -> str:
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        if before.isalpha() and after.isalpha():
            return "" if before.isupper() == after.isupper() else "-"
        return "-" if before.isalnum() and after.isalnum() else found[0]

    return break_.sub(between, text)
