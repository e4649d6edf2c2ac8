"""What lies in a PDF beside the text of its pages: forms that were filled in, comments, letters that nothing tells."""

from extracting import first, named, places


def pdf(page: str, *objects: str, catalog: str = "", drawn: str = "(Printed words) Tj") -> bytes:
    """A PDF with one page that has these entries; the objects have the numbers from 6 on."""
    content = f"BT /F 12 Tf 20 100 Td {drawn} ET"
    bodies = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>{page}>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *objects,
    ]
    data, starts = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        starts.append(len(data))
        data += f"{number} 0 obj{body} endobj\n".encode()
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    count = len(starts) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    return data + end.encode()


def test_a_form_is_found_by_what_was_filled_in() -> None:
    document = first(
        "a.pdf",
        pdf(
            "/Annots[6 0 R 7 0 R 8 0 R]",
            "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Muster Anna)/Rect[0 0 9 9]>>",
            "<</Type/Annot/Subtype/Widget/Parent 9 0 R/Rect[0 9 9 18]>>",
            "<</Type/Annot/Subtype/Widget/FT/Btn/T(agree)/V/Yes/Rect[0 20 9 29]>>",
            "<</FT/Tx/T(city)/V<FEFF004B00F6006C006E>/Kids[7 0 R]>>",
            catalog="/AcroForm<</Fields[6 0 R 9 0 R 8 0 R]>>",
        ),
    )
    assert document.text == "Printed words\nMuster Anna\nKöln"
    assert places(document) == {"Printed": "page 1", "Muster": "page 1, form"}


def test_comments_are_read_once_and_after_their_page() -> None:
    document = first(
        "a.pdf",
        pdf(
            "/Annots[6 0 R 7 0 R 8 0 R 9 0 R]",
            "<</Type/Annot/Subtype/Text/Contents(A note\\rin two lines)/T(Nora)/Rect[0 0 9 9]>>",
            "<</Type/Annot/Subtype/Popup/Parent 6 0 R/Contents(A note\\rin two lines)/Rect[0 0 9 9]>>",
            "<</Type/Annot/Subtype/Highlight/QuadPoints[0 9 9 9 0 0 9 0]/Contents(Marked because)/Rect[0 0 9 9]>>",
            "<</Type/Annot/Subtype/Link/Contents(unseen)/Rect[0 0 9 9]>>",
        ),
    )
    assert document.text == "Printed words\nA note\nin two lines\nMarked because"
    assert places(document)["A"] == "page 1, comments"


def test_a_form_in_xml() -> None:
    xml = (
        "<xdp:xdp xmlns:xdp='x'><template><subform><field><caption><value><text>Surname</text></value></caption>"
        "<items><text>choice</text></items><script>code</script></field></subform></template>"
        "<datasets><data><form><name>Muster</name><city>Wien</city></form></data></datasets></xdp:xdp>"
    )
    for packet in (xml, xml[:-30]):
        form = f"<</Length {len(packet)}>>stream\n{packet}\nendstream"
        text = first("a.pdf", pdf("", form, catalog="/AcroForm<</Fields[]/XFA 6 0 R>>")).text
        assert text.startswith("Printed words\nSurname\nMuster")


def test_letters_that_the_fonts_do_not_tell_are_named() -> None:
    drawn = "(\\001\\002\\003 \\004\\005\\006 abc) Tj"
    assert "letters on page 1 cannot be told" in named("a.pdf", pdf("", drawn=drawn))[0]
    assert named("a.pdf", pdf("")) == []
