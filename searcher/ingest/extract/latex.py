r"""LaTeX and BibTeX: letters with accents put together, as in "Schr\"odinger"; commands go, their text stays.

The commands are those of "LaTeX2e: An unofficial reference manual" (latexref.xyz), chapters 16.5 and 23.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import MOST_FIELDS, of_parts, text_of
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ",
    "S": "§", "P": "¶", "copyright": "©", "pounds": "£", "euro": "€", "texteuro": "€", "dots": "…", "ldots": "…",
    "textendash": "–", "textemdash": "—", "LaTeX": "LaTeX", "TeX": "TeX", "and": ";", "quad": " ", "qquad": " ",
    "guillemotleft": "«", "guillemotright": "»", "glqq": "„", "grqq": "“", "textquotedblleft": "“",
    "textquotedblright": "”", "textbackslash": "\\", "textasciitilde": "~", "item": "\n",
}  # fmt: skip
# An accent, and what it stands on, in braces or not; "\i" and "\j" are the letters without their dots for it.
_ACCENTED = expression(
    r"""\\([`'^~"=.])\s*(?:\{\s*(\\?[^\W\d_])\s*\}|(\\[ij](?![A-Za-z])\s?|[^\W\d_]))"""
    r"""|\\([uvHckrdbt])(?:\s*\{\s*(\\?[^\W\d_]{1,2})\s*\}|\s+([^\W\d_]))"""
)
_BRACED = expression(r"\{([^\x00-\x7f]{1,3})\}")
_LETTER = expression(
    rf"\\({'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?![A-Za-z])(?:\{{\}}|[ \t]+|[ \t]*\n(?!\s*\n))?"
)
_COMMENT = expression(r"(?<!\\)%[^\n]*(?:\n[ \t]*(?=\S))?")
# A command whose braces hold no words: files, keys, lengths, names of styles.
_SILENT = expression(
    r"\\(?:documentclass|usepackage|RequirePackage|begin|end|label|ref|eqref|pageref|autoref|cref|Cref|cite[a-zA-Z]*|nocite"
    r"|input|include|includegraphics|bibliography(?:style)?|addbibresource|pagestyle|thispagestyle|vspace|hspace|setlength"
    r"|newcommand|renewcommand|def|setcounter|addtocounter|geometry|hypersetup|PassOptionsToPackage|selectlanguage)\*?"
    r"(?:\s?\[[^\]\n]{0,500}\]|\s?\{[^{}\n]{0,500}\})*"
)
# A command alone or before its text: the text begins after it, so that "\emph{it}al" is one word.
_COMMAND = expression(r"\\[A-Za-z@]+\*?(?:\[[^\]\n]{0,500}\])?(?:[ \t]+(?=\w)|(?=\{)|)")
_NOTE = expression(r"\\(?:footnote|thanks|marginpar)(?:\[\d+\])?\{")
_TITLE, _AUTHOR = expression(r"\\title(?:\[[^\]]*\])?\s*\{"), expression(r"\\author(?:\[[^\]]*\])?\s*\{")
_FIELD = expression(r"^\s*(author|title|editor|keywords)\s*=\s*([{\"])", re.IGNORECASE | re.MULTILINE)
_QUOTES = str.maketrans({"~": " ", "{": "", "}": ""})
_PAIRS = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("\\-", ""), ("\\/", ""), ("\\,", " "), ("\\\\", "\n"))
_ESCAPED = expression(r"\\([&%$#_{} ])")
_KEPT = {"{": "\ue001", "}": "\ue002"}
_MOST_DEPTH = 100


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One document, or a Problem."""
    result = text_of(found, stream, settings)
    if isinstance(result, Problem):
        yield result
        return
    parts = Parts(settings, result.note)
    letters = spelt(result.text)
    is_bibliography = found.id.lower().endswith(".bib")
    if is_bibliography:
        parts.add(letters.replace("{", "").replace("}", ""))
        title, fields = "", _entries(letters)
    else:
        parts.add(plain(letters))
        title = plain(_argument(letters, _TITLE))
        authors = plain(_argument(letters, _AUTHOR)).split(";")
        fields = [("author", author) for author in authors]
    yield from of_parts(found, parts, type="bib" if is_bibliography else "tex", title=title, fields=fields)


def spelt(text: str) -> str:
    r"""The text with the letters that are written as commands: "\'e", "{\"o}", "\ss"."""
    text = _LETTER.sub(lambda found: _LETTERS[found[1]] if found[1] not in ("item", "and") else found[0], text)
    text = _ACCENTED.sub(_composed, text)
    return _BRACED.sub(r"\1", text)


def plain(text: str) -> str:
    """The text without commands, comments and braces."""
    text = _COMMENT.sub("", text)
    for written, sign in _PAIRS:
        text = text.replace(written, sign)
    text = _ESCAPED.sub(lambda found: _KEPT.get(found[1], found[1]), text)
    text = _NOTE.sub(" {", text)
    text = _SILENT.sub(" ", text)
    text = _LETTER.sub(lambda found: _LETTERS[found[1]], text)
    text = _COMMAND.sub("", text).translate(_QUOTES)
    for sign, kept in _KEPT.items():
        text = text.replace(kept, sign)
    return text.strip()


def _composed(found: re.Match[str]) -> str:
    accent = found[1] or found[4]
    base = (found[2] or found[3] or found[5] or found[6]).strip().lstrip("\\")
    base = {"ı": "i", "ȷ": "j"}.get(base, base)
    return unicodedata.normalize("NFC", base[0] + _ACCENTS[accent] + base[1:])


def _argument(text: str, command: re.Pattern[str]) -> str:
    found = command.search(text)
    return "" if found is None else _until(text, found.end(), "}")


def _until(text: str, start: int, closing: str) -> str:
    """From `start` to the brace or mark that closes there, braces inside it passed over."""
    depth = 0
    for at in range(start, min(len(text), start + 5000)):
        character = text[at]
        if character == closing and depth == 0:
            return text[start:at]
        depth += (character == "{") - (character == "}")
        if depth > _MOST_DEPTH or depth < 0:
            break
    return ""


def _entries(text: str) -> list[tuple[str, str]]:
    fields: list[tuple[str, str]] = []
    for found in _FIELD.finditer(text):
        if len(fields) >= MOST_FIELDS:
            break
        name = found[1].lower()
        value = _until(text, found.end(), "}" if found[2] == "{" else '"').replace("{", "").replace("}", "")
        if name in ("author", "editor"):
            fields += [("author", person) for person in value.split(" and ")]
        elif name == "keywords":
            fields += [("tag", tag) for tag in value.split(",")]
    return fields
