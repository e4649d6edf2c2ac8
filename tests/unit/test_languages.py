import re
from pathlib import Path

import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from searcher.text import languages

TABLE = Path(languages.__file__).parent / "data" / "languages.tsv"


@pytest.mark.parametrize(
    ("tag", "code"),
    [("pt-BR", "pt"), ("pt_BR.UTF-8", "pt"), ("zh-Hant-TW", "zh"), ("DEU", "de"), ("ger", "de"), ("iw", "he"),
     ("nb", "nb"), (" En ", "en"), ("cmn", "zh"), ("", ""), ("xx-YY", "xx")],
)  # fmt: skip
def test_normalise_code(tag: str, code: str) -> None:
    assert languages.normalise_code(tag) == code


@given(st.text())
def test_codes_never_raise_and_normalise_once(tag: str) -> None:
    once = languages.normalise_code(tag)
    assert languages.normalise_code(once) == once
    languages.language_name(tag)
    languages.stemmer_algorithm(tag)


def test_every_algorithm_exists_and_each_is_used() -> None:
    used = {languages.stemmer_algorithm(code) for code in languages.language_codes()} - {None}
    # `porter` and `dutch_porter` are older versions of algorithms that are in use.
    assert used == set(Stemmer.algorithms()) - {"porter", "dutch_porter"}


@pytest.mark.parametrize(
    ("code", "algorithm"),
    [("nb", "norwegian"), ("nn-NO", "norwegian"), ("hr", "serbian"), ("bs", "serbian"), ("uk", None),
     ("bg", None),
     ("ja", None), ("ru", "russian"), ("fa-IR", "persian"), ("unknown", None)],
)  # fmt: skip
def test_stemmer_algorithm(code: str, algorithm: str | None) -> None:
    assert languages.stemmer_algorithm(code) == algorithm


@pytest.mark.parametrize("word", ["zagreba", "zagrebu", "zagrebom", "zagreb"])
def test_the_serbian_algorithm_takes_latin_script(word: str) -> None:
    assert Stemmer.Stemmer("serbian").stemWord(word) == "zagreb"


def test_names() -> None:
    assert languages.language_name("ko") == "Korean"
    assert languages.language_name("pt-BR") == "Portuguese"
    assert languages.language_name("qqq") == "qqq"
    german = languages.language("de")
    assert german is not None
    assert german.endonym == "Deutsch"
    assert german.scripts == ("Latn",)


def test_the_table_is_well_formed() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    codes = [row[0] for row in rows]
    assert codes == sorted(set(codes))
    assert len(codes) >= 100
    assert all(len(row) == 6 and row[1] and row[2] for row in rows)
    assert all(re.fullmatch(r"[a-z]{2,3}", code) for code in codes)
    assert all(re.fullmatch(r"[A-Z][a-z]{3}(,[A-Z][a-z]{3})*", row[4]) for row in rows)
    others = [other for row in rows for other in row[5].split(",") if other]
    assert len(others) == len(set(others))
    assert not set(others) & set(codes)
