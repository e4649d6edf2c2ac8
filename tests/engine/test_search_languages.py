"""Words, names and questions in many languages and scripts, each found in its own."""

from pathlib import Path

import pytest
from searching import check_places, ids, matched, records, searcher_over, text_of

from searcher.engine.engine import Match
from searcher.search.searcher import Searcher


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    texts = {
        "ko-1": "북한의 수도 평양에서 회담이 열렸다. 국방상이 참석했다.",
        "ko-2": "서울에서 열린 경제 회의에 장관들이 모였다.",
        "he-1": "הנשיא נפגש בירושלים עם השר והנציגים.",
        "he-2": "בתל אביב התקיים כנס.",
        "ar-1": "زار الوزير القاهرة والتقى بالرئيس في القصر.",
        "ar-2": "اجتمع الخبراء في دمشق.",
        "fi-1": "Kokous pidettiin Moskovassa ja ministerit puhuivat taloista.",
        "fi-2": "Tampereella satoi vettä koko viikon.",
        "th-1": "นายกรัฐมนตรีเดินทางไปกรุงเทพมหานครเพื่อประชุมเศรษฐกิจ",
        "th-2": "ฝนตกหนักในภาคเหนือ",
        "km-1": "ភ្នំពេញគឺជារាជធានីនៃប្រទេសកម្ពុជា",
        "zh-1": "国防部长在北京会见了代表团。",
        "zh-2": "上海的天气很好。",
        "ja-1": "日本の首都は東京であり、人口はおよそ千四百万人である。",
        "ja-2": "富士山は日本で一番高い山である。標高は三千七百七十六メートルである。",
        "ja-3": "京都は古い都市で、多くの寺がある。",
        "hi-1": "स्वास्थ्य मंत्री ने अस्पताल का दौरा किया।",
        "ru-1": "Речь Белоусова на совещании длилась час. Министр поблагодарил всех.",
        "ru-2": "Певица Зеленко выступила в зале.",
        "ru-3": "Погода в Сибири была холодной. Ёлка стояла во дворе.",
        "de-1": "Der Hund schlief im Haus. Die Häuser sind alt. Pjo\u0308ngjang liegt weit weg.",
        "de-2": "Die Gifte der Pflanzen wurden im Labor gemessen.",
        "en-1": "The house is old, and the gift was a surprise. Many houses are.",
        "en-2": "A boat came down the river and left with the tide.",
        "tr-1": "İstanbul büyük bir şehirdir.",
        "el-1": "Η Αθήνα είναι μεγάλη πόλη.",
    }
    rows = [{"id": name, "text": text, "lang": name[:2]} for name, text in texts.items()]
    return searcher_over(tmp_path_factory.mktemp("many"), {"a.jsonl": records(*rows)})


@pytest.mark.parametrize(
    ("query", "found", "match"),
    [
        ("평양", "ko-1", "평양에서"),
        ("서울", "ko-2", "서울에서"),
        ("장관", "ko-2", "장관들이"),
        ("ירושלים", "he-1", "בירושלים"),
        ("قاهرة", "ar-1", "القاهرة"),
        ("قصر", "ar-1", "القصر"),
        ("خبراء", "ar-2", "الخبراء"),
        ("وزير", "ar-1", "الوزير"),
        ("Moskova", "fi-1", "Moskovassa"),
        ("Moscow", "fi-1", "Moskovassa"),
        ("talo", "fi-1", "taloista"),
        ("กรุงเทพ", "th-1", "กรุงเทพมหานคร"),
        ("ฝน", "th-2", "ฝน"),
        ("កម្ពុជា", "km-1", "កម្ពុជា"),
        ("北", "zh-1", "北"),
        ("北京", "zh-1", "北京"),
        ("Peking", "zh-1", "北京"),
        ("Beijing", "zh-1", "北京"),
        ("Tokyo", "ja-1", "東京"),
        ("富士山", "ja-2", "富士山"),
        ("स्वास्थ्य", "hi-1", "स्वास्थ्य"),
        ("Belousov", "ru-1", "Белоусова"),
        ("Белоусов", "ru-1", "Белоусова"),
        ("Zelenko", "ru-2", "Зеленко"),
        ("Сибирь", "ru-3", "Сибири"),
        ("елка", "ru-3", "Ёлка"),
        ("ЁЛКА", "ru-3", "Ёлка"),
        ("istanbul", "tr-1", "İstanbul"),
        ("ISTANBUL", "tr-1", "İstanbul"),
        ("Αθηνα", "el-1", "Αθήνα"),
        ("Athens", "el-1", "Αθήνα"),
        ("Pjöngjang", "de-1", "Pjo\u0308ngjang"),
        ("Pjoengjang", "de-1", "Pjo\u0308ngjang"),
        ("Пхеньян", "de-1", "Pjo\u0308ngjang"),
    ],
)
def test_a_word_is_found_in_its_language(many: Searcher, query: str, found: str, match: str) -> None:
    hits = many.search(query).hits
    assert found in ids(hits)
    hit = next(hit for hit in hits if hit.id == found)
    assert match in matched(hit)
    check_places(hit, text_of(many, found))


def test_all_of_a_short_run_must_be_there(many: Searcher) -> None:
    assert ids(many.search("京都").hits) == ["ja-3"]
    assert ids(many.search("東京").hits) == ["ja-1"]
    # Where no document has it, those with its pieces come, and are shown as such.
    assert {match.kind for hit in many.search("北海").hits for match in hit.matches} == {"part"}


def test_a_long_japanese_question_finds_its_answer(many: Searcher) -> None:
    assert ids(many.search("日本で一番高い山は何メートルですか").hits)[0] == "ja-2"
    assert ids(many.search("日本の首都はどこですか").hits)[0] == "ja-1"


@pytest.mark.parametrize(
    ("query", "found", "covered"),
    [
        ("日本の首都はどこですか", "ja-1", "首都"),
        ("เศรษฐกิจ", "th-1", "เศรษฐกิจ"),
    ],
)
def test_a_highlight_cuts_no_word_of_a_question_in_two(many: Searcher, query: str, found: str, covered: str) -> None:
    [hit] = [hit for hit in many.search(query).hits if hit.id == found]
    text = text_of(many, found)
    start = text.index(covered)
    marked = {at for match in hit.matches for at in range(match.start, match.end)}
    assert set(range(start, start + len(covered))) <= marked


def test_languages_keep_to_themselves(many: Searcher) -> None:
    """English "gift" is no German "Gifte", though a stemmer of the wrong language joins them."""
    hits = many.search("gift").hits
    assert ids(hits)[0] == "en-1"
    assert matched(hits[0]) == ["gift"]
    assert ids(many.search("houses").hits) == ["en-1"]
    assert [match.lang for match in many.search("Haus").hits[0].matches] == ["de", "de"]


def test_a_word_as_written_comes_before_stems_of_another_language(tmp_path: Path) -> None:
    rows = [{"id": "en", "text": "The gift was a surprise for everybody there.", "lang": "en"}]
    rows += [
        {"id": f"de{n}", "text": f"Die Gifte der Pflanzen wurden im Labor {n} gemessen.", "lang": "de"}
        for n in range(3)
    ]
    rows += [{"id": f"other{n}", "text": f"Das Wetter war gut am Tag {n}.", "lang": "de"} for n in range(30)]
    searcher = searcher_over(tmp_path, {"a.jsonl": records(*rows)})
    assert ids(searcher.search("gift").hits)[0] == "en"


def test_a_japanese_question_is_about_its_words_more_than_their_endings(tmp_path: Path) -> None:
    rows = [
        {"id": "z", "text": "この港で漁師は網を作る。", "lang": "ja"},
        {"id": "a", "text": "みんなが船と漁と町を見た。", "lang": "ja"},
    ]
    searcher = searcher_over(tmp_path, {"a.jsonl": records(*rows)})
    assert ids(searcher.search("漁師が船と").hits) == ["z", "a"]


def test_the_ending_of_a_question_finds_no_other_question(tmp_path: Path) -> None:
    rows = [
        {"id": "answer", "text": "대한민국의 독립을 기념하는 날은 팔월 십오일이다.", "lang": "ko"},
        {"id": "stranger", "text": "아이는 왜 웃었나요 하고 어머니가 물었나요.", "lang": "ko"},
    ]
    searcher = searcher_over(tmp_path, {"a.jsonl": records(*rows)})
    assert ids(searcher.search("대한민국은 언제 독립했나요?").hits) == ["answer"]


def test_a_question_is_about_what_is_written_with_a_capital(tmp_path: Path) -> None:
    rows = [
        {"id": "z", "text": "Every boat that sails to Torvanger is painted in green.", "lang": "en"},
        {"id": "a", "text": "Every boat that sails to the harbour is painted green.", "lang": "en"},
        {"id": "others", "text": "Nobody has seen a whale for years.", "lang": "en"},
    ]
    searcher = searcher_over(tmp_path, {"a.jsonl": records(*rows)})
    assert ids(searcher.search("has somebody measured torvanger harbour lately").hits)[:2] == ["z", "a"]


def test_a_filter_for_a_language_leaves_the_others_out(many: Searcher) -> None:
    assert {hit.lang for hit in many.search("lang:ja", limit=0).hits} == {"ja"}
    assert ids(many.search("Belousov", lang="de").hits) == []


def test_a_match_knows_the_language_of_its_passage(tmp_path: Path) -> None:
    german = (
        "Eine russische Militärdelegation traf am Freitag in Nordkorea ein, angesichts wachsender Besorgnis über die "
        "Ausweitung der Zusammenarbeit der beiden Länder in diesem Jahr."
    )
    french = (
        "Le président a fait une visite officielle en Corée du Nord et il a promis de renforcer la coopération entre "
        "les deux pays dans le domaine du commerce et de la sécurité."
    )
    searcher = searcher_over(tmp_path, {"both.txt": f"{german}\n\n{french}\n"})
    [hit] = searcher.search("North Korea").hits
    found: list[tuple[str, str]] = [(match.text, match.lang) for match in hit.matches]
    assert found == [("Nordkorea", "de"), ("Corée du Nord", "fr")]
    assert set(hit.langs) == {"de", "fr"}
    assert all(isinstance(match, Match) for match in hit.matches)
