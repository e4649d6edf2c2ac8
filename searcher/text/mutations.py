"""Beginnings of words that change: the word for a cat is cath, gath, chath or nghath in Welsh.

King, Modern Welsh (2003), 9; Press, A Grammar of Modern Breton (1986), 3; Lamb, Scottish Gaelic (2003), 2;
Ó Siadhail, Modern Irish (1989), 5. Of Irish only what its stemmer leaves: h, n and t before a vowel.
In Zulu and Xhosa names have prefixes: uMandela, ngoMandela (Doke, Textbook of Zulu Grammar, 3 and 7).
"""

from collections.abc import Iterator, Mapping

# What a word begins with → what it begins with otherwise.
_WELSH = {"p": "b mh ph", "t": "d nh th", "c": "g ngh ch", "b": "f m", "d": "dd n", "m": "f", "ll": "l", "rh": "r"}
_BRETON = {"p": "b f", "t": "d z", "k": "g ch", "b": "v p", "d": "z t", "g": "ch k", "gw": "w kw", "m": "v"}
_GAELIC = {letter: f"{letter}h" for letter in "bcdfgmpst"}
# Irish ones that its stemmer takes off.
_ECLIPSED = (("b", "m"), ("c", "g"), ("d", "n"), ("f", "bh"), ("g", "n"), ("p", "b"), ("t", "d"), ("s", "t"))
_VOWELS = "aeiouwyáéíóúâêîôûŵŷàèìòù"
# Letters of a word without its beginning.
_LEAST = 2


def _table(*pairs: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((own, other) for some in pairs for own, others in some.items() for other in others.split())


_TABLES = {"cy": _table(_WELSH), "br": _table(_BRETON), "gd": _table(_GAELIC)}
# Letters that come before a vowel, and one that is left out before a vowel, l, r or n.
_BEFORE_VOWELS = {"cy": "h", "gd": "", "br": "", "ga": "hnt"}
_LEFT_OUT = {"cy": "g"}
LANGUAGES = tuple(_BEFORE_VOWELS)
# Of the class of persons, and of places; what coalesces with these: with, by, to, of, is; of what is in a place.
_NGUNI = (
    "u", "i", "e", "o", "no", "ne", "ngo", "nge", "ngu", "ku", "kwa", "ka", "ba", "bo", "wa", "wo", "ya", "yo", "la",
    "lo", "za", "zo", "sa", "so", "ase", "base", "kase", "kwase", "lase", "nase", "sase", "wase", "yase", "zase",
)  # fmt: skip
_PREFIXES = {"zu": _NGUNI, "xh": _NGUNI}
LANGUAGES_OF_NAMES = (*LANGUAGES, *_PREFIXES)


def with_mutations(lang: str, word: str) -> tuple[str, ...]:
    """A word (folded) of a language of LANGUAGES with all the beginnings that it may have, itself first."""
    radicals = dict.fromkeys((word, *_radicals(lang, word)))
    return tuple(dict.fromkeys((*radicals, *(form for radical in radicals for form in _mutated(lang, radical)))))


def mutated_names(lang: str, name: str) -> tuple[str, ...]:
    """A name (folded) with the other beginnings that it may have in a language; none in languages that have none."""
    if lang in _PREFIXES:
        return tuple(prefix + name for prefix in _PREFIXES[lang])
    eclipsed = [other + name for own, other in _ECLIPSED if lang == "ga" and name.startswith(own)]
    lenited = list(_mutated("gd", name)) if lang == "ga" else []
    return (*eclipsed, *lenited, *_mutated(lang, name)) if lang in LANGUAGES else ()


def _mutated(lang: str, word: str) -> Iterator[str]:
    for own, other in _TABLES.get(lang, ()):
        if word.startswith(own) and len(word) - len(own) >= _LEAST and not _is_longer(lang, own, word):
            yield other + word[len(own) :]
    if word[:1] in _VOWELS:
        yield from (letter + word for letter in _BEFORE_VOWELS[lang])
    left_out = _LEFT_OUT.get(lang, "")
    if left_out and word.startswith(left_out) and len(word) > _LEAST:
        yield word[1:]
        yield f"n{word}"


def _radicals(lang: str, word: str) -> Iterator[str]:
    for own, other in _TABLES.get(lang, ()):
        if word.startswith(other) and len(word) - len(other) >= _LEAST:
            yield own + word[len(other) :]
    if word[:1] and word[:1] in _BEFORE_VOWELS[lang] and word[1:2] in _VOWELS:
        yield word[1:]
    left_out = _LEFT_OUT.get(lang, "")
    if left_out and (word[:1] in _VOWELS or word[:1] in "lrn"):
        yield left_out + word
    if left_out and word.startswith(f"n{left_out}"):
        yield word[1:]


def _is_longer(lang: str, own: str, word: str) -> bool:
    """Whether `own` is the first half of a letter that is written as two, or the word is changed already."""
    behind = word[len(own) : len(own) + 1]
    return behind == "h" or (lang == "cy" and behind == own) or (lang == "gd" and own == "s" and behind in "gmpt")
