"""What documents call their encodings, and lines whose encoding nobody tells."""

import pytest

from searcher.ingest.encoding import UndecodableError, decode
from searcher.ingest.labels import codec_of


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("windows-874", "cp874"),
        ("iso-8859-8-i", "iso8859_8"),
        ("x-gbk", "gb18030"),
        ("GB2312", "gb18030"),
        (" Shift_JIS ", "cp932"),
        ("latin1", "cp1252"),
        ("ks_c_5601-1987", "cp949"),
        ("x-mac-cyrillic", "mac_cyrillic"),
        ("koi8-r", "koi8_u"),
        ("big5-hkscs", "big5hkscs"),
        ("iso-8859-9", "cp1254"),
        ("visual", "iso8859_8"),
        ("csisolatin2", "iso8859_2"),
        ("utf-16", ""),
        ("hex", ""),
        ("no-such", ""),
        ("", ""),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label: str, codec: str) -> None:
    assert codec_of(label) == codec
    assert not codec or "a".encode(codec) == b"a"


LINES = {
    "Совет директоров не принял решения по этому вопросу": ("koi8_r", "cp1251", "cp866", "iso8859_5"),
    "Рада міністрів ще не ухвалила рішення про це": ("cp1251", "koi8_u"),
    "会議は来週の月曜日に東京で開かれる予定です。": ("euc_jp", "cp932"),
    "회의는 다음 주 월요일에 서울에서 열릴 예정입니다": ("euc_kr",),
    "会议将于下星期一在北京举行，时间还没有决定": ("gb18030",),
    "會議將於下星期一在台北舉行，時間還沒有決定": ("big5",),
    "Toplantı için çok geç kaldık ve İstanbul'da değildik": ("cp1254",),
    "הישיבה תתקיים ביום שני הבא בירושלים, אבל לא את כל החברים הזמינו": ("cp1255",),
    "Η συνεδρίαση θα γίνει την επόμενη Δευτέρα στην Αθήνα": ("cp1253", "iso8859_7"),
    "سيعقد الاجتماع يوم الاثنين في القاهرة ولم يتقرر بعد من الذي سيحضر": ("cp1256", "iso8859_6"),
    "การประชุมจะมีขึ้นที่กรุงเทพในวันจันทร์และยังไม่ได้ตัดสินใจ": ("cp874",),
    "Zebranie odbędzie się w poniedziałek, jeśli wszyscy będą mogli przyjść": ("cp1250", "iso8859_2"),
    "La réunion aura lieu lundi prochain à l'hôtel de ville, où l'on était déjà": ("cp1252",),
}


@pytest.mark.parametrize(
    ("line", "encoding"), [(line, each) for line, encodings in LINES.items() for each in encodings]
)
def test_a_single_line_is_read_right_or_its_doubt_is_told(line: str, encoding: str) -> None:
    data = line.encode(encoding)
    assert decode(data).text == line


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "euc_jp", "koi8_r", "cp1254", "cp1255"])
@pytest.mark.parametrize("text", ["äöü", "Ольга", "グロ", "ığdır", "שלום", "é", "·"])
def test_a_word_alone_is_no_wrong_word_in_silence(text: str, encoding: str) -> None:
    data = text.encode(encoding, "ignore")
    try:
        result = decode(data)
    except UndecodableError:
        return
    assert result.text == data.decode(encoding) or result.note


def test_a_loss_beside_a_guess_is_told_too() -> None:
    line = "Bugün için çok geç kaldık ".encode("cp1254") * 40
    text = decode(line).text
    assert text.startswith("Bugün için çok")
