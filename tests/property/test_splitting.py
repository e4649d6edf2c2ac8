"""Many texts at once and one after the other must give the same words, languages and positions."""

from collections.abc import Sequence
from itertools import islice, pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from places import SEEDS
from reference.splitting import Tokens
from reference.splitting import split as split_one

from searcher.text import numbering, splitting
from searcher.text.numbers import joint
from searcher.text.splitting import RawText, Split, Splitter, places
from searcher.text.tokens import CHECKPOINT_TOKENS, spans

# What decides where a token begins and ends: digits and their separators; marks, joiners, the tatweel; scripts with
# and without spaces; half-width voicing; other planes; what is in no word.
TELLING = (
    "0123456789٣०𝟘²Ⅷ½.,'’\u00a0\u2009\u202f  \n\n\r_-aAéßİΣςσЁй"
    "\u0301\u0308\u064b\u05b8\u3099\u093e\u0e34\u200c\u200d\u00ad\u2060\ufe0f\u0640\u0640"
    "-\n\u2010\"”״זאъ'ьяยำํ้าກຳໍ້າ٬"
    "京北々〇⺀かカｶﾞﾟไทยขកြမ한국ㄅ𠮷𐌰𐌱🙂😀\U0001e8d0क्षשלוםكتاب\ufe71\U000e0101\uffa0\x00\uffff"
)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CLOSE = st.text(st.sampled_from(TELLING), max_size=60)
GROUPED = st.text(st.sampled_from("01234567890000123٣.,'’\u00a0\u2009\u202f \na京\u0301\u0640_"), max_size=40)
LONG_WORDS = st.lists(st.text("ab\u0301京𐌰9", min_size=1, max_size=5).map(lambda word: word * 17), max_size=4).map(
    " ".join
)
TEXT = st.one_of(ANY, CLOSE, CLOSE, GROUPED, LONG_WORDS)
LANGS = st.sampled_from(["en", "de", "zh", "", ""])
SOURCES = st.lists(
    st.one_of(
        st.builds(RawText, st.one_of(st.just(""), TEXT), TEXT, LANGS),
        # A title that the text repeats, behind space or not.
        st.builds(lambda title, space, text, lang: RawText(title, space + title + text, lang), CLOSE, st.text(" \n", max_size=2), CLOSE, LANGS),
    ),
    max_size=5,
)  # fmt: skip


class Keeping(Splitter):
    """A splitter with the words that it has numbered."""

    def __init__(self, among: tuple[str, ...] = ()) -> None:
        super().__init__(among)
        self.words: list[str] = []

    def split(self, sources: Sequence[RawText]) -> Split:
        found = super().split(sources)
        self.words += self.new_words()
        assert len(self.words) == self.known
        return found


def documents(splitter: Keeping, split: Split) -> list[Tokens]:
    """The documents of a split one by one, once it is certain that the arrays fit each other."""
    count = len(split.document_langs)
    assert len(split.counts) == len(split.title_tokens) == len(split.checkpoints) == count
    assert split.words.dtype == np.int32
    assert split.langs.dtype == np.uint16
    numbers, positions = places(split.counts, split.title_tokens)
    found: list[list[tuple[str, str, int]]] = [[] for _ in range(count)]
    rows = zip(split.words.tolist(), split.langs.tolist(), numbers.tolist(), positions.tolist(), strict=True)
    for word, lang, document, position in rows:
        found[document].append((splitter.words[word], splitter.langs[lang], position))
    return [
        Tokens(*each)
        for each in zip(found, split.title_tokens.tolist(), split.document_langs, split.checkpoints, strict=True)
    ]


def check(sources: Sequence[RawText], splitter: Keeping | None = None, among: tuple[str, ...] = ()) -> None:
    splitter = splitter or Keeping(among)
    split = splitter.split(sources)
    assert documents(splitter, split) == [split_one(source, among) for source in sources]
    check_spaces(sources, split)
    check_figures(sources, split)
    assert len(set(splitter.words)) == len(splitter.words)


def check_spaces(sources: Sequence[RawText], split: Split) -> None:
    """Where a word is said to be parted from the next by white space alone, it is."""
    spaced = iter(split.spaced.tolist())
    for source, titles, count in zip(sources, split.title_tokens.tolist(), split.counts.tolist(), strict=True):
        for text, size in ((source.title, titles), (source.text, count - titles)):
            tokens = list(spans(text))[:size]
            between = [text[end:start] for (_, end, _), (start, _, _) in pairwise(tokens)]
            told = list(islice(spaced, size))
            assert all(gap.isspace() for gap, is_spaced in zip(between, told, strict=False) if is_spaced)
            assert not told or not told[-1]
    assert next(spaced, None) is None


def check_figures(sources: Sequence[RawText], split: Split) -> None:
    """How the figures of a word are joined is told as by the whole text."""
    told = iter(split.joints.tolist())
    for source, titles, count in zip(sources, split.title_tokens.tolist(), split.counts.tolist(), strict=True):
        for text, size in ((source.title, titles), (source.text, count - titles)):
            tokens = list(islice(spans(text), size))
            assert list(islice(told, size)) == [joint(text, start, end) for start, end, _ in tokens]
    assert next(told, None) is None


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SOURCES, max_size=3))
@example([[RawText("", "1.000abc 1.000\u03012.000 1.0000 12.000.0000 年10.000 10.000年 \u030110.000", "en")]])
@example(
    [
        [
            RawText(
                "\u0640",
                "\u0640\u0640 \u0640\u064b x\u0640 北\u0640京 \u0301 \u0301ﾞx ｶﾞﾞx かｶﾞ\u0301x a\u0301\u0301b",
                "en",
            )
        ]
    ]
)
@example([[RawText("1:30 000", "5.10 10 000 000/7:45 168.30.20 1٬000 000 1.5m 5,000kB 2021/10/25", "")]])
@example([[RawText("", "О’Лири о'Лири д’Арк п’ять Е\u0300Ђ’Ј а\u0301’Ј аО’Лири", "bg")]])
@example([[RawText("", "\u0591’א \u0591״ה \u0301\u00ad\na", "en")]])
@example([[RawText("A \U00010041", "A \U00010041 xA x\U00010041 x\U00010041A", "en")]])
def test_the_tokens_of_many_documents_are_those_of_each(calls: list[list[RawText]]) -> None:
    splitter = Keeping()
    for sources in calls:
        check(sources, splitter)


@settings(deadline=None, max_examples=100)
@given(st.lists(TEXT, min_size=1, max_size=6), st.integers(1, 30))
def test_texts_longer_than_a_batch_are_cut_between_words(texts: list[str], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "_BATCH", size)
        patch.setattr(splitting, "CHECKPOINT_TOKENS", 3)
        patch.setattr("reference.splitting.CHECKPOINT_TOKENS", 3)
        check([RawText(text[::-1], text, "en") for text in texts])


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.lists(
            st.one_of(st.text("ab𐌰", min_size=1, max_size=4), st.text("ab𐌰", max_size=9).map("abcdefgh".__add__)),
            max_size=30,
        ),
        max_size=4,
    ),
    st.sampled_from(["keys", "slots"]),
)
@example([["abcdefgha", "abcdefghb", "abcdefgha"], ["abcdefghb", "abcdefghab"]], "keys")
def test_words_whose_hashes_are_equal_stay_apart(calls: list[list[str]], poor: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        if poor == "keys":
            patch.setattr(numbering, "_HASHED", np.uint64(2**64 - 1))
        else:
            patch.setattr(numbering, "_mixed", lambda heads, tails: (heads + tails) & np.uint64(1))
        splitter = Keeping()
        for words in calls:
            check([RawText("", " ".join(words), "en")], splitter)


def test_a_known_vocabulary_need_not_grow() -> None:
    known = numbering.WordNumbers()
    assert known.add(["one", "three hundred", "𐌰𐌱", "one"]).tolist() == [0, 1, 2, 0]
    assert known.fresh() == ["one", "three hundred", "𐌰𐌱"]
    assert known.add(["two", "one"]).tolist() == [3, 0]
    assert known.fresh() == ["two"] and known.count == 4


def test_many_words() -> None:
    words = [f"{number:x}{'word' * (number % 5)}" for number in range(30_000)]
    splitter = Keeping()
    check([RawText("", " ".join(words), "en")], splitter)
    assert splitter.words == words
    check([RawText("", " ".join(words), "de")], splitter)
    assert splitter.words == words


def test_texts_of_nothing() -> None:
    check([])
    check([RawText("", "", "")])
    check(
        [
            RawText("", "", "en"),
            RawText("Only a title", "", "de"),
            RawText("Only a title", "", ""),
            RawText("...", "!", "en"),
        ]
    )
    check([RawText("Title", "...", "en"), RawText("", "Text", "en"), RawText("...", "Text", "en")])


def test_a_text_has_checkpoints() -> None:
    text = " ".join(f"word{number} слово 字" for number in range(CHECKPOINT_TOKENS))
    check(
        [
            RawText("Über alles", text, "en"),
            RawText("", "short", "en"),
            RawText("", "word " * CHECKPOINT_TOKENS, "en"),
            RawText("", "word " * (CHECKPOINT_TOKENS + 1), "en"),
            RawText("", text, ""),
        ]
    )
    [split] = [Splitter().split([RawText("", text, "en")])]
    assert len(split.checkpoints[0]) > 1


def test_seeds() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.iterdir())]
    check([RawText(text.split("\n")[0], text, "") for text in texts])
    check([RawText("Title", text, "it") for text in texts])
