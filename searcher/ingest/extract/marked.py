"""Text formats whose marks are few: each is a function from the file's text to what a person reads of it."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.markup import tokens
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts, text_of
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

Read = Callable[[str, Parts], tuple[str, list[tuple[str, str]]]]
"""Adds the text to the parts; gives the title and the fields."""
_TIME = expression(r"\s*(?:(\d{1,4}):)?(\d\d):(\d\d)[.,]\d{1,3}\s+-->.*")
_CUE_STYLE = expression(r"\{\\[^}]*\}")
_CURLED = expression(r"\{[^{}\n]*\}")
_ASS_COLUMNS = 10
_ASS_TIME = expression(r"(\d{1,3}):(\d\d):\d\d(?:\.\d{1,3})?")
_ASS_SIGN = expression(r"\\([Nnh])")
_LRC_TAG = expression(r"^\[([A-Za-z]{2,6}):([^\]\n]*)\]", re.MULTILINE)
_LRC_TIME = expression(r"\[\d{1,3}:\d\d(?:[.:]\d{1,3})?\]|<\d{1,3}:\d\d(?:[.:]\d{1,3})?>[ \t]?")
_PROPERTY = expression(r"\s*((?:[^\s\\:=]|\\.)+)\s*[=:\s]\s*(.*)", re.DOTALL)
_ESCAPE = expression(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_UNDERLINE = expression(r"([=\-`:.'\"~^_*+#<>])\1{2,}\s*")
_MEASURE = expression(r"[-+\d.|]+\w?")
_FONT = expression(r"\\f(?:\[[^\]]*\]|\(..|.)|\\s[+-]?\d{1,2}|\\m\[[^\]]*\]")
_CHARACTERS = {
    "(em": "—", "(en": "–", "(lq": "“", "(rq": "”", "(oq": "‘", "(cq": "’", "(aq": "'", "(dq": '"', "(bu": "•",
    "(co": "©", "(rs": "\\", "(ti": "~", "(ha": "^", "(rg": "®", "(mu": "×", "(+-": "±", "(->": "→", "(<-": "←",
    "-": "-", "&": "", "|": "", "^": "", "e": "\\", "~": "\xa0", "0": " ", " ": " ", "'": "´", "`": "`", "%": "",
    ":": "", "/": "", ",": "", "c": "", "t": "\t", "\\": "\\", '"': "",
}  # fmt: skip
_GROFF = expression(r"\\(\([^\s]{2}|\[([^\]]*)\]|\*(?:\[[^\]]*\]|\(..|.)|.)")
_ACCENTED = expression(r"u([0-9A-F]{4,6})(?:_([0-9A-F]{4,6}))*")


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One document, or a Problem."""
    result = text_of(found, stream, settings)
    if isinstance(result, Problem):
        yield result
        return
    parts = Parts(settings, result.note)
    kind = _kind(found.id, result.text)
    title, fields = _READERS[kind](result.text, parts)
    yield from of_parts(found, parts, type=kind, title=title, fields=fields)


def _kind(name: str, text: str) -> str:
    suffix = name.rpartition(".")[2].lower()
    if suffix in ("srt", "vtt", "rst", "properties", "ass", "lrc"):
        return suffix
    if suffix == "ssa":
        return "ass"
    return "vtt" if text.startswith("WEBVTT") else "man"


def _subtitles(text: str, parts: Parts) -> tuple[str, list[tuple[str, str]]]:
    """A place for each minute: a cue is on the screen for seconds."""
    label, is_text = "", False
    lines: list[str] = []
    for line in text.split("\n"):
        time = _TIME.fullmatch(line)
        if time is not None:
            minute = f"{int(time[1] or 0)}:{time[2]}"
            if minute != label:
                parts.add("\n".join(lines), label and f"minute {label}")
                label, lines = minute, []
            is_text = True
        elif not line.strip():
            is_text = False
        elif is_text:
            lines.append("".join(part for part in tokens(_CUE_STYLE.sub("", line)) if isinstance(part, str)))
    parts.add("\n".join(lines), label and f"minute {label}")
    return "", []


def _spoken(text: str, parts: Parts) -> tuple[str, list[tuple[str, str]]]:
    """Subtitles of Sub Station Alpha: a place for each minute, with what is said alone."""
    label = title = ""
    columns, lines = _ASS_COLUMNS, list[str]()
    for line in text.split("\n"):
        name, _, rest = line.partition(":")
        if name == "Title":
            title = title or rest.strip()
        elif name == "Format":
            columns = rest.count(",") + 1
        elif name == "Dialogue":
            cells = rest.split(",", columns - 1)
            time = _ASS_TIME.fullmatch(cells[1].strip()) if len(cells) > 1 else None
            minute = f"minute {int(time[1])}:{time[2]}" if time is not None else label
            if minute != label:
                parts.add("\n".join(lines), label)
                label, lines = minute, []
            said = _ASS_SIGN.sub(lambda sign: "\n" if sign[1] in "Nn" else " ", _CUE_STYLE.sub("", cells[-1]))
            lines.append(_CURLED.sub("", said))
    parts.add("\n".join(lines), label)
    return title, []


def _lyrics(text: str, parts: Parts) -> tuple[str, list[tuple[str, str]]]:
    """The words of a song, without the times at which they are sung."""
    about = {name.lower(): value.strip() for name, value in _LRC_TAG.findall(text)}
    parts.add(_LRC_TIME.sub("", _LRC_TAG.sub(r"\2", text)))
    return about.get("ti", ""), [("author", about.get("ar", "")), ("album", about.get("al", ""))]


def _properties(text: str, parts: Parts) -> tuple[str, list[tuple[str, str]]]:
    """Java's properties: values with their names, escapes decoded, lines joined."""
    lines = []
    for line in re.sub(r"\\\n[ \t]*", "", text).split("\n"):
        if line.lstrip()[:1] in ("#", "!"):
            lines.append(line.lstrip("#! \t"))
        elif pair := _PROPERTY.fullmatch(line):
            lines.append(f"{_unescaped(pair[1])} = {_unescaped(pair[2])}")
        else:
            lines.append(_unescaped(line))
    parts.add("\n".join(lines))
    return "", []


def _unescaped(text: str) -> str:
    decoded = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _plain_escape(found[2]), text)
    # Characters beyond the basic plane are written as two escapes.
    return decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _plain_escape(letter: str) -> str:
    return {"n": "\n", "t": "\t", "r": "\n", "f": "\n"}.get(letter, letter)


def _restructured(text: str, parts: Parts) -> tuple[str, list[tuple[str, str]]]:
    """reStructuredText as it stands; its title is the first line under, or between, a rule."""
    parts.add(text)
    lines = text.split("\n")
    fields = [
        (match[1].lower(), match[2])
        for line in lines[:50]
        if (match := re.fullmatch(r":(Author|Tags|Keywords|Subject):\s+(.+)", line, re.IGNORECASE))
    ]
    fields = [("tag" if name in ("tags", "keywords") else name, value) for name, value in fields]
    for line, rule in pairwise(lines):
        is_ruled = _UNDERLINE.fullmatch(rule) and len(rule.rstrip()) >= len(line.rstrip()) // 2
        if line.strip() and is_ruled and not _UNDERLINE.fullmatch(line):
            return line.strip(), fields
    return "", fields


def _manual(text: str, parts: Parts) -> tuple[str, list[tuple[str, str]]]:
    """Manual pages in the macros man and mdoc, a place for each section."""
    title, label = "", ""
    lines: list[str] = []
    for raw in text.split("\n"):
        if raw.startswith(('.\\"', "'\\\"", '\\"')):
            continue
        if not raw.startswith((".", "'")):
            lines.append(_groff(raw))
            continue
        macro, _, rest = raw[1:].strip().partition(" ")
        arguments = _groff(rest.replace('"', ""))
        if macro in ("TH", "Dt"):
            title = title or " ".join(arguments.split()[:1])
        elif macro in ("SH", "Sh"):
            parts.add("\n".join(lines), label)
            label, lines = (f"section {arguments}" if arguments else ""), [arguments]
        elif macro in (
            "so",
            "mso",
            "nr",
            "ds",
            "de",
            "if",
            "ie",
            "el",
            "ad",
            "hy",
            "na",
            "ta",
            "in",
            "ft",
            "ll",
            "Dd",
            "Os",
        ):
            continue
        elif macro == "Nm" and not arguments:
            lines.append(title.lower())
        elif arguments and not _MEASURE.fullmatch(arguments):
            lines.append(arguments)
    parts.add("\n".join(lines), label)
    return title, []


def _groff(text: str) -> str:
    return _GROFF.sub(lambda found: _groff_character(found[1], found[2]), _FONT.sub("", text))


def _groff_character(escape: str, name: str | None) -> str:
    if name is not None:
        code = _ACCENTED.fullmatch(name)
        if code is not None:
            return "".join(chr(min(int(each, 16), 0x10FFFF)) for each in name[1:].split("_"))
        escape = f"({name}" if len(name) == 2 else name
    return _CHARACTERS.get(escape, "")


_READERS: Mapping[str, Read] = {
    "srt": _subtitles, "vtt": _subtitles, "properties": _properties, "rst": _restructured, "man": _manual,
    "ass": _spoken, "lrc": _lyrics,
}  # fmt: skip
