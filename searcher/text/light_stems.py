"""Words without what is written together with them, in languages that no stemmer knows.

Korean, Hebrew and Amharic write particles, prepositions and articles as part of the word, and nouns of Bantu languages
begin with the prefix of their class. What is left is no stem by any grammar: it is the same for most forms of a word,
and at times for another word, so that it is for evidence beside others.
"""

from collections.abc import Callable

from searcher.expressions import expression

# Particles and the forms of the copula, by how they follow each other (Ihm, Hong and Chang, Korean Grammar for
# International Learners, 1988). Two syllables stay.
_KOREAN = expression(
    "(?<=[가-힣]{2})(?:들)?(?:"
    "(?:에게|에서|에|으로|로|와|과|까지|부터|한테|께|처럼|보다|하고)?(?:서|부터|까지|만|조차|마저)?(?:은|는|도|의|이나|나|이란|란)"
    "|이|가|을|를|에|에게|에서|에게서|에서부터|께서|께|한테|으로|로|으로서|로서|으로써|로써|으로부터|로부터|와|과|이랑|랑"
    "|하고|까지|부터|만|처럼|보다|마다|조차|마저|밖에|뿐|같이|이며|이고|이자|이다|인|이라는|라는|이라고|라고|이었다|였다"
    "|이던|이지만|입니다|인가|인가요|인지|들"
    ")$"
)
# Endings of questions; and behind a noun the verbs that make one of it (do, become, have done, suffer), in any form.
_KOREAN_QUESTION = expression("(?<=[가-힣])(?:나요|[는던은인](?:가요?|지요?)|습니까|을까요?|을지)$")
_KOREAN_VERB = expression(
    "(?<=[가-힣]{2})(?:[당시]?[하한할함해했]|합(?=니)|시[키켜켰킨킬]|[되된될됨돼됐]|됩(?=니))"
    "[가까게고기나니다데던도록려만며면서셨습시아야어여였었요으은을음자지는]*$"
)
# Conjunction, article, prepositions and the relative before a word (Glinert, The Grammar of Modern Hebrew, 1989): all
# that it begins with, also what is its own, so that forms with and without them meet. Three letters stay.
_HEBREW_BEGINNING = expression("^[והבכלמש]+(?=[א-ת]{3})")
_HEBREW_ENDING = expression("(?<=[א-ת]{3})(?:(?:ים|ות|ית|יים|יות|ה)|י?(?:הם|הן|כם|כן|נו|ו)|יה)$")
# A letter has another form at the end of a word, which is its end no more when an ending stands behind.
_FINAL = str.maketrans("ךםןףץ", "כמנפצ")
# What stands before an Amharic word: of, in, from, for, as, about, to, until, and relatives; and behind it: plural,
# article, possessors, object, and, too (Leslau, Reference Grammar of Amharic, 1995). Two letters stay.
_AMHARIC_BEGINNING = expression("^(?:እንደ|ስለ|ወደ|እስከ|እየ|የ|በ|ከ|ለ)(?=[\u1200-\u137f]{2})")
_AMHARIC_ENDING = expression("(?<=[\u1200-\u137f]{2})(?:ዎች|ች)?(?:ቻቸው|ያቸው|ዋቸው|ችን|ያችን|ዋ|ው|ዊ|ዊት|ያን|ውያን|ን|ም|ና|ስ|ነት)*$")
_ETHIOPIC, _ORDERS = 0x1200, 8
# Before the stem of a noun stand its class, what it belongs to and what is done with it (Doke, Textbook of Zulu
# Grammar, 1927; Ashton, Swahili Grammar, 1944): the end of the word is what its forms have in common.
_BANTU_LETTERS = 4
_BANTU = ("kik", "lg", "ln", "nso", "rw", "sn", "sw", "xh", "zu")


def _korean(folded: str) -> str:
    return _KOREAN.sub("", folded)


def korean_noun(folded: str) -> str:
    """What is left of a folded Korean word without its particles, the ending of a question, and a verb made of it."""
    return _KOREAN_VERB.sub("", _KOREAN_QUESTION.sub("", _korean(folded)))


def _hebrew(folded: str) -> str:
    return _HEBREW_BEGINNING.sub("", _HEBREW_ENDING.sub("", folded).translate(_FINAL))


def _amharic(folded: str) -> str:
    bare = _AMHARIC_BEGINNING.sub("", folded)
    bare = _AMHARIC_ENDING.sub("", bare) if bare else folded
    last = ord(bare[-1]) if bare else 0
    # The vowel of the last letter belongs to the ending.
    return bare[:-1] + chr(last - (last - _ETHIOPIC) % _ORDERS) if _ETHIOPIC <= last < 0x1380 else bare


def _bantu(folded: str) -> str:
    return folded[-_BANTU_LETTERS:]


_BY_LANGUAGE: dict[str, Callable[[str], str]] = {
    "ko": _korean,
    "he": _hebrew,
    "am": _amharic,
    **dict.fromkeys(_BANTU, _bantu),
}


def has_light_stem(lang: str) -> bool:
    """Whether words of `lang` (ISO 639 code) have one."""
    return lang in _BY_LANGUAGE


def light_stem(lang: str, folded: str) -> str:
    """What is left of a folded word without what may be written together with it; all of it in other languages."""
    return _BY_LANGUAGE[lang](folded) if lang in _BY_LANGUAGE else folded
