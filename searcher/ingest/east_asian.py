"""Which multi-byte encoding an East Asian text is in, told by the characters that each language uses most.

Almost any bytes are valid in these encodings. Read wrongly they give rare characters, half-width kana or Hangul among
Han; read rightly, the few dozen characters that carry the grammar are everywhere.
"""

from searcher.records import dataclass

# Hiragana are the grammar of Japanese; these are the particles, endings and syllables of the other two, most first.
_CHINESE = frozenset(
    "的一是不了在人有我他这中大来上个国和地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里们为"
    "這個來國說時會對於過發後裡們為與學開關無點"
)
_KOREAN = frozenset("이다는을의에가로고하지도한기사리자어나서은를해들인아시대그일과있니게정수스보전부여만제")
_PUNCTUATION = frozenset("、。，．！？：；「」『』（）《》〈〉…—－‐·・　“”‘’～％０１２３４５６７８９")
_LEAST = 2  # wide characters: one says nothing
_SCRIPTS = {"ja": ("euc_jp", "cp932"), "ko": ("cp949", "johab"), "zh": ("gb18030", "big5hkscs")}
JUDGED = frozenset(encoding for encodings in _SCRIPTS.values() for encoding in encodings)
"""The encodings that are judged here, as Python names them."""


@dataclass(frozen=True, slots=True)
class EastAsian:
    """An encoding, and how plausible its reading is: about 1 if right, below 0.5 if not."""

    encoding: str
    score: float


def best_reading(sample: bytes) -> EastAsian:
    """The East Asian encoding that reads `sample` best; the score is 0 if none does."""
    best = EastAsian("", 0.0)
    for language, encodings in _SCRIPTS.items():
        for encoding in encodings:
            score = _score(sample.decode(encoding, "replace"), language)
            if score > best.score:
                best = EastAsian(encoding, score)
    return best


def score_in(sample: bytes, encoding: str) -> float:
    """How plausible the reading in one of the encodings is."""
    text = sample.decode(encoding, "replace")
    return max(_score(text, language) for language, encodings in _SCRIPTS.items() if encoding in encodings)


def _score(text: str, language: str) -> float:
    wide = [character for character in text if character > "\x7f"]
    letters = [character for character in wide if character not in _PUNCTUATION]
    if len(wide) < _LEAST or not letters:
        return 0.0
    size = len(letters)
    hiragana = sum("\u3041" <= each <= "\u3096" for each in letters)
    kana = hiragana + sum("\u30a1" <= each <= "\u30fe" for each in letters)
    hangul = sum("\uac00" <= each <= "\ud7a3" for each in letters)
    han = sum("\u4e00" <= each <= "\u9fff" for each in letters)
    known = {"ja": kana + han, "ko": hangul + han, "zh": han}[language]
    # What is no letter of the language at all: lost bytes, half-width kana, private characters.
    sound = max(0.0, 1.0 - 4.0 * (size - known) / size)
    if language == "ja":
        return sound * min(1.0, 0.6 + 4.0 * kana / size) if kana else 0.0
    if language == "ko":
        frequent = sum(each in _KOREAN for each in letters) / size
        return sound * (hangul / size) ** 2 * min(1.0, 0.6 + 2.0 * frequent)
    frequent = sum(each in _CHINESE for each in letters) / size
    return sound * min(1.0, 0.5 + 5.0 * frequent)
