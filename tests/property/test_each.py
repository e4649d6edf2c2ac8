"""What is done to a whole vocabulary at once is what is done to each of its words."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searcher.text.fold import MAX_WORD, fold, fold_each, normalise, normalise_each
from searcher.text.stems import stem, stem_each

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
# Letters of many scripts, marks that may begin a word and must not join the one before, Hangul in pieces, digits
# with what groups them, joiners, a tatweel, forms that another form holds, and letters that lower case changes by
# their place.
MANY_SCRIPTS = st.text(
    st.one_of(
        st.characters(categories=["L", "M", "Nd"]),
        st.sampled_from("\u0301\u0308\u0306\u0327\u064b\u05b8\u3099\uff9e\u093c\u0dca\u1161\u1175\u11a8\u11b0"),
        st.sampled_from("\u1100\u1112가각ㄱｶ"),
        st.sampled_from("0123456789٣②.,'’\u00a0\u2009\u202f"),
        st.sampled_from("\u00ad\u200c\u200d\u2060\u0640\ufe80\ufcf2"),
        st.sampled_from("aeioußÄéİIıñЁёйиуіґςΣσſﬁĳǿأآاىةک"),
    ),
    max_size=12,
)
# What the rules of names look at, so that they meet at every border of words and syllables.
SOUNDS = st.one_of(
    st.text(alphabet="aeiouyjcshtzdkxqrvwfpglb'", max_size=10),
    st.text(alphabet="ichv", max_size=6),
    st.text(alphabet="اأإآبفويعىةa'", max_size=6),
    st.text(alphabet="וי'שפבעאa", max_size=6),
    st.text(alphabet="μπντγκτζουίaςΣ", max_size=6),
    st.text(alphabet="フしつチジヤんぱبμa", max_size=6),
    st.text(alphabet="джхщцёиычов", max_size=8),
)
LONG = st.builds(
    lambda part, times: part * times, st.sampled_from(["a", "é", "ﷺ", "1.", "ch", "ß"]), st.integers(0, 300)
)
WORDS = st.lists(st.one_of(ANY, MANY_SCRIPTS, SOUNDS, LONG), max_size=12)


@settings(max_examples=300)
@given(WORDS)
@example([])
@example([""])
@example(["", "", "é"])
@example(["e", "\u0301a", "é"])
@example(["한", "\u11ab", "\u1161"])
@example(["1", "1.000", "1\n000", "é\n", "\n", "ß"])
@example(["ΑΣ", "Σα", "ΑΣ", "é"])
@example(["İ", "H\u0331İ", "H\u0331"])
@example(["1.000,5", "a1.000", "١٬٠٠٠", "②.5", "\u00ad1.0"])
def test_normal_forms_of_many_words_are_those_of_each(words: list[str]) -> None:
    assert normalise_each(words) == [normalise(word) for word in words]


@settings(max_examples=300)
@given(st.text(st.characters(categories=["L"]), max_size=6))
def test_a_word_that_is_spelled_without_signs_has_the_form_that_it_has_with_an_invisible_one(word: str) -> None:
    assert normalise_each([word]) == [normalise(word)] == [normalise(f"{word}\u00ad")]


def test_a_letter_has_one_normal_form_whether_anything_stands_beside_it() -> None:
    letters = [chr(code) for code in range(0x3100) if chr(code).isalpha()]
    assert [letter for letter in letters if normalise(letter) != normalise(f"{letter}\u00ad")] == []
    assert normalise_each(letters) == [normalise(letter) for letter in letters]


@settings(max_examples=300)
@given(WORDS)
@example(["e", "\u0301a", "и", "\u0306", "é\n", "ß"])
@example(["한", "\u11ab", "\u1112", "\u1161"])
@example([""])
def test_folds_of_many_words_are_those_of_each(words: list[str]) -> None:
    assert fold_each(words) == [fold(word) for word in words]
    normal = [normalise(word) for word in words]
    assert fold_each(normal) == [fold(word) for word in normal]


# Words of few letters, so that many of them are of those alone that have no other form.
FEW_LETTERS = st.sampled_from([range(0x3B1, 0x3CA), range(0x430, 0x460), range(0x561, 0x588), range(0x5D0, 0x5EB),
    range(0x621, 0x64B), range(0xE01, 0xE50), range(0x3041, 0x30FF), range(0xAC00, 0xAC40)]).flatmap(
    lambda letters: st.lists(st.text(st.sampled_from(list(map(chr, letters))), max_size=5), max_size=5)
)  # fmt: skip


@settings(max_examples=300)
@given(FEW_LETTERS)
@example(["дубъ", "ељ", "еւ", "ելք", "ёж", "йод", "ئ"])
def test_folds_of_words_of_few_letters_are_those_of_each(words: list[str]) -> None:
    assert fold_each(words) == [fold(word) for word in words]


@given(st.sampled_from(["de", "ru", "ar", "el", "ko", "xx"]), WORDS)
def test_stems_of_many_words_are_those_of_each(lang: str, words: list[str]) -> None:
    normal = [normalise(word) for word in words]
    assert stem_each(lang, normal) == [stem(lang, word) for word in normal]


@pytest.mark.parametrize("odd", ["", "\n", "a\nb", "é\n", "x" * (MAX_WORD + 1), "é" * (MAX_WORD + 1)])
def test_a_vocabulary_of_several_slices(odd: str) -> None:
    words = ["Émile", "straße", "Miloschewitsch", "Белоусов", "أوباما", "10.000"] * 25_000
    words[77_777] = odd
    for each, single in ((normalise_each, normalise), (fold_each, fold)):
        known = {word: single(word) for word in set(words)}
        assert each(words) == [known[word] for word in words]
