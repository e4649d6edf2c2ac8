"""Texts of the program as Markdown: in cells of a table, and as sentences."""

import re
from collections.abc import Iterable, Sequence


def cell(text: str) -> str:
    """A text on one line for a cell of a table; what is no code in it is shown as it is written."""
    pieces = re.split(r"(`[^`]*`)", " ".join(text.split()))
    return "".join(
        piece.replace("|", "\\|")
        if piece.startswith("`")
        else re.sub(r"([|*\[\]])", r"\\\1", piece).replace("<", "&lt;")
        for piece in pieces
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines).replace("| --- ", "|---").replace("--- |", "---|")


def sentence(text: str) -> str:
    """A text with a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '…')) else '.'}"
