"""Archives as programs of many lands write them, and files that are told from text by a mark alone."""

import io
import struct
import tarfile
import zipfile
import zlib

import pytest
from extracting import documents, first, named, zipped


def zip_of(name: bytes, content: bytes, extra: bytes = b"") -> bytes:
    """A zip file with one member whose name is these bytes, and is not said to be in any encoding."""
    checksum, size = zlib.crc32(content), len(content)
    common = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0x5000, checksum, size, size, len(name), len(extra))
    member = b"PK\3\4" + common + name + extra + content
    entry = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name + extra
    return member + entry + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(member), 0)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Отчёты/Годовой отчёт директора.txt", "cp866"),
        ("Übergabe und Prüfbericht.txt", "cp437"),
        ("Relatório de Ações.txt", "cp850"),
        ("新しいフォルダ/新しいテキスト ドキュメント.txt", "cp932"),
        ("新建文件夹/会议的记录和说明.txt", "gbk"),
        ("中文/Größe.txt", "utf-8"),
    ],
)
def test_names_in_a_zip_file_are_read_in_the_code_page_of_its_land(name: str, encoding: str) -> None:
    document = first("a.zip", zip_of(name.encode(encoding), b"words"))
    assert document.within == name
    assert ("name", name.rpartition("/")[2].removesuffix(".txt")) in document.fields


def test_a_name_in_unicode_stands_above_the_one_for_old_programs() -> None:
    plain, real = b"____.txt", "Βουλή Протокол.txt"
    field = struct.pack("<HHBI", 0x7075, 5 + len(real.encode()), 1, zlib.crc32(plain)) + real.encode()
    assert first("a.zip", zip_of(plain, b"words", field)).within == real
    other = struct.pack("<HHBI", 0x7075, 5 + len(real.encode()), 1, zlib.crc32(b"renamed")) + real.encode()
    assert first("a.zip", zip_of(plain, b"words", other)).within == "____.txt"


def test_folders_of_windows() -> None:
    assert first("a.zip", zip_of(b"sub\\a.txt", b"words")).within == "sub/a.txt"
    body = '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>words</w:t></w:r></w:p></w:body></w:document>'
    assert first("a.docx", zip_of(b"word\\document.xml", body.encode())).text == "words"


@pytest.mark.parametrize(
    ("names", "encoding"), [(["Протокол собрания.txt", "Да.txt"], "koi8-r"), (["Größe über Fluß.txt"], "latin-1")]
)
def test_names_in_a_tar_file(names: list[str], encoding: str) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT, encoding=encoding) as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 5
            archive.addfile(member, io.BytesIO(b"words"))
    assert [document.within for document in documents("a.tar", stream.getvalue())] == names


def test_the_oldest_tar_files_have_no_mark() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = 5
        archive.addfile(member, io.BytesIO(b"words"))
    data = bytearray(stream.getvalue())
    data[257:265] = bytes(8)
    data[148:156] = b"%06o\0 " % (sum(data[:148]) + 8 * 32 + sum(data[156:512]))
    assert first("a.tar", bytes(data)).text == "words"
    assert "damaged archive" in named("a.tar", b"junk\0" * 300)[0]


def test_documents_of_apple_are_named_or_read_as_they_show_themselves() -> None:
    files: dict[str, str | bytes] = {"Index/Document.iwa": b"\0\1", "preview.jpg": b"\xff\xd8\xff"}
    assert "Apple Pages" in named("a.pages", zipped(files))[0]
    assert len(named("a.pages", zipped(files))) == 1
    # Any kind of file does for the preview here.
    document = first("a.key", zipped({**files, "QuickLook/Preview.pdf": "shown words"}))
    assert (document.text, document.within) == ("shown words", "preview")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.ps", b"%!PS-Adobe-3.0\n(words) show\n", "PostScript"),
        ("a.asc", b"-----BEGIN PGP MESSAGE-----\n\nhQEM\n", "encrypted"),
        ("a.deb", b"!<arch>\ndebian-binary   ", "deb"),
        ("a.mobi", b"Book".ljust(60, b"\0") + b"BOOKMOBI" + bytes(9), "EPUB"),
        ("a.pst", b"!BDN\0\0\0", "Outlook"),
        ("a.Z", b"\x1f\x9d\x90words", "compress"),
        ("a.mdb", b"\0\1\0\0Standard Jet DB\0", "database"),
        ("a.cpio", b"070701000A", "cpio"),
        ("a.bin", b"bplist00\0\1", "property list"),
    ],
)
def test_what_is_not_read_says_what_it_is(name: str, data: bytes, reason: str) -> None:
    (line,) = named(name, data)
    assert reason in line


def test_a_signed_text_is_read() -> None:
    assert "words" in first("a.asc", b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nwords\n").text


def test_an_archive_whose_names_are_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    py7zr = pytest.importorskip("py7zr")
    stream = io.BytesIO()
    with py7zr.SevenZipFile(stream, "w", password="secret", header_encryption=True) as archive:
        archive.writestr(b"words", "a.txt")
    assert named("a.7z", stream.getvalue()) == ["is encrypted: unpack it to search it"]


def test_names_that_nothing_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(io.BytesIO(zip_of(b"\x81\x8d\x8f.txt", b"words"))) as archive:
        old = archive.namelist()
    (document,) = documents("a.zip", zip_of(b"\x81\x8d\x8f.txt", b"words"))
    assert len(document.within) == len(old[0])
