"""Which 8-bit encoding a text is in, told by the letters and the commonest words of each language.

charset-normalizer is good at scripts and weak between neighbours: it takes Spanish cp1252 and Czech ISO
8859-2 for cp1250. Decoded wrongly, a text has letters that no one language uses together, or capitals inside words;
decoded rightly, one language explains all of them.
"""

from functools import cache
from itertools import islice
from string import ascii_letters

from searcher.expressions import expression
from searcher.records import dataclass
from searcher.text.stopwords import stopwords

WORDS = 400
"""How many words with bytes beyond ASCII are looked at: the share is steady long before."""
# Those words have less in any language that is written so; the "words" of a text in Chinese or Japanese are clauses.
_MOST_BYTES = 6_000
_WORD = expression(rb"[A-Za-z]{0,20}[\x80-\xff][A-Za-z\x80-\xff]{0,40}")

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
_KAZAKH = {"kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"}
_TURKISH = {"tr": "çğıöşüâîûİ"}
_ESPERANTO = {"eo": "ĉĝĥĵŝŭ", "mt": "ċġħżàèìòù"}

_GREEK = {"el": "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ"}
_HEBREW = {"he": "אבגדהוזחטיךכלםמןנסעףפץצקרשת"}
_ARABIC = {"ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويىءآأؤإئةـ", "fa": "اآبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئ"}
_THAI = {"th": "".join(map(chr, (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E4F))))}

# Windows writes the mark of the tone behind its vowel.
_VIETNAMESE = {"vi": "àáâãèéêìíòóôõùúýăđĩũơư\u0300\u0301\u0303\u0309\u0323"}

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
    ("cp1253", _GREEK),
    ("iso8859_7", _GREEK),
    ("cp1255", _HEBREW),
    ("iso8859_8", _HEBREW),
    ("cp1256", _ARABIC),
    ("iso8859_6", _ARABIC),
    ("cp874", _THAI),
    ("cp1257", _BALTIC),
    ("iso8859_3", _ESPERANTO),
    ("iso8859_15", _WESTERN),
    ("mac_roman", _WESTERN),
    ("cp850", _WESTERN),
    ("cp852", _CENTRAL),
    ("kz1048", _KAZAKH),
    ("ptcp154", _KAZAKH),
    ("cp1125", _CYRILLIC),
    ("cp737", _GREEK),
    ("cp869", _GREEK),
    ("mac_greek", _GREEK),
    ("cp857", _TURKISH),
    ("mac_turkish", _TURKISH),
    ("cp775", _BALTIC),
    ("iso8859_4", _BALTIC),
    ("mac_latin2", _CENTRAL),
    ("cp861", _WESTERN),
    ("cp862", _HEBREW),
    ("cp720", _ARABIC),
    ("cp1258", _VIETNAMESE),
)
JUDGED = frozenset(name for name, _ in _CANDIDATES)
"""The encodings that are judged here, as Python names them."""

_PLAIN, _PAIR = expression("[A-Za-z]"), expression(r"[^\W\x00-\x7f]{2}")
_ROW = expression(r"[^\W\x00-\x7f]{3}")  # of letters beyond ASCII: words of another script are made of them

# Written beside letters in every European language: no evidence for one encoding or another.
_PUNCTUATION = frozenset("’‘“”„‚«»–—…·•§°€£¥½×±©®™№¿¡\xa0\xad")
_TOGETHER = 0.97
_COMMON = 0.4
_DENSE = (_CYRILLIC, _KAZAKH, _GREEK, _HEBREW, _ARABIC, _THAI)
_INSIDE_WORDS = frozenset("’·\xad\xa0")
# Half of all letters in Russian, Ukrainian, Bulgarian and Serbian text: KOI8 read as cp1251 lacks them.
_FREQUENT = frozenset("оеаинтсрвіј")


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding, and the share (0 to 1) of the characters beyond ASCII that one language explains.

    `score` also counts the commonest words of the languages; `margin` is how much the best of those that read the
    text otherwise is below it. `letters` are those beyond ASCII that it was judged by.
    """

    encoding: str
    share: float
    score: float
    margin: float
    letters: int


def guess(sample: bytes) -> Guess | None:
    """The 8-bit encoding that explains `sample` best, or None when none of them can decode it."""
    words = _words(sample)
    readings: list[tuple[float, float, str, str]] = []
    for encoding, languages in _CANDIDATES:
        try:
            text = words.decode(encoding)
        except UnicodeDecodeError:
            continue
        share = _explained(text, languages, dense=languages in _DENSE, cyrillic=languages in (_CYRILLIC, _KAZAKH))
        score = share * (1 + _COMMON * _common_words(text, languages))
        readings.append((score, share, encoding, text))
    if not readings:
        return None
    # The first of equal ones.
    score, share, encoding, text = max(readings, key=lambda reading: round(reading[0], 9))
    rivals = [other for other, _, _, read in readings if read != text]
    letters = sum(character > "\x7f" for character in text)
    return Guess(encoding, share, score, score - max(rivals, default=0.0), letters)


def share_in(sample: bytes, encoding: str) -> float:
    """The share (0 to 1) of the characters beyond ASCII that one language explains, read in one of JUDGED."""
    languages = dict(_CANDIDATES)[encoding]
    text = _words(sample).decode(encoding, "replace")
    return _explained(text, languages, dense=languages in _DENSE, cyrillic=languages in (_CYRILLIC, _KAZAKH))


def _words(sample: bytes) -> bytes:
    return b" ".join(match[0] for match in islice(_WORD.finditer(sample), WORDS))[:_MOST_BYTES]


def _common_words(text: str, languages: dict[str, str]) -> float:
    """The share of the words that are the commonest of one of the languages and have a letter beyond ASCII."""
    words = text.lower().split()
    if languages is _THAI:
        return 0.3 * ("การ" in text or "ที่" in text or "และ" in text)
    lists = [stopwords(code) for code in languages]
    return max(sum(word in known and not word.isascii() for word in words) for known in lists) / (len(words) or 1)


@cache
def _letters(alphabets: tuple[str, ...]) -> tuple[frozenset[str], list[frozenset[str]]]:
    """The letters of all alphabets, and those of each."""
    return frozenset("".join(alphabets)), [frozenset(letters) for letters in alphabets]


def _explained(text: str, languages: dict[str, str], *, dense: bool, cyrillic: bool) -> float:
    """The largest share that one of `languages` explains; for Cyrillic, frequent letters weigh in.

    `dense`: the language writes no ASCII letters, so that nothing else may stand in its words.
    """
    every, each = _letters(tuple(languages.values()))
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
        elif (character.isalpha() or character in every) and not (character.isupper() and previous.islower()):
            if dense and (previous in ascii_letters or following in ascii_letters):
                previous = character
                continue  # no word mixes the two scripts
            lower = character.lower() if character != "İ" else character  # which would be two characters
            counts[lower] = counts.get(lower, 0) + 1
            frequent += lower in _FREQUENT
            capitals += lower != character
        previous = character
    explained = max(sum(n for letter, n in counts.items() if letter in letters) for letters in each)
    # Foreign names bring letters of a neighbour; that is less sure than one language that explains them all.
    explained = max(explained, int(_TOGETHER * sum(n for letter, n in counts.items() if letter in every)))
    if not explained:
        return marks / total if total else 0.0
    # Punctuation is much the same in all of them and says nothing.
    share = explained / (total - marks)
    if cyrillic:
        # Rare letters only, or capitals only, are some other script's letters by accident.
        share *= min(1.0, 0.6 + frequent / explained) * (1.0 if capitals < explained / 2 else 0.7)
    if dense:
        return share if _PAIR.search(text) else 0.7 * share
    # Latin letters beyond ASCII are a minority in every language that these encodings serve.
    is_minority = len(text) > 2.5 * explained or (_PLAIN.search(text) is not None and not _ROW.search(text))
    return share if is_minority else 0.7 * share
