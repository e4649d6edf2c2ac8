"""Names of several words in scripts without capitals or spaces, with titles, particles and names of fathers; and names
of institutions that are one word in some languages."""

from pathlib import Path

import pytest
from searching import asking, ids, records, searcher_over


def found(tmp_path: Path, query: str, *texts: str) -> set[str]:
    rows = [{"id": text, "text": text} for text in texts]
    return set(ids(asking(searcher_over(tmp_path, {"a.jsonl": records(*rows)}))(query)))


GEORGIAN = "გუშინ ქალაქში ჩავიდა ანტონ ველმასოვი და ბევრი ილაპარაკა"


def test_georgian_writes_names_without_capitals(tmp_path: Path) -> None:
    other = "Anton Velmasov came to the town"
    assert found(tmp_path / "a", "Velmasov", GEORGIAN, other) == {GEORGIAN, other}
    assert found(tmp_path / "b", "ანტონ ველმასოვი", GEORGIAN, other) == {GEORGIAN, other}


@pytest.mark.parametrize("query", ["マイク・ベルマソフ", "迈克·贝尔马索夫"])
def test_a_name_in_a_script_without_spaces_is_a_unit(tmp_path: Path, query: str) -> None:
    names = "Mike Belmasov was here", "Майк Белмасов был здесь", query
    others = [f"Mike {other} was here" for other in ("Henderson", "Tarling", "Ostberg", "Quinn", "Fuller", "Grant")]
    assert found(tmp_path, query, *names, *others) == set(names)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Mr Velmasov", "Velmasov was here"),
        ("Dr. Anton Velmasov", "Anton Velmasov was here"),
        ("Антон Сергеевич Вельмасов", "Антон Вельмасов был здесь"),
        ("Anton van Velmasov", "Anton Velmasov was here"),
        ("벨마소프 씨", "어제 벨마소프가 왔다"),
    ],
)
def test_what_a_name_may_be_without_is_not_asked_for(tmp_path: Path, query: str, text: str) -> None:
    assert text in found(tmp_path, query, text, "Mr Smith was here", "Dr Jones van der Berg was here")


def test_a_particle_alone_is_no_name(tmp_path: Path) -> None:
    assert found(tmp_path, "L. van Velmasov", "Van Gent", "Velmasov was here") == {"Velmasov was here"}


MINISTRIES = {
    "en": "Yesterday the Ministry of Finance told the people about it.",
    "de": "Gestern hat das Finanzministerium die Leute darüber unterrichtet.",
    "fi": "Eilen valtiovarainministeriö kertoi asiasta kaikille ihmisille.",
    "et": "Eile teatas rahandusministeerium sellest kõigile inimestele.",
    "hu": "Tegnap a pénzügyminisztérium beszélt erről az embereknek.",
    "ko": "어제 재무부가 사람들에게 그것을 말했다.",
    "ru": "Вчера министерство финансов рассказало об этом людям.",
    "zh": "昨天财政部向人们说了这件事。",
}


@pytest.mark.parametrize(
    "query", ["Ministry of Finance", "Finanzministerium", "valtiovarainministeriö", "pénzügyminisztérium", "재무부"]
)
def test_an_institution_is_one_word_or_several(tmp_path: Path, query: str) -> None:
    hits = found(tmp_path, query, *MINISTRIES.values(), "The Ministry of Health", "Der Bund hat Finanzen.")
    assert hits == set(MINISTRIES.values())


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        (
            "中央选举委员会",
            [
                "Yesterday the Central Election Commission told the people about what was done.",
                "Центральная избирательная комиссия собралась.",
            ],
        ),
        (
            "国立銀行",
            ["Yesterday the National Bank told the people about what was done.", "Национальный банк сообщил об этом."],
        ),
        ("National Bank", ["国家银行昨天说了这件事。", "昨日、国立銀行がそれを発表した。"]),
    ],
)
def test_a_run_of_characters_is_the_words_that_it_is_made_of(tmp_path: Path, query: str, texts: list[str]) -> None:
    assert found(tmp_path, query, *texts, "The commission met at a bank.", "昨天有一个会议。") == set(texts)
