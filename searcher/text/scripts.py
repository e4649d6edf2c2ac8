"""Which characters belong to a word, and which scripts write words without spaces between them.

The tables are ranges of code points in hexadecimal, as the Unicode Character Database gives them.
"""

import re
import unicodedata
from functools import lru_cache

# Combining marks: general categories Mn, Mc and Me of Unicode 14 (https://www.unicode.org/Public/14.0.0/ucd/).
# The standard library's "\\w" leaves them out, which would cut words of Indic scripts, pointed Arabic and Hebrew,
# and decomposed Latin in pieces. Runs that only unassigned code points part are joined.
_MARKS = (
    "300-36f 483-489 591-5bd 5bf 5c1-5c2 5c4-5c5 5c7 610-61a 64b-65f 670 6d6-6dc 6df-6e4 6e7-6e8 6ea-6ed "
    "711 730-74a 7a6-7b0 7eb-7f3 7fd 816-819 81b-823 825-827 829-82d 859-85b 898-89f 8ca-8e1 8e3-903 "
    "93a-93c 93e-94f 951-957 962-963 981-983 9bc 9be-9cd 9d7 9e2-9e3 9fe-a03 a3c-a51 a70-a71 a75 a81-a83 "
    "abc abe-acd ae2-ae3 afa-b03 b3c b3e-b57 b62-b63 b82 bbe-bcd bd7 c00-c04 c3c c3e-c56 c62-c63 c81-c83 "
    "cbc cbe-cd6 ce2-ce3 d00-d03 d3b-d3c d3e-d4d d57 d62-d63 d81-d83 dca-ddf df2-df3 e31 e34-e3a e47-e4e "
    "eb1 eb4-ebc ec8-ecd f18-f19 f35 f37 f39 f3e-f3f f71-f84 f86-f87 f8d-fbc fc6 102b-103e 1056-1059 "
    "105e-1060 1062-1064 1067-106d 1071-1074 1082-108d 108f 109a-109d 135d-135f 1712-1715 1732-1734 "
    "1752-1753 1772-1773 17b4-17d3 17dd 180b-180d 180f 1885-1886 18a9 1920-193b 1a17-1a1b 1a55-1a7f "
    "1ab0-1b04 1b34-1b44 1b6b-1b73 1b80-1b82 1ba1-1bad 1be6-1bf3 1c24-1c37 1cd0-1cd2 1cd4-1ce8 1ced 1cf4 "
    "1cf7-1cf9 1dc0-1dff 20d0-20f0 2cef-2cf1 2d7f 2de0-2dff 302a-302f 3099-309a a66f-a672 a674-a67d "
    "a69e-a69f a6f0-a6f1 a802 a806 a80b a823-a827 a82c a880-a881 a8b4-a8c5 a8e0-a8f1 a8ff a926-a92d "
    "a947-a953 a980-a983 a9b3-a9c0 a9e5 aa29-aa36 aa43 aa4c-aa4d aa7b-aa7d aab0 aab2-aab4 aab7-aab8 "
    "aabe-aabf aac1 aaeb-aaef aaf5-aaf6 abe3-abea abec-abed fb1e fe00-fe0f fe20-fe2f 101fd 102e0 "
    "10376-1037a 10a01-10a0f 10a38-10a3f 10ae5-10ae6 10d24-10d27 10eab-10eac 10f46-10f50 10f82-10f85 "
    "11000-11002 11038-11046 11070 11073-11074 1107f-11082 110b0-110ba 110c2 11100-11102 11127-11134 "
    "11145-11146 11173 11180-11182 111b3-111c0 111c9-111cc 111ce-111cf 1122c-11237 1123e 112df-112ea "
    "11300-11303 1133b-1133c 1133e-1134d 11357 11362-11374 11435-11446 1145e 114b0-114c3 115af-115c0 "
    "115dc-115dd 11630-11640 116ab-116b7 1171d-1172b 1182c-1183a 11930-1193e 11940 11942-11943 "
    "119d1-119e0 119e4 11a01-11a0a 11a33-11a39 11a3b-11a3e 11a47 11a51-11a5b 11a8a-11a99 11c2f-11c3f "
    "11c92-11cb6 11d31-11d45 11d47 11d8a-11d97 11ef3-11ef6 16af0-16af4 16b30-16b36 16f4f 16f51-16f92 "
    "16fe4-16ff1 1bc9d-1bc9e 1cf00-1cf46 1d165-1d169 1d16d-1d172 1d17b-1d182 1d185-1d18b 1d1aa-1d1ad "
    "1d242-1d244 1da00-1da36 1da3b-1da6c 1da75 1da84 1da9b-1daaf 1e000-1e02a 1e130-1e136 1e2ae "
    "1e2ec-1e2ef 1e8d0-1e8d6 1e944-1e94a e0100-e01ef "
)

# Han, kana and Bopomofo; Thai, Lao, Burmese (with those of Mon, Karen and Shan) and Khmer letters: scripts without
# spaces between words.
_HAN = "2e80-2fdf 3005-3007 3021-3029 3038-303b 3400-4dbf 4e00-9fff f900-faff 20000-3ffff"
_KANA = "3041-3096 309d-309f 30a1-30fa 30fc-30ff 31f0-31ff ff66-ff9d 1b000-1b16f"
_BOPOMOFO = "3105-312f 31a0-31bf"
_SOUTH_EAST_ASIAN = (
    "e01-e30 e32 e40-e46 e81-eb0 eb2 ebd-ec6 edc-edf 1000-102a 103f 1050-1055 105a-105d 1061 1065-1066 106e-1070 "
    "1075-1081 108e 1780-17b3 a9e0-a9e4 a9e6-a9ef a9fa-a9fe aa60-aa76 aa7a aa7e-aa7f"
)
# Tai Le and New Tai Lue, Tai Tham, Balinese, Javanese, Tai Viet and Ahom.
_OTHERS_UNSPACED = (
    "1950-1974 1980-19c9 1a00-1a16 1a20-1a54 1b05-1b33 1b45-1b4c a984-a9b2 aa80-aaaf aab1 aab5-aab6 aab9-aabd aac0 "
    "aac2 11700-1171a"
)
_HANGUL = "1100-11ff 3131-318e a960-a97c ac00-d7a3 d7b0-d7fb"


def character_class(ranges: str) -> str:
    """The inside of a regular expression's [...] for `ranges`, hexadecimal code points such as "300-36f 483"."""
    return "".join("-".join(re.escape(chr(int(end, 16))) for end in run.split("-")) for run in ranges.split())


MARKS = character_class(_MARKS)
# Invisible characters inside words: soft hyphen, zero-width non-joiner and joiner, word joiner, the Mongolian vowel
# separator, and the direction marks that some editors leave there; they belong to the raw word and are dropped from its
# normal form.
JOINERS = "\u00ad\u180e\u200c\u200d\u2060\u200e\u200f"
# Half-width voicing marks are letters by category, but they modify the kana before them.
HALF_WIDTH_VOICING = "\uff9e\uff9f"
# So are Thai and Lao sara am, a vowel that Unicode writes as two: a mark on the letter and one behind it.
SARA_AM = "\u0e33\u0eb3"
UNSPACED = character_class(f"{_HAN} {_KANA} {_BOPOMOFO} {_SOUTH_EAST_ASIAN} {_OTHERS_UNSPACED}")
# Symbols by category, which texts of PDFs have in the place of the characters that look alike.
RADICALS = character_class("2e81-2e99 2e9b-2ef3 2f00-2fd5")
HAN_OR_KANA = character_class(f"{_HAN} {_KANA} {_BOPOMOFO}")
KANA = character_class(_KANA)
HANGUL = character_class(_HANGUL)
HAN = character_class(_HAN)
KATAKANA = character_class("30a1-30fa 30fc-30fe 31f0-31ff ff66-ff9d")
SOUTH_EAST_ASIAN = character_class(_SOUTH_EAST_ASIAN)


@lru_cache(maxsize=4096)
def _script_of_character(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]


def script_of(word: str) -> str:
    """The script of the first letter of a word, as the names of Unicode's characters begin: LATIN, CJK, KATAKANA."""
    return next((_script_of_character(letter) for letter in word if letter.isalpha()), "")


@lru_cache(maxsize=1 << 12)
def is_katakana(word: str) -> bool:
    """Whether a word is a character of katakana, with its marks."""
    return re.match(f"[{KATAKANA}]", word) is not None
