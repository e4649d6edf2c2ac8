"""Words as people type them, in many languages, against texts that write them otherwise."""

from pathlib import Path

import pytest
from searching import check_places, ids, matched, records, searcher_over

from searcher.query.options import Options
from searcher.search.searcher import Searcher

OTHER = "Etwas ganz anderes steht hier, 7 und mehr."


def over(folder: Path, *texts: str, lang: str = "") -> Searcher:
    told = {"lang": lang} if lang else {}
    rows = [{"id": str(number), "text": text, **told} for number, text in enumerate(texts)]
    return searcher_over(folder, {"a.jsonl": records(*rows)})


def check(folder: Path, text: str, queries: list[str], lang: str = "") -> None:
    searcher = over(folder, text, OTHER, lang=lang)
    for query in queries:
        hits = searcher.search(query).hits
        assert ids(hits)[:1] == ["0"], query
        assert hits[0].matches, query
        check_places(hits[0], text)


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        # Letters that keyboards lack.
        ("Yaran ƙauye sun ɗauki ɓera zuwa gidan ƴan sanda.", ["kauye", "dauki", "bera", "yan sanda"]),
        ("Mɛyɛ adwuma wɔ Kɔmɔdɔ na yɛbɛkɔ. Eʋegbe.", ["meye", "yebeko", "Evegbe"]),
        ("жаңа заң шығарылды, үкімет қолдады", ["жана", "зан", "укімет", "колдады"]),
        ("өкмөт жаңы мыйзам кабыл алды", ["окмот", "жаны"]),
        ("дар шаҳри мо қонунҳои нав", ["шахри", "конунхои"]),
        ("една ѕвезда на небото", ["звезда"]),
        # Letters of transliterations, and the apostrophes that are typed for them.
        ("He read the Qurʾān and the sharīʿa in Ṣanʿāʾ.", ["Quran", "Qur'an", "Qur’an", "sharia", "shari'a", "Sanaa"]),
        ("He read the qur'an, said the 'ulama of the shari'a.", ["Quran", "qurʾān", "sharīʿa", "ʿulamāʾ"]),
        ("Ka wahine ma Oʻahu me ka ʻohana", ["Oahu", "O'ahu", "ohana"]),
        ("Ka wahine ma O‘ahu, po‘e kula", ["Oahu", "Oʻahu", "poe"]),
        ("v gosudarstvennom arkhive, oblastʹ Podʺiachev", ["oblast", "oblast'", "Podiachev"]),
        # Old spellings.
        ("Извѣстный графъ жилъ въ Россіи; вѣра и Ѳедоръ", ["известный", "граф", "жил", "Россия", "вера", "Федор"]),
        ("Известный граф жил в России, это его история", ["извѣстный", "графъ", "Россія", "исторія"]),
        ("Градътъ е малъкъ и живѣе", ["малък", "живее"]),
        # What stands for the same in another form.
        ("Սևան լիճը Հայաստանում է", ["ՍԵՎԱՆ", "Սեւան"]),
        ("ԵՐԵՎԱՆԻ քաղաքապետարանը", ["երևանի", "Երեւանի"]),
        ("װילנע איז אַ שטאָט", ["ווילנע"]),
        ("ኃይለ ሥላሴ በዓለም ፊት ፀሐይ", ["ሀይለ", "ስላሴ", "ጸሀይ", "በአለም"]),
        ("ᠮᠣᠩᠭ\u180bᠣᠯ ᠰᠠᠶᠢᠨ\u180eᠠ", ["ᠮᠣᠩᠭᠣᠯ", "ᠰᠠᠶᠢᠨᠠ"]),
        ("葛\U000e0100城市と辻さん", ["葛城市"]),
        ("ນັກຮຽນອ່ານໜັງສື", ["ຫນັງສື", "ໜັງສື"]),
        ("ເຂົາຊື້ຫນັງສື", ["ໜັງສື"]),
        ("เเม่ซื้อเเตงโม", ["แม่", "แตงโม"]),
        ("นำ\u0e49ท่วมใหญ่", ["น้ำท่วม"]),
        # Figures of notes.
        ("Kyiv¹ was quiet, said Smith², а Київ³ спал; km² and CO₂", ["Kyiv", "Smith", "Київ", "km2", "CO2"]),
        # Mutations that an apostrophe is part of.
        ("ar c'hazh du a oa en ti", ["c’hazh", "cʼhazh"]),
    ],
)
def test_a_word_is_found_in_other_letters(tmp_path: Path, text: str, queries: list[str]) -> None:
    check(tmp_path, text, queries)


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("本⽇は⼤⼈も⼊場無料です。⾏政の⽅針と⻑野県", ["本日", "大人", "行政", "方針", "長野"]),
        ("⽤⼾⼿册：⽂件⽬录，⻋辆和⻔户", ["用户手册", "文件目录", "车辆", "门户"]),
        ("經濟發展與歷史，頭髮、後來、裡面", ["发展", "历史", "头发", "后来", "里面"]),
        ("经济发展与历史，头发、后来、里面", ["發展", "歷史", "頭髮", "後來", "裏面"]),
        ("髙橋さん、山﨑さん、渡邉さん、濱田さん、櫻井さん", ["高橋", "山崎", "渡辺", "浜田", "桜井"]),
        ("高橋さん、山崎さん、渡辺さん、浜田さん、桜井さん", ["髙橋", "山﨑", "渡邊", "濱田", "櫻井"]),
        ("大學で戰爭と藝術を學ぶ", ["大学", "戦争", "芸術"]),
        ("りんごとサクラとらーめん", ["リンゴ", "さくら", "ラーメン"]),
        ("夏目漱石のこゝろ、いすゞ、人々", ["こころ", "いすず", "人人"]),
        ("サーバとコンピュータを買う", ["サーバー", "コンピューター"]),
        ("မိူင်းတႆး ၼႆႉ ၽႃႇသႃႇတႆး", ["ၽႃႇသႃႇ", "တႆး"]),
        ("ꦧꦱꦗꦮꦲꦶꦏꦸꦧꦱꦏꦁ", ["ꦗꦮ", "ꦧꦱꦗꦮ"]),
    ],
)
def test_a_run_of_characters_is_found_in_other_ones(tmp_path: Path, text: str, queries: list[str]) -> None:
    check(tmp_path, text, queries)


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("Many plug-ins for e-commerce and a web-site.", ["ecommerce", "website", "web site"]),
        ("The data base of the ice cream shop", ["database", "icecream"]),
        ("A new website and its database", ["web site", "data base"]),
        ("La col·lecció de novel·les", ["collecció", "novelles"]),
        ("Aujourd’hui il pleut", ["aujourdhui"]),
        ("Fa‘afetai tele, le fa'alavelave", ["faafetai", "faalavelave"]),
        ("کتاب‌ها را می‌خواهم، نرم‌افزار آزاد", ["کتاب ها", "می خواهم", "نرم افزار"]),
        ("کتاب ها را می خوانم، نرم افزار", ["می\u200cخوانم", "نرم\u200cافزار", "نرمافزار"]),
        ("प्रधानमंत्री ने कहा", ["प्रधान मंत्री"]),
        ("প্রধান মন্ত্রী বলেছেন", ["প্রধানমন্ত্রী"]),
        ("He wrote it in the U.S.S.R. with J. R. R. and N.A.S.A.", ["USSR", "JRR", "NASA"]),
        ("See RFC 9110, 16 GB, the A-320 and iPhone 15", ["RFC9110", "16GB", "A320", "iPhone15"]),
        ("See RFC9110, 16GB, the A320 and 2,5kg", ["RFC 9110", "16 GB", "A-320", "2,5 kg"]),
        ("Miss LaGuardia met Le Pen", ["La Guardia", "LePen"]),
        ("call getUserName(user_id)", ["get_user_name", "userid"]),
    ],
)
def test_words_are_found_joined_and_parted(tmp_path: Path, text: str, queries: list[str]) -> None:
    check(tmp_path, text, queries)


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("Tel. (212) 555-0187 or +49 30 901820-15", ["2125550187", "212-555-0187", "493090182015"]),
        ("mobil 0171/123 45 67", ["01711234567", "0171 1234567"]),
        ("fax 03012345678", ["030 12345678", "030/123 456 78"]),
        ("ISBN 978-3-16-148410-0", ["9783161484100", "978 3 16 148410 0"]),
        ("ISBN 9780306406157", ["978-0-306-40615-7"]),
        ("IBAN DE89 3704 0044 0532 0130 00", ["DE89370400440532013000"]),
        ("IBAN GB29NWBK60161331926819", ["GB29 NWBK 6016 1331 9268 19"]),
    ],
)
def test_long_numbers_are_found_in_other_groups(tmp_path: Path, text: str, queries: list[str]) -> None:
    check(tmp_path, text, queries)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("dune", "Le vent d'une autre ville"),
        ("lune", "Il parle de l'une et de l'autre"),
        ("lor", "La ruée vers l'or"),
        ("apart", "It is a part of the whole, a part"),
        ("oahu", "the o and the ahu stand in a row: o ahu"),
        ("ussr", "the letters u s s r in a row"),
        ("2125550187", "212 people in 555 towns and 0187 more"),
    ],
)
def test_what_only_stands_side_by_side_is_not_one_word(tmp_path: Path, query: str, text: str) -> None:
    searcher = over(tmp_path, text, lang="fr" if "'" in text else "en")
    assert ids(searcher.search(query, options=Options(names=False)).hits) == []


@pytest.mark.parametrize(
    ("lang", "query", "text", "form"),
    [
        ("cy", "cath", "Aeth hi yno gyda'i chath fach", "chath"),
        ("cy", "brawd", "roedd fy mrawd yn byw yno", "mrawd"),
        ("cy", "gardd", "mae coed yn yr ardd hon", "ardd"),
        ("gd", "bràthair", "chaidh e ri a bhràthair an-dè", "bhràthair"),
        ("gd", "Glaschu", "chaidh iad a Ghlaschu an-dè", "Ghlaschu"),
        ("br", "mamm", "gant he vamm hag he zad", "vamm"),
        ("br", "kazh", "hag ar c'hazh a gouske", "c'hazh"),
        ("ga", "údaráis", "Bhí na hÚdaráis ag caint", "hÚdaráis"),
        ("ga", "Baile Átha Cliath", "Tá siad i mBaile Átha Cliath", "mBaile Átha Cliath"),
        ("he", "שולחן", "השולחנות הוחלפו אתמול", "השולחנות"),
        ("he", "מלך", "והמלכים חיו רחוק", "והמלכים"),
        ("am", "ፕሬዝዳንት", "ከፕሬዝዳንቱ ጋር ተወያዩ", "ከፕሬዝዳንቱ"),
        ("am", "ሚኒስትር", "የሚኒስትሮች ምክር ቤት", "የሚኒስትሮች"),
    ],
)
def test_a_word_is_found_in_forms_that_begin_or_end_otherwise(
    tmp_path: Path, lang: str, query: str, text: str, form: str
) -> None:
    hits = over(tmp_path, text, "xyz qqq", lang=lang).search(query).hits
    assert ids(hits) == ["0"]
    assert form in matched(hits[0])


@pytest.mark.parametrize(
    ("query", "text", "form"),
    [
        ("Chavchavanadze", "იქ იყო ჭავჭავანაძე დილით", "ჭავჭავანაძე"),
        ("Gvinashvili", "იქ იყო ღვინაშვილი დილით", "ღვინაშვილი"),
        ("Pashinyants", "այնտեղ էր Փաշինյանց երեկ", "Փաշինյանց"),
        ("Gebreegziabher", "ትናንት ገብረእግዚአብሔር መጣ", "ገብረእግዚአብሔር"),
        ("Rajapaksha", "එහි රාජපක්ෂ සිටියේය", "රාජපක්ෂ"),
        ("Shlemun", "ܐܡܪ ܫܠܝܡܘܢ ܠܗܘܢ", "ܫܠܝܡܘܢ"),
        ("Nasheedu", "ރައީސް ނަޝީދު ވަޑައިގެން", "ނަޝީދު"),
        ("Kim Young-ho", "어제 김영호 장관이 왔다", "김영호"),
        ("Choi Min-soo", "어제 최민수 이사가 왔다", "최민수"),
        ("Abdul Rahman", "There was Abdulrahman in the garden.", "Abdulrahman"),
    ],
)
def test_a_name_is_heard(tmp_path: Path, query: str, text: str, form: str) -> None:
    hits = searcher_over(tmp_path, {"a.txt": text, "b.txt": OTHER}).search(query).hits
    assert ids(hits) == ["a.txt"]
    assert form in matched(hits[0])


def test_of_words_that_a_sign_must_join_only_those_that_it_joins_are_marked(tmp_path: Path) -> None:
    text = "They wrote an e-mail to us. Later the e mail came, with a long list of other words."
    (hit,) = over(tmp_path, text, OTHER, lang="en").search("email").hits
    assert matched(hit) == ["e-mail"]
