"""Files made in memory and read, for tests of formats."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pypdfium2

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract import extract
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile


def items(name: str, data: bytes, settings: Settings | None = None) -> list[Document | Problem]:
    """What is read of a file."""
    found = FoundFile(f"../docs/{name}", name, Path("nowhere"), len(data), 0)
    return list(extract(found, settings or Settings(), data))


def documents(name: str, data: bytes) -> list[Document]:
    """The documents of a file, of which nothing is told."""
    read = items(name, data)
    assert [item.reason for item in read if isinstance(item, Problem) and "holds no text:" not in item.reason] == []
    return [item for item in read if isinstance(item, Document)]


def first(name: str, data: bytes) -> Document:
    """The only document of a file."""
    (document,) = documents(name, data)
    return document


def named(name: str, data: bytes) -> list[str]:
    """What is told of a file."""
    return [item.reason for item in items(name, data) if isinstance(item, Problem)]


def places(document: Document) -> dict[str, str]:
    """The first word at each place of a document → the place in words."""
    found = {}
    for place in document.places:
        word = document.text[place.start :].split()[0]
        found[word] = f"{place.label} {place.line}" if place.line else place.label
    return found


def printed(text: str, points: int = 24) -> pypdfium2.PdfBitmap:
    """A picture in shades of grey, in 150 points an inch, with a line of Latin text printed on it."""
    content = f"BT /F {points} Tf 30 60 Td ({text}) Tj ET".encode()
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 120]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    stream = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    file = pypdfium2.PdfDocument(pdf([page.encode(), stream, font.encode()]))
    return file[0].render(scale=150 / 72, grayscale=True)


def scan(*pictures: pypdfium2.PdfBitmap | str) -> bytes:
    """A PDF with a page for each picture, and one of text for each string."""
    objects: list[bytes] = []
    for content in pictures:
        first = 3 + len(objects)
        if isinstance(content, str):
            resources, drawn = f"/Font<</F {first + 2} 0 R>>", f"BT /F 10 Tf 9 60 Td ({content}) Tj ET".encode()
            resource = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
        else:
            resources, drawn = f"/XObject<</I {first + 2} 0 R>>", b"500 0 0 120 0 0 cm /I Do"
            pixels = zlib.compress(_rows(content))
            resource = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray" % (
                content.width,
                content.height,
            )
            resource += b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(pixels), pixels)
        box = "/MediaBox[0 0 500 120]"
        page = f"<</Type/Page/Parent 2 0 R{box}/Contents {first + 1} 0 R/Resources<<{resources}>>>>"
        objects += [page.encode(), b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn), resource]
    return pdf(objects)


def pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, which have the numbers from 3 on, and whose pages are every third of them."""
    pages = range(3, 3 + len(objects), 3)
    kids = " ".join(f"{page} 0 R" for page in pages)
    tree = f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>"
    data, starts = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate([b"<</Type/Catalog/Pages 2 0 R>>", tree.encode(), *objects], 1):
        starts.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, body)
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    end = f"xref\n0 {len(starts) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer<</Size {len(starts) + 1}/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    return bytes(data) + end.encode()


def png(picture: pypdfium2.PdfBitmap) -> bytes:
    """The picture as a PNG file."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", picture.width, picture.height, 8, 0, 0, 0, 0)
    pixels = _rows(picture, b"\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def tiff(*pictures: pypdfium2.PdfBitmap) -> bytes:
    """The pictures as the pages of a TIFF file."""
    data = bytearray(b"II*\0" + bytes(4))
    link = 4
    for picture in pictures:
        pixels, at = _rows(picture), len(data)
        data += pixels + bytes(len(pixels) % 2)
        data[link : link + 4] = struct.pack("<I", len(data))
        tags = {
            256: picture.width, 257: picture.height, 258: 8, 259: 1, 262: 1, 273: at, 277: 1, 278: picture.height,
            279: len(pixels),
        }  # fmt: skip
        entries = [struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items()]
        data += struct.pack("<H", len(tags)) + b"".join(entries)
        link = len(data)
        data += bytes(4)
    return bytes(data)


def _rows(picture: pypdfium2.PdfBitmap, before: bytes = b"") -> bytes:
    """The pixels row by row, each with this before it."""
    pixels = bytes(picture.buffer)
    starts = range(0, picture.height * picture.stride, picture.stride)
    return b"".join(before + pixels[start : start + picture.width] for start in starts)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip file with these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()
