"""Text in which a paragraph may stand inside another one, as notes, comments and the text of drawings do."""


class Paragraphs:
    """Pieces of text as they come; what begins inside a paragraph comes on lines of its own after it.

    So a sentence goes on behind the number of its footnote, and the comment's first word is not the end of its own.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._outer: list[list[str]] = []
        self._after: list[str] = []

    @property
    def depth(self) -> int:
        """How many paragraphs are open."""
        return len(self._outer)

    def begin(self) -> None:
        """A paragraph begins."""
        self._outer.append(self.pieces)
        self.pieces = []

    def end(self) -> None:
        """The innermost paragraph ends, and its line."""
        inner, self.pieces = self.pieces, self._outer.pop()
        inner.append("\n")
        if self._outer:
            self._after += inner
        else:
            self.pieces += inner
            self.pieces += self._after
            self._after = []

    def text(self) -> str:
        """The text since the last call; of paragraphs that never end too."""
        while self._outer:
            self.end()
        text = "".join(self.pieces)
        self.pieces = []
        return text
