"""How languages write dates and numbers, as data."""

import re

import pytest

from searcher.entities.data import DATA, key_of, read_rows
from searcher.entities.formats import FILE, formats
from searcher.text.languages import is_language

# Languages with most speakers or most text.
LANGUAGES = ["ar", "az", "be", "bg", "bn", "bs", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gu", "he", "hi", "hr", "hu", "id", "it", "ja", "kk", "kn", "ko", "lt", "lv", "mk", "ml", "mr", "ms", "nl", "no", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "zh"]  # fmt: skip


def test_rows_are_sorted_well_formed_and_sourced() -> None:
    lines = (DATA / FILE).read_text(encoding="utf-8").splitlines()[1:]
    rows = [tuple(line.split("\t")) for line in lines]
    assert rows == sorted(set(rows))
    sources = {row["source"] for row in read_rows("sources.tsv")}
    for kind, value, langs, form, key, source in rows:
        assert langs.split(",") == sorted(set(langs.split(","))), form
        assert all(map(is_language, langs.split(","))), form
        assert form == form.strip() != "", form
        assert source in sources, form
        if kind in ("date", "figures"):
            assert set(re.findall(r"\{.*?\}", form)) <= {"{d}", "{m}", "{M}", "{y}"}, form
            assert len(re.findall(r"\{.\}", form)) > 1, form
            assert (value, key) == ("", ""), form
        elif kind == "scale":
            assert form.count("0") == 1, form
            assert key == key_of(form.replace("0", " ")) != "", form
            assert 3 <= int(value) <= 20, form
        elif kind == "ordinal":
            assert key == key_of(form) != "", form
        else:
            assert kind in ("month", "short month"), kind
            assert 1 <= int(value) <= 12, form
            assert key == key_of(form) != "", form


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_main_language_has_its_months_and_its_order(lang: str) -> None:
    table = formats()
    for month in range(1, 13):
        assert any(lang in name.langs for name in table.names(month)) or "{m}" in "".join(table.dates[lang]), month
    assert any("{d}" in pattern and "{y}" not in pattern for pattern in table.dates[lang])
    assert any("{d}" in pattern and "{y}" in pattern for pattern in table.dates[lang])
