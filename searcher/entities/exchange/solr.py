r"""Solr's and Elasticsearch's synonyms.txt: `a, b, c`, or `a, b => c`, a line for each; `#` comments, `\,` a comma."""

import re
from collections.abc import Iterable, Iterator

from searcher.entities.exchange import records
from searcher.entities.exchange.records import Incoming, RowError, left_out
from searcher.entities.model import Entity
from searcher.expressions import expression

# What stands between commas, or around an arrow: a backslash takes the character behind it, another one too.
_FORM = expression(r"((?:\\.|[^\\,])*\\?)(?:,|$)")
_SIDE = expression(r"((?:\\.|(?!=>)[^\\])*\\?)(?:=>|$)")
_ESCAPED = expression(r"\\(.)")


def read(text: str, place: str) -> Incoming:
    """Each line is an entity; called by the first word behind its arrow, or the first of all."""
    entities, problems = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            entities.append(_entity(line))
        except RowError as error:
            problems.append(left_out(place, number, error))
    return Incoming(tuple(entities), tuple(problems))


def _entity(line: str) -> Entity:
    sides = _parted(_SIDE, line)
    if len(sides) > 2:
        raise RowError("it has more than one =>")
    forms = [_ESCAPED.sub(r"\1", form).strip() for side in reversed(sides) for form in _parted(_FORM, side)]
    names = [records.name(form) for form in forms if form]
    if len(names) < 2:
        raise RowError("one name alone has no synonym")
    return records.entity("", "other", names[0].text, "", names)


def _parted(form: re.Pattern[str], text: str) -> list[str]:
    """The parts of a text, each of which a match of `form` begins with as its first group."""
    found = [match[1] for match in form.finditer(text)]
    # At the end of the text the pattern fits once more, unless it ended with what parts.
    return found[:-1] if len(found) > 1 and not found[-1] else found


def write(entities: Iterable[Entity]) -> Iterator[str]:
    """The names that say an entity by themselves; languages, kinds and ids have no place there."""
    for entity in entities:
        forms = dict.fromkeys((entity.canonical, *(name.text for name in entity.names if name.strong)))
        if len(forms) > 1:
            yield ", ".join(_escaped(form) for form in forms) + "\n"


def _escaped(form: str) -> str:
    plain = form.replace("\\", "\\\\").replace(",", "\\,").replace("=>", "\\=>")
    return f"\\{plain}" if plain.startswith("#") else plain
