"""Names of institutions that are written as one: Finanzministerium, keskuspankki, 외교부, 欧州委員会.

Word for word they say what other languages say in several words; so they are parted into the common words that names
are made of (`entities.concepts`), and put together of them.
"""

from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

from searcher.entities.concepts import office_words
from searcher.entities.inflect import inflected_forms
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import QueryToken, WordExpander
from searcher.text.terms import Term
from searcher.text.tokens import is_unspaced

# Language → what may stand between the parts of its compounds (German Staats-, Landes-; Finnish has the genitive).
LINKS = {
    "da": ("", "s", "e"),
    "de": ("", "s", "es", "n", "en"),
    "et": ("",),
    "fi": ("", "n"),
    "hu": ("", "i"),
    "is": ("", "s", "a", "ar"),
    "ko": ("",),
    "nb": ("", "s", "e"),
    "nl": ("", "s", "en"),
    "no": ("", "s", "e"),
    "sv": ("", "s"),
}
# What compounds may end with: the words of these concepts in the languages above, of which some end with another. They
# stand here so that next to no name has to be looked up.
HEADS = (
    "academy", "agency", "alliance", "assembly", "association", "authority", "bank", "commission", "committee",
    "company", "congress", "council", "court", "federation", "fund", "government", "guard", "institute", "league",
    "ministry", "minister", "movement", "museum", "office", "parliament", "party", "police", "prosecutor", "sea",
    "service", "theatre", "union", "university", "war",
)  # fmt: skip
ENDS = (
    "academie", "agentschap", "agentur", "agentuur", "akadeemia", "akademi", "akademia", "akademie", "akatemia",
    "aklagare", "aktor", "alap", "alapitvany", "alliance", "allians", "allianse", "allianss", "allianssi",
    "alliantie", "allianz", "amet", "amt", "anklager", "assamblee", "ausschuss", "autoriteit", "bank",
    "bedrijf", "behorde", "bevaegelse", "bevegelse", "beweging", "bewegung", "birosag", "bizottsag", "bolag",
    "bond", "bund", "bundnis", "bureau", "buro", "buroo", "byra", "comite", "commissie", "congres",
    "departement", "dienst", "domstol", "eduskunta", "egyesulet", "egyetem", "erakond", "ettevote",
    "federaatio", "federatie", "federation", "foderacio", "foderasjon", "foderation", "foderatsioon",
    "folketing", "fond", "fonds", "forening", "foretag", "forsamling", "garda", "garde", "gericht",
    "gesellschaft", "gyules", "haboru", "haborus", "hallitus", "hatosag", "hav", "hivatal", "hof", "institut",
    "institutt", "instituut", "instituutti", "intezet", "iroda", "kaart", "kaarti", "kabinet", "kabinett",
    "kantoor", "kohus", "kokous", "komisjon", "komissio", "komite", "komitea", "komitee", "kommisjon",
    "kommission", "kommitte", "kompanii", "kongres", "kongress", "kongressi", "kongresszus", "kontor",
    "konzern", "kormany", "krieg", "krig", "laitos", "liga", "liiga", "liike", "liikumine", "liit", "liitto",
    "maatschappij", "meer", "meri", "ministeerium", "minister", "ministeri", "ministerie", "ministerin",
    "ministerio", "ministerium", "miniszter", "miniszterium", "mozgalom", "museo", "museum", "muuseum",
    "muzeum", "myndighed", "myndighet", "neuvosto", "noukogu", "oikeus", "ooppera", "oorlog", "oper", "opera",
    "orseg", "palvelu", "pank", "pankki", "parlament", "parlamentti", "parlement", "part", "partei", "parti",
    "partij", "poliisi", "polis", "politi", "politie", "politsei", "polizei", "prokuror", "puolue", "raad",
    "rad", "rahasto", "rat", "ratt", "regering", "regierung", "regjering", "rendor", "ret", "rett", "riigikogu",
    "riksdag", "rorelse", "saatio", "selskab", "selskap", "sihtasutus", "soda", "sota", "staatsanwalt",
    "staatsanwaltin", "staatsanwaltschaft", "stichting", "stiftelse", "stiftung", "storting", "syyttaja",
    "szinhaz", "szolgalat", "szovetseg", "tanacs", "tarsasag", "teater", "teatteri", "teenistus", "tenger",
    "theater", "tjanst", "tjeneste", "toimisto", "torvenyszek", "tuomioistuin", "udvalg", "ugyesz", "ugyeszseg",
    "ugynokseg", "uhing", "ulikool", "unie", "unio", "union", "unioni", "universitat", "universiteit",
    "universitet", "unternehmen", "utskott", "utvalg", "vagt", "vakt", "valiokunta", "valitsus", "vallalat",
    "valve", "vartio", "verband", "verein", "vereinigung", "vereniging", "vergadering", "versammlung",
    "verwaltung", "viranomainen", "virasto", "virksomhed", "wache", "wacht", "yhdistys", "yhtio", "yliopisto",
    "yritys", "zee", "검사", "검찰", "경비대", "경찰", "국", "극장", "기금", "당", "대학", "대학교", "동맹",
    "리그", "미술관", "바다", "박물관", "법원", "부", "사무소", "상", "서비스", "수비대", "아카데미", "연구소",
    "연맹", "연방", "연합", "운동", "위원회", "은행", "의회", "이사회", "장관", "재단", "재판소", "전쟁", "청",
    "총회", "통신사", "학술원", "해", "협회", "회사", "회의",
)  # fmt: skip
_ANY_LINK = tuple(sorted({link for links in LINKS.values() for link in links}, key=len))
# Letters of a part; a syllable of Hangul is a word now and then.
_SHORTEST, _SHORTEST_OF_HANGUL = 3, 1
_HANGUL = ("\uac00", "\ud7a3")
# Characters of a word, in scripts without spaces.
_LONGEST_RUN = 6


@lru_cache(maxsize=1024)
def parts_of_word(folded: str) -> tuple[str, str] | None:
    """The two common words of names that a folded word is made of, or None."""
    is_hangul = _HANGUL[0] <= folded[:1] <= _HANGUL[1]
    shortest = _SHORTEST_OF_HANGUL if is_hangul else _SHORTEST
    if not folded.endswith(ENDS):
        return None
    words = office_words()
    if len(folded) < (3 if is_hangul else 2 * _SHORTEST + 1) or words.concepts(folded):
        return None
    for at in range(len(folded) - shortest, shortest - 1, -1):
        last = folded[at:]
        if not words.concepts(last):
            continue
        for link in ("",) if is_hangul else _ANY_LINK:
            first = folded[:at].removesuffix(link) if folded[:at].endswith(link) else ""
            if len(first) >= shortest and words.concepts(first):
                return first, last
    return None


def parts_of_run(part: Sequence[QueryToken]) -> list[Sequence[QueryToken]]:
    """A run of characters of a script without spaces as the words of a name that it is made of; itself if of none.

    What is left between common words of names is a word of two characters or more.
    """
    if not is_unspaced(part[0].word) or len(part) < 3:
        return [part]
    found: list[Sequence[QueryToken]] = []
    start = at = 0
    while at < len(part):
        end = _end_of_word(part, at)
        if end > at:
            if start < at:
                found.append(part[start:at])
            found.append(part[at:end])
            start = at = end
        else:
            at += 1
    if start < len(part):
        found.append(part[start:])
    common = [each for each in found if office_words().concepts(key_of(each))]
    is_name = len(found) > 1 and common and all(len(each) > 1 or each in common for each in found)
    return found if is_name else [part]


def _end_of_word(part: Sequence[QueryToken], at: int) -> int:
    """Where the longest common word of names that begins at a place ends; `at` for none.

    One of a single character is one at the end of the run alone.
    """
    for end in range(min(len(part), at + _LONGEST_RUN), at, -1):
        is_whole = (at, end) == (0, len(part))
        if not is_whole and (end - at > 1 or end == len(part)) and office_words().concepts(key_of(part[at:end])):
            return end
    return at


def key_of(part: Sequence[QueryToken]) -> str:
    """What a word is looked up by among the words of names: of a run, its characters apart."""
    return " ".join(token.folded for token in part)


class Compounder:
    """Puts words of names together as the languages of an index do."""

    def __init__(self, vocabulary: Vocabulary, words: WordExpander) -> None:
        self._vocabulary = vocabulary
        self._words = words

    def terms(self, first: Set[str], second: Set[str]) -> Iterator[Term]:
        """The compounds in the index of a word that means one of the concepts `first`, and one of `second`."""
        for lang in sorted(self._vocabulary.languages.keys() & LINKS.keys()):
            fronts, ends = ({*self._forms(concepts, lang)} for concepts in (first, second))
            made = {f"{front}{link}{end}" for front in fronts for link in LINKS[lang] for end in ends}
            there = self._vocabulary.among({*made, *(form for each in made for form in inflected_forms(each, lang))})
            self._words.look_up(there)
            for form in there:
                yield from ((entry.lang, entry.word) for entry in self._words.entries(form) if entry.lang == lang)

    @staticmethod
    def _forms(concepts: Set[str], lang: str) -> Iterator[str]:
        for concept in sorted(concepts):
            yield from (
                word.key for word in office_words().words(concept) if lang in word.langs and " " not in word.key
            )
