"""Russian as it was spelled before the reform of 1918: Россія for Россия, Владиміръ for Владимир.

Of the letters that went (decree of the Council of People's Commissars of 10 October 1918) folding makes today's all but
the і, which Ukrainian has for another sound. Everything here works on folded words.
"""

from searcher.expressions import expression

# и stood before consonants alone.
_NOW, _THEN = expression("и(?=[аеиоуыэюяйё])"), expression("і(?=[аеиоуыэюяйё])")


def after_reform(word: str) -> str:
    """The word as it is spelled now; a Ukrainian і before a vowel becomes и, too."""
    return _THEN.sub("и", word)


def before_reform(word: str) -> str:
    """The word of today as it was spelled, as far as a rule tells; itself where nothing differs."""
    return _NOW.sub("і", word)
