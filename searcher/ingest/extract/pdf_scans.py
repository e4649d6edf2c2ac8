"""Pages of a PDF that are pictures: what a program for OCR reads on them, and how the others are told."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from searcher.ingest import extras
from searcher.ingest.ocr import RecognitionError, Scans
from searcher.ingest.settings import Settings
from searcher.records import dataclass, field

if TYPE_CHECKING:
    import pypdfium2

_POINTS = 72  # an inch has so many units of a page
_DPI = 300
# Pixels of a page: A4 at 300 points an inch has 9 million.
_MOST_PIXELS = 20_000_000


@dataclass(frozen=True, slots=True)
class Scanned:
    """Pages (from 1) that hold pictures and no text: `texts` by page of those that were read.

    `failed` has pages and why they were not; `unread` those that were not tried. `lacks` as in Problem.
    """

    unread: Sequence[int] = ()
    texts: dict[int, str] = field(default_factory=dict)
    failed: dict[str, list[int]] = field(default_factory=dict)
    lang: str = ""

    @property
    def lacks(self) -> str:
        if self.lang:
            return f"{extras.OCR} {self.lang}"
        return extras.OCR if self.unread else ""

    def notes(self, settings: Settings) -> list[str]:
        """What is to be told of the pages without text."""
        notes = [f"no text on {page_ranges(pages)} (scanned?): {reason}" for reason, pages in self.failed.items()]
        if self.unread:
            notes.append(f"no text on {page_ranges(self.unread)} (scanned?): {extras.ocr_hint(settings)}")
        return notes


def scanned_pages(file: "pypdfium2.PdfDocument", pages: Sequence[int], scans: Scans) -> Scanned:
    """Read the pictures of these pages."""
    import pypdfium2

    found = Scanned()
    lang = ""
    for number in pages:
        try:
            text = scans.text_of(_picture(file, number))
            reason = "" if text.strip() else "OCR finds none"
        except pypdfium2.PdfiumError:
            text, reason = "", "the page is damaged"
        except RecognitionError as error:
            text, reason, lang = "", str(error), lang or error.lang
        if reason:
            found.failed.setdefault(reason, []).append(number)
        else:
            found.texts[number] = text
    return Scanned((), found.texts, found.failed, lang)


def _picture(file: "pypdfium2.PdfDocument", number: int) -> bytes:
    """A page in shades of grey, in the format PGM, which needs no library to write."""
    page = file[number - 1]
    width, height = page.get_size()
    scale = min(_DPI / _POINTS, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    pixels = memoryview(bitmap.buffer).cast("B")
    rows = [pixels[at * bitmap.stride : at * bitmap.stride + bitmap.width] for at in range(bitmap.height)]
    data = b"".join([f"P5 {bitmap.width} {bitmap.height} 255\n".encode(), *rows])
    bitmap.close()
    page.close()
    return data


def page_ranges(pages: Sequence[int]) -> str:
    """Ascending numbers of pages in words: "pages 3–9, 12"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    words = ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in runs)
    return f"page{'s' if len(pages) > 1 else ''} {words}"
