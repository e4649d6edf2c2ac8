"""The article of Arabic, with which a word is another one to the stemmer.

Snowball takes و, ف, ب, ك and ل for what stands before the word even where they are its own: وزير is زير to it,
الوزير is وزير, and والوزير stays as it is.
"""

from searcher.expressions import expression

# The article, behind a conjunction, a preposition or both; ل and the article are written لل.
_ARTICLE = expression("^(?:[وف]?[بك]?ال|[وف]?لل)(?=..)")
_ARTICLES = ("ال", "وال", "فال", "بال", "كال", "وبال", "لل", "ولل")


def with_articles(word: str) -> tuple[str, ...]:
    """An Arabic word (normalised) without the article, and with it in each form that it has."""
    bare = _ARTICLE.sub("", word)
    return bare, *(article + bare for article in _ARTICLES)
