"""Why a hit was found, where that is not the query's own word."""

from searcher.engine.engine import Match
from searcher.search.hits import Hit


def reasons(hit: Hit) -> list[list[Match]]:
    """The matches that need a reason, by written form and reason, the most frequent first.

    A title often repeats the text, so that its matches count only for what the text does not have.
    """
    groups: dict[tuple[str, str], list[Match]] = {}
    for match in hit.matches:
        if match.note:
            groups.setdefault((written_form(match), match.note), []).append(match)
    in_text = set(groups)
    for match in hit.title_matches:
        key = written_form(match), match.note
        if match.note and key not in in_text:
            groups.setdefault(key, []).append(match)
    return sorted(groups.values(), key=len, reverse=True)


def kinship(hit: Hit) -> str:
    """What a hit has of the document that it is like: "shares Belousov, Pyongyang, 10,000", "" for any other hit."""
    if not hit.shared:
        return ""
    names = f"shares {', '.join(' '.join(each.split()) for each in hit.shared)}"
    return f"near-duplicate: {hit.copied:.0%} of it word for word · {names}" if hit.copied else names


def written_form(match: Match) -> str:
    """What the text has, on one line: a line end may part it."""
    return " ".join(match.text.split())
