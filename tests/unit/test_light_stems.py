"""What is written together with words, in languages that no stemmer knows."""

import pytest

from searcher.text.arabic import with_articles
from searcher.text.fold import fold, normalise
from searcher.text.languages import is_language
from searcher.text.light_stems import _BY_LANGUAGE, has_light_stem, korean_noun, light_stem
from searcher.text.stems import has_stemmer, stem


@pytest.mark.parametrize(
    ("lang", "forms"),
    [
        ("ko", "박물관 박물관은 박물관을 박물관에서 박물관에서는 박물관으로 박물관까지도 박물관들이 박물관입니다"),
        ("ko", "바르카 바르카의 바르카는 바르카에게 바르카로부터"),
        ("he", "ממשלה הממשלה בממשלה שהממשלה ולממשלה"),
        ("he", "שופט השופט לשופט והשופטים"),
        ("zu", "umfundisi abafundisi ngumfundisi"),
        ("sw", "mtoto watoto kitoto"),
    ],
)
def test_forms_of_a_word_have_one_light_stem(lang: str, forms: str) -> None:
    assert len({light_stem(lang, fold(normalise(form))) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "form", ["독립은", "독립한", "독립했나요", "독립하였는가", "독립되었습니까", "독립시켰다", "독립당하는"]
)
def test_a_verb_of_a_question_leaves_the_noun_that_it_is_made_of(form: str) -> None:
    assert korean_noun(form) == "독립"


@pytest.mark.parametrize("word", ["북한", "사회", "대한민국", "국제연합", "대학", "하나"])
def test_a_noun_with_the_syllables_of_a_verb_stays(word: str) -> None:
    assert korean_noun(word) == word


@pytest.mark.parametrize(
    ("lang", "word"), [("ko", "국가"), ("ko", "나이"), ("he", "הבל"), ("he", "שמש"), ("zu", "inja")]
)
def test_of_a_short_word_nothing_is_taken(lang: str, word: str) -> None:
    assert light_stem(lang, word) == word == stem(lang, word)


def test_only_languages_without_a_stemmer_have_light_stems() -> None:
    assert all(is_language(lang) and has_light_stem(lang) and not has_stemmer(lang) for lang in _BY_LANGUAGE)
    assert light_stem("fi", "talossa") == "talossa"


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("الوزير", "وزير"),
        ("والفريق", "فريق"),
        ("باللغة", "لغة"),
        ("للكرة", "كرة"),
        ("فالكتاب", "كتاب"),
        ("وزير", "وزير"),
    ],
)
def test_arabic_words_with_and_without_the_article(word: str, bare: str) -> None:
    forms = with_articles(word)
    assert forms[:2] == (bare, f"ال{bare}")
    assert word in forms
