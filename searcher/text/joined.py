"""Signs that join what others write as one word: e-mail, Qur'an, col·lecció, R&D."""

HYPHENS = "-\u2010\u2011\u2012\u2013\u2212"
APOSTROPHES = "'’‘‛`´′\uff07"
SIGNS = HYPHENS + APOSTROPHES + ".·•‧∙_/&+"

# Words before an apostrophe that stand for a longer one: l'eau, dell'anno. French, Italian and Catalan write them with
# any word that begins with a vowel, so that the two are not one.
ELIDED = frozenset({
    "c", "ch", "d", "gl", "i", "j", "l", "m", "n", "qu", "s", "t", "v", "all", "anch", "bell", "com", "cos", "dall",
    "dell", "dov", "jusqu", "lorsqu", "mezz", "nell", "nessun", "presqu", "puisqu", "quand", "quell", "quelqu", "quest",
    "quoiqu", "sant", "senz", "sull", "tutt", "un",
})  # fmt: skip


def is_joined(gap: str, signs: str) -> bool:
    """Whether what stands between two words of a text joins them: one of the signs, with blanks beside it or none."""
    sign = gap.strip()
    return len(sign) == 1 and sign in signs
