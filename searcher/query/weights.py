"""What each kind of evidence is worth, in one place. A plan carries the numbers; engines only multiply.

Chosen by reciprocal rank on questions in twenty languages over mixed collections, and by precision on names in
eight; each moves the results by a point or less within half and double of its value.
"""

import math

# Tiers of one ordinary word. They nest: a word as written is also in the tier of its stem and of its beginning, so
# its weights add up and the closer form wins.
WRITTEN_TIER = 0.3
STEM_TIER = 1.0
UNSTEMMED_TIER = 0.25  # the same in a language without a stemmer, where it is the word as written once more
LIGHT_STEM_TIER = 1.0  # what is left of the word without what is written together with it
METADATA_TIER = 0.03  # a word of the metadata or of the file's name: below any in the text
COMPLETION_TIER = 0.5  # what the word being typed may become: below any word that is there already
SYLLABLE_PAIR_TIER = 1.8
Beginnings = tuple[tuple[int, float], ...]
"""(letters, weight of the tier) of the beginnings that words share, ascending."""
# Five letters lose little to four where stemmers are
# good and find fewer strangers; without a stemmer, the longer the beginning the more it says. A Hangul syllable holds
# about two and a half letters.
BEGINNINGS: Beginnings = ((5, 0.7),)
BEGINNINGS_UNSTEMMED: Beginnings = ((4, 0.5), (5, 0.5), (6, 0.4), (8, 0.3))
BEGINNINGS_HANGUL: Beginnings = ((2, 0.4), (3, 0.4))

# Scripts without spaces: neighbouring characters are the words, single ones only hint at them.
RUN_TIER = 1.0
BIGRAM_TIER = 1.0
UNIGRAM_TIER = 0.3
PIECES_OF_WORD = 0.02  # beside all of a short run: names share their characters with other names
# A pair of a hiragana and another sign in a Japanese sentence: where a word meets its ending, or the word before it.
BORDER_PAIR = 0.6
# Runs up to this long are taken for one word, so documents must hold all of it; longer ones are sentences.
WORD_RUN = 4

# Inside a tier: occurrences of one form against another.
ACCENTS = 0.95  # ano for año: of documents alike, the one with the accents as typed comes first
SCRIPT = 0.9  # 图书馆 for 圖書館
UMLAUT = 0.9  # Pjoengjang for Pjöngjang: the same word on another keyboard
TRANSLATED = 0.9  # word for word, all of a name
PART_OF_WORD = 0.4  # Moskaubesuch for Moskau, Mailand for Mai
ACRONYM = 0.8  # the same letters may stand for another name
LEARNED = 0.7  # an acronym for what a document explains it by: others may use it for something else
INFLECTED = 0.8  # a form by rule may be another word
IN_FIGURES = 0.8  # a day and a month in figures may be something else
EQUIVALENT = 0.6  # what sounds alike and keeps the same company; more than the sound alone says
ROMANISED = 0.4  # half of what sounds alike is something else
SOUND = 0.7  # the same sound in other letters
SOUND_STEEPNESS = 10.0  # the power of the cosine: .9 is the same name much more often than .8
IN_PARTS = 0.7  # web site for website: two words, and at times no more than that
NEAR = 0.5
NEAR_SOUND = 0.3

# Tiers of an entity: all its names together, and a little more for the one that was typed.
NAMES_TIER = 1.0
TYPED_TIER = 0.3
NAME_IN_QUESTION = 0.3  # the names of an entity in a query of many words, which count by themselves as well
RESPELLED_IN_QUESTION = 0.1  # another spelling of a word in a query of many words, most of which are as typed
GUESS_TIER = 0.5  # what sounds like a word that is no known name

TRANSLATIONS_TIER = 0.3  # what a thing is called elsewhere: its word may mean something else there, too

NAME_WORD = 0.5  # a word of a name by itself, beside the whole of it

# Queries of so many words are questions: a capital may begin a sentence, what resembles a word finds documents too,
# and the language that a word stands in says more than its being a name.
QUESTION = 4
# From so many words on a shared pair of Hangul syllables finds documents: one by itself is in too many words.
PAIRS_FIND = 2

# A document's score is multiplied by the share of the query's parts that it holds, to this power: of a few words all
# are meant, of a question's words some are about the asking, so that there the rarer ones are the larger share.
PARTS = 1.0
PARTS_IN_QUESTION = 0.3

# The power of the rarity of a question's words: what it is about says more than how it is asked.
STEEPNESS_IN_QUESTION = 1.6
# How much more, or less, a word of a question counts that texts always, or never, write with a capital.
CAPITALS_IN_QUESTION = 0.2

# The parts of what was typed as one (F-16, 2021/10/25) standing side by side, beside each of the parts by itself: as
# much as all of them, so that those scattered over a text come behind. In a question it is one word of many.
SIDE_BY_SIDE = 1.5
SIDE_BY_SIDE_IN_QUESTION = 0.1

# How much the fit of a query to a language counts: the exponent of a single word is less, because it says little. Of
# related languages a sentence fits two about as well, and what is written in one may stand under the other.
FIT_PER_WORD = 0.4
MOST_FIT = 0.7
LEAST_LANGUAGE_WEIGHT = 0.01
# Of what a word means in several languages, that counts whose language has so much of the weight of the best.
LIKELY_MEANING = 0.6
# Tokens of a made-up background text mixed into each language's model (Dirichlet smoothing, Zhai and Lafferty 2004).
SMOOTHING = 1000.0

# What a document tells, against others that tell the same: a name or a number as much, in whatever language; a word,
# which only texts in the same language share, less, or they would all come before the same story in another one.
STORY_NAME = 1.0
STORY_NUMBER = 1.0
STORY_WORD = 0.3
# Documents that share less than this part of what the document tells, or but one thing, tell something else.
STORY_LEAST = 0.07


def of_sound(cosine: float) -> float:
    """What a form is worth that sounds like a name, by the cosine of the two sounds."""
    return SOUND * math.pow(cosine, SOUND_STEEPNESS)
