"""The languages of many texts at once and of one after the other must be the same, and so must each step to them."""

import gzip
import json
import subprocess
import sys
from itertools import islice

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from places import BIG, SEEDS
from reference import languages as simple
from reference.splitting import split as split_one
from test_splitting import Keeping, documents

from searcher.text import identify as identifying
from searcher.text.identify import gather, identify
from searcher.text.languages import is_language
from searcher.text.model import MIN_CONFIDENCE, MODEL_SAMPLE, SAME, classify
from searcher.text.passages import Passage, passages
from searcher.text.splitting import RawText
from searcher.text.stopwords import stopword_languages, stopwords
from searcher.text.terms import UNDETERMINED
from searcher.text.votes import NOBODY, electorate

REAL = 300

# Sentences to make paragraphs of, in the scripts that decide by themselves and in those that do not.
SENTENCES = (
    "Eine Delegation traf am Freitag in der Hauptstadt ein und wird dort bis zum Sonntag bleiben.",
    "Le président a fait une visite dans la capitale et il a promis de renforcer la coopération.",
    "The delegation will be in the city until Sunday, and they have not said what it is about.",
    "Делегация прибыла в столицу в пятницу и останется там до воскресенья, как и было обещано.",
    "Делегація прибула до столиці у п'ятницю і залишиться там до неділі, як це було обіцяно.",
    "Η αντιπροσωπεία έφτασε στην πρωτεύουσα την Παρασκευή ΚΑΙ ΘΑ ΜΕΙΝΕΙ ΕΚΕΙ ΩΣ ΤΟΥΣ.",
    "조선중앙통신은 국방상이 평양에서 열린 회담에 참석했다고 보도했다.",
    "日本の首都は東京であり、人口はおよそ千四百万人である。",
    "代表团星期五抵达首都，将停留至星期日。",
    "กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย",
    "प्रतिनिधिमंडल शुक्रवार को राजधानी पहुंचा और रविवार तक वहीं रहेगा।",
    "وصل الوفد إلى العاصمة يوم الجمعة وسيبقى هناك حتى يوم الأحد.",
    "İstanbul'da bir heyet Cuma günü geldi ve pazara kadar orada kalacak, ama ne için bilmiyoruz.",
    "Wakilin ya isa birnin a ranar Ɓukuma kuma zai Ɗauki lokaci har zuwa ran Lahadi.",
    "x = f(a, b); return 0x7fff_ffff; /usr/share/doc 12 345.678 --- <<EOF>>",
    "12.000 3,14 2024-05-31 % ± §§ 100 200 300 400 500",
    "ÐÏà¡± Kurz. × ÷ Ⅷ ½ ΑΣ ΑΣ.Α\u0301Σ'Α",
)
PARAGRAPH = st.one_of(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8).map(" ".join),
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=2).map(" ".join),
    # Few words that vote, so that the text around them matters.
    st.lists(st.sampled_from(["und", "der", "die", "le", "la", "et", "the", "of", "and", "и", "в", "که", "the", "на", "da", "de", "en", "Zz", "Qxq", "Wvw", "Ljk", "12"]), max_size=60).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=130),
    st.sampled_from(["", " ", "Kurz.", "x" * 600, "-" * 600, "A" * 99, "A" * 100, "1" * 500]),
)  # fmt: skip
TEXTS = st.lists(st.lists(PARAGRAPH, max_size=8).map("\n".join), max_size=4)
AMONG = st.sampled_from([(), (), ("de", "fr"), ("zh", "en"), ("ru", "el", "no"), ("xx",)])


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, AMONG)
@example(["\n".join(["Zz the Qxq " * 12, "Wvw la la Ljk " * 10] * 40)], ())
@example(["\n".join([SENTENCES[1] * 3, "nicht " * 8 + "1 " * 300, "nicht " * 8 + "1 " * 30])], ())
def test_the_passages_of_many_texts_are_those_of_each(texts: list[str], among: tuple[str, ...]) -> None:
    assert passages(texts, among) == [simple.passages(text, "", among) for text in texts]


@settings(deadline=None, max_examples=100)
@given(st.lists(PARAGRAPH.filter(bool), max_size=8), AMONG, st.integers(1, 2000))
@example(["首都" * 30 + "かか" * 3 + "Qxqw" * 9], (), 1)
def test_the_languages_of_many_samples_are_those_of_each(samples: list[str], among: tuple[str, ...], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identifying, "_BATCH", size)
        assert identify(samples, among) == [simple.identify(sample, among) for sample in samples]


@settings(deadline=None, max_examples=100)
@given(st.lists(PARAGRAPH.filter(bool), max_size=5))
@example(
    ["nicht " * 5 + "Zz " * 60, "nicht " * 8 + "avec " * 5, "nicht " * 8 + "avec " * 6, "της τους ΤΟΥΣ ΤΗΣ ως " * 3]
)
def test_the_votes_on_many_samples_are_those_on_each(samples: list[str]) -> None:
    langs = electorate().langs
    evidence = gather(samples)
    for sample, row in zip(samples, evidence.votes.tolist(), strict=True):
        for known, answer in zip((*langs, ""), row, strict=True):
            assert ("" if answer == NOBODY else langs[answer]) == simple.vote(sample, known)


def test_stop_words_vote_for_all_their_languages() -> None:
    samples = [" ".join(sorted(stopwords(lang))) for lang in stopword_languages()]
    assert identify(samples) == [simple.identify(sample) for sample in samples]


@settings(deadline=None, max_examples=100)
@given(st.lists(PARAGRAPH, max_size=8), AMONG)
def test_the_model_answers_many_samples_as_each(samples: list[str], among: tuple[str, ...]) -> None:
    expected = []
    for sample in samples:
        lang, confidence = simple.model(among).classify(sample[:MODEL_SAMPLE])
        lang = SAME.get(lang, lang)
        expected.append(lang if confidence >= MIN_CONFIDENCE and is_language(lang) else UNDETERMINED)
    assert classify(samples, among) == expected


def test_seeds() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.iterdir())]
    assert passages(texts) == [simple.passages(text) for text in texts]


@pytest.mark.skipif(not BIG.is_file(), reason="no collection beside the repository")
def test_real_documents() -> None:
    with gzip.open(BIG, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, REAL)]
    texts = [row["text"] for row in rows]
    assert passages(texts) == [simple.passages(text) for text in texts]
    sources = [RawText(row.get("title") or "", row["text"], "") for row in rows]
    splitter = Keeping()
    for first in range(0, REAL, 100):
        some = sources[first : first + 100]
        assert documents(splitter, splitter.split(some)) == [split_one(source) for source in some]


def test_no_passages() -> None:
    assert passages([]) == []
    assert passages(["", "\n\n", "..."]) == [[], [Passage(0, 2, UNDETERMINED)], [Passage(0, 3, UNDETERMINED)]]
    assert len(gather([]).letters) == 0
    assert gather(["a", "1"])[np.array([True, False])].letters.tolist() == [1]


def test_the_model_is_loaded_only_for_a_text_that_needs_it() -> None:
    program = (
        "from searcher.text import model\n"
        "from searcher.text.splitting import RawText, Splitter\n"
        "splitter = Splitter()\n"
        f"splitter.split([RawText('', {SENTENCES[0] * 3!r}, ''), RawText('', 'Zz', 'en')])\n"
        "assert splitter.langs == ['de', 'en'] and not model._model.cache_info().currsize\n"
        "splitter.split([RawText('', 'Zz Qxq Wvw', '')])\n"
        "assert model._model.cache_info().currsize\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
