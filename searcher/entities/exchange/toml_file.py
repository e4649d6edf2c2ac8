"""The format of a library's own `entities.toml`."""

from collections.abc import Iterable, Iterator

from searcher.entities.exchange.records import Incoming
from searcher.entities.model import MANY_LANGUAGES, MUTE, WEIGHTS, Entity, Name
from searcher.entities.overlay import merge, parse_overlay

_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\"})


def read(text: str, place: str) -> Incoming:
    """As a library reads its own file."""
    rows, problems = parse_overlay(text, place)
    entities, more = merge((), rows)
    return Incoming(tuple(entities), (*problems, *more))


def write(entities: Iterable[Entity]) -> Iterator[str]:
    """An [[entity]] for each; another of the same id for names that are matched otherwise."""
    for entity in entities:
        groups: dict[tuple[bool, bool, bool], list[Name]] = {}
        for name in entity.names:
            groups.setdefault((name.case, not name.inflect, not name.trigger), []).append(name)
        for number, ((case, stiff, mute), names) in enumerate(groups.items() or (((False,) * 3, []),)):
            yield "[[entity]]\n"
            yield f"id = {quoted(entity.id)}\n"
            if not number:
                yield f"type = {quoted(entity.type)}\n"
                yield f"canonical = {quoted(entity.canonical)}\n"
                if entity.wikidata:
                    yield f"wikidata = {quoted(entity.wikidata)}\n"
            yield from _match(names, case=case, stiff=stiff, mute=mute)
            yield from _names(names)
            yield "\n"


def _match(names: Iterable[Name], *, case: bool, stiff: bool, mute: bool) -> Iterator[str]:
    kinds = {name.kind for name in names}
    settings = {
        "case": "true" if case else "",
        # What the kinds have by themselves needs no word.
        "inflect": "false" if stiff and kinds != {"acronym"} else "true" if not stiff and "acronym" in kinds else "",
        "trigger": "false" if mute and not kinds <= MUTE else "",
    }
    if any(settings.values()):
        yield "[entity.match]\n"
        yield from (f"{key} = {value}\n" for key, value in settings.items() if value)


def _names(names: Iterable[Name]) -> Iterator[str]:
    plain: dict[str, list[str]] = {}
    others = []
    for name in names:
        if name.kind == "name" and name.weight == WEIGHTS["name"]:
            for lang in name.langs:
                plain.setdefault(lang, []).append(name.text)
        else:
            others.append(name)
    if plain:
        yield "[entity.names]\n"
        for lang in sorted(plain, key=lambda code: (code != MANY_LANGUAGES, code)):
            yield f"{lang} = [{', '.join(map(quoted, plain[lang]))}]\n"
    for name in others:
        for lang in name.langs:
            yield f"[[entity.alias]]\nname = {quoted(name.text)}\nkind = {quoted(name.kind)}\nlang = {quoted(lang)}\n"
            if name.weight != WEIGHTS[name.kind]:
                yield f"weight = {name.weight!r}\n"


def quoted(text: str) -> str:
    """A TOML basic string; `text` is free of control characters."""
    return f'"{text.translate(_ESCAPES)}"'
