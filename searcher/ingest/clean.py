"""Text and metadata made safe to store: what the input said, without what cannot be stored or compared."""

import re
from datetime import datetime

from searcher.expressions import expression

_SURROGATE = expression("[\ud800-\udfff]")
_SEQUENCE = expression(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)|[ -/]*[0-~])")
# An underline comes before its letter, or behind it.
_STRUCK = expression(r"[^\n]\x08(?=[^\n_\x08])|\x08_")
_LANG = expression(r"([A-Za-z]{2})(?:[-_].*)?", re.DOTALL)
_DAY = expression(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


def clean_text(text: str) -> tuple[str, str]:
    r"""`text` with "\n" line ends and U+FFFD for every NUL and lone surrogate, and a note on them or ""."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    notes = []
    if "\0" in text:
        nuls = text.count("\0")
        text = text.replace("\0", "\ufffd")
        notes.append(f"{nuls} NUL character{'s' if nuls > 1 else ''}")
    if _has_surrogates(text):
        text, surrogates = _SURROGATE.subn("\ufffd", text)
        notes.append(f"{surrogates} lone surrogate{'s' if surrogates > 1 else ''}")
    return text, f"{' and '.join(notes)} replaced by U+FFFD" if notes else ""


def without_terminal_codes(text: str) -> str:
    """`text` without what coloured output and printed manual pages hold for the device that shows them.

    Escape sequences (ECMA-48) go; of characters struck over one another (bold as "N", backspace, "N") the last stays.
    """
    if "\x1b" in text:
        text = _SEQUENCE.sub("", text)
    return _STRUCK.sub("", text) if "\b" in text else text


def _has_surrogates(text: str) -> bool:
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def clean_line(text: str) -> str:
    """`text` as one line: for titles, ids and addresses."""
    return " ".join(clean_text(text)[0].split())


def clean_lang(code: str) -> str:
    """The ISO 639-1 part of a language tag ("pt" of "pt-BR"), or "" when it has none."""
    tag = _LANG.fullmatch(code.strip())
    return tag[1].lower() if tag else ""


def clean_date(text: str) -> str:
    """An ISO 8601 date, with its time if it has one, or "" when `text` is no date that can be read safely."""
    text = text.strip()
    try:
        if "T" in text or ":" in text:
            return datetime.fromisoformat(text).isoformat()
        if day := _DAY.fullmatch(text):
            return datetime(int(day[1]), int(day[2]), int(day[3])).date().isoformat()
    except ValueError:
        pass
    return ""
