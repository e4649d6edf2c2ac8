"""The colours of matches: kinds that a person would tell apart, each with a class of the style sheet."""

from searcher.query.plan import Kind

WRITTEN, FORM, NAME, LIKE_NAME, NEAR = "match-written", "match-form", "match-name", "match-like-name", "match-near"
THING, MEANING = "match-thing", "match-meaning"
CLASSES = (WRITTEN, FORM, NAME, LIKE_NAME, THING, NEAR, MEANING)
LEGEND = {
    WRITTEN: "as written",
    FORM: "form of the word",
    NAME: "name",
    LIKE_NAME: "inflected, romanised",
    THING: "date, number",
    NEAR: "near",
    MEANING: "translation",
}
# As in the style sheet; for the panels, whose rows are no component of theirs.
COLOURS = {
    WRITTEN: "$text-success",
    FORM: "$text-primary",
    NAME: "$text-accent",
    LIKE_NAME: "$text-warning",
    THING: "$text-secondary",
    NEAR: "$text-error",
    MEANING: "$text",
}
_KINDS: dict[str, str] = {
    Kind.EXACT: WRITTEN,
    Kind.FOLDED: WRITTEN,
    Kind.STEM: FORM,
    Kind.PART: FORM,
    Kind.PREFIX: FORM,
    Kind.WILDCARD: FORM,
    Kind.NAME: NAME,
    Kind.INFLECTED: LIKE_NAME,
    Kind.ROMANISED: LIKE_NAME,
    Kind.LEARNED: LIKE_NAME,
    Kind.DATE: THING,
    Kind.NUMBER: THING,
    Kind.NEAR: NEAR,
    Kind.TRANSLATION: MEANING,
}


def class_of(kind: str) -> str:
    """The class for a match of this kind."""
    return _KINDS.get(kind, WRITTEN)
