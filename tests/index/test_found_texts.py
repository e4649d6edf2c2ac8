"""Texts with marks of their own, as folders of programs, papers and films hold them: words are whole, marks are gone."""

import json

import pytest
from extracting import documents, first, items, named, places

from searcher.ingest.document import Document


def test_letters_of_latex_are_letters() -> None:
    document = first(
        "a.tex",
        rb"""\documentclass[a4paper]{article}\usepackage[utf8]{inputenc}
\title{The equation of Schr\"odinger} \author{Jos\'e Mu\~noz \and \L{}ukasz \'Swi\k{a}tek}
\begin{document}\maketitle % a comment
Gr\"u\ss{}e aus K{\"o}ln, na\"{\i}ve fa\c{c}ade, \v{C}esk\'y \emph{kursi}ver Text, pa\-ra\-me\-ter.
100\,\% \& \textbf{bold}ly\footnote{a note} \cite{key2020}, see \ref{x} -- \'{e}t\'e.
\end{document}
""",
    )
    assert document.title == "The equation of Schrödinger"
    assert [value for name, value in document.fields if name == "author"] == ["José Muñoz", "Łukasz Świątek"]
    for words in ("Grüße aus Köln, naïve façade, Český kursiver Text, parameter.", "boldly a note", "% &", "– été."):
        assert words in document.text
    for noise in ("comment", "a4paper", "key2020", "{", "\\"):
        assert noise not in document.text


def test_entries_of_a_bibliography() -> None:
    entry = rb"""@book{key, author = {G{\"o}del, Kurt and Erd\H{o}s, P\'al}, title = "{\"U}ber S\"atze",
  keywords = {logic, sets} }"""
    entry = entry.replace(b", author", b",\n author").replace(b", title", b",\n title")
    document = first("a.bib", entry)
    assert "Über Sätze" in document.text
    assert document.fields[:2] == (("author", "Gödel, Kurt"), ("author", "Erdős, Pál"))
    assert ("tag", "logic") in document.fields


PO = r"""msgid ""
msgstr ""
"Project-Id-Version: Editor 3\n"
"Language: ru\n"
"Content-Type: text/plain; charset=KOI8-R\n"

#: src/a.c:12
msgid "Open\nfile"
msgstr "Отк"
"рыть\nфайл"

#, fuzzy
msgid_plural "%d files"
msgstr[0] "Да"
"""


def test_catalogues_of_messages() -> None:
    document = first("ru.po", PO.encode("koi8_r"))
    assert document.text == "src/a.c:12\nOpen\nfile\nОткрыть\nфайл\nfuzzy\n%d files\nДа"
    assert (document.title, document.lang) == ("Editor 3", "ru")
    strings = r"""/* A note */ "key" = "Say \"yes\"\nor \U00fcber";"""
    assert first("a.strings", strings.encode("utf-16")).text == '/* A note */ key = Say "yes"\nor über;'


def test_subtitles_of_sub_station_alpha() -> None:
    document = first(
        "a.ass",
        b"[Script Info]\nTitle: Film\n[V4+ Styles]\nStyle: Default,Arial\n[Events]\n"
        b"Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        b"Dialogue: 0,0:01:02.00,0:01:04.00,Default,,0,0,0,,{\\i1}Hello{\\i0}, you\\Nthere\n"
        b"Dialogue: 0,0:02:05.00,0:02:06.00,Default,,0,0,0,,{\\k20}Ka{\\k20}ra{\\k30}oke\n",
    )
    assert (document.title, document.text) == ("Film", "Hello, you\nthere\nKaraoke")
    assert places(document) == {"Hello,": "minute 0:01", "Karaoke": "minute 0:02"}


def test_words_of_songs() -> None:
    document = first("a.lrc", b"[ti:Song]\n[ar:Singer]\n[00:12.00]First <00:12.50>line\n[00:17.20][01:10.00]Second\n")
    assert (document.title, document.text) == ("Song", "Song\nSinger\nFirst line\nSecond")
    assert ("author", "Singer") in document.fields


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<p>a <g>bo</g>ld wo<x/>rd, Karl May<n>s</n> book</p>", "a bold word, Karl Mays book"),
        ('<p>bro<lb break="no"/>ken, one<lb/>two</p>', "broken, one\ntwo"),
        ("<r><c>one</c><c>two</c></r>", "one\ntwo"),
        ("<d>Entry<e>Heading</e></d>", "Entry\nHeading"),
        ("<p>Word<note>and a note</note> goes on</p>", "Word\nand a note\ngoes on"),
        ("<r><t>12</t>34</r>", "12\n34"),
        ("<f><d>&lt;p&gt;one&lt;/p&gt;&lt;p&gt;t&lt;b&gt;wo&lt;/b&gt;&lt;/p&gt;</d></f>", "one\ntwo"),
        ("<plist><dict><key>name</key><string>Value</string></dict></plist>", "name\nValue"),
        ("<s><style>.a{}</style><t>shown</t></s>", "shown"),
    ],
)
def test_words_in_xml_are_whole_and_apart(xml: str, text: str) -> None:
    assert first("a.xml", xml.encode()).text == text


def test_scanned_pages_in_alto() -> None:
    line = '<TextLine><String CONTENT="First"/><SP/>'
    line += '<String CONTENT="steam-" SUBS_TYPE="HypPart1" SUBS_CONTENT="steamship"/>'
    line += '</TextLine><TextLine><String CONTENT="ship" SUBS_TYPE="HypPart2" SUBS_CONTENT="steamship"/><SP/>'
    assert first("a.xml", f'<alto>{line}<String CONTENT="sails"/></TextLine></alto>'.encode()).text.split() == [
        "First",
        "steamship",
        "sails",
    ]


@pytest.mark.parametrize(
    ("root", "space"),
    [
        ("w:wordDocument", "http://schemas.microsoft.com/office/word/2003/wordml"),
        ("w:document", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ],
)
def test_documents_of_word_in_one_file(root: str, space: str) -> None:
    run = "<w:p><w:r><w:t>whole </w:t></w:r><w:r><w:t>w</w:t></w:r><w:r><w:t>ords</w:t></w:r></w:p>"
    assert first("a.xml", f'<{root} xmlns:w="{space}"><w:body>{run}</w:body></{root}>'.encode()).text == "whole words"


def test_cards_of_telephones() -> None:
    cards = (
        "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=90=D0=BD=D0=BD=D0=B0=20=D0=9F\n"
        "=D0=B5=D1=82=D1=80=D0=BE=D0=B2=D0=B0\nNOTE;QUOTED-PRINTABLE:soft fo=\n lded end\nEND:VCARD\n"
    )
    document = first("a.vcf", cards.encode())
    assert document.title == "Анна Петрова"
    assert "soft folded end" in document.text


def test_guests_by_their_names_and_characters_that_are_folded() -> None:
    event = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:K\xc3\r\n \xb6ln\r\n"
    event += 'ATTENDEE;CN="Muster, Eva":mailto:eva@example.org\r\n'
    document = first("a.ics", event.encode("latin-1") + b"END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert document.title == "Köln"
    assert ("to", "Muster, Eva eva@example.org") in document.fields


def test_rows_with_more_cells_than_names_keep_them() -> None:
    table = b"Report of 2020\n\nName,City\nAnna,Wien,more\n"
    texts = [item.text for item in items("a.csv", table) if isinstance(item, Document)]
    assert texts == ["Report of 2020: Name\nCity", "Report of 2020: Anna\nWien\nmore"]
    assert "more cells than names" in named("a.csv", table)[0]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_that_tells_what_parts_its_cells(mark: str) -> None:
    (document,) = documents("a.csv", f"{mark}sep=;\nName;Sums, all\nAnna;1,5\n".encode())
    assert (document.text, document.number) == ("Name: Anna\nSums, all: 1,5", 3)


@pytest.mark.parametrize(
    "front",
    [
        '+++\ntitle = "A title"\ndate = 2021-05-17\ntags = ["blue", "red"]\n+++\n',
        '{\n "title": "A title", "date": "2021-05-17", "tags": ["blue", "red"]\n}\n\n',
        "---\ntitle: >\n  A\n  title\ndate: 2021-05-17\ntags: [blue, red]\n---\n",
    ],
)
@pytest.mark.parametrize("name", ["a.md", "a.Rmd", "a.qmd"])
def test_front_matter_of_every_kind(front: str, name: str) -> None:
    document = first(name, f"{front}the text\n".encode())
    assert (document.title, document.date, document.text) == ("A title", "2021-05-17", "the text\n")
    assert ("tag", "red") in document.fields


@pytest.mark.parametrize("text", ["+++\nno front matter\n", "{\nnone\n", "+++\na = \n+++\ntext\n"])
def test_what_only_looks_like_front_matter(text: str) -> None:
    assert first("a.md", text.encode()).text == text


def test_what_a_notebook_shows() -> None:
    outputs = [
        {"output_type": "execute_result", "data": {"text/plain": "<Table>", "text/html": "<td>a</td><td>cell</td>"}},
        {"output_type": "execute_result", "data": {"text/plain": "plain", "text/html": "<b>page</b>"}},
        {"output_type": "stream", "text": ["\x1b[31mred\x1b[0m"]},
        {"output_type": "error", "ename": "ValueError", "evalue": "is wrong", "traceback": ["\x1b[0;31mnoise"]},
    ]
    notebook = {"nbformat": 4, "cells": [{"cell_type": "code", "source": "x", "outputs": outputs}]}
    assert first("a.ipynb", json.dumps(notebook).encode()).text == "x\na\ncell\nplain\nred\nValueError: is wrong"


@pytest.mark.parametrize(
    ("name", "page", "text"),
    [
        ("a.xls", "<table border=1><tr><td>one</td><td>two</td></tr></table>", "one\ntwo"),
        ("a.doc", "<!-- x --><p>words</p>", "words"),
        ("a.xls", "\ufeff<meta charset=utf-8><style>.a{}</style><table><td>one</td>", "one"),
    ],
)
def test_pages_under_the_suffix_of_a_program(name: str, page: str, text: str) -> None:
    assert first(name, page.encode()).text == text
    assert first(name, page.encode("utf-16") if page[0] == "<" else page.encode()).text == text


def test_a_table_in_wide_characters_under_another_suffix() -> None:
    assert first("a.xls", "one\ttwo\n".encode("utf-16")).text == "one\ttwo\n"


def test_a_page_with_a_title_alone_is_found_by_it() -> None:
    page = b'<title>Moved to the new place</title><meta http-equiv="refresh" content="0;url=x">'
    assert first("a.html", page).title == "Moved to the new place"
    assert "found by its name" in named("a.html", page)[0]


def test_a_title_has_words() -> None:
    assert first("a.txt", b"/*******\n * Notes of May\n *******/\nmore\n").title == "* Notes of May"


def test_a_program_whose_encoding_cannot_be_told_is_named_as_such() -> None:
    assert "encoding" in named("a.py", bytes(range(0x80, 0x100)) * 3)[0]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("a word<sup>1</sup> more", "a word 1 more"),
        ('the end.<a href="#n"><sup>[12]</sup></a>', "the end. [12]"),
        ("5 km<sup>2</sup>, x<sup>2</sup>, 10<sup>6</sup>, the 1<sup>st</sup>", "5 km2, x2, 106, the 1st"),
    ],
)
def test_the_number_of_a_note_is_no_part_of_the_word_before_it(page: str, text: str) -> None:
    assert first("a.html", f"<html><p>{page}</p></html>".encode()).text == text
