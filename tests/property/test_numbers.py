"""Whether figures are part of a longer number is told from those of the whole text, where that is possible."""

import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from searcher.engine.local.written import figures_at_ends
from searcher.query.plan import Kind, Variant
from searcher.text.numbers import COMPATIBLE, is_apart, joined_figures, may_go_on
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
@example("5.1\u200d000", 1)
def test_what_does_not_go_on_in_a_text_stands_apart(text: str, words: int) -> None:
    tokens = tokenize(text)
    joined = joined_figures(text)
    for at in range(len(tokens) - words + 1):
        row = tokens[at : at + words]
        figures = figures_at_ends(Variant(tuple((("en", token.word),) for token in row), 1.0, Kind.NUMBER, ""))
        if figures is not None and joined is not None and not may_go_on(figures, joined):
            assert is_apart(text, row[0].start, row[-1].end), row


def test_every_compatibility_form_of_figures_is_known() -> None:
    known = re.compile(f"[{COMPATIBLE}]")
    for character in map(chr, range(0x110000)):
        other = not character.isdecimal() and any(map(str.isdecimal, unicodedata.normalize("NFKC", character)))
        assert other == bool(known.match(character)), hex(ord(character))
