"""Keys that a name keeps across scripts and romanisations: a consonant skeleton and a vowel-keeping key.

Belousov, Белоусов, Beloussow and Biélooussov all have the skeleton `blsv`. Much of what such keys join is
wrong (see `similarity`), so a match by key is a guess: it is shown as one and weighs less than a name of the
table. Chinese characters give the sound of a word, not of the foreign name behind it: those names come from
the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from searcher.expressions import expression

# Below these the guess is not offered. Measured on 15 names that no rule was made for, in five scripts (125
# variants), against 30,000 words of news in eight Slavic languages: 85 % found, 79 % of the hits right. Other
# vocabularies hold more look-alikes; with 26 languages expect about half of the hits to be right.
_LEAST_RATIO = 72.0
_LEAST_RATIO_OF_EQUAL_SKELETONS = 60.0  # Arabic and Hebrew write few vowels, so equal consonants must do
_LEAST_SKELETON_FOR_AN_EDIT = 4
# An equal skeleton of three letters still says something (Putin, Poutine, Путин: `ptn`), one of two does not.
_LEAST_SKELETON = 3

# Romanisations write one sound in many ways, and words arrive here without their accents (č is c, š is s).
# So all hissing sounds are one letter: Zelensky, Selenskyj, Зеленский; Černenko, Tschernenko, Chernenko.
# The first alternative that fits wins, so longer groups come first.
_VOWELS = "aeiouy"
_GROUPS: tuple[tuple[str, str], ...] = (
    (r"schtsch|stsch|shch|szcz|chtch", "s"),
    (r"tsch|tsh|tch|sch|sh|sz|cz|zh|rz(?=[aeiouy])|tz|ts(?=[aeiouy])", "s"),
    (r"dsch|dzh", "j"),
    (r"(?<=vi)(?:ch|c)$|(?<=i)c$|ch(?=[aeiouy])", "s"),
    (r"kh|ch", "h"),
    (r"ph", "f"),
    (r"(?<=[bdglprt])h", ""),
    (r"ck|qu|q", "k"),
    (r"x", "ks"),
    (r"c(?=[eiy])", "s"),
    (r"c", "k"),
    (r"z", "s"),
    (r"w", "v"),
)
_GROUP = expression("|".join(f"({pattern})" for pattern, _ in _GROUPS), re.M)
_NOT_LETTERS = expression("[^a-z\n]+")
_DOUBLED = expression(r"(.)\1+")
# Consonants that no rule makes of other letters.
_AS_WRITTEN = frozenset("bdglmnprt")
# The same where neighbours are one: those all of whose neighbours are as written.
_AS_WRITTEN_COARSE = frozenset("mnrt")
# Russian -ов is -ow in German, -ov in English, -off in older French and English.
_FINAL_F = expression(r"[fv]+$", re.M)
# An h inside a word is mute or a breath that half of all romanisations leave out (Mikhail, Mihail).
_INNER_H = expression(r"(?<=[a-z])h")
_SPELT_VOWELS = expression(r"ou|oo|ee|ei|[ijy]e|i?[jy]+")
_SOUND_OF_VOWELS = {"ou": "u", "oo": "u", "ie": "e", "je": "e", "ye": "e"}
# J is a consonant at a word's start only; Russian, German and Polish write the English sound at length.
_INITIAL_J = expression(r"^(?:dsch|dzh|d[jz](?=[aeiouy])|y(?=[aiou])|j(?=[aeiouy]))", re.M)
_INITIAL_VOWEL = expression(f"^[{_VOWELS}]", re.M)
_INNER_VOWEL = expression(r"(?<=.)[aeiouyj]")

# What anyascii cannot know of a script because it goes letter by letter.
_KANA = ((r"shi", "si"), (r"sh", "s"), (r"tsu", "tu"), (r"chi", "ti"), (r"jiy(?=[aou])", "j"),
         (r"n(?=[pb])", "m"), (r"fu$", "f"))  # fmt: skip
_GREEK = ((r"oy", "u"), (r"^mp", "b"), (r"^nt", "d"), (r"(?<=[aeiou])mp", "b"), (r"^gk", "g"), (r"tz", "dzh"))
_ARABIC = ((r"(?<=.)f", "v"), (r"w", "u"), (r"y", "i"), (r"'", ""))
_HEBREW = ((r"^f", "p"), (r"^'v", "o"), (r"^'", "a"), (r"vv", "u"), (r"(?<=.)v(?=.)", "u"), (r"y", "i"))
_RULES_OF_SCRIPT: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("\u3040-\u30ff", _KANA),
    ("\u0370-\u03ff\u1f00-\u1fff", _GREEK),
    ("\u0600-\u06ff", _ARABIC),
    ("\u0590-\u05ff", _HEBREW),
)
_SCRIPT_WITH_RULES = expression(f"[{''.join(letters for letters, _ in _RULES_OF_SCRIPT)}]")
_ALEFS = "اأإآ"
_INITIAL_ALEF = ((r"^['a]*", "a"),)  # anyascii gives a bare alef no letter


class _Latin(dict[int, str]):
    """The letters that stand for a code point, as `str.translate` asks for them."""

    def __missing__(self, code_point: int) -> str:
        from anyascii import anyascii  # 25 ms, which only a search that reaches for keys should pay

        latin = self[code_point] = str(anyascii(chr(code_point))).lower()
        return latin


_LATIN = _Latin()


class _Writing(NamedTuple):
    """What decides how a word is romanised: its script, by number, if it has rules, and whether an alef begins it."""

    ascii: bool = False
    script: int | None = None
    alef: bool = False


_ASCII, _OTHER = _Writing(ascii=True), _Writing()


@cache
def _letters_of_scripts() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(f"[{letters}]") for letters, _ in _RULES_OF_SCRIPT)


def _writing(word: str) -> _Writing:
    if word.isascii():
        return _ASCII
    if _SCRIPT_WITH_RULES.search(word) is None:
        return _OTHER
    script = next(number for number, letters in enumerate(_letters_of_scripts()) if letters.search(word))
    return _Writing(script=script, alef=word[0] in _ALEFS)


@cache
def _rules(writing: _Writing) -> tuple[tuple[re.Pattern[str], str], ...]:
    rules = () if writing.script is None else _RULES_OF_SCRIPT[writing.script][1]
    return tuple((re.compile(rule, re.M), sound) for rule, sound in (_INITIAL_ALEF if writing.alef else ()) + rules)


def _romanised(text: str, writing: _Writing) -> str:
    """A word, or many of one writing on a line each, in the letters a-z and the apostrophe, lower case."""
    if writing.ascii:
        return text.lower()
    latin = text.translate(_LATIN)
    for rule, sound in _rules(writing):
        latin = rule.sub(sound, latin)
    return latin


def _sound(group: re.Match[str]) -> str:
    return _GROUPS[(group.lastindex or 1) - 1][1]


def _sounds(letters: str) -> str:
    """The vowel key of a word in letters a-z, or of many on a line each."""
    # As a capital it is no vowel that is spelt with others, and no letter before another.
    sounds = _GROUP.sub(_sound, _INITIAL_J.sub("J", letters))
    sounds = _SPELT_VOWELS.sub(lambda match: _SOUND_OF_VOWELS.get(match[0], "i"), sounds)
    sounds = _INNER_H.sub("", _FINAL_F.sub("v", sounds))
    return _DOUBLED.sub(r"\1", sounds.replace("J", "j"))


def _skeleton(sounds: str) -> str:
    """The name key of a word with the vowel key `sounds`, or of many on a line each."""
    return _DOUBLED.sub(r"\1", _INNER_VOWEL.sub("", _INITIAL_VOWEL.sub("a", sounds)))


@lru_cache(maxsize=8192)
def vowel_key(word: str) -> str:
    """The word's sounds with vowels, in letters a-z; digraphs and doubled letters are one letter.

    "" for a word without letters. For words of any script, folded or not.
    """
    return _sounds(_NOT_LETTERS.sub("", _romanised(word, _writing(word))).replace("\n", ""))


@lru_cache(maxsize=8192)
def name_key(word: str) -> str:
    """The consonant skeleton of a word: the vowel key's consonants, with `a` for a vowel at its start.

    "" for a word without letters. Words whose keys begin with the same letter and differ by one letter at
    most may be one name; `similarity` judges. For words of any script, folded or not.
    """
    return _skeleton(vowel_key(word))


# Hangul and kana lack some consonants and write a neighbour for them; beside such a word, neighbours are one.
_EASTERN = expression("[\u3040-\u30ff\u1100-\u11ff\uac00-\ud7a3]")
_NEIGHBOURS = {"b": "p", "f": "p", "v": "p", "d": "t", "g": "k", "l": "r", "j": "s"}
_COARSE = str.maketrans(_NEIGHBOURS)
_COARSE_DISCOUNT = 0.9  # so that a word of an alphabet with the same ratio comes first


def is_eastern(word: str) -> bool:
    """Whether the word has kana or Hangul; if so, its key may begin with a neighbour of another's initial."""
    return not word.isascii() and _EASTERN.search(word) is not None


def similarity(query: str, candidate: str) -> float:
    """How alike two names sound, 0 to 1; 0 when they are not alike enough to be offered as one name.

    Offered are skeletons with the same initial: equal ones of three letters, or of four and more with one
    edit, whose vowel keys have a ratio of 72 at least (60 for equal skeletons of four letters and more). If
    one of the words is Hangul or kana, b/p/f/v, d/t, g/k, l/r and j/s count as one letter, at a discount.
    Not symmetric: a short query allows no edit.
    """
    if query == candidate:
        return 1.0
    key, other = name_key(query), name_key(candidate)
    coarse = is_eastern(query) or is_eastern(candidate)
    if coarse:
        key, other = _coarsened(key), _coarsened(other)
    if len(key) < _LEAST_SKELETON or key[:1] != other[:1]:
        return 0.0
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein

    long_enough = len(key) >= _LEAST_SKELETON_FOR_AN_EDIT
    edits = 1 if long_enough else 0
    if Levenshtein.distance(key, other, score_cutoff=edits) > edits:
        return 0.0
    sounds, others = vowel_key(query), vowel_key(candidate)
    if coarse:
        sounds, others = sounds.translate(_COARSE), others.translate(_COARSE)
    least = _LEAST_RATIO_OF_EQUAL_SKELETONS if long_enough and key == other else _LEAST_RATIO
    ratio = fuzz.ratio(sounds, others, score_cutoff=least) / 100
    return ratio * _COARSE_DISCOUNT if coarse else ratio


def alike(query: str, candidates: Sequence[str]) -> list[str]:
    """Those of the candidates, which hold no line's end, whose similarity to a query is more than 0; in their order.

    Much quicker than to look at one after another: the keys of all are made together.
    """
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import extract_iter

    key = name_key(query)
    if len(key) < _LEAST_SKELETON:
        return [candidate for candidate in candidates if candidate == query]
    eastern = is_eastern(query)
    groups: dict[tuple[_Writing, bool], list[int]] = {}
    for at, candidate in enumerate(candidates):
        groups.setdefault((_writing(candidate), eastern or is_eastern(candidate)), []).append(at)
    found: list[int] = []
    for (writing, coarse), places in groups.items():
        lines = "\n".join(candidates[at] for at in places)
        letters = _NOT_LETTERS.sub("", _romanised(lines, writing))
        own = _coarsened(key) if coarse else key
        likely = _likely(own, letters, coarse)
        keys = _skeleton(_sounds("\n".join(each for _, each in likely)))
        if coarse:
            keys = _coarsened(keys)
        near = extract_iter(own, keys.split("\n"), scorer=Levenshtein.distance, score_cutoff=1)
        found += [places[likely[at][0]] for other, _, at in near if other[:1] == own[:1]]
    heard = (candidates[at] for at in sorted(set(found)))
    return [candidate for candidate in heard if similarity(query, candidate) > 0]


def _coarsened(keys: str) -> str:
    """The key of a word, or those of many on a line each, with neighbouring consonants as one."""
    return _DOUBLED.sub(r"\1", keys.translate(_COARSE))


def _likely(key: str, lines: str, coarse: bool) -> list[tuple[int, str]]:
    """Those of many words in letters a-z, on a line each, with their places, whose keys may be one edit from `key`.

    `coarse`: where neighbouring consonants count as one, as they do in `key`.
    """
    # No rule gives one of these consonants for another letter, so that a key has those of its word at most.
    wanted = (_AS_WRITTEN_COARSE if coarse else _AS_WRITTEN).intersection(key)
    words = lines.split("\n")
    compared = lines.translate(_COARSE).split("\n") if coarse else words
    return [(at, words[at]) for at, letters in enumerate(compared) if len(wanted.difference(letters)) <= 1]
