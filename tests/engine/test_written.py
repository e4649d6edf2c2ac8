"""Words that must read exactly as they were asked for, told from the columns of an index and from the texts alone."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reference.library import ours

from searcher.engine.local.document_words import Wanted, words_of_page
from searcher.engine.local.occurrences import Occurrences
from searcher.engine.local.snapshot import Snapshot
from searcher.index.soundness import check
from searcher.ingest.document import Document
from searcher.query.plan import Kind, Leaf, Tier, Variant
from searcher.text.fold import fold
from searcher.text.letter_case import ALL, LETTERS, OTHERWISE, has_capital, letter_case
from searcher.text.numbers import is_apart
from searcher.text.terms import METADATA
from searcher.text.tokens import spans

# Few words in many forms, so that they meet: other letter case, longer than the bits of a letter case, compatibility
# forms and such as hold signs or digits, letters without case, marks, joiners, digits that group.
WORDS = (
    "trol", "Trol", "TROL", "tRol", "libreoffice", "LibreOffice", "LIBREOFFICE", "a", "A", "A", "utf", "UTF", "8", "1", "1.000", "000",
    "⑴", "½", "1/2", "straße", "Straße", "STRASSE", "Strasse", "ﬁn", "Fin", "FIN", "ist", "İst", "Ist", "ıst", "e\u0301", "é", "É",
    "ǆ", "ǅ", "Ǆ", "ｶﾞ", "ガ", "カ", "東", "京", "NHK", "a\u00adb", "ab", "AB", "aB", "Ａ", "ᴬ", "שלום", "ג׳ון", "Σας", "ΣΑΣ", "3d", "3D",
    "abcdefghijklmnopqrstuvwxyz", "Abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ABCDEFGHIJKLMNOPqrstuvwxyz", "x" * 300, "X" * 300,
)  # fmt: skip
BETWEEN = (" ",) * 6 + (
    "\n",
    "\u00a0",
    "  ",
    "\u3000",
    "-",
    "-",
    ".",
    "'",
    ", ",
    "",
    "",
    "™",
    " ™ ",
    "_",
    " \u0301",
    "´",
)
# Figures of several scripts and forms, and what may join them to a longer number or a date.
FIGURES = ("1", "2", "4", "10", "000", "000", "168", "2021", "٤", "४", "４", "²", "5kB", "5KB", "a4", "A4", "年")
SIGNS = (
    ".",
    ".",
    "/",
    "-",
    ":",
    ",",
    "’",
    " ",
    " ",
    "\u00a0",
    ". ",
    "．",
    "／",
    "٫",
    "\u2011",
    "",
    "\n",
    "/\u0301",
    "\u0640",
)


def texts(words: tuple[str, ...], between: tuple[str, ...], most: int) -> st.SearchStrategy[str]:
    parts = st.tuples(st.sampled_from(words), st.sampled_from(between))
    return st.lists(parts, max_size=most).map(lambda parts: "".join(word + sign for word, sign in parts))


TEXTS = st.one_of(texts(WORDS, BETWEEN, 12), texts(FIGURES, SIGNS, 20))


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Document], str]:
    """Documents, and something that may be asked for in them."""
    made = []
    for number in range(draw(st.integers(1, 4))):
        title, text = draw(st.one_of(st.just(""), TEXTS)), draw(TEXTS)
        text = draw(st.sampled_from([text, text, title + text]))
        fields = (("author", draw(TEXTS) or "a"),) if draw(st.integers(0, 5)) == 0 else ()
        made.append(Document(f"d{number}", f"f{number % 2}", text, title, "txt", lang="en", fields=fields))
    source = draw(st.sampled_from([document.text for document in made]))
    tokens = list(spans(source))
    if len(tokens) < 2 or draw(st.integers(0, 4)) == 0:
        return made, draw(TEXTS)
    first = draw(st.integers(0, len(tokens) - 1))
    last = min(len(tokens) - 1, first + draw(st.integers(0, 2)))
    asked = source[tokens[first][0] : tokens[last][1]]
    change = draw(st.sampled_from(["", "", "", "case", "space", "edges"]))
    if change == "case":
        asked = asked.swapcase()
    elif change == "space":
        asked = asked.replace(" ", draw(st.sampled_from(["\n", "-", "\u00a0"])))
    return made, f"({asked})" if change == "edges" else asked


def expected(
    documents: list[Document], words: list[str], written: str, titles: bool, apart: bool
) -> Iterator[tuple[str, int]]:
    """(id, position) of the spans that read so, none of which overlaps with the one before."""
    pieces = normalize("NFKC", written).split()
    for document in documents:
        sources = [(document.text, 0)]
        title_end = len(list(spans(document.title)))
        if document.title and not document.text.lstrip().startswith(document.title):
            sources = [(document.title, 0), (document.text, title_end + (title_end > 0))]
        for text, shift in sources:
            tokens = list(spans(text))
            end = -1
            for at in range(len(tokens) - len(words) + 1):
                run = tokens[at : at + len(words)]
                there = text[run[0][0] : run[-1][1]]
                if at < end or [word for _, _, word in run] != words or normalize("NFKC", there).split() != pieces:
                    continue
                if titles and shift + at + len(words) > title_end:
                    continue
                end = at + len(words)
                if not apart or is_apart(text, run[0][0], run[-1][1]):
                    yield document.id, shift + at


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(cases(), st.sampled_from([1, 6]), st.booleans(), st.booleans())
@example(([Document("d", "f", "UTF-8.000 UTF-8 UTF-8.0000 UTF-8", "", "txt", lang="en")], "UTF-8"), 6, False, False)
@example(([Document("d", "f", "5.001-A 001-A", "", "txt", lang="en")], "001-A"), 6, False, False)
@example(([Document("d", "f", "NHK-A東 京A-A A-A\u0301 e\u0301A-A …", "", "txt", lang="en")], "A-A"), 6, False, False)
@example(([Document("d", "f", "TM™ A TM A", "", "txt", lang="en")], "™TM A"), 6, False, False)
@example(([Document("d", "f", "4.2 4.2.2021 4,2 4．2 4. 2 ４.2", "4.2 ", "txt", lang="en")], "4.2"), 6, False, True)
@example(([Document("d", "f", "1.² 1.2", "", "txt", lang="en")], "1.²"), 6, False, False)
@example(([Document("d", "f", "5.10 000 10 000 10 000 000", "", "txt", lang="en")], "10 000"), 6, False, True)
@example(
    ([Document("d", "f", "A-A-A A-a", "A-A", "txt", lang="en", fields=(("author", "A-A"),))], "A-A"), 6, False, False
)
@example(([Document("d", "f", "A-A-A A-a A-A", "A-A", "txt", lang="en")], "A-A"), 6, True, False)
def test_what_reads_as_asked(case: tuple[list[Document], str], most_segments: int, titles: bool, apart: bool) -> None:
    documents, written = case
    words = [word for _, _, word in spans(written)]
    if not words:
        return
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr("searcher.index.merge_policy.MOST_SEGMENTS", most_segments)
        half = len(documents) // 2
        gone = Document("gone", "gone", f"{written} {written}", "", "txt", lang="en")
        steps = [([gone, *documents[:half]], []), (documents[half:], ["gone"])]
        snapshot = Snapshot(ours(Path(place) / "g1", steps))
        for segment in snapshot.segments:
            check(segment)
        entries = [
            [each for each in snapshot.vocabulary.by_fold(fold(word)) if each.word == word and each.lang != METADATA]
            for word in words
        ]
        terms = tuple(tuple((each.lang, each.word) for each in own) for own in entries)
        variant = Variant(terms, 1.0, Kind.EXACT, written, written=written, apart=apart)
        occurrences = Occurrences(snapshot)
        wanted = Wanted([Leaf(written, (Tier((variant,), 1.0),), titles)])
        found = occurrences.of([variant], titles)
        rows = zip(found.documents.tolist(), found.starts.tolist(), strict=True)
        own = sorted((snapshot.metadata(document).id, start) for document, start in rows)
        assert own == sorted(expected(documents, words, written, titles, apart))
        for document in set(found.documents.tolist()):
            known = snapshot.metadata(document)
            (of_page,) = words_of_page(snapshot, wanted, {document: known})
            end = occurrences.title_end(document) if titles else None
            single = occurrences.settled([variant], of_page.places_of([variant], end), titles)
            assert [(known.id, start) for start in single.starts.tolist()] == [
                each for each in own if each[0] == known.id
            ]
        snapshot.close()


@pytest.mark.parametrize(
    ("raw", "word", "case"),
    [
        ("trol", "trol", 0),
        ("Trol", "trol", 1),
        ("A", "a", 1),
        ("TROL", "trol", ALL),
        ("3D", "3d", ALL),
        ("LibreOffice", "libreoffice", 1 | 1 << 5),
        ("京", "京", 0),
        ("STRASSE", "strasse", ALL),
        ("STRASSE", "straße", OTHERWISE),
        ("İst", "ist", OTHERWISE),
        ("a\u00adb", "ab", OTHERWISE),
        ("Ａｂ", "ab", 1),
        ("１", "1", 0),
        ("²", "2", OTHERWISE),
        ("a" * LETTERS + "B", "a" * LETTERS + "b", OTHERWISE),
        ("A" * LETTERS + "b", "a" * LETTERS + "b", OTHERWISE),
        ("ΟΔΟΣ", "οδος", ALL),
    ],
)
def test_the_letter_case_of_a_word(raw: str, word: str, case: int) -> None:
    assert letter_case(raw, word) == case


def test_letters_that_have_a_capital() -> None:
    assert [has_capital(word) for word in ("a", "é", "я", "ß", "京", "1", "א")] == [True, True, True, *[False] * 4]
