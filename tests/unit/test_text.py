"""Text to words: what the index keeps of a text and what a query asks for must be the same, in every language."""

import unicodedata
from collections.abc import Iterable
from itertools import islice, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from indexed import Indexed
from places import SEEDS

from searcher.engine.local.multi_terms import MultiTerms
from searcher.entities.compiled import CompiledTable, compile_table
from searcher.entities.table import EntityTable
from searcher.index.commit import segment_path
from searcher.index.segment.reader import Segment
from searcher.index.workers import SegmentMaker
from searcher.ingest.document import Document
from searcher.query.expand import Expander, Options
from searcher.query.parse import parse
from searcher.query.plan import Kind, Plan, leaves_of
from searcher.query.tree import Phrase, Query
from searcher.text.fold import MAX_WORD, fold, normalise
from searcher.text.identify import UNDETERMINED, identify
from searcher.text.languages import language, language_codes
from searcher.text.letter_case import is_small_letter
from searcher.text.passages import passages
from searcher.text.stems import has_stemmer, stem
from searcher.text.tokens import bounds, is_unspaced, spans, tokenize

# The letters of each script of the language table (ISO 15924): first and last code point.
SCRIPTS = {
    "Arab": "\u0621\u0652", "Armn": "\u0531\u0587", "Beng": "\u0981\u09e3", "Cyrl": "\u0400\u045f", "Deva": "\u0900\u094d",
    "Ethi": "\u1200\u135a", "Geor": "\u10a0\u10ff", "Grek": "\u0386\u03ce", "Gujr": "\u0a81\u0acd", "Guru": "\u0a01\u0a4d",
    "Hans": "\u4e00\u4fff", "Hant": "\u6000\u6fff", "Hebr": "\u05b0\u05ea", "Jpan": "\u3041\u30fa", "Khmr": "\u1780\u17d3",
    "Knda": "\u0c82\u0ccd", "Kore": "\uac00\ud7a3", "Laoo": "\u0e81\u0ebd", "Latn": "\u0041\u017f", "Mlym": "\u0d02\u0d4d",
    "Mong": "\u1820\u1878", "Mymr": "\u1000\u1039", "Orya": "\u0b01\u0b4d", "Sinh": "\u0d82\u0ddf", "Taml": "\u0b82\u0bcd",
    "Telu": "\u0c01\u0c4d", "Thaa": "\u0780\u07b1", "Thai": "\u0e01\u0e4e", "Tibt": "\u0f40\u0fbc",
}  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
# Text that is mostly words: letters and marks of many scripts, digits, and what parts or groups them.
WORDY = st.text(
    st.one_of(
        st.characters(categories=["L", "M", "Nd"]),
        st.sampled_from(" \n.,'’-\u00a0\u202f\u00ad\u200c\u200d\u0640"),
        st.sampled_from("aeioußÄéİıñЁёйїґпαςσΣשלוםءأةيىक्षपカﾞ北京한국ไทยខ្ម"),
        st.sampled_from("\u0301\u0308\u0306\u0327\u064b\u05b8\u3099"),
    ),
    max_size=60,
)


def words(text: str) -> list[str]:
    return [token.word for token in tokenize(text)]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | WORDY)
@example("\u0640 \u0640\u064b x\u0640 北\u0640京 e\u200d\u0301")
@example("a b 1,234,56 c d")
@example("a b 2024年 c d")
@example("a 2024年 b c d")
@example("カ3.000 1,234 b c")
@example("北\u03013,000,000 京1\u2009000 c")
@example("ห\u00ad\nб c")
@example("\u2e803.000 年2.000 c")
@example("កា1.234.567 ๑๒,๓๔๕ ကခ1'000 d")
def test_bounds_are_those_of_the_words(text: str) -> None:
    whole = [(start, end) for start, end, _ in spans(text)]
    assert list(bounds(text)) == whole
    for first in range(len(whole)):
        starts = [start for start, _ in whole[first : first + 4]]
        end = starts.pop() if len(starts) == 4 else None
        assert list(islice(bounds(text, starts[0], end), len(starts))) == whole[first : first + len(starts)]


def folds(text: str) -> list[str]:
    return [fold(token.word) for token in tokenize(text)]


# Index side and query side


def terms_of(plan: Plan | None) -> Iterable[tuple[str, str, Kind]]:
    """(language, word, kind) of every index term that a plan asks for."""
    for leaf in leaves_of(plan) if plan is not None else ():
        for tier in leaf.tiers:
            for variant in tier.variants:
                for place in variant.places:
                    for lang, word in place:
                        yield lang, word, variant.kind


def texts_of(code: str) -> st.SearchStrategy[str]:
    known = language(code)
    assert known is not None
    letters = [st.characters(min_codepoint=ord(SCRIPTS[s][0]), max_codepoint=ord(SCRIPTS[s][1])) for s in known.scripts]
    return st.text(st.one_of(*letters, *letters, st.sampled_from(" 0123456789.,-'’\u0301\u200c")), max_size=40).map(
        lambda made: f"{known.endonym} {made}"
    )


NO_NAMES = EntityTable((CompiledTable(compile_table([], "none", ())),))


@pytest.mark.parametrize("code", language_codes())
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_word_of_a_text_is_asked_for_as_it_was_indexed(code: str, data: st.DataObject) -> None:
    text = data.draw(texts_of(code))
    known = Indexed(Document("a", "a.txt", text), code)
    expander = Expander(known.snapshot.vocabulary, NO_NAMES)
    indexed = known.words.get(code, {})
    assert [word for word, _ in sorted(((w, p) for w, at in indexed.items() for p in at), key=lambda x: x[1])] == (
        words(text)
    )
    for token in tokenize(text):
        raw = text[token.start : token.end]
        assert token.word in indexed
        # As written, in another normalisation form and in quotes: each time it is the index's word.
        for typed in (raw, unicodedata.normalize("NFD", raw)):
            query = Query(typed, Phrase(typed, 0, len(typed)))
            found = list(terms_of(expander.expand(query, Options(names=False)).plan))
            assert (code, token.word, Kind.EXACT) in found
        folded = fold(token.word)
        assert token.word in {entry.word for entry in known.snapshot.vocabulary.by_fold(folded)}
        if has_stemmer(code):
            assert token.word in {
                entry.word for entry in known.snapshot.vocabulary.by_stems([(code, stem(code, token.word))])
            }


@pytest.mark.parametrize("code", language_codes())
def test_the_name_of_a_language_is_found_in_a_text_of_it(code: str, tmp_path: Path) -> None:
    known = language(code)
    assert known is not None
    vocabulary = Indexed(Document("a", "a.txt", known.endonym), code).snapshot.vocabulary
    expander = Expander(vocabulary, NO_NAMES)
    for asked in (known.endonym, known.endonym.upper(), unicodedata.normalize("NFD", known.endonym)):
        found = {(lang, word) for lang, word, _ in terms_of(expander.expand(parse(asked), Options()).plan)}
        assert {(code, word) for word in words(known.endonym)} <= found


# Tokens


@given(st.one_of(TEXT, WORDY))
@example("Kim Jong-un’s 10.000 Mann, 北京 ไทย")
def test_offsets_slice_back_to_the_words(text: str) -> None:
    tokens = tokenize(text)
    for token in tokens:
        assert normalise(text[token.start : token.end]) == token.word != ""
        assert len(token.word) <= MAX_WORD
    assert all(one.end <= other.start for one, other in pairwise(tokens))
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)


@given(WORDY, WORDY, WORDY)
def test_a_stretch_of_a_text_keeps_the_offsets_of_the_whole(before: str, text: str, after: str) -> None:
    whole = f"{before}\n{text}\n{after}"
    start = len(before) + 1
    found = [(begin - start, end - start, word) for begin, end, word in spans(whole, start, start + len(text))]
    assert [word for _, _, word in found] == words(text)
    assert found == [(token.start, token.end, token.word) for token in tokenize(text)]


@given(st.one_of(TEXT, WORDY))
def test_no_letter_or_digit_is_left_out(text: str) -> None:
    covered = {at for token in tokenize(text) for at in range(token.start, token.end)}
    ignored = set("\u0640\u200c\u200d\u00ad\u2060\u200e\u200f")
    missing = [text[at] for at in range(len(text)) if text[at].isalnum() and at not in covered]
    assert not set(missing) - ignored


@given(WORDY)
def test_decomposed_text_has_the_same_words(text: str) -> None:
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))
    assert folds(unicodedata.normalize("NFD", text)) == folds(text)


@given(WORDY)
def test_folding_is_idempotent_and_stable_under_normalisation(text: str) -> None:
    for token in tokenize(text):
        raw = text[token.start : token.end]
        folded = fold(token.word)
        assert fold(folded) == folded
        assert fold(normalise(raw)) == folded
        # A very long word is cut where its form ends, which is elsewhere in another form.
        assume(len(raw) < MAX_WORD // 4)
        # See the test below.
        assume("\u0640" in raw or "\u0640" not in unicodedata.normalize("NFKC", raw))
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            assert fold(normalise(unicodedata.normalize(form, raw))) == folded


@pytest.mark.parametrize("raw", ["\ufe71", "\ufe77", "ك\ufe79تاب"])
def test_a_tatweel_inside_a_compatibility_form_is_dropped(raw: str) -> None:
    assert "\u0640" not in normalise(raw)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Pjo\u0308ngjang", ["pjongjang"]),
        ("Pjöngjang", ["pjongjang"]),
        ("Straße STRASSE Strasse", ["strasse"] * 3),
        ("İstanbul ISTANBUL istanbul ıstanbul I\u0307stanbul", ["istanbul"] * 5),
        ("Łódź Ærø Þór", ["lodz", "aero", "thor"]),
        ("كِتَاب كتـاب كتاب", ["كتاب"] * 3),
        ("أحمد إيران آسيا", ["احمد", "ايران", "اسيا"]),
        ("שָׁלוֹם שלום", ["שלום"] * 2),
        ("स्वास्थ्य", ["स्वास्थ्य"]),
        ("வணக்கம் নমস্কার ಕನ್ನಡ", ["வணக்கம்", "নমস্কার", "ಕನ್ನಡ"]),
        ("ﬁnance oﬀice", ["finance", "office"]),
        ("ＫＣＮＡ　２０２４", ["kcna", "2024"]),
        ("10.000 10,000 10'000 11\u00a0000 11\u202f000", ["10000"] * 3 + ["11000"] * 2),
        ("1.234.567", ["1234567"]),
        ("10,5 10.0.0.1 2024-05-31", ["10", "5", "10", "0", "0", "1", "2024", "05", "31"]),
        ("Ёлка елка", ["елка"] * 2),
        ("Київ край район", ["київ", "край", "район"]),
        ("Иосиф Йосиф", ["иосиф", "йосиф"]),
        ("ΑΘΗΝΑΣ Αθήνας", ["αθηνασ"] * 2),
        ("co\u00adoperation می\u200cخواهم", ["cooperation", "ميخواهم"]),
        ("Kim Jong-un’s l'Ucraina", ["kim", "jong", "un", "s", "l", "ucraina"]),
        ("snake_case a.b@c.org", ["snake", "case", "a", "b", "c", "org"]),
    ],
)
def test_words_and_their_folds(text: str, folded: list[str]) -> None:
    assert folds(text) == folded


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("北京大学", "北 京 大 学"),
        ("ひらがな", "ひ ら が な"),
        ("か\u3099カ\u3099", "か\u3099 カ\u3099"),
        ("ﾊﾟﾝ", "ﾊﾟ ﾝ"),
        ("ภาษาไทย", "ภ า ษ า ไ ท ย"),
        ("ที่นี่", "ที่ นี่"),
        ("ខ្មែរ", "ខ្ មែ រ"),
        ("မြန်မာ", "မြ န် မာ"),
        ("ລາວ ປີ່", "ລ າ ວ ປີ່"),
        ("ㄅㄆ", "ㄅ ㄆ"),
        ("𠮷野家", "𠮷 野 家"),
    ],
)
def test_scripts_without_spaces_have_a_token_for_each_character_with_its_marks(text: str, characters: str) -> None:
    tokens = tokenize(text)
    assert [text[token.start : token.end] for token in tokens] == characters.split(" ")
    assert all(is_unspaced(token.word) for token in tokens)


def test_scripts_side_by_side_are_parted_where_one_has_no_spaces() -> None:
    assert words("AI技术2024年") == ["ai", "技", "术", "2024", "年"]
    assert words("GPUクラスタ") == ["gpu", "ク", "ラ", "ス", "タ"]


@pytest.mark.parametrize("text", ["대한민국은", "평양에서", "조선중앙통신"])
def test_hangul_is_written_with_spaces_and_stays_whole(text: str) -> None:
    assert words(text) == [text]
    assert words(unicodedata.normalize("NFD", text)) == [text]


def test_a_word_of_data_is_bounded() -> None:
    text = "a" * 100_000
    [token] = tokenize(text)
    assert (token.start, token.end, len(token.word)) == (0, 100_000, MAX_WORD)


# Stems


def test_stems_are_those_of_the_language() -> None:
    assert stem("de", "häusern") == stem("de", "häuser") == "haus"
    assert stem("ru", "столицы") == stem("ru", "столица")
    # Without a stemmer what is written together with the word is taken away; else, and for a code that no language has,
    # it is the word without its accents.
    assert stem("ko", "평양에서") == "평양"
    assert stem("mk", "ќуќата") == "куката"
    assert stem("xx", "häuser") == "hauser"


def test_stems_of_different_languages_do_not_meet(tmp_path: Path) -> None:
    """Portuguese "Coreia" has the stem of "cor" (colour); shared by all languages it would find French and Italian."""
    maker = SegmentMaker(tmp_path)
    maker.take([(Document(lang, "x", "Coreia cor cores"), lang) for lang in ("pt", "fr", "it", "mk")])
    (name,) = maker.finish()
    lexicon = MultiTerms([Segment(segment_path(tmp_path, name))])
    for lang in ("pt", "fr", "it"):
        for word in ("coreia", "cor", "cores"):
            found = lexicon.by_stems([(lang, stem(lang, word))])
            assert {entry.lang for entry in found} == {lang}
            assert word in {entry.word for entry in found}
    assert lexicon.by_stems([("en", stem("pt", "coreia")), ("mk", "cor")]) == []


@given(st.sampled_from([code for code in language_codes() if has_stemmer(code)]), WORDY)
def test_stems_are_folded_and_the_same_each_time(code: str, text: str) -> None:
    for word in words(text):
        stemmed = stem(code, word)
        assert stemmed == fold(stemmed) == stem(code, word)


# Analysis


@given(WORDY, WORDY)
def test_columns_of_a_document_fit_its_tokens(title: str, text: str) -> None:
    known = Indexed(Document("a", "a.txt", text, title=title, lang="en"))
    title_tokens = known.metadata.title_tokens
    positions = sorted(at for words_of in known.words.values() for found in words_of.values() for at in found)
    assert len(positions) == len(set(positions)) == known.tokens
    offsets = known.offsets(*positions)
    for words_of in known.words.values():
        for word, found in words_of.items():
            assert found == sorted(found)
            for at in found:
                start, end = offsets[at]
                raw = (title if at < title_tokens else text)[start:end]
                assert normalise(raw) == word
                assert known.is_capital(at) == (not is_small_letter(raw))
    if title_tokens:
        # Nothing stands at the border, so that no phrase runs over it.
        assert title_tokens not in positions


def test_words_of_a_long_text_are_where_they_were() -> None:
    """Offsets are told from checkpoints on, not from the beginning."""
    text = " ".join(f"word{number} слово 字" for number in range(20_000))
    known = Indexed(Document("a", "a.txt", text, title="Über alles", lang="en"))
    asked = [0, 1, 3, 1026, 1027, 1028, 30_000, 60_000, known.tokens]
    for position, (start, end) in known.offsets(*asked).items():
        source = "Über alles" if position < 2 else text
        (words_of,) = known.words.values()
        assert position in words_of[normalise(source[start:end])]


# Languages


@pytest.mark.parametrize(
    ("number", "lang"), [("000", "it"), ("001", "de"), ("002", "pt"), ("003", "it"), ("004", "fr")]
)
def test_the_language_of_each_seed(number: str, lang: str) -> None:
    [path] = SEEDS.glob(f"{number}_*")
    text = path.read_text(encoding="utf-8")
    assert {part.lang for part in passages([text])[0]} == {lang}
    assert Indexed(Document("a", "a.txt", text)).metadata.langs == (lang,)


GERMAN = (
    "Eine russische Militärdelegation traf am Freitag in Nordkorea ein, angesichts wachsender Besorgnis über die "
    "Ausweitung der Zusammenarbeit der beiden Länder in diesem Jahr."
)
FRENCH = (
    "Le président a fait une visite officielle dans la capitale et il a promis de renforcer la coopération entre "
    "les deux pays dans le domaine du commerce et de la sécurité."
)


def test_a_document_in_two_languages_has_a_passage_of_each() -> None:
    text = f"{GERMAN}\n\n{FRENCH}\n"
    [[first, second]] = passages([text])
    assert (first.lang, second.lang) == ("de", "fr")
    assert (first.start, first.end, second.end) == (0, second.start, len(text))
    assert text[second.start :].startswith("Le président")
    known = Indexed(Document("a", "a.txt", text))
    assert set(known.metadata.langs) == {"de", "fr"}
    assert "nordkorea" in known.words["de"] and "coopération" in known.words["fr"]
    assert "nordkorea" not in known.words["fr"]


@pytest.mark.parametrize("text", ["12345 678", "...", "2024-05-31\n1.000", "☃ ★"])
def test_a_text_without_letters_has_no_language(text: str) -> None:
    assert {part.lang for part in passages([text])[0]} == {UNDETERMINED}
    assert identify([text]) == [UNDETERMINED]


def test_a_told_language_wins() -> None:
    assert Indexed(Document("a", "a.txt", GERMAN, lang="sv")).metadata.langs == ("sv",)
    assert Indexed(Document("a", "a.txt", f"{GERMAN}\n\n{FRENCH}", lang="nl")).metadata.langs == ("nl",)
    assert Indexed(Document("a", "a.txt", GERMAN, lang="nl"), "da").metadata.langs == ("da",)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("조선중앙통신은 국방상이 평양에서 열린 회담에 참석했다고 보도했다.", "ko"),
        ("日本の首都は東京であり、人口はおよそ千四百万人である。", "ja"),
        ("กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย", "th"),
        ("ភ្នំពេញគឺជារាជធានីនៃប្រទេសកម្ពុជា", "km"),
        ("Η Αθήνα είναι η πρωτεύουσα της Ελλάδας.", "el"),
        ("თბილისი საქართველოს დედაქალაქია.", "ka"),
    ],
)
def test_a_script_of_one_language_decides_by_itself(text: str, lang: str) -> None:
    assert identify([text]) == [lang]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from([GERMAN, FRENCH, "Kurz.", "12", "", "   ", "Слово"]), max_size=6),
    st.text("\n\r \u2028", max_size=3),
)
def test_passages_cover_the_text_without_gaps(paragraphs: list[str], between: str) -> None:
    text = f"\n{between}".join(paragraphs)
    [parts] = passages([text])
    assert "".join(text[part.start : part.end] for part in parts) == text
    assert all(one.lang != other.lang for one, other in pairwise(parts))
