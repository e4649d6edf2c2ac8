"""Acronyms that texts explain: the letters are those of the words, in order, in any script with capitals."""

import pytest

from searcher.text.acronyms import explained, is_form_of, name_key, words_of


@pytest.mark.parametrize(
    ("text", "acronym", "name"),
    [
        ("The Harbour Workers Council (HWC) met.", "HWC", "Harbour Workers Council"),
        ("ВОЗ (Всемирная организация здравоохранения) сообщила", "ВОЗ", "Всемирная организация здравоохранения"),
        ("Ο Σύλλογος Ελλήνων Ναυτικών (ΣΕΝ) είπε", "ΣΕΝ", "Σύλλογος Ελλήνων Ναυτικών"),
        ("Bund der Freien (BdF)", "BdF", "Bund der Freien"),
        ("la Société nationale des chemins de fer (SNCF)", "SNCF", "Société nationale des chemins de fer"),
        ("l’Organisation des Nations unies (ONU)", "ONU", "Organisation des Nations unies"),
        ("NPA (Neue Presse-Agentur, Hamburg) meldet", "NPA", "Neue Presse-Agentur"),
        ("Office for Co-operation and Trade (OCT)", "OCT", "Office for Co-operation and Trade"),
        ("«Демократическая партия Юга» (ДПЮ)", "ДПЮ", "Демократическая партия Юга"),
    ],
)
def test_an_acronym_is_explained(text: str, acronym: str, name: str) -> None:
    assert list(explained(text)) == [(acronym, name)]


@pytest.mark.parametrize(
    "text",
    ["the man said (USA) so", "He works (ABC).", "(CNN) Leaders met", "a b (AB)", "Kim (DPRK) und", "BND (in Pullach)",
     "Word (w) in (1) 2 (IV)", "die Firma (GmbH)", "Secretary General. Nothing Here (SGNH) () ((", "Alpha, Beta (AB)"],
)  # fmt: skip
def test_what_is_in_brackets_else_explains_nothing(text: str) -> None:
    assert list(explained(text)) == []


def test_forms_of_a_name_are_one() -> None:
    one, other = words_of("Evropská unie práce"), words_of("Evropské unii práce")
    assert name_key(one) == name_key(other)
    assert is_form_of(one, other)
    assert not is_form_of(words_of("World Health Day"), words_of("World Healing Dance"))
