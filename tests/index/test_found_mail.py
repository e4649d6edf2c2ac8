"""Mail as programs of many kinds write it: what was written is read, and what cannot be read is named."""

import base64
import binascii
import struct
from email.message import EmailMessage

import pytest
from extracting import documents, first, items, named

from searcher.ingest.document import Document

HEAD = "From: Anna <a@example.org>\nTo: Bo <b@example.org>\nSubject: Notice\nMIME-Version: 1.0\n"


def mixed(*parts: str, kind: str = "mixed") -> bytes:
    """A mail of these parts, each with its headers."""
    body = "".join(f"--X\n{part}\n" for part in parts)
    return f"{HEAD}Content-Type: multipart/{kind}; boundary=X\n\n{body}--X--\n".encode()


def texts(name: str, data: bytes) -> list[str]:
    return [item.text for item in items(name, data) if isinstance(item, Document)]


def tnef(body: bytes, files: dict[str, bytes]) -> bytes:
    """A message of Outlook with these files."""

    def attribute(level: int, id: int, value: bytes) -> bytes:
        return struct.pack("<BII", level, id, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    data = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00069007, struct.pack("<II", 1251, 0))
    data += attribute(1, 0x00018004, "Отчёт\0".encode("cp1251")) + attribute(1, 0x0002800C, body + b"\0")
    for name, content in files.items():
        long_name = name.encode("utf-16-le")
        wide = struct.pack("<IHHII", 1, 0x1F, 0x3707, 1, len(long_name)) + long_name.ljust(-(-len(long_name) // 4) * 4)
        data += attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x00018010, b"SHORT~1.TXT\0")
        data += attribute(2, 0x0006800F, content) + attribute(2, 0x00069005, wide)
    return data


def test_what_outlook_wraps_is_a_mail_with_attachments() -> None:
    data = tnef("тело письма".encode("cp1251"), {"Годовой отчёт.txt": b"figures of the year"})
    message, attached = documents("winmail.dat", data)
    assert (message.title, message.text) == ("Отчёт", "Отчёт\nтело письма")
    assert (attached.text, attached.within) == ("figures of the year", "attachment Годовой отчёт.txt")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "see"
    mail.set_content("plain words")
    mail.add_attachment(data, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert texts("a.eml", mail.as_bytes()) == ["see\nplain words", "Отчёт\nтело письма", "figures of the year"]


@pytest.mark.parametrize("cut", range(0, 120, 7))
def test_a_damaged_wrap_is_told(cut: int) -> None:
    data = tnef(b"body", {"a.txt": b"content"})
    read = items("winmail.dat", data[: len(data) - cut - 1])
    assert read
    assert not any("reader failed" in reason for reason in named("winmail.dat", data[: len(data) - cut - 1]))


def test_attached_messages_are_read_however_they_are_packed() -> None:
    inner = "From: c@example.org\nSubject: inner\n\nwords inside\n"
    packed = base64.encodebytes(inner.encode()).decode()
    head = "Content-Type: message/rfc822\n"
    assert "inner\nwords inside\n" in texts("a.eml", mixed("\nouter", f"{head}\n{inner}"))[1] + "\n"
    assert "words inside" in texts("a.eml", mixed("\nouter", f"{head}Content-Transfer-Encoding: base64\n\n{packed}"))[1]


def test_a_report_of_delivery_says_who_was_not_reached() -> None:
    status = (
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; lost@example.org"
    )
    assert "lost@example.org" in texts("a.eml", mixed("\nreturned", status, kind="report"))[1]


def test_an_attached_text_is_read_in_its_own_encoding() -> None:
    body = base64.encodebytes("Да".encode("koi8_r")).decode()
    part = f'Content-Type: text/plain; charset=koi8-r; name="n.txt"\nContent-Transfer-Encoding: base64\n\n{body}'
    assert texts("a.eml", mixed("\nsee", part))[1] == "Да"


def test_a_body_in_seven_bits() -> None:
    data = f"{HEAD}Content-Type: text/plain; charset=utf-7\n\naus K+APY-ln".encode()
    assert first("a.eml", data).text == "Notice\naus Köln"


def test_a_stub_is_not_the_mail() -> None:
    page = "Content-Type: text/html\n\n<p>" + "The whole story is told here. " * 9 + "</p>"
    alternatives = mixed("\nRead it online.", page, kind="alternative")
    assert "The whole story" in first("a.eml", alternatives).text
    same = "Content-Type: text/html\n\n<p>Read it, <b>please</b>.</p>"
    assert first("a.eml", mixed("\nRead it, *please*.", same, kind="alternative")).text.endswith("*please*.")


def test_files_in_the_text_of_old_mail() -> None:
    packed = binascii.b2a_uu(b"words in the file").decode()
    data = f"{HEAD}\nbefore it\nbegin 644 note.txt\n{packed}`\nend\nafter it\nbegin 644 and no file\n".encode()
    mail, file = documents("a.eml", data)
    assert mail.text == "Notice\nbefore it\nafter it\nbegin 644 and no file"
    assert (file.text, file.within.split(" of ")[0]) == ("words in the file", "attachment note.txt")


def test_mail_of_apple() -> None:
    message = f"{HEAD}\nwords of it\n".encode()
    data = b"%d   \n%s<?xml version='1.0'?><plist><string>notes of the program</string></plist>" % (
        len(message),
        message,
    )
    assert first("1.emlx", data).text == "Notice\nwords of it"


ENCRYPTED = "-----BEGIN PGP MESSAGE-----\n\nhQEMAjunk\n-----END PGP MESSAGE-----"


@pytest.mark.parametrize(
    "data",
    [
        mixed("Content-Type: application/pgp-encrypted\n\nVersion: 1", f"\n{ENCRYPTED}", kind="encrypted"),
        f"{HEAD}\nsee below\n{ENCRYPTED}\n".encode(),
        f"{HEAD}Content-Type: application/pkcs7-mime; name=smime.p7m\n\nMIAGjunk".encode(),
    ],
)
def test_encrypted_mail_is_named_and_found_by_its_subject(data: bytes) -> None:
    (text,) = texts("a.eml", data)
    assert "Notice" in text
    assert "junk" not in text
    assert "is encrypted" in named("a.eml", data)[0]


def test_a_signature_is_no_attachment() -> None:
    signature = "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nMIAG"
    assert named("a.eml", mixed("\nsigned words", signature, kind="signed")) == []


A, B = "From: a@example.org\nSubject: first\n\none\n", "From: b@example.org\nSubject: second\n\ntwo\n"
FULL = "From a@example.org Tue Mar  3 10:00:00 2020\n"


@pytest.mark.parametrize(
    "box",
    [
        f"{FULL}{A}\n{FULL}{B}",
        f"{FULL}{A}{FULL}{B}",
        f"From \n{A}From here it is text\n\nFrom \n{B}",
        f"From - \n{A}\nFrom - \n{B}".replace("\n", "\r\n"),
        f"\x01\x01\x01\x01\n{A}\x01\x01\x01\x01\n\x01\x01\x01\x01\n{B}\x01\x01\x01\x01\n",
    ],
)
def test_what_parts_the_messages_of_a_mailbox(box: str) -> None:
    found = documents("a.mbox", box.encode())
    assert [document.title for document in found] == ["first", "second"]


@pytest.mark.parametrize("name", ["a.doc", "a.xls", "a"])
def test_a_page_that_an_office_program_saved_in_one_file(name: str) -> None:
    data = (
        "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=X\r\n\r\n"
        "--X\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>a sch=\r\n&ouml;n page\r\n--X--\r\n"
    )
    assert first(name, data.encode()).text == "a schön page"
