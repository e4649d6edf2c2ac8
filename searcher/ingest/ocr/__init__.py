"""Reading what stands in pictures, by a program that is installed for it (OCR).

`Scans` reads the pictures of one file; `is_there` tells whether anything can read them.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Protocol

from searcher.expressions import expression
from searcher.ingest import pulse
from searcher.ingest.hyphens import rejoined
from searcher.ingest.ocr.commands import RecognitionError
from searcher.ingest.settings import Settings
from searcher.text.languages import language_name, normalise_code

__all__ = ["MARK", "RecognitionError", "Scans", "is_there"]

MARK = "by OCR"
"""What a place says of text that was read so."""
# Asked in this order: tesseract is told the language and reads most scripts, rapidocr comes as a wheel.
_PROGRAMS = ("tesseract", "rapid")
# So many letters tell the language of a page.
_LETTERS = 80
_SAMPLE = 2_000  # code points
_BROKEN = expression("[-‐¬]\n")


class Recogniser(Protocol):
    """A module of this folder that reads pictures by one program."""

    def is_installed(self) -> bool:
        """Whether the program is there."""

    def reads(self, lang: str) -> bool:
        """Whether it reads texts in this language (ISO 639)."""

    def text_of(self, picture: bytes, page: int, langs: tuple[str, ...]) -> str:
        """The lines of a picture, or of a page (from 0) of one that has several; none of what is unsure.

        `langs`: what it may be written in, empty if nothing is known. Raises RecognitionError.
        """


def is_there(lang: str = "") -> bool:
    """Whether a program is there that reads pictures, and if a language is given, texts in it."""
    return next(_recognisers(lang), None) is not None


class Scans:
    """Reads pictures that belong together, in the language of the text beside them or of those that were read."""

    def __init__(self, settings: Settings, beside: str = "", told: str = "") -> None:
        """`beside`: text of the same file; `told`: the language that it tells, "" for none."""
        self._among = settings.languages
        self._lang = normalise_code(told) or self._language(beside)

    @property
    def lang(self) -> str:
        """The language as far as it is known, or ""."""
        return self._lang

    def text_of(self, picture: bytes, page: int = 0) -> str:
        """The lines of a picture, or of a page (from 0) of one with several. Raises RecognitionError."""
        pulse.beat()
        recogniser = next(_recognisers(self._lang), None)
        if recogniser is None:
            raise RecognitionError(f"nothing here reads {language_name(self._lang)} in pictures", self._lang)
        text = recogniser.text_of(picture, page, (self._lang,) if self._lang else self._among)
        text = rejoined(text, _BROKEN)
        if not self._lang and (lang := self._language(text)) and recogniser.reads(lang):
            self._lang = lang
        return text

    def _language(self, text: str) -> str:
        from searcher.text.identify import UNDETERMINED, identify

        sample = text[:_SAMPLE]
        if sum(map(str.isalpha, sample)) < _LETTERS:
            return ""
        lang = identify([sample], self._among)[0]
        return "" if lang == UNDETERMINED else lang


def _recognisers(lang: str) -> Iterator[Recogniser]:
    for recogniser in _installed():
        if not lang or recogniser.reads(lang):
            yield recogniser


@cache
def _installed() -> tuple[Recogniser, ...]:
    known: list[Recogniser] = [import_module(f"{__name__}.{name}") for name in _PROGRAMS]
    return tuple(recogniser for recogniser in known if recogniser.is_installed())
