"""Which 8-bit encoding a European text is in, told by the letters that each language writes.

charset-normalizer is good at scripts and weak between neighbours: it takes Spanish cp1252 and Czech ISO
8859-2 for cp1250. Decoded wrongly, a text has letters that no one language uses together, or capitals inside words;
decoded rightly, one language explains all of them.
"""

import re
from dataclasses import dataclass
from itertools import islice
from string import ascii_letters

WORDS = 400
"""How many words with bytes beyond ASCII are looked at: the share is steady long before."""
_WORD = re.compile(rb"[A-Za-z]{0,20}[\x80-\xff][A-Za-z\x80-\xff]{0,40}")

# Letters beyond ASCII, per language, as its standard orthography has them (Unicode CLDR exemplar sets, main
# and, for Western languages, the common loan letters).
_WESTERN = {
    "it": "àèéìíîòóùú", "fr": "àâæçéèêëîïôœùûüÿ", "de": "äöüßé", "es": "áéíñóúüªº", "pt": "áâãàçéêíóôõúüªº",
    "nl": "áéëïóöüèêç", "sv": "åäöéà", "da": "æøåéü", "nb": "æøåéòôóâ", "fi": "äöåšž", "is": "áðéíóúýþæö",
    "ca": "àçéèíïòóúü·", "ga": "áéíóú", "sq": "çë", "en": "éèêëïöçñôâ£©",
}  # fmt: skip
_CENTRAL = {
    "pl": "ąćęłńóśźż", "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "hu": "áéíóöőúüű", "sl": "čšž",
    "hr": "čćđšž", "ro": "ăâîşţ", "de": "äöüß",
}  # fmt: skip
_BALTIC = {"lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "et": "äöõüšž"}
_CYRILLIC = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя", "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш", "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
}  # fmt: skip
_TURKISH = {"tr": "çğıöşüâîûi̇"}
_ESPERANTO = {"eo": "ĉĝĥĵŝŭ", "mt": "ċġħżàèìòù"}

# The order decides ties: most unmarked files are in the Windows code pages, fewest in MS-DOS and Mac ones.
_CANDIDATES: tuple[tuple[str, dict[str, str]], ...] = (
    ("cp1252", _WESTERN),
    ("cp1250", _CENTRAL),
    ("iso8859_2", _CENTRAL),
    ("cp1251", _CYRILLIC),
    ("koi8_u", _CYRILLIC),
    ("iso8859_5", _CYRILLIC),
    ("cp866", _CYRILLIC),
    ("mac_cyrillic", _CYRILLIC),
    ("cp855", _CYRILLIC),
    ("cp1254", _TURKISH),
    ("cp1257", _BALTIC),
    ("iso8859_3", _ESPERANTO),
    ("iso8859_15", _WESTERN),
    ("mac_roman", _WESTERN),
    ("cp850", _WESTERN),
    ("cp852", _CENTRAL),
)
_CYRILLIC_ENCODINGS = frozenset(name for name, languages in _CANDIDATES if languages is _CYRILLIC)
FAMILY = frozenset(
    ["latin_1", "iso8859_4", "iso8859_9", "iso8859_10", "iso8859_13", "iso8859_14", "iso8859_16"]
    + [
        "mac_latin2",
        "mac_iceland",
        "mac_turkish",
        "cp437",
        "cp775",
        "cp858",
        "cp857",
        "cp860",
        "cp861",
        "cp863",
        "cp865",
    ]
    + ["cp1258", "koi8_r", "ptcp154", "kz1048", "cp1125", "hp_roman8", "cp037", "cp500", "cp1140"]
    + ["cp273", "cp1026", "mac_greek"]
    + [name for name, _ in _CANDIDATES]
)
"""Encodings, as Python names them, that are easily taken for one of the candidates here."""

# Written beside letters in every European language: no evidence for one encoding or another.
_PUNCTUATION = frozenset("’‘“”„‚«»–—…·•§°€£¥½×±©®™№¿¡\xa0\xad")
_TOGETHER = 0.97
_INSIDE_WORDS = frozenset("’·\xad\xa0")
# Half of all letters in Russian, Ukrainian, Bulgarian and Serbian text: KOI8 read as cp1251 lacks them.
_FREQUENT = frozenset("оеаинтсрвіј")


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding, and the share (0 to 1) of the characters beyond ASCII that one language explains."""

    encoding: str
    share: float

    @property
    def cyrillic(self) -> bool:
        return self.encoding in _CYRILLIC_ENCODINGS


def guess(sample: bytes) -> Guess | None:
    """The European 8-bit encoding that explains `sample` best, or None when none of them can decode it."""
    words = b" ".join(match[0] for match in islice(_WORD.finditer(sample), WORDS))
    best: Guess | None = None
    for encoding, languages in _CANDIDATES:
        try:
            text = words.decode(encoding)
        except UnicodeDecodeError:
            continue
        share = _explained(text, languages, cyrillic=languages is _CYRILLIC)
        if best is None or share > best.share + 1e-9:
            best = Guess(encoding, share)
            if share >= 1.0:
                break
    return best


def _explained(text: str, languages: dict[str, str], *, cyrillic: bool) -> float:
    """The largest share that one of `languages` explains; for Cyrillic, frequent letters weigh in."""
    counts: dict[str, int] = {}
    total = marks = frequent = capitals = 0
    previous = following = " "
    for position, character in enumerate(text):
        if character < "\x80":
            previous = character
            continue
        total += 1
        following = text[position + 1] if position + 1 < len(text) else " "
        if character in _PUNCTUATION:
            if character in _INSIDE_WORDS or not (previous.isalpha() and following.isalpha()):
                marks += 1
        elif character.isalpha() and not (character.isupper() and previous.islower()):
            if cyrillic and (previous in ascii_letters or following in ascii_letters):
                previous = character
                continue  # no word mixes the two scripts
            lower = character.lower()
            counts[lower] = counts.get(lower, 0) + 1
            frequent += lower in _FREQUENT
            capitals += lower != character
        previous = character
    explained = max(sum(counts.get(letter, 0) for letter in letters) for letters in languages.values())
    # Foreign names bring letters of a neighbour; that is less sure than one language that explains them all.
    every = set().union(*languages.values())
    explained = max(explained, int(_TOGETHER * sum(n for letter, n in counts.items() if letter in every)))
    if not explained:
        return marks / total if total else 0.0
    # Punctuation is much the same in all of them and says nothing.
    share = explained / (total - marks)
    if cyrillic:
        # Rare letters only, or capitals only, are some other script's letters by accident.
        return share * min(1.0, 0.6 + frequent / explained) * (1.0 if capitals < explained / 2 else 0.7)
    # Latin letters beyond ASCII are a minority in every language that these encodings serve.
    return share if len(text) > 2.5 * explained else 0.7 * share
