"""The language of one text after the other: what `searcher.text` finds for many at once, in its simplest form."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from searcher.text.characters import LATIN_LETTERS
from searcher.text.identify import SHARES, UNDETERMINED
from searcher.text.languages import is_language
from searcher.text.model import MIN_CONFIDENCE, MODEL_SAMPLE, SAME, identifier
from searcher.text.passages import DOCUMENT_SAMPLE, MIN_LETTERS, PARAGRAPH_SAMPLE, Passage
from searcher.text.votes import HARDLY_LATIN, LEAST, LEAST_OF_KNOWN, MARGIN, MOSTLY_LATIN, SHARE, voters

_PARAGRAPH = re.compile(r"[^\n]+")
_SCRIPTS = tuple((lang, re.compile(f"[{letters}]"), share) for lang, letters, share in SHARES)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(f"[{LATIN_LETTERS}]")


@lru_cache
def model(among: tuple[str, ...]) -> Any:
    """The model for one text; `among`: the only languages that it may answer, if it knows any of them."""
    made = identifier()
    wanted = {code for code in made.nb_classes if code in among or SAME.get(code) in among}
    if wanted:
        made.set_languages(sorted(wanted))
    return made


def vote(sample: str, known: str = "") -> str:
    """The language of `sample`, or "" when the votes leave a doubt. `known`: that of the text around it."""
    by_word, latin = voters()
    words = _WORD.findall(sample.lower())
    votes: dict[str, int] = {}
    for word in words:
        for lang in by_word.get(word, ()):
            votes[lang] = votes.get(lang, 0) + 1
    if not votes:
        return ""
    most = max(votes.values())
    if known and votes.get(known, 0) == most >= LEAST_OF_KNOWN:
        best = known
    else:
        best = max(votes, key=votes.__getitem__)
        if most < LEAST or most < SHARE * len(words):
            return ""
        if any(count * MARGIN > most for lang, count in votes.items() if lang != best):
            return ""
    share = len(_LATIN.findall(sample)) / max(1, sum(map(len, words)))
    fits = share >= MOSTLY_LATIN if best in latin else share <= HARDLY_LATIN
    return best if fits else ""


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def identify(sample: str, among: tuple[str, ...] = (), known: str = "") -> str:
    """The language of `sample`; `known`: that of the text around it."""
    letters = _letters(sample)
    if not letters:
        return UNDETERMINED
    for lang, script, share in _SCRIPTS:
        if (not among or lang in among) and len(script.findall(sample)) >= share * letters:
            return lang
    voted = vote(sample, known)
    if voted and (not among or voted in among):
        return voted
    lang, confidence = model(among).classify(sample[:MODEL_SAMPLE])
    lang = SAME.get(lang, lang)
    if confidence < MIN_CONFIDENCE or not is_language(lang):
        return UNDETERMINED
    return str(lang)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for match in _PARAGRAPH.finditer(text):
        yield match.start(), match.end()


def passages(text: str, lang: str = "", among: tuple[str, ...] = ()) -> list[Passage]:
    """The passages of `text` in order; a `lang` that is told is used for the whole text."""
    if not text:
        return []
    if lang:
        return [Passage(0, len(text), lang)]
    own: list[tuple[int, str]] = []
    weights: Counter[str] = Counter()
    for start, end in _paragraphs(text):
        if end - start < MIN_LETTERS:
            continue
        sample = text[start : min(end, start + PARAGRAPH_SAMPLE)]
        if _letters(sample) < MIN_LETTERS and len(sample) < PARAGRAPH_SAMPLE:
            continue
        found = identify(sample, among, own[-1][1] if own else "")
        own.append((start, found))
        weights[found] += end - start
    weights.pop(UNDETERMINED, None)
    majority = weights.most_common(1)[0][0] if weights else identify(text[:DOCUMENT_SAMPLE], among)
    runs: list[Passage] = []
    langs = dict(own)
    for start, _ in _paragraphs(text):
        found = langs.get(start, majority)
        if found == UNDETERMINED:
            found = majority
        if not runs:
            runs.append(Passage(0, 0, found))
        elif runs[-1].lang != found:
            runs[-1] = Passage(runs[-1].start, start, runs[-1].lang)
            runs.append(Passage(start, start, found))
    if not runs:
        return [Passage(0, len(text), majority)]
    runs[-1] = Passage(runs[-1].start, len(text), runs[-1].lang)
    return runs
