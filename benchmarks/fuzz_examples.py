"""Small files of every format that is read, tables of names, settings and queries: what `fuzz_documents.py` damages."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Mapping

EXAMPLES: dict[str, tuple[str, ...]] = {
    "txt": (
        "A title\n\nSome text, and more of it.\nПрезидент в Москве.\n平壌で会談 ภาษาไทย\n",
        "one line",
        "1,234,567.89 a_b",
    ),
    "md": (
        "---\ntitle: 'One'\nlang: de\ndate: 2024-05-01\n---\n# Head\n\nText *and* more\n```\n# no\n```\nUnder\n=====\n",
    ),
    "html": (
        '<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>T &amp; t</title><meta name="date" '
        'content="2024-05-01"><script>var a = "<p>";</script></head><body><nav>x</nav><p class=\'a\'>One&nbsp;two '
        "&#1234; &#xFFFF;<br/><!-- no --><pre>a\n b</pre><table><tr><td>1<td>2</table></body></html>",
    ),
    "jsonl": (
        '{"id": 7, "text": "Ciao \\u00e9\\ud83d\\ude00", "title": "t", "lang": "it", "date": "2024-05-01"}\n' * 3,
    ),
    "csv": ('id,text,title\na,"one\n""two""",A\nb,three,B\n', "x;y\n1;2\n", 'name,size\nnail,2" long\n'),
    "tsv": ('id\ttext\na\t"one\ttwo"\nb\tthree\n',),
    "entities": (
        '[[entity]]\nid = "x"\ntype = "person"\ncanonical = "Ivan Petrenko"\n[entity.names]\nmul = ["Ivan Petrenko"]\n'
        'uk = ["Іван Петренко"]\n[[entity.alias]]\nname = "Petrenko"\nkind = "weak"\nweight = 0.3\nlang = "mul"\n'
        '[entity.match]\ninflect = true\ncase = false\n\n[[entity]]\nid = "y"\ncanonical = "Y"\nwikidata = "Q1"\n',
    ),
    "settings": (
        'sources = ["../docs", \'b\']\nlanguages = ["it", "de"]\nignore = ["drafts/", "*.log", "!x", "a/**/[b-c]?"]\n'
        "max_file_bytes = 32_000_000\nmax_line_bytes = 16_000_000\nfollow_links = false\n",
    ),
    "xml": (
        '<?xml version="1.0" encoding="utf-8"?><r a="&#1043;"><t xml:lang="de">Ein &amp; <b>zwei</b></t><![CDATA[<x>]]></r>',
    ),
    "fb2": (
        '<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><description><title-info><book-title>Buch'
        "</book-title><author><first-name>A</first-name></author></title-info></description><body><section><title><p>1</p>"
        "</title><p>Text</p></section></body></FictionBook>",
    ),
    "json": ('{"a": ["\\u0413", 1.5e3, {"text": "x", "n": null}], "b": "two\\nlines"}',),
    "ipynb": (
        '{"cells": [{"cell_type": "markdown", "source": ["# T\\n", "x"]}, {"cell_type": "code", "source": "1+1"}]}',
    ),
    "rst": ("Title\n=====\n\n.. note:: One\n\n   two ``three`` |four|\n\n:author: A\n",),
    "properties": ("# c\na.b = one \\u0413 \\\n  two\nkey:value\n",),
    "srt": ("1\n00:00:01,000 --> 00:01:02,500\n<i>Hello</i>\n{\\an8}there\n\n2\n00:02:00,000 --> 00:02:01,000\nBye\n",),
    "ass": (
        "[Script Info]\nTitle: T\n[Events]\nFormat: Layer, Start, End, Style, Text\n"
        "Dialogue: 0,0:01:02.00,0:01:04.00,Default,{\\i1}One{\\i0},\\Ntwo\n",
    ),
    "lrc": ("[ti:T]\n[ar:A]\n[00:12.00]One <00:12.50>two\n[00:17.20][01:10.00]Three\n",),
    "tex": (
        "\\documentclass[a4]{article}\\title{The \\\"o}\\author{J\\'e \\and B}\\begin{document}% no\n"
        "Gr\\\"u\\ss{}e \\emph{on}ly\\footnote{a {b}} \\v{C}esk\\'y -- 100\\,\\% \\cite{k}\n\\end{document}\n",
    ),
    "bib": ('@book{k,\n author = {G{\\"o}del, K and B},\n title = "{\\"U}ber",\n keywords = {a, b}\n}\n',),
    "po": (
        'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n#: a.c:1\n#, fuzzy\n'
        'msgid "One\\n"\n"two"\nmsgid_plural "x"\nmsgstr[0] "Eins"\n',
    ),
    "strings": ('/* a */ "key" = "Say \\"yes\\"\\nor \\U00fcber";\n',),
    "vtt": ("WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000 align:start\n<v Ann>Hello\n",),
    "1": ('.TH LS 1 "May 2024"\n.SH NAME\nls \\- \\fBlist\\fR \\(bu\n.TP\n.B x\n.if n .ie t \\{ y \\}\n',),
    "vcf": (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ana N\nORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=A9=\n x\nEND:VCARD\n" * 2,
    ),
    "ics": (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:One\\, two\nDTSTART;TZID=X:20240501T100000\nEND:VEVENT\nEND:VCALENDAR\n",
    ),
    "eml": (
        "From: =?utf-8?B?0JjQstCw0L0=?= <i@example.org>\r\nTo: a@example.org\r\nSubject: =?koi8-r?Q?=F7?= x\r\nDate: Wed, 01 "
        "May 2024 10:00:00 +0200\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain; "
        "charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nOne =D0=98=\r\n\r\n--B\r\nContent-Type: "
        "message/rfc822\r\n\r\nSubject: in\r\n\r\nx\r\n--B\r\nContent-Disposition: attachment; filename=a.txt\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\ndHdv\r\n--B--\r\n",
    ),
    "mbox": ("From a@b Wed May  1 10:00:00 2024\nFrom: a\nSubject: one\n\ntext\n>From x\n\n" * 2,),
    "rtf": (
        "{\\rtf1\\ansi\\ansicpg1251\\deff0{\\fonttbl{\\f0\\fcharset204 Arial;}{\\f1\\fcharset128 M;}}{\\info{\\title T}}"
        "\\f0\\'cc\\'ee caf\\u233?\\uc0\\u55357\\u56832\\par{\\*\\shptxt x}\\bin3 abc{\\field{\\*\\fldinst H}{\\fldrslt l}}}",
    ),
    "warc": (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/\r\nContent-Type: application/http\r\n"
        "Content-Length: 67\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>T</title>One\r\n\r\n",
    ),
    "pdf": (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 120]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        "4 0 obj<</Length 35>>stream\nBT /F 9 Tf 30 60 Td (One two) Tj ET\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R/Info<</Title(T)>>>>\n%%EOF",
    ),
    "png": ("\x89PNG\r\n",),
}
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE = '<c xmlns:dc="d"><dc:title>T</dc:title><dc:creator>Ana</dc:creator><created>2024-05-01T10:00:00Z</created></c>'
_PAGE = "<html><head><title>T</title></head><body><h1>One</h1><p>two"
PACKAGES: dict[str, Mapping[str, str]] = {
    "docx": {
        "word/document.xml": f"<w:document {_W}><w:p><w:r><w:t>One</w:t><w:tab/><w:pict><w:p><w:r><w:t>box</w:t></w:r></w:p>"
        "</w:pict></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:document>",
        "word/footnotes.xml": f"<w:footnotes {_W}><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnotes>",
        "docProps/core.xml": _CORE,
        "word/embeddings/a.txt": "inner",
    },
    "xlsx": {
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="Q3" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData><row r="2"><c r="A2" t="inlineStr"><is><t>One'
        '</t></is></c><c r="B2" s="1"><v>45000.5</v></c></row></sheetData></worksheet>',
        "xl/comments1.xml": "<comments><comment><text><r><t>note</t></r></text></comment></comments>",
    },
    "pptx": {
        "ppt/presentation.xml": '<p:p xmlns:p="p" xmlns:r="r"><p:sldId r:id="r1"/></p:p>',
        "ppt/_rels/presentation.xml.rels": '<R><Relationship Id="r1" Target="slides/slide1.xml"/></R>',
        "ppt/slides/slide1.xml": '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>One</a:t></a:r></a:p></p:sld>',
    },
    "odt": {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": '<o xmlns:text="t" xmlns:table="b"><text:p>One<text:s text:c="2"/><text:note><text:p>n</text:p>'
        "</text:note></text:p><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row></o>",
        "meta.xml": '<o xmlns:dc="d"><dc:title>T</dc:title></o>',
    },
    "ods": {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": "<m/>",
        "content.xml": '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:'
        'text:1.0"><office:body><office:spreadsheet><table:table table:name="S"><table:table-row '
        'table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2" office:value-type="string">'
        "<text:p>One</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>",
    },
    "epub": {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<c><rootfile full-path="O/x.opf"/></c>',
        "O/x.opf": '<package xmlns:dc="d"><metadata><dc:title>T</dc:title></metadata><manifest><item id="a" href="1.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
        "O/1.xhtml": _PAGE,
    },
    "zip": {"a.txt": "one", "b/c.html": _PAGE, "d.csv": "id,text\n1,two\n"},
}
NAMES: dict[str, tuple[str, ...]] = {
    "csv": (
        "id,type,canonical,wikidata,lang,name,kind\nx,person,Ivan,Q1,uk,Іван,name\nx,person,Ivan,Q1,de,Iwan,weak\n",
    ),
    "followthemoney": (
        '{"id": "x", "schema": "Person", "properties": {"name": ["Ivan"], "alias": ["I."], "wikidataId": ["Q1"]}}\n'
        * 2,
    ),
    "solr": ("# c\nIvan, Iwan\nUSA => United States, U.S.\na\\,b, c\n",),
    "toml": (EXAMPLES["entities"][0],),
    "wikidata": (
        '{"entities": {"Q1": {"id": "Q1", "labels": {"de": {"language": "de", "value": "Iwan"}}, "aliases": {"uk": '
        '[{"language": "uk", "value": "Іван"}]}, "claims": {"P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q5"}}}}]}}}}',
    ),
}
"""What `searcher entities import` takes, by the name of its format."""
QUERIES = (
    'kim AND ("north korea"~3 OR title:=Kim) NOT -lang:de +author:"Ana" date:[2020 TO 2024] bel*v~ (a OR (b))',
    "Пхеньян 平壤 „x“ entity:pyongyang m?n* a-b 10.000 http://a.b/c?d=e",
)


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip file of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def members_of(data: bytes) -> dict[str, bytes]:
    """The members of a zip file by name, none if it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # encrypted, damaged, of another format
        return {}


def examples_of(kind: str) -> list[bytes]:
    """The made-up examples of a format."""
    if kind in PACKAGES:
        return [packed({name: content.encode() for name, content in PACKAGES[kind].items()})]
    if kind == "tnef":
        return [_TNEF]
    if kind == "gz":
        return [gzip.compress(b"one\ntwo\n", mtime=0)]
    if kind == "tar":
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w") as archive:
            entry = tarfile.TarInfo("a.txt")
            entry.size = 3
            archive.addfile(entry, io.BytesIO(b"one"))
        return [stream.getvalue()]
    return [text.encode() for text in EXAMPLES[kind]]


_TNEF = bytes.fromhex("789f3e220100") + b"".join(
    bytes([level]) + id.to_bytes(4, "little") + len(value).to_bytes(4, "little") + value + b"\0\0"
    for level, id, value in (
        (1, 0x00069007, b"\xe4\4\0\0\0\0\0\0"),
        (1, 0x00018004, b"Subject\0"),
        (1, 0x00069003, b"\2\0\0\0\x1e\0\x70\0\1\0\0\0\4\0\0\0abc\0\2\1\x13\x10\1\0\0\0\4\0\0\0<p>x"),
        (2, 0x00069002, bytes(14)),
        (2, 0x00018010, b"A.TXT\0"),
        (2, 0x0006800F, b"words"),
        (2, 0x00069005, b"\1\0\0\0\x1f\0\7\x37\1\0\0\0\4\0\0\0a\0b\0"),
    )
)
FORMATS = (*(kind for kind in EXAMPLES if kind not in ("entities", "settings")), *PACKAGES, "gz", "tar", "tnef")
