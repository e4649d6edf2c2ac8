import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.text import languages, stopwords
from searcher.text.fold import normalise

FOLDER = Path(stopwords.__file__).parent / "data" / "stopwords"
WITHOUT_A_STEMMER = (
    "uk",
    "bg",
    "be",
    "sk",
    "sl",
    "mk",
    "lv",
    "he",
    "ur",
    "bn",
    "th",
    "vi",
    "ms",
    "ko",
    "ja",
    "zh",
)
FILES = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_list_is_well_formed(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    words = lines[len(head) :]
    assert any(line.startswith("# Source: ") for line in head)
    assert any(line.startswith("# Licence: ") for line in head)
    assert languages.is_language(path.stem)
    assert words == sorted(set(words))
    assert 50 <= len(words) <= 500
    for word in words:
        assert word == normalise(word) == word.strip() == word.lower() == unicodedata.normalize("NFC", word) != ""
        assert not any(character.isdigit() or character.isspace() for character in word)


def test_the_languages_that_must_have_one() -> None:
    wanted = list(WITHOUT_A_STEMMER)
    stemmed = [code for code in languages.language_codes() if languages.stemmer_algorithm(code)]
    missing = [code for code in wanted + stemmed if not stopwords.stopwords(code)]
    assert missing == []
    assert len(stopwords.stopword_languages()) >= 45


@pytest.mark.parametrize(
    ("code", "words"),
    [("en", "what who where when why how the of"), ("it", "chi cosa dove quando perché dell"),
     ("fr", "qui quoi où quand comment pourquoi combien"), ("de", "wer was wo wann warum wie der"),
     ("es", "qué quién dónde cuándo cómo"), ("pt-BR", "quem quando onde como quê"),
     ("nl", "wie wat waar hoe"),
     ("ru", "кто что где когда почему как"), ("uk", "хто що де коли чому як"),
     ("pl", "kto co gdzie kiedy dlaczego"),
     ("cs", "kdo co kde kdy proč"), ("sl", "kdo kaj kje kdaj zakaj"), ("bg", "кой какво къде кога защо"),
     ("fi", "kuka mikä missä milloin miksi"), ("hu", "ki mi hol mikor miért"),
     ("tr", "kim ne nerede neden nasıl"),
     ("el", "ποιος τι πού πότε γιατί"), ("ar", "من ماذا أين متى لماذا كيف"), ("he", "מי מה איפה מתי למה"),
     ("fa", "چه چرا کجا کدام"), ("hi", "क्या कौन कहाँ कब क्यों"), ("ko", "무엇 무엇인가 누구인가 언제 어디"),
     ("ja", "何 誰 どこ いつ なぜ"), ("zh", "什么 什麼 谁 哪里 何时 为什么"), ("th", "อะไร ใคร ที่ไหน ทำไม"),
     ("vi", "gì ai đâu nào"), ("id", "apa siapa kapan bagaimana"), ("nb", "hvem hva hvor"),
     ("bs", "tko gdje")],
)  # fmt: skip
def test_question_words_are_in(code: str, words: str) -> None:
    assert {normalise(word) for word in words.split()} <= stopwords.stopwords(code)


@pytest.mark.parametrize(
    ("code", "words"),
    [("en", "us may no un usa"), ("it", "stato stati grande nuovo primo no"), ("de", "jahr tag machen"),
     ("pt", "usa no brasil"), ("es", "estado no"), ("fr", "été état"), ("ru", "человек жизнь"),
     ("ro", "mare nou"), ("hu", "nagy új"), ("zh", "中国 国 和平"), ("bg", "година време")],
)  # fmt: skip
def test_content_and_names_are_out(code: str, words: str) -> None:
    assert not set(words.split()) & stopwords.stopwords(code)


def test_a_language_without_a_list_has_an_empty_one() -> None:
    assert stopwords.stopwords("haw") == frozenset()
    assert stopwords.stopwords("../../languages") == frozenset()


@given(st.text())
def test_never_raises(code: str) -> None:
    assert isinstance(stopwords.stopwords(code), frozenset)
