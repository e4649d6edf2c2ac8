"""The words of names: which of them say little, and how near in sound another must be to be the same one."""

from collections.abc import Sequence
from functools import lru_cache

from searcher.expressions import expression
from searcher.text.scripts import HAN
from searcher.text.sound_letters import SoundLetters

# From these cosines on two words are offered as one name, by how many letters the word asked for has at most: short
# words have more look-alikes. Measured on names that are kept apart from the training (docs/explanation/sounds.md).
LONGEST = 64
LEAST_COSINES = ((4, 0.70), (6, 0.67), (8, 0.65), (LONGEST, 0.62))
# Parts of a name that many others have, or that are left out.
_PARTICLES = frozenset({
    "al", "el", "bin", "ibn", "von", "van", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le",
    "фон", "ван", "де", "дер", "ди", "да", "ла", "аль", "эль", "ибн", "бин", "بن", "ابن", "فان", "فون", "دي",
    "פון", "ואן", "דה", "דר", "אל", "אבן",
    "폰", "판", "반", "데", "드", "델", "디", "다", "라", "르", "알", "엘", "빈", "이븐",
})  # fmt: skip
# What people are called by beside their names: in texts as often without it, or another one.
_HONORIFICS = frozenset({
    "mr", "mrs", "ms", "dr", "prof", "professor", "sir", "rev", "col", "capt", "lt", "herr",
    "herrn", "hr", "frau", "doktor", "monsieur", "madame", "mme", "mlle", "senor", "senora", "sr", "sra",
    "signor", "signora", "sig", "dona", "pani", "mgr", "mudr", "judr", "phdr", "gospodin", "gospodja",
    "gospa", "dhr", "mevr", "mevrouw", "rouva", "pn", "bey", "hanim", "bapak", "pak", "ibu", "г", "гн",
    "господин", "госпожа", "пані", "др", "проф", "профессор", "професор", "товарищ", "κ", "κος", "κυριος",
    "κυρια", "δρ", "μρ", "מר", "גברת", "דר", "פרופ", "פרופסור", "السيد", "السيده", "دكتور", "الدكتور",
    "الشيخ", "اقاي", "خانم", "دكتر", "श्री", "श्रीमती", "डॉ", "डॉक्टर", "प्रो", "শ্রী", "ডঃ", "ড", "திரு",
    "திருமதி", "டாக்டர்",
    "씨", "님", "선생", "선생님", "박사", "교수", "さん", "様", "氏", "先生", "博士", "教授",
})  # fmt: skip
# A name of the father stands between the given and the family name, or behind both, and is as often left out.
_PATRONYMIC = expression(
    "(?:[oe]vi[ct]h|[oe]vic|[oe]vna|ichna|[oe]vych|[iy]vna|ogly|qyzy|kyzy|"
    "[ое]вич|[ое]вна|ична|ьич|йович|[ії]вна|[оа]глы|кызы)$"
)
_SHORTEST_PATRONYMIC = 5
# Family names of Korea, which 99 of 100 have (Statistics Korea, census of 2015), and how they are spelled elsewhere.
# With the given name, of two syllables as a rule, they are one word.
_KOREAN_FAMILIES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추"
    "도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용"
)
_KOREAN_FAMILIES_ELSEWHERE = frozenset({
    "kim", "gim", "lee", "yi", "rhee", "ri", "park", "pak", "bak", "choi", "choe", "jung", "jeong", "chung", "kang",
    "gang", "cho", "jo", "yoon", "yun", "jang", "chang", "lim", "im", "rim", "han", "oh", "seo", "suh", "shin", "sin",
    "kwon", "gwon", "hwang", "ahn", "an", "song", "ryu", "yoo", "yu", "jeon", "chun", "hong", "ko", "koh", "moon",
    "mun", "yang", "son", "sohn", "bae", "pae", "baek", "paik", "heo", "huh", "hur", "nam", "shim", "sim", "noh",
    "roh", "ha", "kwak", "sung", "cha", "joo", "woo", "min", "jin", "eom", "chae", "won", "bang", "ban", "kong",
    "hyun", "byun", "yeom", "tak", "ким", "ли", "и", "пак", "чхве", "цой", "чой", "чон", "кан", "чо", "юн", "чан",
    "лим", "им", "хан", "о", "со", "син", "квон", "хван", "ан", "сон", "рю", "ю", "хон", "ко", "мун", "ян", "пэ",
    "пэк", "хо", "нам", "но", "пан", "мин",
})  # fmt: skip
_KOREAN_SYLLABLES = range(3, 5)
# A Chinese character has a reading of two to five letters.
_LETTERS_OF_HAN = 3
_HAN = expression(f"[{HAN}]")
_LETTERS = SoundLetters(lambda _: "")


@lru_cache(maxsize=4096)
def least_cosine(word: str) -> float:
    """From what cosine of the sounds on another word may be the same name as this one, by LEAST_COSINES; 1 for "".

    Letters are those of the sound: two or three for a syllable of Hangul, and as many for a Chinese character.
    """
    (letters,) = _LETTERS.each([word])
    han = 0 if letters.isascii() else len(_HAN.findall(letters))
    length = len(letters) + (_LETTERS_OF_HAN - 1) * han
    return next((least for most, least in LEAST_COSINES if 0 < length <= most), 1.0)


def is_korean_name(word: str, parts: Sequence[str]) -> bool:
    """Whether a word in Hangul may be a family name with a given name, 김영호, and so may these words, folded."""
    is_name = len(word) in _KOREAN_SYLLABLES and word[0] in _KOREAN_FAMILIES
    # The family name comes first there, and last where others write it.
    return is_name and not _KOREAN_FAMILIES_ELSEWHERE.isdisjoint((parts[0], parts[-1]))


def is_honorific(word: str) -> bool:
    """Whether a folded word is what people are called by beside their names: Dr, Frau, 씨."""
    return word in _HONORIFICS


def is_patronymic(word: str) -> bool:
    """Whether a folded word ends as names of fathers do; some family names do so too."""
    return len(word) > _SHORTEST_PATRONYMIC and _PATRONYMIC.search(word) is not None


def is_particle(word: str) -> bool:
    """Whether a word of a name is one that many have or leave out: van, bin, de."""
    return word.lower() in _PARTICLES
