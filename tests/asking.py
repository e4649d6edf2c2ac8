"""Documents in several languages, and random queries about them: what engines are compared with."""

import random

from reference.library import Step

from searcher.engine.engine import Engine
from searcher.engine.local.engine import LocalEngine
from searcher.entities.table import EntityTable
from searcher.index.version import Version
from searcher.ingest.document import Document
from searcher.query.expand import Expander, Options
from searcher.query.parse import parse
from searcher.query.plan import Plan

WORDS = {
    "en": [
        "the",
        "minister",
        "visited",
        "Pyongyang",
        "and",
        "spoke",
        "of",
        "Russia",
        "missiles",
        "treaty",
        "ocean",
        "oceans",
        "walking",
        "walked",
        "Usa",
        "Kim",
    ],
    "de": [
        "der",
        "Minister",
        "besuchte",
        "Pjöngjang",
        "und",
        "sprach",
        "von",
        "Russland",
        "Raketen",
        "Vertrag",
        "Häuser",
        "Hause",
        "Nordkorea",
        "Kim",
    ],
    "ru": [
        "министр",
        "Белоусов",
        "посетил",
        "Пхеньян",
        "и",
        "говорил",
        "о",
        "России",
        "ракетах",
        "договоре",
        "Путина",
        "Путин",
        "Северной",
        "Корее",
    ],
    "ko": ["장관은", "평양에서", "러시아와", "미사일", "조약을", "논의했다", "북한", "평양을", "김정은"],
    "zh": ["部长访问平壤并谈到俄罗斯的导弹条约和北朝鲜金正恩"],
    "fi": [
        "ministeri",
        "vieraili",
        "Pjongjangissa",
        "ja",
        "puhui",
        "Venäjän",
        "ohjuksista",
        "talossa",
        "talo",
        "taloon",
        "Helsingissä",
    ],
}


def documents(random_source: random.Random, start: int, count: int) -> list[Document]:
    made = []
    for number in range(start, start + count):
        langs = random_source.sample(sorted(WORDS), random_source.choice((1, 1, 1, 2)))
        lang = langs[0]
        text = " ".join(
            random_source.choice(WORDS[random_source.choice(langs)]) for _ in range(random_source.randint(1, 40))
        )
        title = " ".join(random_source.choice(WORDS[lang]) for _ in range(random_source.randint(0, 3)))
        date = random_source.choice(("", "2023-05-01", "2024-02-29", "2024-12-31T10:00:00"))
        kind = random_source.choice(("txt", "md", "jsonl"))
        fields = tuple(
            (random_source.choice(("author", "tag", "region")), random_source.choice(WORDS[lang]))
            for _ in range(random_source.choice((0, 0, 1, 2)))
        )
        file = f"docs/f{number // 3}.{kind}"
        made.append(Document(f"id{number:03}", file, text, title, kind, lang, date, fields=fields))
    return made


def steps() -> list[Step]:
    source = random.Random(7)
    return [
        (documents(source, 0, 60), ()),
        (documents(source, 60, 50), ("docs/f3.txt", "docs/f4.md", "docs/f7.jsonl", "docs/f2.md", "docs/f5.txt")),
        (documents(source, 110, 40), ("docs/f21.md", "docs/f22.txt", "docs/f30.jsonl", "docs/f31.txt")),
    ]


def random_query(source: random.Random, depth: int = 0) -> str:
    """A query text of any kind of node."""
    lang = source.choice(sorted(WORDS))
    word = source.choice(WORDS[lang])
    kind = source.randrange(18 if depth < 3 else 12)
    if kind < 4:
        return word
    if kind == 4:
        return f'"{" ".join(source.choice(WORDS[lang]) for _ in range(source.randint(1, 3)))}"'
    if kind == 5:
        return f'"{word} {source.choice(WORDS[lang])}"~{source.randrange(6)}'
    if kind == 6:
        return f"{word[: source.randint(1, 4)]}*"
    if kind == 7:
        return f"{word[:1]}?{word[2:]}*"
    if kind == 8:
        return f"{word}~"
    if kind == 9:
        return f"={word}"
    if kind == 10:
        if source.randrange(4) == 0:
            return f"{source.choice(('author', 'tag', 'from'))}:{word}"
        return source.choice(
            ("lang:de", "lang:ko", "type:md", "date:2024", "date:[* TO 2023-12-31]", "path:f1*", "path:md", "lang:xx")
        )
    if kind == 11:
        return source.choice(("North Korea", "Kim Jong-un", "Putin", "Belousov", "平壤", "Russia", "United States"))
    parts = [random_query(source, depth + 1) for _ in range(source.randint(2, 4))]
    if kind == 12:
        return f"({' AND '.join(parts)})"
    if kind == 13:
        return f"({' OR '.join(parts)})"
    if kind == 14:
        return f"(NOT {parts[0]})"
    if kind == 15:
        return f"title:({parts[0]})"
    return " ".join(source.choice(("", "", "", "+", "-")) + part for part in parts)


class Asked:
    """An engine that is asked query texts."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.queries = 0
        self._expander = Expander(engine.vocabulary, EntityTable.open(None, None))

    def plan(self, text: str, options: Options) -> Plan | None:
        return self._expander.expand(parse(text), options).plan

    def scores(self, plan: Plan) -> dict[str, float]:
        """Document id → score."""
        ranked = self.engine.rank(plan)
        keys, scores = zip(*ranked.best(0, len(ranked)), strict=True) if len(ranked) else ((), ())
        return dict(zip((each.id for each in self.engine.fetch(keys, with_text=False)), scores, strict=True))


class Local(Asked):
    """The engine that is built in, over one version of an index."""

    def __init__(self, version: Version) -> None:
        engine = LocalEngine.over(version)
        super().__init__(engine)
        self.snapshot = engine.snapshot
