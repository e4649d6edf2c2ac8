"""The program tesseract, in the languages whose data are installed with it."""

import re
import shutil
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from searcher.expressions import expression
from searcher.ingest.ocr.commands import RecognitionError, run
from searcher.text.languages import is_language, language, normalise_code

_PROGRAM = "tesseract"
# Data for old prints and for lines from top to bottom, which read other pages worse.
_SPECIAL = expression("_(?:vert|old|frak|latf)")
# Each language more takes its time: of more than these the picture's script is looked at first.
_MOST_LANGUAGES = 4
# Sureness in per cent, by which a word is left out, and a line by the mean of its words: what is seen in a photograph's
# leaves and bricks lies below.
_LEAST_OF_WORD = 25.0
_LEAST_OF_LINE = 50.0
_WORD = "5"
# The scripts that tesseract's own detection tells, as ISO 15924 writes them.
_SCRIPTS = {
    "Arabic": ("Arab",), "Armenian": ("Armn",), "Bengali": ("Beng",), "Cyrillic": ("Cyrl",), "Devanagari": ("Deva",),
    "Ethiopic": ("Ethi",), "Georgian": ("Geor",), "Greek": ("Grek",), "Gujarati": ("Gujr",), "Gurmukhi": ("Guru",),
    "Han": ("Hans", "Hant", "Jpan"), "Hangul": ("Kore",), "Hebrew": ("Hebr",), "Japanese": ("Jpan",),
    "Kannada": ("Knda",), "Khmer": ("Khmr",), "Korean": ("Kore",), "Lao": ("Laoo",), "Latin": ("Latn",),
    "Malayalam": ("Mlym",), "Myanmar": ("Mymr",), "Sinhala": ("Sinh",), "Tamil": ("Taml",), "Telugu": ("Telu",),
    "Thai": ("Thai",),
}  # fmt: skip


def is_installed() -> bool:
    """Whether the program is there, with any language."""
    return shutil.which(_PROGRAM) is not None and bool(_languages())


def reads(lang: str) -> bool:
    """Whether the data of a language (ISO 639) are installed."""
    return lang in _languages()


def text_of(picture: bytes, page: int, langs: tuple[str, ...]) -> str:
    """The lines of a page (from 0) of a picture that tesseract is sure of. Raises RecognitionError."""
    known = _languages()
    data = [name for lang in langs if lang in known for name in known[lang]] or _guessed(picture, page)
    told = run(
        [_PROGRAM, "-", "-", "-l", "+".join(data), "-c", "tessedit_create_tsv=1", "-c", f"tessedit_page_number={page}"],
        picture,
    )
    return "\n".join(_lines(told.decode("utf-8", "replace")))


def _lines(table: str) -> Iterator[str]:
    """The lines of the table that tesseract writes, with an empty one between paragraphs."""
    rows = (row.split("\t") for row in table.splitlines())
    # level, page, block, paragraph, line, word, left, top, width, height, sureness, text
    words = (row for row in rows if len(row) == 12 and row[0] == _WORD and row[11].strip())
    paragraph: list[str] = []
    for place, line in groupby(words, key=lambda row: row[1:5]):
        sure = [(float(row[10]), row[11]) for row in line]
        if sum(sureness for sureness, _ in sure) < _LEAST_OF_LINE * len(sure):
            continue
        if paragraph and paragraph != place[:3]:
            yield ""
        paragraph = place[:3]
        yield " ".join(word for sureness, word in sure if sureness >= _LEAST_OF_WORD)


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    """The languages (ISO 639) whose data are installed, with the names of the data."""
    try:
        told = run([_PROGRAM, "--list-langs"]).decode("utf-8", "replace")
    except RecognitionError:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for name in told.splitlines()[1:]:
        code = normalise_code(name.strip())
        if is_language(code) and not _SPECIAL.search(name):
            found[code] = (*found.get(code, ()), name.strip())
    return found


def _guessed(picture: bytes, page: int) -> list[str]:
    """The data to read a picture with of which nothing is known."""
    known = _languages()
    if len(known) > _MOST_LANGUAGES:
        known = {lang: names for lang, names in known.items() if _is_written_in(lang, _scripts(picture, page))} or known
    # English is found beside every other language.
    order = sorted(known, key=lambda lang: (lang != "en", lang))
    return [name for lang in order[:_MOST_LANGUAGES] for name in known[lang]]


def _scripts(picture: bytes, page: int) -> tuple[str, ...]:
    try:
        told = run([_PROGRAM, "-", "-", "--psm", "0", "-c", f"tessedit_page_number={page}"], picture)
    except RecognitionError:  # too little text, or no data for it
        return ()
    found = re.search(r"^Script: (\w+)", told.decode("utf-8", "replace"), re.MULTILINE)
    return _SCRIPTS.get(found[1], ()) if found else ()


def _is_written_in(lang: str, scripts: tuple[str, ...]) -> bool:
    known = language(lang)
    return known is not None and not set(known.scripts).isdisjoint(scripts)
