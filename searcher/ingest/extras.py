"""What is not in the plain install: the extras of the project, and what a file misses without them."""

from importlib.util import find_spec

from searcher.ingest.settings import Settings

ARCHIVES = "archives"
OCR = "ocr"


def install(extra: str) -> str:
    """The command that installs an extra."""
    return f"`pip install 'searcher[{extra}]'`"


def ocr_hint(settings: Settings) -> str:
    """What a person does to have pictures read, when they are not."""
    return f"{install(OCR)} reads them" if settings.ocr else "`ocr = true` in searcher.toml has them read"


def is_there(lacking: str, settings: Settings) -> bool:
    """Whether what a file was read without (`Problem.lacks`) is there now: an extra, or "ocr de" for a language."""
    extra, _, lang = lacking.partition(" ")
    if extra == OCR:
        if not settings.ocr:
            return False
        from searcher.ingest import ocr

        return ocr.is_there(lang)
    return find_spec("py7zr") is not None
