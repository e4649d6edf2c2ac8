"""Where the words of many texts stand is where they stand in each of them."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from searcher.engine.local.offsets import bounds_of_each, offsets_of
from searcher.text.tokens import bounds

TEXTS = st.lists(
    st.text(
        st.characters(exclude_categories=["Cs"])
        | st.sampled_from("  \n\n-\u00ad\u20101230.,'’abЖдקアﾟ北ไทยำ\u0301\u0640\U00010330"),
        max_size=40,
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
@example(["", "a-", "\nb", "1", ",000", "ו", "״ה"])
@example(["\u0640", " ", "a\u00ad\n", "b"])
def test_the_bounds_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    told = bounds_of_each(texts)
    assert [list(zip(*each, strict=True)) for each in told] == [list(bounds(text)) for text in texts]


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["", "One title"]))
def test_offsets_are_the_same_however_they_are_found_out(texts: list[str], title: str) -> None:
    titles = len(title.split())
    for text, told in zip(texts, bounds_of_each(texts), strict=True):
        first = titles + 1 if titles else 0
        positions = [*range(titles), *range(first, first + len(told[0]))]
        assert offsets_of(title, titles, text, positions, told=told) == offsets_of(title, titles, text, positions)
