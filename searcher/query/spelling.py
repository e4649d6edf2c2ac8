"""Other ways to write the words of a query: as one, in parts, or with another separator.

A text may have email for e-mail, O'Brien for OBrien, ice-cream for ice cream, cooperation for co-operation, U.S.S.R.
for USSR, and 331,449 for 331449: its words are others, and words of the query stand for them too.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from searcher.expressions import expression
from searcher.query import weights
from searcher.query.figures import MOST_RUN, groupings, is_long
from searcher.query.plan import Kind, Tier, Variant
from searcher.query.words import QueryToken, WordExpander
from searcher.text.fold import fold
from searcher.text.joined import APOSTROPHES, ELIDED, HYPHENS, SIGNS
from searcher.text.letters import is_letters
from searcher.text.stopwords import stopwords
from searcher.text.terms import Term

_APOSTROPHE_LETTERS = "ʼʻʽʾʿꞌ"
_APOSTROPHES = APOSTROPHES + _APOSTROPHE_LETTERS
_JOINING = HYPHENS + _APOSTROPHES + "_·•."
_LETTER = expression(f"[{_APOSTROPHE_LETTERS}]")
_BORDER = expression(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
# Where a word begins in a name of a program or of a brand: getUserName, LePen.
_CAPITAL = expression("(?<=[a-zà-öø-ÿа-яё])(?=[A-ZÀ-ÖØ-ÞА-ЯЁ])")
_BLANK_WITHIN = "\u200c"
# Digits of which a text can be read as a list too; see `text.tokens`.
_GROUP = 3
# Letters of the longest words that are looked for in parts, and of the parts of two words that blanks may part.
_MOST_LETTERS, _LEAST_PART = 20, 3
# So much rarer than the whole a part of it may be: what is no word by itself is rarer than words that have it.
_RARER = 4
_VOWELS = "aeiou"
_MOST_INITIALS = 6
_MOST_BORDERS = 3

_Places = tuple[tuple[Term, ...], ...]


class Spelling:
    """Finds other spellings of the words of a query. `small`: the languages whose stop words say nothing in it."""

    def __init__(self, words: WordExpander, small: Sequence[str], is_question: bool) -> None:
        self._words = words
        self._small = small
        self._is_question = is_question

    def row(self, parts: Sequence[tuple[str, Sequence[QueryToken]]]) -> dict[int, Tier]:
        """Where words begin in the query → what else stands for them. `parts`: each as typed, and its tokens."""
        found: dict[int, list[Variant]] = {}
        texts: dict[int, str] = {}
        for own, text, variants in (*self._each(parts), *self._pairs(parts), *self._runs(parts)):
            for token in own:
                found.setdefault(token.start, []).extend(variants)
                texts[token.start] = f"{texts.get(token.start, '')} {text}"
        return {
            start: Tier(tuple(dict.fromkeys(variants)), weights.STEM_TIER, key=("respelled", texts[start]))
            for start, variants in found.items()
        }

    def _each(
        self, parts: Sequence[tuple[str, Sequence[QueryToken]]]
    ) -> Iterator[tuple[Sequence[QueryToken], str, list[Variant]]]:
        for text, tokens in parts:
            if not tokens:
                continue
            variants = list(self._parted(text, tokens[0]) if len(tokens) == 1 else self._joined(text, tokens))
            if variants:
                yield tokens, text, variants
            for token in tokens if len(tokens) > 1 else ():
                if own := [each for parts in _by_borders(token) for each in self._in_row(parts, _note(token.raw))]:
                    yield [token], token.raw, own

    def _parted(self, text: str, token: QueryToken) -> Iterator[Variant]:
        """One word as several."""
        note = _note(text)
        folded = token.folded
        exact = [_LETTER.split(token.word), token.raw.split(_BLANK_WITHIN), *_by_borders(token)]
        if folded.isdecimal() and len(folded) > _GROUP and not len(folded) % _GROUP:
            groups = [folded[at : at + _GROUP] for at in range(0, len(folded), _GROUP)]
            exact.append([] if any(group[0] == "0" for group in groups) else groups)
        for parts in exact:
            yield from self._in_row(parts, note)
        if 1 < len(token.raw) <= _MOST_INITIALS and token.raw.isupper() and token.raw.isalpha():
            if all(places := self._places(list(folded))):
                yield Variant(places, 1.0, Kind.FOLDED, ".".join(token.raw), note, capital=True, joined=".")
        elif is_letters(folded) and len(token.word) <= _MOST_LETTERS and not self._says_little(folded):
            yield from self._halved(token, note)

    def _says_little(self, folded: str) -> bool:
        """Whether a word is one of many, or a small one."""
        return self._is_question or self._are_small((folded,))

    def _in_row(self, parts: Sequence[str], note: str) -> Iterator[Variant]:
        """The parts of a word side by side, whatever stands between."""
        if len(parts) > 1 and all(parts) and all(places := self._places([fold(part.lower()) for part in parts])):
            yield Variant(places, 1.0, Kind.FOLDED, " ".join(parts), note)

    def _halved(self, token: QueryToken, note: str) -> Iterator[Variant]:
        """A word as two, which a sign joins; or a blank parts, if both are words that say something."""
        word = token.word
        halves = [(fold(word[:at]), fold(word[at:])) for at in range(1, len(word))]
        self._words.look_up(half for pair in halves for half in pair)
        whole = self._documents(token.folded)
        for first, second in halves:
            # display's is no displays; but poʻe is poe, as Polynesian words end in vowels.
            before, behind = self._halves(whole, first, second) if len(second) > 1 or second in _VOWELS else ((), ())
            if not before or not behind:
                continue
            text = f"{first} {second}"
            if min(len(first), len(second)) >= _LEAST_PART and not self._are_small((first, second)):
                yield Variant((before, behind), weights.IN_PARTS, Kind.FOLDED, text, note)
            else:
                signs = HYPHENS if first in ELIDED else SIGNS
                yield Variant((before, behind), 1.0, Kind.FOLDED, text, note, joined=signs)

    def _halves(self, whole: Mapping[str, int], first: str, second: str) -> _Places:
        """The terms of the halves of a word in languages that have both, and each about as often as the whole."""
        one, other = self._documents(first), self._documents(second)
        langs = {
            lang for lang in one.keys() & other.keys() if _RARER * min(one[lang], other[lang]) >= whole.get(lang, 0)
        }
        before, behind = (
            tuple(term for term in self._words.place(half) if term[0] in langs) for half in (first, second)
        )
        return before, behind

    def _documents(self, folded: str) -> Mapping[str, int]:
        """Language → in how many documents the words with a fold are."""
        found: Counter[str] = Counter()
        for entry in self._words.entries(folded):
            found[entry.lang] += entry.documents
        return found

    def _joined(self, text: str, tokens: Sequence[QueryToken]) -> Iterator[Variant]:
        """Several words that signs join, as one."""
        signs = {text[one.end - tokens[0].start : other.start - tokens[0].start] for one, other in pairwise(tokens)}
        if not _may_be_one(signs, tokens):
            return
        terms = self._words.place("".join(token.folded for token in tokens))
        if signs <= set(_APOSTROPHES) and tokens[0].folded in ELIDED:
            # An apostrophe that is a letter there: d'art is no dart.
            terms = tuple(term for term in terms if _LETTER.search(term[1]))
        yield from (Variant(((term,),), 1.0, Kind.FOLDED, term[1], _note(text)) for term in terms)

    def _pairs(
        self, parts: Sequence[tuple[str, Sequence[QueryToken]]]
    ) -> Iterator[tuple[Sequence[QueryToken], str, list[Variant]]]:
        """Two words that a blank parts, as one."""
        for (_, before), (_, behind) in pairwise(part for part in parts if part[1]):
            one, other = before[-1], behind[0]
            # A number and its unit stand beside each other, whatever stands before them.
            is_unit = one.raw.isdecimal() != other.raw.isdecimal()
            if (len(before) + len(behind) > 2 and not is_unit) or (one.raw.isdecimal() and other.raw.isdecimal()):
                continue
            if one.has_case and self._are_small((one.folded, other.folded)):
                continue
            text = f"{one.raw} {other.raw}"
            terms = self._words.place(one.folded + other.folded)
            if terms:
                note = _note(text)
                yield (
                    (one, other),
                    text,
                    [Variant(((term,),), weights.IN_PARTS, Kind.FOLDED, term[1], note) for term in terms],
                )

    def _runs(
        self, parts: Sequence[tuple[str, Sequence[QueryToken]]]
    ) -> Iterator[tuple[Sequence[QueryToken], str, list[Variant]]]:
        """Long numbers, of telephones, books and accounts: however their figures are grouped."""
        run: list[QueryToken] = []
        for token in (*(token for _, tokens in parts for token in tokens), None):
            if token is not None and (_has_figures(token) or (run and _is_code(token))) and len(run) < MOST_RUN:
                run.append(token)
                continue
            folded = "".join(each.folded for each in run)
            if is_long(folded):
                text = " ".join(each.raw for each in run)
                typed = tuple(each.folded for each in run)
                variants = [
                    Variant(places, 1.0, Kind.FOLDED, " ".join(group), _note(text))
                    for group in groupings(folded, self._words)
                    if group != typed and all(places := self._places(group))
                ]
                if variants:
                    yield run, text, variants
            run = []

    def _places(self, folds: Sequence[str]) -> _Places:
        return tuple(map(self._words.place, folds))

    def _are_small(self, folds: Sequence[str]) -> bool:
        """Whether one of the words says nothing."""
        return any(folded in stopwords(lang) for lang in self._small for folded in folds)


def _has_figures(token: QueryToken) -> bool:
    return any(map(str.isdecimal, token.folded))


def _is_code(token: QueryToken) -> bool:
    """Whether a word may be the letters of a bank in an account's number."""
    return len(token.raw) == _GROUP + 1 and token.raw.isupper() and token.raw.isascii()


def _by_borders(token: QueryToken) -> Iterator[list[str]]:
    """The word parted between letters and figures, and before capitals."""
    for border in (_BORDER, _CAPITAL):
        if 0 < len(border.findall(token.raw)) <= _MOST_BORDERS:
            yield border.split(token.raw)


def _note(text: str) -> str:
    return f"{text} in another spelling"


def _may_be_one(signs: set[str], tokens: Sequence[QueryToken]) -> bool:
    """Whether the words may be written as one: with nothing for a sign, or as a whole number."""
    if all(token.folded.isdecimal() for token in tokens):
        digits = all(len(token.folded) == _GROUP for token in tokens)
        return (digits and len(signs) == 1 and signs <= set(".,")) or signs <= set(HYPHENS + _APOSTROPHES)
    return signs <= set(_JOINING)
