"""Pages and pictures without text: read where a program for that is installed, named with what helps where none is."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from building import library_over
from extracting import first, items, named, places, png, printed, scan, tiff

from searcher.indexing.update import update
from searcher.ingest import ocr, pulse
from searcher.ingest.document import Document
from searcher.ingest.extract import is_read_the_same, key_without, reader_key
from searcher.ingest.extract.detection import BY_SUFFIX
from searcher.ingest.ocr import RecognitionError, rapid, tesseract
from searcher.ingest.settings import Settings
from searcher.library import Library

GERMAN = "Der Vertrag wurde zwischen den beiden Parteien geschlossen und gilt ab dem Tag, an dem er unterschrieben ist."


@dataclass
class Reader:
    """A program that reads these texts, one after another, in German and English."""

    texts: list[str]
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def is_installed(self) -> bool:
        return True

    def reads(self, lang: str) -> bool:
        return lang in ("de", "en")

    def text_of(self, picture: bytes, page: int, langs: tuple[str, ...]) -> str:
        self.asked.append(langs)
        text = self.texts[len(self.asked) - 1]
        if text == "late":
            raise RecognitionError("OCR took more than 5 s")
        return text


def install(monkeypatch: pytest.MonkeyPatch, *readers: ocr.Recogniser) -> None:
    monkeypatch.setattr(ocr, "_installed", lambda: readers)


def test_without_a_program_the_pages_and_what_helps_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    picture = printed("Belousov")
    reason = "no text on pages 1–2, 4 (scanned?): `pip install 'searcher[ocr]'` reads them"
    assert reason in named("a.pdf", scan(picture, picture, "words", picture))[0]
    for name, data, kind in (
        ("a.png", png(picture), "PNG"),
        ("a.tif", tiff(picture), "TIFF"),
        ("a", png(picture), "PNG"),
    ):
        assert named(name, data) == [f"is a {kind} image: `pip install 'searcher[ocr]'` reads them"]


def test_a_setting_leaves_pictures_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Reader(["never"]))
    (problem,) = items("a.png", png(printed("x")), Settings(ocr=False))
    assert not isinstance(problem, Document)
    assert "`ocr = true` in searcher.toml" in problem.reason


def test_pages_are_read_in_their_order_and_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[None] = []
    monkeypatch.setattr(pulse, "_listener", lambda: steps.append(None))
    install(monkeypatch, Reader(["alpha", "gamma"]))
    document = first("a.pdf", scan(printed("x"), "beta", printed("x")))
    assert places(document) == {"alpha": "page 1, by OCR", "beta": "page 2", "gamma": "page 3, by OCR"}
    assert len(steps) == 2


def test_pictures_are_read_in_the_language_of_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(["alpha"])
    install(monkeypatch, reader)
    first("a.pdf", scan(GERMAN, printed("x")))
    assert reader.asked == [("de",)]
    reader = Reader([GERMAN, "beta"])
    install(monkeypatch, reader)
    first("a.tiff", tiff(printed("x"), printed("x")))
    assert reader.asked == [(), ("de",)], "what was read tells the language of the rest"


def test_a_page_that_fails_costs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Reader(["late", "beta", ""]))
    read = items("a.pdf", scan(printed("x"), printed("x"), printed("x")))
    assert isinstance(read[0], Document)
    assert places(read[0]) == {"beta": "page 2, by OCR"}
    (problem,) = read[1:]
    assert not isinstance(problem, Document)
    assert "no text on page 1 (scanned?): OCR took more than 5 s" in problem.reason
    assert "no text on page 3 (scanned?): OCR finds none" in problem.reason


def test_a_language_that_nothing_reads_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Reader(["never"]))
    french = "Le contrat a été conclu entre les deux parties et il est valable dès le jour de la signature par tous."
    read = items("a.pdf", scan(french.replace("é", "e").replace("è", "e"), printed("x")))
    (problem,) = [item for item in read if not isinstance(item, Document)]
    assert "no text on page 2 (scanned?): nothing here reads French in pictures" in problem.reason
    assert problem.lacks == "ocr fr"


def test_words_go_on_in_the_next_line(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Reader(["die Instal-\nlation von Müller-\nLüdenscheidt"]))
    assert first("a.png", png(printed("x"))).text == "die Installation von Müller-Lüdenscheidt"


def test_what_was_read_without_is_read_again_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    key = key_without(reader_key(BY_SUFFIX[".pdf"], "a.pdf"), "ocr de")
    install(monkeypatch)
    assert is_read_the_same(key, "a.pdf", Settings())
    install(monkeypatch, Reader([]))
    assert not is_read_the_same(key, "a.pdf", Settings())
    assert is_read_the_same(key, "a.pdf", Settings(ocr=False))
    assert is_read_the_same(key_without(reader_key(BY_SUFFIX[".pdf"], "a.pdf"), "ocr fr"), "a.pdf", Settings())


@pytest.mark.skipif(not tesseract.is_installed() or not tesseract.reads("en"), reason="tesseract is not installed")
def test_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, tesseract)
    reads_all_kinds()


@pytest.mark.skipif(not rapid.is_installed(), reason="the extra `ocr` is not installed")
def test_rapidocr(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, rapid)
    reads_all_kinds()


def reads_all_kinds() -> None:
    one, two = printed("Agreement with Belousov"), printed("Signed in Geneva")
    assert places(first("a.pdf", scan("text", one))) == {"text": "page 1", "Agreement": "page 2, by OCR"}
    document = first("a.tif", tiff(one, two))
    assert document.text.split() == ["Agreement", "with", "Belousov", "Signed", "in", "Geneva"]
    assert places(document) == {"Agreement": "page 1, by OCR", "Signed": "page 2, by OCR"}
    assert first("a.png", png(two)).text == "Signed in Geneva"
    assert named("a.png", png(printed(" "))) == ["is a PNG image: OCR finds no text in it"]
    (reason,) = named("a.png", png(two)[:200])
    assert reason.startswith("is a PNG image: OCR")


@pytest.mark.skipif(not ocr.is_there("en"), reason="no program for OCR is installed")
def test_scans_are_read_once_they_can_be(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    (tmp_path / "docs" / "scan.pdf").write_bytes(scan(printed("Agreement with Belousov")))
    settings = library.folder / "searcher.toml"
    text = settings.read_text()
    settings.write_text(f"{text}\nocr = false\n")
    report = update(Library.open(library.folder))
    assert "(scanned?)" in report.problems[0].reason
    settings.write_text(text)
    report = update(Library.open(library.folder))
    assert (report.updated, report.unchanged, report.problems) == (1, 1, ())
