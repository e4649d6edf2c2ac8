"""Whether figures are part of a longer number can be told word by word, and from few characters beside it."""

from hypothesis import example, given
from hypothesis import strategies as st

from searcher.text.numbers import BEFORE, BEHIND, LOOK, is_apart, joint
from searcher.text.tokens import tokenize

TEXTS = st.lists(
    st.sampled_from(["1", "10", "000", "500", "5", "2021", "١٢", "२", "²", "½", "a", "ж", "東", " million"])
    | st.sampled_from([",", ".", " ", "\u00a0", "\u202f", "/", ":", "’", "-", "\n", "\u200d", "\u0301", "\u0640"]),
    max_size=14,
).map("".join)


@given(text=TEXTS, words=st.integers(1, 3))
@example("5.10² 5.102", 1)
@example("5.1a000", 1)
@example("5.10; 000", 2)
@example("5 10 000 000", 2)
@example("5.1\u200d000", 1)
def test_a_row_of_words_goes_on_where_its_first_and_its_last_do(text: str, words: int) -> None:
    tokens = tokenize(text)
    for at in range(len(tokens) - words + 1):
        first, last = tokens[at], tokens[at + words - 1]
        before = joint(text, first.start, first.end) & BEFORE
        behind = joint(text, last.start, last.end) & BEHIND
        assert is_apart(text, first.start, last.end) == (not before | behind)


@given(text=TEXTS)
def test_no_more_is_looked_at_than_is_said(text: str) -> None:
    for token in tokenize(text):
        begin, end = max(0, token.start - LOOK), token.end + LOOK
        assert joint(text, token.start, token.end) == joint(text[begin:end], token.start - begin, token.end - begin)
