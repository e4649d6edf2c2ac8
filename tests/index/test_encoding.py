"""Bytes become the right text, or a line that says why not: never other letters in silence."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import DATA

from searcher.ingest.clean import clean_date, clean_lang, clean_text, without_terminal_codes
from searcher.ingest.document import Problem
from searcher.ingest.encoding import UndecodableError, decode
from searcher.ingest.extract import extract
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

ITALIAN = "L’università è già aperta: perché così tanti caffè costano più di tre euro? Città, libertà, virtù."
GERMAN = "Die Straße führt über die Brücke; schöne Grüße aus Österreich, wo die Äpfel süß sind."
FRENCH = "L’été dernier, nous avons été très étonnés : où est passé le garçon ? À bientôt, chère élève."
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy a všichni se divili, že večeře ještě není hotová."
POLISH = "Zażółć gęślą jaźń, a później wróć do domu, bo wieczorem będzie padał śnieg i będzie ślisko."
RUSSIAN = "Министр обороны России прибыл в Пхеньян, где встретился с руководителем страны и военными."
UKRAINIAN = "Міністр оборони України заявив, що їхні війська вже отримали нову техніку від союзників."
GREEK = "Ο πρωθυπουργός της χώρας δήλωσε ότι η κυβέρνηση θα συνεχίσει τις μεταρρυθμίσεις. Άνθρωποι, Άρτα."
JAPANESE = "北朝鮮の金正恩総書記は、ロシアの国防相と会談した。両国の関係はさらに深まるとみられている。"
KOREAN = "김정은 국무위원장은 러시아 국방상과 만나 두 나라의 협력을 더욱 강화하기로 했다고 밝혔다."
CHINESE = "朝鲜领导人金正恩在平壤会见了俄罗斯国防部长，双方就进一步加强合作达成了共识。"
KAZAKH = "Қазақстан Республикасының халқы ғылым мен білімге үлкен көңіл бөледі, ол туралы заңда жазылған."
TURKISH = "Şehrin güneşli sokaklarında çocuklar ığıl ığıl akan çayı gördü; bütün insanlar eşit doğarlar."
LATVIAN = "Visi cilvēki piedzimst brīvi un vienlīdzīgi savā pašcieņā, viņi ir apveltīti ar sirdsapziņu."
ICELANDIC = "Hver maður er borinn frjáls og jafn öðrum að virðingu, og þeim ber að breyta bróðurlega."
HEBREW = "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם, כולם חוננו בתבונה ובמצפון."
VIETNAMESE = "Mọi con người sinh ra đều bình đẳng về quyền lợi."
CASES = [
    *((ITALIAN, name) for name in ("cp1252", "mac_roman")),
    *((GERMAN, name) for name in ("cp1252", "cp850")),
    *((FRENCH, name) for name in ("cp1252",)),
    *((CZECH, name) for name in ("cp1250", "iso8859_2")),
    *((POLISH, name) for name in ("cp1250", "iso8859_2", "cp852")),
    *((RUSSIAN, name) for name in ("cp1251", "koi8_r", "iso8859_5", "cp866")),
    *((UKRAINIAN, name) for name in ("cp1251", "koi8_u")),
    *((GREEK, name) for name in ("cp1253", "iso8859_7")),
    *((JAPANESE, name) for name in ("cp932", "euc_jp", "iso2022_jp")),
    *((KOREAN, name) for name in ("euc_kr", "cp949")),
    *((CHINESE, name) for name in ("gbk", "gb18030", "hz")),
    *((KAZAKH, name) for name in ("kz1048", "ptcp154")),
    *((UKRAINIAN, name) for name in ("cp1125", "utf-7")),
    *((GREEK, name) for name in ("cp737", "cp869", "mac_greek")),
    *((TURKISH, name) for name in ("cp857", "mac_turkish")),
    *((LATVIAN, name) for name in ("cp775", "iso8859_4")),
    *((POLISH, name) for name in ("mac_latin2",)),
    *((ICELANDIC, name) for name in ("cp861",)),
    *((HEBREW, name) for name in ("cp862",)),
    *((GERMAN, name) for name in ("utf-7",)),
    *((VIETNAMESE, name) for name in ("cp1258",)),
]


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_legacy_text_is_read_right(text: str, encoding: str) -> None:
    text = f"{text}\n{text}\n"
    data = text.encode(encoding, "ignore")
    assert decode(data).text == data.decode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-be"])
@pytest.mark.parametrize("text", [ITALIAN, RUSSIAN + "\n" + RUSSIAN])
def test_unicode_with_and_without_marks(text: str, encoding: str) -> None:
    result = decode(text.encode(encoding))
    assert (result.text, result.note) == (text, "")


@pytest.mark.parametrize("mark", [b"\xfe\xff", b"\x00\x00\xfe\xff"])
def test_big_endian_marks(mark: bytes) -> None:
    encoding = "utf-16-be" if len(mark) == 2 else "utf-32-be"
    assert decode(mark + JAPANESE.encode(encoding)).text == JAPANESE


def test_plain_utf8_and_nothing() -> None:
    assert decode(JAPANESE.encode()).encoding == "utf-8"
    assert decode(b"").text == ""


def test_damaged_utf8_stays_utf8_and_says_so() -> None:
    result = decode(RUSSIAN.encode()[:-2] + b"\n" + RUSSIAN.encode())
    assert result.encoding == "utf-8"
    assert "replaced by U+FFFD" in result.note
    assert RUSSIAN in result.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\0" * 4096, "binary"),
        (bytes(range(256)) * 16, "binary"),
        (b"%PDF-1.7\n...", "a PDF"),
        (b"PK\x03\x04rest", "zip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "PNG"),
    ],
)
def test_binary_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UndecodableError, match=reason):
        decode(data)


def test_a_declared_encoding_is_believed_when_it_fits() -> None:
    data = "où".encode("mac_roman")
    assert decode(data, "macintosh").text == "où"
    assert decode("où".encode(), "latin-1").text == "où"
    assert decode("naïve “words”".encode("cp1252"), "iso-8859-1").text == "naïve “words”"
    assert decode(ITALIAN.encode("cp1252"), "no-such-encoding").text == ITALIAN
    assert decode(ITALIAN.encode("cp1252"), "hex").text == ITALIAN


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (RUSSIAN, "cp1251", "iso-8859-1"),
        (GREEK, "cp1253", "windows-1252"),
        (GERMAN, "cp1252", "gb2312"),
        (POLISH, "cp1250", "iso-8859-1"),
    ],
)
def test_a_declaration_that_much_text_belies_is_not_believed(text: str, encoding: str, declared: str) -> None:
    data = (text * 3).encode(encoding)
    assert decode(data, declared).text == data.decode(encoding)


@pytest.mark.parametrize(
    ("text", "encoding"), [("Größe", "cp1252"), ("x = Größe", "cp1252"), ("Ä;1234", "cp1252"), ("a — b", "cp1252")]
)
def test_a_letter_or_two_are_read_as_most_files_have_them(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_what_fills_a_file_is_no_text() -> None:
    assert decode(b"words of a DOS text\r\n\x1a").text == "words of a DOS text\r\n"
    assert decode(b"words of a journal\n" + bytes(4096)).text == "words of a journal\n"
    assert decode("wide words a\n".encode("utf-16-le")).text == "wide words a\n"


@pytest.mark.parametrize(
    "text", ["a+b=c", "C++ and +1-555-0100, +abc-", "x ~{ y }~", "1+1, 2+2, 3+3+4, +++++", "+AAAA-"]
)
def test_plain_text_is_in_no_other_encoding(text: str) -> None:
    assert (decode(text.encode()).text, decode(text.encode()).note) == (text, "")


def test_what_a_terminal_or_printer_was_told_is_no_text() -> None:
    coloured = "\x1b[1;31mERROR\x1b[0m at \x1b]8;;http://x\x1b\\link\x1b]8;;\x07 end\x1b[K"
    assert without_terminal_codes(coloured) == "ERROR at link end"
    assert without_terminal_codes("N\bNA\bAM\bME\bE _\bu_\bn s\b_") == "NAME un s"


def test_a_long_ascii_beginning_hides_nothing() -> None:
    text = "plain words and nothing else\n" * 20_000 + CZECH
    assert decode(text.encode("cp1250")).text == text
    one_line = "x" * 2_000_000 + " " + ITALIAN
    assert decode(one_line.encode("cp1252")).text == one_line


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_reason(data: bytes) -> None:
    try:
        result = decode(data)
    except UndecodableError as error:
        assert str(error)
    else:
        result.text.encode("utf-8")


@given(st.text(max_size=200))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    if "\0" in text or "\x1b" in text or sum(not c.isprintable() for c in text):
        return
    data = text.encode()
    if not data.startswith((b"PK", b"BZh", b"GIF8", b"%PDF", b"Rar!", b"\xef\xbb\xbf", b"SQLite")):
        assert decode(data).text == text


def test_clean_text() -> None:
    text, note = clean_text("a\r\nb\rc\0d\ud800e")
    assert text == "a\nb\nc\ufffdd\ufffde"
    assert note == "1 NUL character and 1 lone surrogate replaced by U+FFFD"
    assert clean_text("fine") == ("fine", "")


@pytest.mark.parametrize(
    ("given_date", "date"),
    [
        ("2024-11-30", "2024-11-30"),
        ("2024/1/3", "2024-01-03"),
        ("2024-11-30T10:00:00Z", "2024-11-30T10:00:00+00:00"),
        ("30 November", ""),
        ("2024-13-01", ""),
        ("", ""),
    ],
)
def test_clean_date(given_date: str, date: str) -> None:
    assert clean_date(given_date) == date


def test_clean_lang() -> None:
    assert [clean_lang(code) for code in ("IT", "pt-BR", "zh_Hant", "ita", "")] == ["it", "pt", "zh", "", ""]


@pytest.mark.skipif(not (DATA / "files" / "manifest.jsonl").is_file(), reason="no measuring data here")
def test_accuracy_on_a_public_collection_does_not_fall() -> None:
    right = wrong = 0
    for line in (DATA / "files" / "manifest.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry["format"] != "chardet":
            continue
        data = (DATA / "files" / entry["path"]).read_bytes()
        try:
            truth = data.decode(entry["encoding"], "replace").lstrip("\ufeff")
            text = decode(data).text
        except (LookupError, UndecodableError):
            continue
        # The supersets that the web reads differ from the named encoding in a few signs.
        same = len(text) == len(truth) and sum(a != b for a, b in zip(text, truth, strict=True)) * 100 <= len(truth)
        right, wrong = right + same, wrong + (not same)
    assert wrong * 20 <= right


def test_a_guess_of_utf16_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is UTF-16 without a mark was recognised before the guess; the codec refuses all else."""

    class Match:
        encoding = "utf_16"

        def best(self) -> "Match":
            return self

    monkeypatch.setattr("charset_normalizer.from_bytes", lambda _: Match())
    data = b"a,b\n" + bytes(range(0x80, 0x100)) * 3
    found = FoundFile("a.csv", "a.csv", tmp_path / "a.csv", len(data), 0)
    (problem,) = extract(found, Settings(), data)
    assert isinstance(problem, Problem)
    assert problem.reason == "is in an encoding that cannot be told with confidence: convert it to UTF-8"
