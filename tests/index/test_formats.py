"""Files as people have them: their text, where in it one is, what is known of them; and why one is not read."""

import bz2
import gzip
import io
import json
import lzma
import re
import tarfile
import time
import zipfile
from collections.abc import Mapping

import pytest
from extracting import documents, first, items, named, places, zipped

from searcher.ingest.document import Document
from searcher.ingest.extract.detection import reader_of
from searcher.ingest.hyphens import rejoined

CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>Bericht</dc:title>'
    "<dc:creator>Ana Núñez</dc:creator><cp:keywords>Budget; Herbst</cp:keywords>"
    "<dcterms:created>2024-05-01T10:00:00Z</dcterms:created></cp:coreProperties>"
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(body: str, **more: str) -> bytes:
    return zipped(
        {
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "docProps/core.xml": CORE,
            **more,
        }
    )


def test_word() -> None:
    body = (
        "<w:p><w:r><w:t>Der Haus</w:t></w:r><w:r><w:t>halt</w:t><w:tab/><w:t>2024</w:t></w:r></w:p>"
        "<w:p><w:r><w:delText>gestrichen</w:delText><w:instrText>PAGE</w:instrText></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Zelle</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    note = f"<w:footnotes {W}><w:footnote><w:p><w:r><w:t>Fußnote</w:t></w:r></w:p></w:footnote></w:footnotes>"
    document = first("a.docx", word(body, **{"word/footnotes.xml": note}))
    assert document.text.split("\n") == ["Der Haushalt\t2024", "", "Zelle", "Fußnote"]
    assert (document.title, document.date, document.type) == ("Bericht", "2024-05-01T10:00:00+00:00", "docx")
    assert document.fields == (("author", "Ana Núñez"), ("tag", "Budget"), ("tag", "Herbst"), ("name", "a"))
    assert places(document) == {"Fußnote": "footnotes"}


def test_what_stands_inside_a_paragraph_comes_after_it() -> None:
    def line(content: str) -> str:
        return f"<w:p><w:r>{content}</w:r></w:p>"

    box = f"<w:pict><w:txbxContent>{line('<w:t>Kasten</w:t>')}</w:txbxContent></w:pict>"
    moved = "<w:p><w:moveFrom><w:r><w:t>früher hier</w:t></w:r></w:moveFrom></w:p>"
    document = first("a.docx", word(line(f"<w:t>Ein gan</w:t>{box}<w:t>zer Satz</w:t>") + moved))
    assert document.text.split("\n") == ["Ein ganzer Satz", "Kasten"]
    text = (
        '<o xmlns:text="t" xmlns:office="o" xmlns:dc="d" xmlns:svg="s" xmlns:draw="w"><text:p>Ein gan<office:annotation>'
        "<dc:creator>Ivo</dc:creator><dc:date>2024-05-01T10:00:00</dc:date><text:p>Wirklich?</text:p></office:annotation>"
        "zer<text:note><text:note-citation>7</text:note-citation><text:note-body><text:p>Fußnote</text:p></text:note-body>"
        "</text:note> Satz von <text:creator>Ana</text:creator><draw:rect><svg:title>Bild</svg:title></draw:rect>.</text:p></o>"
    )
    files = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": text}
    lines = first("a.odt", zipped(files)).text.split("\n")
    assert lines == ["Ein ganzer Satz von Ana.", "Ivo", "Wirklich?", "Fußnote", "Bild"]


def test_readings_beside_characters_are_not_inside_their_word() -> None:
    def ruby(base: str, reading: str) -> str:
        runs = f"<w:rt><w:r><w:t>{reading}</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>{base}</w:t></w:r></w:rubyBase>"
        return f"<w:r><w:ruby>{runs}</w:ruby></w:r>"

    body = f"<w:p>{ruby('東', 'とう')}{ruby('京', 'きょう')}<w:r><w:t>都へ</w:t></w:r></w:p>"
    assert first("a.docx", word(body)).text.split("\n") == ["東京都へ", "とう", "きょう"]
    text = (
        '<o xmlns:text="t"><text:p><text:ruby><text:ruby-base>東京</text:ruby-base><text:ruby-text>とうきょう'
        "</text:ruby-text></text:ruby>都へ</text:p></o>"
    )
    files = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": text}
    assert first("a.odt", zipped(files)).text.split("\n") == ["東京都へ", "とうきょう"]


def test_slides_in_the_order_of_the_presentation() -> None:
    def slide(text: str) -> str:
        return f'<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>'

    relations = (
        '<Relationships><Relationship Id="r1" Target="slides/slide2.xml"/>'
        '<Relationship Id="r2" Target="slides/slide1.xml"/></Relationships>'
    )
    document = first("a.pptx", zipped({
        "ppt/presentation.xml": '<p:p xmlns:p="p" xmlns:r="r"><p:sldId r:id="r1"/><p:sldId r:id="r2"/></p:p>',
        "ppt/_rels/presentation.xml.rels": relations,
        "ppt/slides/slide1.xml": slide("Ende"),
        "ppt/slides/slide2.xml": slide("Anfang"),
        "ppt/slides/_rels/slide2.xml.rels": '<R><Relationship Id="n" Target="../notesSlides/notesSlide1.xml"/></R>',
        "ppt/notesSlides/notesSlide1.xml": slide("Notiz"),
    }))  # fmt: skip
    assert places(document) == {"Anfang": "slide 1", "Notiz": "slide 1, notes", "Ende": "slide 2"}


def test_sheets_by_the_numbers_of_their_rows() -> None:
    def row(number: int, text: str) -> str:
        return f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{text}</t></is></c></row>'

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    document = first("a.xlsx", zipped({
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Q3" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/comments1.xml": f'<comments xmlns="{main}"><comment><text><r><t>Zu </t></r><r><t>teuer</t></r></text></comment></comments>',
        "xl/drawings/drawing1.xml": '<d xmlns:a="a"><a:p><a:r><a:t>Umsatz</a:t></a:r></a:p></d>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{row(2, "Nägel")}{row(3, "Schrauben")}{row(41, "Kramer")}</sheetData></worksheet>',
    }))  # fmt: skip
    assert document.text == "Nägel\nSchrauben\nKramer\nZu teuer\nUmsatz"
    assert places(document) == {
        "Nägel": "sheet Q3, row 2",
        "Kramer": "sheet Q3, row 41",
        "Zu": "comments",
        "Umsatz": "drawing",
    }
    assert ("sheet", "Q3") in document.fields


def test_open_document() -> None:
    text = (
        '<o xmlns:text="t" xmlns:table="b"><text:h>Titel</text:h><text:p>Eins<text:s text:c="2"/>zwei<text:s text:c="x"/><text:tab/>drei</text:p>'
        "<text:tracked-changes><text:p>weg</text:p></text:tracked-changes><table:table-row><table:table-cell>"
        "<text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></o>"
    )
    meta = '<o xmlns:dc="d" xmlns:meta="m"><dc:title>T</dc:title><meta:initial-creator>Ivo</meta:initial-creator><dc:language>de-AT</dc:language></o>'
    files = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": text, "meta.xml": meta}
    document = first("a.odt", zipped(files))
    assert document.text.split("\n") == ["Titel", "Eins  zwei \tdrei", "a\tb"]
    assert (document.title, document.lang, document.fields[0]) == ("T", "de", ("author", "Ivo"))


def test_book_by_its_chapters() -> None:
    opf = (
        '<package xmlns:dc="d"><metadata><dc:title>Buch</dc:title><dc:creator>B. Traven</dc:creator></metadata><manifest>'
        '<item id="b" href="2.xhtml" media-type="application/xhtml+xml"/><item id="a" href="1.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
    )
    document = first("a.epub", zipped({
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<c><rootfile full-path="O/x.opf"/></c>',
        "O/x.opf": opf, "O/1.xhtml": "<h1>Der Anfang</h1><p>eins", "O/2.xhtml": "<p>zwei",
    }))  # fmt: skip
    assert places(document) == {"Der": "chapter 1 (Der Anfang)", "zwei": "chapter 2"}
    assert (document.title, document.fields[0]) == ("Buch", ("author", "B. Traven"))


def test_rich_text_in_several_code_pages() -> None:
    data = (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset128 M;}}"
        rb"{\info{\title Vertrag}{\author Ivo}}{\*\generator x}\f1\'cc\'ee\'f1\'ea\'e2\'e0\f0\par caf\'e9 \u1044?\par"
        rb"{\f2\'93\'fa\'96\'7b}\par {\field{\*\fldinst HYPERLINK x}{\fldrslt link}}}"
    )
    document = first("a.rtf", data)
    assert document.text.split("\n") == ["Москва", "café Д", "日本", "link"]
    assert (document.title, document.fields[0]) == ("Vertrag", ("author", "Ivo"))


def test_rich_text_with_words_of_later_programs() -> None:
    data = rb"{\rtf1\ansi{\mmathPr\mmathFont34\mbrkBin0\mbrkBinSub0}Text\par}"
    assert first("a.rtf", data).text == "Text"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Instal\ufffe\nlation", "Installation"),
        ("INSTAL\x02LATION", "INSTALLATION"),
        ("Müller\ufffeLüdenscheidt", "Müller-Lüdenscheidt"),
        ("SSH\ufffe\r\nforbindelse", "SSH-forbindelse"),
        ("2019\ufffe2020", "2019-2020"),
        ("end\ufffe\n(", "end\ufffe\n("),
    ],
)
def test_broken_words_are_put_together(text: str, whole: str) -> None:
    assert rejoined(text, re.compile("[\x02\ufffe]\r?\n?")) == whole


MAIL = b"""From: =?utf-8?B?0JjQstCw0L0=?= <ivan@example.org>\r
To: Ana <ana@example.org>\r
Subject: =?koi8-r?B?79TexdQ=?=\r
Date: Wed, 01 May 2024 10:00:00 +0200\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=B\r
\r
--B\r
Content-Type: multipart/alternative; boundary=C\r
\r
--C\r
Content-Type: text/plain; charset=windows-1251\r
Content-Transfer-Encoding: quoted-printable\r
\r
=CC=EE=F1=EA=E2=E0\r
--C\r
Content-Type: text/html\r
\r
<p>the same again</p>\r
--C--\r
--B\r
Content-Type: application/octet-stream; name="report.rtf"\r
Content-Disposition: attachment; filename="report.rtf"\r
\r
{\\rtf1 Attached}\r
--B--\r
"""


def test_mail_and_its_attachment() -> None:
    message, attached = documents("a.eml", MAIL)
    assert (message.title, message.text, message.date) == ("Отчет", "Отчет\nМосква", "2024-05-01T10:00:00+02:00")
    assert ("from", "Иван <ivan@example.org>") in message.fields
    assert (attached.id, attached.text) == ("a.eml!report.rtf", "Attached")
    assert attached.within == "attachment report.rtf of mail from Иван to Ana"


def test_headers_of_mail_as_people_read_them() -> None:
    data = (
        b'From: "Kramer, Paul" <p@example.org>\nTo: =?utf-8?Q?Petrov=2C_Iv=C3=A1n?= <i@example.org>,\n b@example.org\n'
        b"Subject: =?gb2312?B?xOM=?=\n =?gb2312?B?usM=?= und =?no-such?Q?mehr?=\nCc: Zo\xc3\xab <z@example.org>\n\ntext"
    )
    document = first("a.eml", data)
    assert document.title == "你好 und mehr"
    assert document.fields[:3] == (
        ("from", "Kramer, Paul <p@example.org>"),
        ("to", "Petrov, Iván <i@example.org>, b@example.org"),
        ("to", "Zoë <z@example.org>"),
    )


@pytest.mark.parametrize(
    "line", ["(" * 30_000, "a;" * 3_000 + '"' * 999, '"' * 30_000, "=?utf-8?Q?" * 3_000, "<" * 9_000]
)
def test_headers_of_mail_take_bounded_time(line: str) -> None:
    headers = "".join(
        f"{name}: {line}\n" for name in ("From", "To", "Subject", "Date", "Content-Type", "Content-Disposition")
    )
    data = f"{headers}\ntext".encode()
    started = time.process_time()
    assert "text" in items("a.eml", data)[0].text  # type: ignore[union-attr]
    assert time.process_time() - started < 20, "minutes where it grows with the square"


def test_mailbox() -> None:
    box = b"".join(
        b"From x Wed May  1 10:00:00 2024\n" + MAIL.replace(b"\r", b"") + b"\n>From here\n\n" for _ in range(2)
    )
    read = documents("mail", box)
    assert [document.id for document in read] == ["mail#1", "mail#1!report.rtf", "mail#2", "mail#2!report.rtf"]
    assert read[2].within == "message 2"


def test_xml_and_its_escapes() -> None:
    page = (
        '<?xml version="1.0" encoding="windows-1251"?><doc><p>&#1043;ород <em>Мос</em>ква</p><x title="шапка"/></doc>'
    )
    assert first("a.page", page.encode("cp1251")).text.split("\n") == ["Город Москва", "шапка"]


def test_json_and_its_escapes() -> None:
    document = first("a.json", b'{"title": "\\u0413\\u043e\\u0440\\u043e\\u0434", "n": [{"x": 5}, null, true]}')
    assert (document.text, document.title) == ("title: Город\nx: 5", "Город")
    notebook = {
        "nbformat": 4,
        "cells": [
            {"cell_type": "markdown", "source": ["# Kopf\n", "über"]},
            {"source": "x = 1", "outputs": [{"text": ["42"]}]},
        ],
    }
    document = first("a.ipynb", json.dumps(notebook).encode())
    assert (document.title, places(document)) == ("Kopf", {"#": "cell 1", "x": "cell 2"})
    assert "42" in document.text
    assert "not valid JSON" in named("a.json", b'{"a": ')[0]


@pytest.mark.parametrize(
    ("name", "content", "text", "where"),
    [
        ("a.srt", "1\n00:02:01,000 --> 00:02:04,000\n<i>Guten</i> Tag\n\n2\n00:03:09,1 --> 00:03:10,1\nEnde\n", "Guten Tag\nEnde", {"Guten": "minute 0:02", "Ende": "minute 0:03"}),
        ("a.vtt", "WEBVTT\n\n01:02.000 --> 01:04.000 align:start\n<v Ana>Hallo\n", "Hallo", {"Hallo": "minute 0:01"}),
        ("a.properties", "# Kopf\nkey=\\u0413\\u043e\\\n  \\u0440\\u043e\\u0434\n", "Kopf\nkey = Город", {}),
        ("ls.1", '.\\" c\n.TH LS 1\n.SH NAME\nls \\- \\fBlist\\fP it\n.SH "SEE ALSO"\n.BR cat (1)\n', "NAME\nls - list it\nSEE ALSO\ncat (1)", {"NAME": "section NAME", "SEE": "section SEE ALSO"}),
        ("a.rst", "=====\nTitel\n=====\n\nText\n", "=====\nTitel\n=====\n\nText", {}),
    ],
)  # fmt: skip
def test_marked_text(name: str, content: str, text: str, where: Mapping[str, str]) -> None:
    document = first(name, content.encode())
    assert (document.text, places(document)) == (text, where)


def test_cards_and_calendars() -> None:
    cards = "BEGIN:VCARD\nFN:Ana Núñez\nORG:Werk;Bau\nNOTE:lang\n ezeile\nEND:VCARD\nBEGIN:VCARD\nFN:Ivo\nEND:VCARD\n"
    ana, ivo = documents("a.vcf", cards.encode())
    assert (ana.title, ana.text, ana.number) == ("Ana Núñez", "fn: Ana Núñez\norg: Werk Bau\nnote: langezeile", 1)
    assert (ivo.title, ivo.number) == ("Ivo", 7)
    event = first(
        "a.ics",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Rat\\, offen\nDTSTART:20240501T100000Z\nEND:VEVENT\nEND:VCALENDAR\n",
    )
    assert (event.title, event.date, event.text) == (
        "Rat, offen",
        "2024-05-01",
        "summary: Rat, offen\ndtstart: 20240501T100000Z",
    )


def test_web_archive() -> None:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Seite</title><p>Inhalt"
    record = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/\r\nWARC-Date: 2024-05-01T00:00:00Z\r\nContent-Length: %d\r\n\r\n"
    document = first("a.warc", record % len(body) + body + b"\r\n\r\n")
    assert (document.title, document.text, document.url) == ("Seite", "Inhalt", "http://x.example/")


@pytest.mark.parametrize("length", [b"x", b"-5", b"9" * 5000])
def test_a_web_archive_goes_on_after_a_damaged_record(length: bytes) -> None:
    record = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: %s\r\n\r\n%s\r\n\r\n"
    data = record % (length, b"lost") + record % (b"4", b"kept")
    read = items("a.warc", data)
    assert [item.text for item in read if isinstance(item, Document)] == ["kept"]
    assert "record 1 tells no length" in named("a.warc", data)[0]


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)])
def test_compressed(suffix: str, pack: "type[bytes]") -> None:
    document = first(f"a.json{suffix}", pack(b'{"x": "Inhalt"}'))
    assert (document.id, document.text, document.type) == ("a.json" + suffix, "x: Inhalt", "json")


def test_records_of_a_compressed_file_keep_their_own_ids() -> None:
    own, without = documents("rows.jsonl.gz", gzip.compress(b'{"id": "a/1", "text": "eins"}\n{"text": "zwei"}\n'))
    assert (own.id, without.id) == ("a/1", "rows.jsonl.gz#2")


def test_archives_are_folders() -> None:
    inner = zipped({"b.txt": "zwei"})
    outer, nested = documents("a.zip", zipped({"x/a.html": "<p>eins", "in.zip": inner}))
    assert (outer.id, outer.text, outer.within) == ("a.zip!x/a.html", "eins", "x/a.html")
    assert (nested.id, nested.text, nested.within) == ("a.zip!in.zip!b.txt", "zwei", "in.zip, b.txt")
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        entry = tarfile.TarInfo("x/c.txt")
        entry.size = 4
        archive.addfile(entry, io.BytesIO(b"drei"))
    assert first("a.tar.gz", stream.getvalue()).text == "drei"


def test_bombs_are_named_and_not_unpacked() -> None:
    assert "not unpacked" in named("a.zip", zipped({"a.txt": "0" * 30_000_000}))[0]
    assert "30 MB from" in named("a.txt.gz", gzip.compress(b"0" * 30_000_000))[0]
    nested = b"deep"
    for _ in range(8):
        nested = zipped({"a.zip": nested})
    assert "files deep" in named("a.zip", nested)[0]
    entities = '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document><w:t>&b;</w:t></w:document>'
    assert "declares entities" in named("a.docx", zipped({"word/document.xml": entities}))[0]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.chm", b"ITSF\0\0", "compiled help"),
        ("a.djvu", b"AT&TFORM\0", "DjVu"),
        ("a.pdf", b"%PDF-1.4\nrest", "damaged PDF"),
        ("a.docx", b"PK\x03\x04rest", "damaged zip"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged office"),
        ("a.doc", bytes(600), "no doc file"),
        ("a.gz", b"\x1f\x8brest", "damaged compressed"),
        ("a.rar", b"Rar!\x1a\x07\0", "RAR"),
    ],
)
def test_what_is_not_read_is_named(name: str, data: bytes, reason: str) -> None:
    assert reason in named(name, data)[0]


@pytest.mark.parametrize(
    ("name", "data", "module"),
    [
        ("a.doc", b"{\\rtf1 x}", "rtf"),
        ("a.xls", b"<html><table>", "html"),
        ("a", b"From: a\nTo: b\nSubject: c\n\ntext", "mail"),
        ("a.txt", b"<?xml version='1.0'?><a/>", "xml"),
        ("a.bin", b"%PDF-1.7", "pdf"),
        ("a.pdf", b"\0\5\x16" + bytes(100) + b"%PDF-1.7", "pdf"),
        ("notes.txt", b"From: here it is not far", "txt"),
        ("libc.so.6", b"plain", ""),
    ],
)  # fmt: skip
def test_content_stands_above_the_suffix(name: str, data: bytes, module: str) -> None:
    reader = reader_of(name, data)
    assert (reader if isinstance(reader, str) else reader.module) == module


def test_a_file_without_text_is_found_by_its_name() -> None:
    document = first("Rechnung_Kramer.docx", word(""))
    assert (document.text, document.fields[-1]) == ("", ("name", "Rechnung_Kramer"))
    assert "holds no text" in named("a.docx", word(""))[0]


def test_a_package_that_is_encrypted_is_named() -> None:
    data = bytearray(zipped({"a.txt": "text"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.index(mark) + (6 if mark[2] == 3 else 8)
        data[at] |= 1
    assert "is encrypted" in named("a.zip", bytes(data))[0]
    assert zipfile.is_zipfile(io.BytesIO(bytes(data)))
