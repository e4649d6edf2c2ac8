"""Case endings of names: from a name to its inflected forms, and from a form to the names it may stand for.

Stemmers go wrong on names (Белоусов → белоус, but Белоусова → белоусов), so names are matched by closed lists
of endings. Everything here works on folded words. The endings are data: `searcher/text/data/endings.txt`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence, Set
from functools import cache, lru_cache
from pathlib import Path

from searcher.records import dataclass
from searcher.text.fold import fold_each
from searcher.text.languages import normalise_code
from searcher.text.mutations import LANGUAGES_OF_NAMES, mutated_names
from searcher.text.russian import after_reform, before_reform

_ENDINGS = Path(__file__).parent.parent / "text" / "data" / "endings.txt"
# A bound for callers that look every candidate up.
MAX_CANDIDATES = 24
# Two-letter names are too short to carry an ending safely (eu, un); Hangul packs a syllable in each letter.
_SHORTEST = 3
_SHORTEST_HANGUL = 2
# A name cut to nothing but its stem (Нидерланды → Нидерланд) must leave something that is not a common word.
_SHORTEST_BARE = 4

_SCRIPTS = {"LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "ARMENIAN": "Armn", "GEORGIAN": "Geor",
            "BENGALI": "Beng", "DEVANAGARI": "Deva", "GUJARATI": "Gujr", "ORIYA": "Orya", "TAMIL": "Taml",
            "TELUGU": "Telu", "KANNADA": "Knda", "MALAYALAM": "Mlym", "SINHALA": "Sinh", "ARABIC": "Arab",
            "ETHIOPIC": "Ethi", "HANGUL": "Hang", "HEBREW": "Hebr"}  # fmt: skip
_VOWELS = frozenset("aeiouyаеиоуыэюяіїєёαεηιουωაეიოუաեէըիոօ")

# Prefixes written as one word with the name. Hebrew: and, that/when, in/as/to/from, the. Arabic: and/so,
# with/like/to, the; "to the" contracts. Each is every order that the grammar allows.
_HEBREW_PREFIXES = tuple(
    first + second + third
    for first in ("", "ו")
    for second in ("", "ש", "כש", "מש")
    for third in ("", "ה", "ב", "כ", "ל", "מ", "מה", "בה", "לה")
    if first + second + third
)
_ARABIC_PREFIXES = tuple(
    first + second
    for first in ("", "و", "ف")
    for second in ("", "ب", "ك", "ل", "ال", "بال", "كال", "لل")
    if first + second
)
_ARABIC_ARTICLE = "ال"
# Amharic and Tigrinya: in, from, of, for, about, like, to.
_ETHIOPIC_PREFIXES = ("በ", "ከ", "የ", "ለ", "ስለ", "እንደ", "ብ", "ን", "ካብ")
_PREFIXING = {"Hebr": ("", "he", "hbo"), "Arab": ("", "ar", "ary", "arz"), "Ethi": ("", "am", "ti")}


_RUSSIAN = ("", "ru")


@dataclass(frozen=True, slots=True)
class _Rule:
    """A base that ends in `final` loses it and takes one of `endings`; the classes "C", "V" and "." stay."""

    final: str
    endings: tuple[str, ...]

    @property
    def lost(self) -> str:
        return "" if self.final in ("C", "V", ".") else self.final

    def fits(self, base: str) -> bool:
        if self.final == ".":
            return True
        if self.final == "C":
            return base[-1] not in _VOWELS
        if self.final == "V":
            return base[-1] in _VOWELS
        return base.endswith(self.final)


@dataclass(frozen=True, slots=True)
class _Family:
    languages: frozenset[str]
    rules: tuple[_Rule, ...]


@cache
def _families(script: str) -> tuple[_Family, ...]:
    """The families of a script. A query asks for one or two of them, and to fold all endings takes long."""
    return tuple(_family(block) for block in _blocks() if _script_of(block) == script)


@cache
def _blocks() -> tuple[str, ...]:
    return tuple(_ENDINGS.read_text(encoding="utf-8").split("\n[")[1:])


def _script_of(block: str) -> str:
    return block[block.index("] ") + 2 : block.index(":")]


def _family(block: str) -> _Family:
    head, *lines = block.splitlines()
    rules = []
    for line in lines:
        if line and not line.startswith("#"):
            final, endings = line.split("\t")
            folded = fold_each(["" if ending == "-" else ending for ending in endings.split()])
            rules.append(_Rule(final, tuple(dict.fromkeys(folded))))
    return _Family(frozenset(head.split(":")[1].split()), tuple(rules))


@lru_cache(maxsize=512)
def _script(letter: str) -> str:
    """The ISO 15924 code of a letter's script, for the scripts that have endings; "" for the rest."""
    name = unicodedata.name(letter, "").split(" ", 1)[0]
    return _SCRIPTS.get(name, "")


@cache
def _rules(script: str, language: str) -> tuple[_Rule, ...]:
    """The rules for words of `script` in `language`, or in any language for ""."""
    families = list(_families(script))
    if language:
        own = [family for family in families if language in family.languages]
        families = own or [family for family in families if "*" in family.languages]
    return tuple(rule for family in families for rule in family.rules)


@cache
def _by_ending(script: str, language: str) -> tuple[dict[str, list[_Rule]], int]:
    """(ending → the rules that have it, how long the longest ending is): a form has few of the thousands."""
    found: dict[str, list[_Rule]] = {}
    for rule in _rules(script, language):
        for ending in rule.endings:
            found.setdefault(ending, []).append(rule)
    return found, max(map(len, found), default=0)


def _long_enough(word: str, script: str) -> bool:
    return bool(script) and len(word) >= (_SHORTEST_HANGUL if script == "Hang" else _SHORTEST)


def _takes_prefixes(script: str, language: str) -> bool:
    """Whether names take prefixes: not Persian or Urdu ones, nor Yiddish, in the same scripts."""
    return language in _PREFIXING.get(script, ())


def _prefixed(base: str, script: str) -> Iterator[str]:
    if script == "Hebr":
        yield from (prefix + base for prefix in _HEBREW_PREFIXES)
    elif script == "Arab":
        yield from (prefix + base for prefix in _ARABIC_PREFIXES)
        if base.startswith(_ARABIC_ARTICLE):
            bare = base[len(_ARABIC_ARTICLE) :]
            yield from (conjunction + "لل" + bare for conjunction in ("", "و", "ف"))
    elif script == "Ethi":
        yield from (prefix + base for prefix in _ETHIOPIC_PREFIXES)


@cache
def _by_final(script: str, language: str) -> dict[str, list[_Rule]]:
    """What a base ends in, or a class → the rules for it."""
    found: dict[str, list[_Rule]] = {}
    for rule in _rules(script, language):
        found.setdefault(rule.final, []).append(rule)
    return found


@lru_cache(maxsize=4096)
def _endings(tail: str, script: str, language: str) -> tuple[tuple[int, frozenset[str]], ...]:
    """(how many letters a base that ends in `tail` loses, the endings that it takes then) by the rules that fit it."""
    by_final = _by_final(script, language)
    found: dict[int, set[str]] = {}
    for final in (".", "C", "V", *(tail[at:] for at in range(len(tail)))):
        for rule in by_final.get(final, ()):
            if rule.fits(tail):
                found.setdefault(len(rule.lost), set()).update(rule.endings)
    return tuple((lost, frozenset(endings)) for lost, endings in found.items())


@cache
def _longest_final(script: str) -> int:
    return max((len(rule.final) for family in _families(script) for rule in family.rules), default=1)


def _stems(base: str, script: str, language: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The stems of a base with the endings that each takes."""
    for lost, endings in _endings(base[-_longest_final(script) :], script, language):
        stem = base[: len(base) - lost]
        if len(stem) >= 2:
            yield stem, endings if len(stem) >= _SHORTEST_BARE else endings - {""}


def _mutated(base: str, script: str, language: str) -> tuple[str, ...]:
    """A name with the other beginnings that it has in a language (i mBaile, yng Nghaerdydd, uMandela)."""
    return mutated_names(language, base) if script == "Latn" and language in LANGUAGES_OF_NAMES else ()


def stems_of(base: str, language: str = "") -> list[tuple[str, frozenset[str]]]:
    """The stems of a folded name, each with the endings that make it one of `inflected_forms`, or the name itself."""
    script = _script(base[-1]) if base else ""
    return list(_stems(base, script, normalise_code(language))) if _long_enough(base, script) else []


def has_ending(word: str, stems: Sequence[tuple[str, Set[str]]]) -> bool:
    """Whether a word is one of the stems with one of its endings."""
    return any(word.startswith(stem) and word[len(stem) :] in endings for stem, endings in stems)


def forms_without_endings(base: str, language: str = "") -> set[str]:
    """Those of `inflected_forms` that no ending makes: with a prefix, another beginning, or in the old spelling."""
    script = _script(base[-1]) if base else ""
    if not _long_enough(base, script):
        return set()
    code = normalise_code(language)
    forms = set(_prefixed(base, script)) if _takes_prefixes(script, code) else set[str]()
    forms.update(_mutated(base, script, code))
    if script == "Cyrl":
        # Texts of that time are taken for other languages as often as for Russian.
        modern = [base]
        if code in _RUSSIAN:
            modern += [stem + ending for stem, endings in _stems(base, script, code) for ending in endings]
        forms.update(old for form in modern if (old := before_reform(form)) != form == after_reform(form))
    return forms


def inflected_forms(base: str, language: str = "") -> frozenset[str]:
    """Every inflected form of a folded name that the endings give, without the name itself.

    A few hundred at most, so that a caller can look each up in a term dictionary. Many are no real word; the
    dictionary decides. `language` (a code in any form) narrows the endings to its family; "" takes all of the
    name's script, but no mutated beginnings. Words under three letters (two in Hangul) have none.
    """
    forms = forms_without_endings(base, language)
    for stem, endings in stems_of(base, language):
        forms.update(map(stem.__add__, endings))
    forms.discard(base)
    return frozenset(forms)


def is_inflected(form: str, base: str, language: str = "") -> bool:
    """Whether `form` is one of `inflected_forms`, without making them all."""
    script = _script(base[-1]) if base else ""
    if form == base or not _long_enough(base, script):
        return False
    code = normalise_code(language)
    stems = list(_stems(base, script, code))
    if has_ending(form, stems):
        return True
    if form in _mutated(base, script, code):
        return True
    if script == "Cyrl" and form == before_reform(modern := after_reform(form)) != modern:
        return modern == base or (code in _RUSSIAN and has_ending(modern, stems))
    return _takes_prefixes(script, code) and form in _prefixed(base, script)


def _without_prefix(form: str, script: str) -> Iterator[str]:
    if script == "Hebr":
        yield from (form[len(prefix) :] for prefix in _HEBREW_PREFIXES if form.startswith(prefix))
    elif script == "Arab":
        for prefix in _ARABIC_PREFIXES:
            if form.startswith(prefix):
                bare = form[len(prefix) :]
                yield bare
                if prefix.endswith(("لل", _ARABIC_ARTICLE)):
                    yield _ARABIC_ARTICLE + bare
    elif script == "Ethi":
        yield from (form[len(prefix) :] for prefix in _ETHIOPIC_PREFIXES if form.startswith(prefix))


def lemma_candidates(form: str, language: str = "") -> list[str]:
    """Names that a folded, perhaps inflected word may stand for, at most 24, without the word itself.

    They are to be looked up in a table of names: most are no name at all. Best first: the fewer letters a
    candidate changes or adds, and the longer the ending that it explains, the better. `language` as in
    `inflected_forms`.
    """
    script = _script(form[-1]) if form else ""
    if not _long_enough(form, script):
        return []
    ranked: dict[str, tuple[int, int]] = {}
    code = normalise_code(language)
    if _takes_prefixes(script, code):
        for bare in _without_prefix(form, script):
            ranked.setdefault(bare, (0, len(bare) - len(form)))
    if script == "Cyrl" and form == before_reform(modern := after_reform(form)) != modern:
        ranked[modern] = (0, 0)
    by_ending, longest = _by_ending(script, code)
    for length in range(min(longest, len(form)) + 1):
        stem, ending = form[: len(form) - length], form[len(form) - length :]
        if len(stem) < (2 if ending else _SHORTEST_BARE):
            continue
        for rule in by_ending.get(ending, ()):
            base = stem + rule.lost
            if rule.fits(base):
                # Endings of one letter and two are about as likely; only longer ones tell more.
                rank = (max(0, len(rule.lost) - 1) + (0 if ending else 2), -max(2, len(ending)))
                ranked[base] = min(rank, ranked.get(base, rank))
    ranked.pop(form, None)
    usable = [base for base in ranked if _long_enough(base, script) and _script(base[-1]) == script]
    return sorted(usable, key=lambda base: (ranked[base], len(base), base))[:MAX_CANDIDATES]
