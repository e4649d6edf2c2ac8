"""Office documents with what programs put into them beside paragraphs and cells: none of it is lost, or joined to words."""

import pytest
from extracting import documents, first, named, zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="r"'
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


def test_pages_that_a_document_takes_in() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    document, page = documents(
        "a.docx",
        zipped(
            {
                "word/document.xml": f'<w:document {W}><w:body><w:altChunk r:id="a"/></w:body></w:document>',
                "word/_rels/document.xml.rels": (
                    f'<Relationships {RELATIONS}><Relationship Id="a" Type="{kind}" Target="/word/afchunk.html"/>'
                    '<Relationship Id="b" Type="x/settings" Target="settings.xml"/></Relationships>'
                ),
                "word/afchunk.html": "<p>words of a page</p>",
                "word/settings.xml": "<w:settings/>",
            }
        ),
    )
    assert (document.text, page.text, page.within) == ("", "words of a page", "embedded afchunk.html")


def test_properties_that_people_add_are_found() -> None:
    document = first(
        "a.docx",
        zipped(
            {
                "word/document.xml": f"<w:document {W}><w:body><w:p><w:r><w:t>words</w:t></w:r></w:p></w:body></w:document>",
                "docProps/app.xml": "<Properties><Application>Program</Application><Company>Muster AG</Company></Properties>",
                "docProps/custom.xml": (
                    '<Properties xmlns:vt="vt"><property name="File Number"><vt:lpwstr>AZ 7</vt:lpwstr></property>'
                    '<property name="_Internal"><vt:lpwstr>noise</vt:lpwstr></property></Properties>'
                ),
            }
        ),
    )
    assert document.fields == (("company", "Muster AG"), ("file-number", "AZ 7"), ("name", "a"))


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (r"one{\footnote a note} word\par two", "one word\na note\ntwo"),
        (r"one{\*\atnauthor Kim}{\*\annotation why} word\par", "one word\nKim\nwhy"),
        (r"{\upr{ansi}{\*\ud{unicode \u1044?}}} end", "unicode Д end"),
        (r"{\object\objemb{\*\objdata 0102}{\result shown}} end", "shown end"),
        (r"{\shp{\*\shpinst{\shptxt in a box}}} end\par", "end\nin a box"),
    ],
)
def test_what_stands_inside_a_paragraph_of_rich_text(rtf: str, text: str) -> None:
    lines = first("a.rtf", f"{{\\rtf1\\ansi {rtf}}}".encode()).text.split("\n")
    assert [line.strip() for line in lines if line.strip()] == text.split("\n")


def test_rich_text_of_programs_that_write_utf8() -> None:
    assert first("a.rtf", "{\\rtf1\\ansi Größe Привет\\par}".encode()).text == "Größe Привет"
    assert first("a.rtf", "{\\rtf1\\ansi\\ansicpg1251 Привет\\par}".encode("cp1251")).text == "Привет"


def test_a_sheet_whose_last_cell_is_far_out_is_named_and_the_others_are_read() -> None:
    s = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def sheet(*cells: str) -> str:
        rows = "".join(
            f'<row r="{cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{cell}" t="inlineStr"><is><t>words</t></is></c></row>'
            for cell in cells
        )
        return f"<worksheet {s}><sheetData>{rows}</sheetData></worksheet>"

    relations = "".join(
        f'<Relationship Id="r{n}" Type="{kind}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in (1, 2, 3)
    )
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in (1, 2, 3))
    data = zipped(
        {
            "_rels/.rels": (
                f'<Relationships {RELATIONS}><Relationship Id="r1" Type="{kind}/officeDocument" Target="xl/workbook.xml"/>'
                "</Relationships>"
            ),
            "xl/workbook.xml": f'<workbook {s} xmlns:r="{kind}"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships {RELATIONS}>{relations}</Relationships>",
            "xl/worksheets/sheet1.xml": sheet("A1", "XFD90000"),
            "xl/worksheets/sheet2.xml": sheet("A1", "Z1048576"),
            "xl/worksheets/sheet3.xml": sheet("A1", "A1048576"),
        }
    )
    (line,) = named("a.xlsx", data)
    assert "sheet S1 cannot be read" in line
    assert "sheet S2 cannot be read" in line
    assert "S3" not in line


def test_characters_with_readings_beside_them_in_old_documents() -> None:
    from searcher.ingest.extract.word97 import _readable

    field = "\x13 EQ \\* jc2 \\* hps10 \\o\\ad(\\s\\up 9(かんじ),漢字)\x15の本"
    assert _readable(f"{field}です") == "漢字の本です"
